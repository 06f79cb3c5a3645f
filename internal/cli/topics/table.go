package topics

import (
	"strings"

	"github.com/russross/blackfriday/v2"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
)

const (
	gap       = 2  // columns between two cells
	tallest   = 8  // lines of a row; above it, cells are too narrow to be read
	leastCell = 12 // columns of a cell that is broken into lines
)

// table writes rows side by side if there is room for it, with cells broken between words. Else
// each row is a paragraph, with the heading of each cell before it.
func (r *renderer) table(n *blackfriday.Node) {
	var rows [][]string
	n.Walk(func(n *blackfriday.Node, entering bool) blackfriday.WalkStatus {
		switch {
		case entering && n.Type == blackfriday.TableRow:
			rows = append(rows, nil)
		case entering && n.Type == blackfriday.TableCell:
			rows[len(rows)-1] = append(rows[len(rows)-1], inline(n))
			return blackfriday.SkipChildren
		}
		return blackfriday.GoToNext
	})
	if len(rows) == 0 {
		return
	}
	widths, fits := fit(rows, r.columns-1-len(r.indent))
	if !fits {
		r.paragraphs(rows)
		return
	}
	header := strings.TrimSpace(strings.Join(rows[0], "")) != ""
	if header {
		r.row(rows[0], widths)
		var rule []string
		for _, w := range widths {
			rule = append(rule, strings.Repeat("-", w))
		}
		r.b.WriteString(r.indent + strings.Join(rule, strings.Repeat(" ", gap)) + "\n")
	}
	for _, row := range rows[1:] {
		r.row(row, widths)
	}
	r.b.WriteString("\n")
}

// row writes the cells of a row side by side.
func (r *renderer) row(cells []string, widths []int) {
	var lines [][]string
	height := 0
	for i, cell := range cells {
		lines = append(lines, strings.Split(terminal.Hang(cell, "", widths[i]+1), "\n"))
		height = max(height, len(lines[i]))
	}
	for at := range height {
		var b strings.Builder
		for i := range cells {
			text := ""
			if at < len(lines[i]) {
				text = lines[i][at]
			}
			b.WriteString(text + strings.Repeat(" ", max(widths[i]-len([]rune(text)), 0)+gap))
		}
		r.b.WriteString(strings.TrimRight(r.indent+b.String(), " ") + "\n")
	}
}

// paragraphs writes each row as its first cell and, below it, the others.
func (r *renderer) paragraphs(rows [][]string) {
	indent := r.indent + "    "
	if head := rows[0]; head[0] != "" {
		title := head[0]
		if len(head) == 2 && head[1] != "" { // else the others are said in each row
			title += " – " + head[1]
		}
		r.b.WriteString(terminal.Hang(r.indent+title+":", r.indent+"  ", r.columns) + "\n\n")
	}
	for _, row := range rows[1:] {
		r.b.WriteString(terminal.Hang(r.indent+row[0], r.indent+"  ", r.columns) + "\n")
		for i, cell := range row[1:] {
			if cell == "" {
				continue
			}
			if heading := rows[0][i+1]; heading != "" && len(row) > 2 {
				cell = heading + ": " + cell
			}
			r.b.WriteString(terminal.Hang(indent+cell, indent+"  ", r.columns) + "\n")
		}
	}
	r.b.WriteString("\n")
}

// fit finds widths of columns that are together no wider than the room. Wide ones give way first,
// none breaks a word.
func fit(rows [][]string, room int) (widths []int, fits bool) {
	least := make([]int, len(rows[0]))
	widths = make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], len([]rune(cell)))
			for word := range strings.FieldsSeq(cell) {
				least[i] = max(least[i], len([]rune(word)))
			}
		}
	}
	total := gap * (len(widths) - 1)
	for i := range widths {
		least[i] = max(least[i], min(widths[i], leastCell))
		total += widths[i]
	}
	for total > room {
		widest := -1
		for i := range widths {
			if widths[i] > least[i] && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return nil, false
		}
		widths[widest]--
		total--
	}
	for _, row := range rows {
		for i, cell := range row {
			if strings.Count(terminal.Hang(cell, "", widths[i]+1), "\n") >= tallest {
				return nil, false
			}
		}
	}
	return widths, true
}

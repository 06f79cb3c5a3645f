package change

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// Table lays out a plan. The notes are aligned, except after a name that is wider than
// maxNameColumn: one long path must not push all the notes off the screen.
type Table struct{ rows [][4]string }

const maxNameColumn = 44

// Add adds a row. An empty action leaves its mark out.
func (t *Table) Add(action deployer.Action, kind, name, note string) {
	symbol := ""
	if action != "" {
		symbol = action.Symbol()
	}
	t.rows = append(t.rows, [4]string{symbol, show.Visible(kind), show.Visible(name), show.Visible(note)})
}

// Widths of a row besides name and note, of the least that is left of these on a narrow terminal,
// and of what most notes take.
const (
	markColumns = 15
	leastName   = 20
	leastNote   = 22
	usualNote   = 26
)

// Write prints the rows. On a terminal none is wider than it: long names are shortened in the
// middle.
func (t *Table) Write(w io.Writer) error {
	room := 0
	if columns := terminal.Columns(w); columns > 0 {
		room = max(columns-1-markColumns-2, leastName+leastNote) // for name and note
	}
	width := 0
	for _, row := range t.rows {
		if n := utf8.RuneCountInString(row[2]); n <= maxNameColumn {
			width = max(width, n)
		} else if room > 0 {
			width = maxNameColumn
		}
	}
	if room > 0 {
		width = min(width, room-min(usualNote, room-leastName))
	}
	var b strings.Builder
	for _, row := range t.rows {
		name, note, column := row[2], row[3], width
		if room > 0 {
			column = max(min(column, room-utf8.RuneCountInString(note)), min(utf8.RuneCountInString(name), column))
			name, note = terminal.Shorten(name, max(column, room-utf8.RuneCountInString(note))),
				terminal.Shorten(note, room-column)
		}
		line := strings.TrimRight(fmt.Sprintf("%-1s %-11s  %-*s  %s", row[0], row[1], column, name, note), " ")
		b.WriteString(paintAction(w, row[0], line) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// paintAction colours a line by the symbol that it begins with.
func paintAction(w io.Writer, symbol, line string) string {
	switch symbol {
	case deployer.ActionCreate.Symbol():
		return terminal.Paint(w, terminal.Green, line)
	case deployer.ActionUpdate.Symbol():
		return terminal.Paint(w, terminal.Yellow, line)
	case deployer.ActionRemove.Symbol():
		return terminal.Paint(w, terminal.Red, line)
	case deployer.ActionKeep.Symbol():
		return terminal.Paint(w, terminal.Dim, line)
	}
	return line
}

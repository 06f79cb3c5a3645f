package topics

import (
	"fmt"
	"strings"

	"github.com/russross/blackfriday/v2"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/contents"
)

// Text writes the page for a terminal of that many columns: the section, or all with "".
func (p *Page) Text(section string, columns int) string {
	r := &renderer{columns: columns}
	inside := section == ""
	for n := p.tree.FirstChild; n != nil; n = n.Next {
		if section != "" && n.Type == blackfriday.Heading && n.Level <= 2 {
			inside = n.Level == 2 && contents.Slug(plain(n)) == section
		}
		switch {
		case !inside:
		case n.Type == blackfriday.Paragraph &&
			strings.HasPrefix(plain(n), strings.ReplaceAll(contents.Begin, "*", "")):
			r.paragraph(p.contents())
		default:
			r.block(n)
		}
	}
	return strings.TrimRight(r.b.String(), "\n") + "\n"
}

// contents lists the sections as they are typed.
func (p *Page) contents() string {
	var ids []string
	for _, s := range p.Sections {
		ids = append(ids, s.ID)
	}
	return fmt.Sprintf("Sections, to be read one by one with `help %s SECTION`: %s.", p.topic.Name,
		strings.Join(ids, ", "))
}

// renderer writes blocks as lines.
type renderer struct {
	b       strings.Builder
	columns int
	indent  string
}

func (r *renderer) block(n *blackfriday.Node) {
	switch n.Type {
	case blackfriday.Heading:
		r.heading(n)
	case blackfriday.Paragraph:
		r.paragraph(inline(n))
	case blackfriday.CodeBlock:
		r.code(string(n.Info), string(n.Literal))
	case blackfriday.List:
		r.list(n)
	case blackfriday.Table:
		r.table(n)
	case blackfriday.BlockQuote:
		for c := n.FirstChild; c != nil; c = c.Next {
			r.block(c)
		}
	}
}

func (r *renderer) heading(n *blackfriday.Node) {
	title := inline(n)
	underline := map[int]string{1: "=", 2: "-", 3: "~"}[n.Level]
	if r.b.Len() > 0 && n.Level <= 2 {
		r.b.WriteString("\n")
	}
	text := terminal.Hang(title, "", r.columns)
	r.b.WriteString(text + "\n")
	if underline != "" {
		r.b.WriteString(strings.Repeat(underline, terminal.Widest(text)) + "\n")
	}
	r.b.WriteString("\n")
}

func (r *renderer) paragraph(text string) {
	if text == "" {
		return
	}
	r.b.WriteString(terminal.Hang(r.indent+text, r.indent, r.columns) + "\n\n")
}

// code keeps lines as they are, to be copied; but commands of a shell that are too long continue on
// the next line, and what is said about them goes above them.
func (r *renderer) code(language, text string) {
	indent := r.indent + "    "
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		if language == "sh" && len([]rune(line))+len(indent) >= r.columns {
			r.command(indent, line)
			continue
		}
		r.b.WriteString(strings.TrimRight(indent+line, " ") + "\n")
	}
	r.b.WriteString("\n")
}

func (r *renderer) command(indent, line string) {
	command, comment, found := strings.Cut(line, "# ")
	if found && strings.TrimRight(command, " ") != command || command == "" {
		r.b.WriteString(terminal.Hang(indent+"# "+comment, indent+"# ", r.columns) + "\n")
		line = strings.TrimRight(command, " ")
	}
	if line == "" {
		return
	}
	text := terminal.Hang(indent+quoted(line, " ", solid), indent+"  ", r.columns-2)
	r.b.WriteString(strings.ReplaceAll(strings.ReplaceAll(text, "\n", " \\\n"), solid, " ") + "\n")
}

// solid stands for a space at which a line must not be broken.
const solid = "\x00"

// quoted replaces what is between quotation marks of a shell.
func quoted(line, old, instead string) string {
	var b strings.Builder
	within := rune(0)
	for _, c := range line {
		switch {
		case within == 0 && (c == '\'' || c == '"'):
			within = c
		case c == within:
			within = 0
		}
		if within != 0 && string(c) == old {
			b.WriteString(instead)
			continue
		}
		b.WriteRune(c)
	}
	return b.String()
}

func (r *renderer) list(list *blackfriday.Node) {
	number := 0
	for item := list.FirstChild; item != nil; item = item.Next {
		number++
		mark := "- "
		if list.ListFlags&blackfriday.ListTypeOrdered != 0 {
			mark = fmt.Sprintf("%d. ", number)
		}
		inner := &renderer{columns: r.columns, indent: r.indent + strings.Repeat(" ", len(mark))}
		for c := item.FirstChild; c != nil; c = c.Next {
			inner.block(c)
		}
		text := strings.ReplaceAll(strings.TrimRight(inner.b.String(), "\n"), "\n\n"+inner.indent+"- ",
			"\n"+inner.indent+"- ")
		r.b.WriteString(r.indent + mark + strings.TrimPrefix(text, inner.indent) + "\n")
	}
	r.b.WriteString("\n")
}

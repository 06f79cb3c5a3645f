// Package terminal writes text for people: safe to show, as wide as the terminal, in its colours.
// It has the status line, and the words for numbers and lists.
package terminal

import (
	"io"
	"strings"
	"unicode/utf8"

	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

// Colour is what a text can be painted with on a terminal.
type Colour int

// The colours of plans and messages.
const (
	Red Colour = iota
	Green
	Yellow
	Dim
)

const endOfPaint = "\x1b[0m"

// paints are the escape sequences of the colours, and the one that ends them. Nothing else passes a
// Guard.
var paints = [...]string{Red: "\x1b[31m", Green: "\x1b[32m", Yellow: "\x1b[33m", Dim: "\x1b[2m", 4: endOfPaint}

// Writer knows whether it leads to a terminal, how wide that is, and whether it shows colours.
type Writer struct {
	io.Writer
	Colours bool
	Columns func() int // nil when it leads to no terminal
	Breaks  bool       // lines are broken between words where the terminal would break within one
}

// Columns is how many columns a line may take, 0 for no limit.
func Columns(w io.Writer) int {
	p, ok := w.(*Writer)
	if !ok || p.Columns == nil {
		return 0
	}
	return max(p.Columns(), 0)
}

// Shorten cuts the middle out of a text that has more characters than that: names differ at their
// ends.
func Shorten(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most || most < 1 {
		return s
	}
	head := (most - 1) / 2
	return string(runes[:head]) + "…" + string(runes[len(runes)-(most-1-head):])
}

// Wrap breaks a line between words where the terminal would break it within one. Paint it
// afterwards: colours take no columns.
func Wrap(w io.Writer, text string) string {
	columns, width := Columns(w), 0
	if columns == 0 {
		return text
	}
	var b strings.Builder
	for i, word := range strings.Split(text, " ") {
		first, _, broken := strings.Cut(word, "\n")
		n := utf8.RuneCountInString(first)
		switch {
		case i == 0:
		case width+1+n >= columns:
			b.WriteString("\n  ")
			width = 2
		default:
			b.WriteString(" ")
			width++
		}
		b.WriteString(word)
		if width += n; broken { // the text has a line break of its own
			width = utf8.RuneCountInString(word[strings.LastIndex(word, "\n")+1:])
		}
	}
	return b.String()
}

// Message prints lines after a coloured word, the second and later ones indented. Each line is made
// visible.
func Message(w io.Writer, c Colour, word string, lines ...string) error {
	for i, line := range lines {
		lines[i] = show.Visible(line)
	}
	text, _ := strings.CutPrefix(Wrap(w, word+" "+strings.Join(lines, "\n  ")), word)
	_, err := io.WriteString(w, Paint(w, c, word)+text+"\n")
	return err
}

// Question prints a question and leaves the cursor after it.
func Question(w io.Writer, text string) error {
	_, err := io.WriteString(w, Wrap(w, show.Visible(text))+" ")
	return err
}

// Paint colours a text if the writer shows colours, else returns it as it is.
func Paint(w io.Writer, c Colour, text string) string {
	if p, ok := w.(*Writer); !ok || !p.Colours {
		return text
	}
	return paints[c] + text + endOfPaint
}

// WantsColours follows https://no-color.org and terminals that know no escape sequences.
func WantsColours(getenv func(string) string) bool {
	return getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"
}

// Package terminal writes text for people: its width, its colours, the status line, and the words for numbers and lists.
package terminal

import (
	"io"
	"strings"
	"unicode/utf8"
)

// colours are what a line may be painted with on a terminal.
type colour string

const (
	Red    colour = "31"
	Green  colour = "32"
	Yellow colour = "33"
	Dim    colour = "2"
)

// Writer is a writer that knows whether it leads to a terminal, how wide that is, and whether it shows colours.
type Writer struct {
	io.Writer
	Colours bool
	Columns func() int // nil for what is no terminal
}

// Columns is how many columns a line may take, 0 when nothing bounds it.
func Columns(w io.Writer) int {
	p, ok := w.(*Writer)
	if !ok || p.Columns == nil {
		return 0
	}
	return max(p.Columns(), 0)
}

// Shorten takes away from the middle what is too much: names are told apart by their ends.
func Shorten(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most || most < 1 {
		return s
	}
	head := (most - 1) / 2
	return string(runes[:head]) + "…" + string(runes[len(runes)-(most-1-head):])
}

// Wrap breaks a line between words where the terminal would break it within one. Paint comes after: colours take no columns.
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
		if width += n; broken { // the text has an end of a line of its own
			width = utf8.RuneCountInString(word[strings.LastIndex(word, "\n")+1:])
		}
	}
	return b.String()
}

// Message prints a line that begins with a coloured word.
func Message(w io.Writer, c colour, word, text string) error {
	text, _ = strings.CutPrefix(Wrap(w, word+" "+text), word)
	_, err := io.WriteString(w, Paint(w, c, word)+text+"\n")
	return err
}

// Paint colours a text if the writer shows colours, else returns it as it is.
func Paint(w io.Writer, c colour, text string) string {
	if p, ok := w.(*Writer); !ok || !p.Colours {
		return text
	}
	return "\x1b[" + string(c) + "m" + text + "\x1b[0m"
}

// WantsColours follows https://no-color.org and terminals that know no escape sequences.
func WantsColours(getenv func(string) string) bool {
	return getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"
}

package terminal

import (
	"io"
	"strings"
	"unicode/utf8"
)

// Lines that are for people are broken between words where they are wider than the terminal. What
// is to be copied stays whole: a command, and a word that is too long, such as a URL or a path.

// WrapLines breaks the lines of a text that are wider than the terminal that w leads to. Later parts
// of a line are indented by two more columns than its beginning.
func WrapLines(w io.Writer, text string) string {
	columns := Columns(w)
	if columns == 0 {
		return text
	}
	var b strings.Builder
	for line := range strings.SplitAfterSeq(text, "\n") {
		trimmed := strings.TrimLeft(line, " ")
		if width(strings.TrimSuffix(line, "\n")) <= columns || strings.HasPrefix(trimmed, "curl ") {
			b.WriteString(line)
			continue
		}
		indent := strings.Repeat(" ", len(line)-len(trimmed))
		b.WriteString(indent)
		at := len(indent)
		for i, word := range strings.Split(trimmed, " ") {
			n := width(strings.TrimSuffix(word, "\n"))
			switch {
			case i == 0:
			case word != "" && at+1+n >= columns:
				b.WriteString("\n" + indent + "  ")
				at = len(indent) + 2
			default:
				b.WriteString(" ")
				at++
			}
			b.WriteString(word)
			at += n
		}
	}
	return b.String()
}

// width is how many columns a text takes: colours take none.
func width(text string) int {
	for _, paint := range paints {
		text = strings.ReplaceAll(text, paint, "")
	}
	return utf8.RuneCountInString(text)
}

// Write implements [io.Writer].
func (w *Writer) Write(p []byte) (int, error) {
	if !w.Breaks {
		return w.Writer.Write(p)
	}
	if _, err := io.WriteString(w.Writer, WrapLines(w, string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}

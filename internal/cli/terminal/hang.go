package terminal

import (
	"strings"
	"unicode/utf8"
)

// Hang breaks a line between words so that it fits the columns, the last of which stays free; later
// lines begin with the indent. A word that is too long has a line of its own.
func Hang(line, indent string, columns int) string {
	start := line[:len(line)-len(strings.TrimLeft(line, " "))]
	var b strings.Builder
	b.WriteString(start)
	width := len(start)
	for i, word := range strings.Split(line[len(start):], " ") {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case word != "" && width+1+n > columns-1:
			b.WriteString("\n" + indent)
			width = len(indent)
		default:
			b.WriteString(" ")
			width++
		}
		b.WriteString(word)
		width += n
	}
	return b.String()
}

// Widest returns the number of columns that the widest line of a text takes.
func Widest(text string) (columns int) {
	for line := range strings.SplitSeq(text, "\n") {
		columns = max(columns, utf8.RuneCountInString(line))
	}
	return columns
}

package terminal

import (
	"fmt"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

// InBrackets returns the text in brackets, "" for none.
func InBrackets(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

// Date writes a time in UTC, to the second.
func Date(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Deref returns the text, "" for none.
func Deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// OrDash returns the text, a dash for none.
func OrDash(s *string) string { return Or(Deref(s), "-") }

// Or returns the text, or the word for none.
func Or(s, word string) string {
	if s == "" {
		return word
	}
	return s
}

// OneLine returns a value as it is, or quoted when it holds more than printable characters.
func OneLine(s string) string { return show.Name(s) }

// Lines makes a message of several lines visible, with tabs as they are, and marks all lines after
// the first one.
func Lines(message string) Shown {
	lines := strings.Split(strings.TrimRight(strings.ReplaceAll(message, "\r\n", "\n"), "\n"), "\n")
	for i, line := range lines {
		cells := strings.Split(line, "\t")
		for j, cell := range cells {
			cells[j] = show.Visible(cell)
		}
		lines[i] = strings.Join(cells, "    ")
	}
	return Shown(strings.Join(lines, "\n  | "))
}

// Size writes a number of bytes.
func Size(bytes int64) string {
	switch {
	case bytes < 1000:
		return fmt.Sprintf("%d B", bytes)
	case bytes < 999_950: // what is above would be rounded to 1000.0 kB
		return fmt.Sprintf("%.1f kB", float64(bytes)/1e3)
	default:
		return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
	}
}

// Plural writes a count with its noun.
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if strings.HasSuffix(noun, "y") {
		return fmt.Sprintf("%d %sies", n, strings.TrimSuffix(noun, "y"))
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Few lists names, of many only the first ones.
func Few(names []string) string {
	const few = 5
	if len(names) > few {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:few], ", "), len(names)-few)
	}
	return strings.Join(names, ", ")
}

package terminal

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

func InBrackets(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

func Date(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func Deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func OrDash(s *string) string { return Or(Deref(s), "-") }

// OneLine keeps a value from breaking the table.
func OneLine(s string) string {
	if quoted := fmt.Sprintf("%q", s); quoted != `"`+s+`"` {
		return quoted
	}
	return s
}

// Lines keeps what a Function prints from moving the cursor or changing colours, and indents lines after the first one.
func Lines(message string) string {
	message = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return '\uFFFD'
		}
		return r
	}, strings.TrimRight(strings.ReplaceAll(message, "\r\n", "\n"), "\n"))
	return strings.ReplaceAll(message, "\n", "\n    ")
}

// Size prints a number of bytes for people.
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

// Plural prints a count with its noun.
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if strings.HasSuffix(noun, "y") {
		return fmt.Sprintf("%d %sies", n, strings.TrimSuffix(noun, "y"))
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func Or(s, word string) string {
	if s == "" {
		return word
	}
	return s
}

// Few names the first few.
func Few(names []string) string {
	const few = 5
	if len(names) > few {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:few], ", "), len(names)-few)
	}
	return strings.Join(names, ", ")
}

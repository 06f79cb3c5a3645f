package terminal

import (
	"fmt"
	"io"

	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

// Fprintf is fmt.Fprintf for text with parts from elsewhere: strings, errors and everything else
// that prints as text are made visible. All that the verbs print for people goes through it or
// through a table.
func Fprintf(w io.Writer, format string, args ...any) (int, error) {
	for i := range args {
		args[i] = shown(args[i])
	}
	return fmt.Fprintf(w, format, args...)
}

// Sprintf is [Fprintf] into a string.
func Sprintf(format string, args ...any) string {
	for i := range args {
		args[i] = shown(args[i])
	}
	return fmt.Sprintf(format, args...)
}

// Shown is text that is visible already, line breaks of our own included.
type Shown string

// shown leaves alone what prints as a number or a truth value, which a width of * must stay.
func shown(arg any) any {
	switch arg := arg.(type) {
	case Shown:
		return string(arg)
	case nil, bool, int, int32, int64, uint, uint16, uint32, uint64, float64, visibleArgument:
		return arg
	}
	return visibleArgument{arg}
}

type visibleArgument struct{ value any }

// Format implements fmt.Formatter. Quoting spells everything out by itself.
func (v visibleArgument) Format(state fmt.State, verb rune) {
	text := fmt.Sprintf(fmt.FormatString(state, verb), v.value)
	if verb != 'q' {
		text = show.Visible(text)
	}
	_, _ = io.WriteString(state, text)
}

package bundle

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

// Error lists everything that keeps a project from being deployed. It is
// what [Read] returns, found before any request is sent.
type Error struct {
	Problems []Problem // sorted by Source, at least one
}

// Problem is one reason why a project cannot be deployed.
type Problem struct {
	Source string // the file or folder, slash-separated inside the project; "" for the project as a whole
	Value  string // the offending value, "" when the Source is
	Reason string // what is wrong with it
	Action string // what to do about it
	Err    error  // the cause from the file system or the parser, nil when there is none
}

// Error lists the problems, one a line.
func (e *Error) Error() string {
	if e == nil {
		e = new(Error)
	}
	if len(e.Problems) == 1 {
		return e.Problems[0].String()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "the project has %d problems:", len(e.Problems))
	for _, p := range e.Problems {
		b.WriteString("\n  ")
		b.WriteString(p.String())
	}
	return b.String()
}

// Unwrap returns the causes of the problems, for errors.Is and errors.As.
func (e *Error) Unwrap() []error {
	if e == nil {
		e = new(Error)
	}
	var causes []error
	for _, p := range e.Problems {
		if p.Err != nil {
			causes = append(causes, p.Err)
		}
	}
	return causes
}

// String returns the problem as one line: source, value, reason; action.
func (p Problem) String() string {
	var b strings.Builder
	if p.Source != "" {
		b.WriteString(show.Name(p.Source))
		b.WriteString(": ")
	}
	if p.Value != "" {
		fmt.Fprintf(&b, "%q: ", p.Value)
	}
	b.WriteString(p.Reason)
	if p.Action != "" {
		b.WriteString("; ")
		b.WriteString(p.Action)
	}
	return b.String()
}

// unreadable is the problem of a file or folder that the file system refuses.
func unreadable(source string, err error) Problem {
	if !utf8.ValidString(source) { // package fs refuses such names before the system sees them
		return Problem{Source: source, Reason: "the name is not UTF-8", Action: "rename it", Err: err}
	}
	return Problem{
		Source: source,
		Reason: fmt.Sprintf("cannot be read: %v", err),
		Action: "check that it exists and its permissions",
		Err:    err,
	}
}

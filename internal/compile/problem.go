package compile

import (
	"errors"
	"fmt"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
)

// A Problem is why a source cannot become a Function, or why a script would not load.
type Problem struct {
	Source  string // file, slash-separated inside the project
	Path    string // of the Function, "" when it is not known
	Line    int    // from 1; 0: the problem has no place
	Column  int    // from 1, in characters
	Text    string // the line
	Message string
	Action  string // what to do, may be empty
}

// Lines gives SOURCE:LINE:COLUMN: MESSAGE; ACTION, the line of source and a mark below the place.
func (p Problem) Lines() []string {
	message := show.Visible(p.Message)
	if p.Action != "" {
		message += "; " + p.Action
	}
	if p.Line == 0 {
		return []string{show.Name(p.Source) + ": " + message}
	}
	text, mark := excerpt(p.Text, p.Column)
	return []string{
		fmt.Sprintf("%s:%d:%d: %s", show.Name(p.Source), p.Line, p.Column, message), "    " + text, "    " + mark,
	}
}

// String gives the lines as one text.
func (p Problem) String() string { return strings.Join(p.Lines(), "\n") }

// excerptWidth is how much of a long line is shown.
const excerptWidth = 100

// excerpt gives a line and the mark below a column. Of a long line, such as one that a tool has
// made, what is around the place is given.
func excerpt(text string, column int) (line, mark string) {
	runes := []rune(strings.ReplaceAll(text, "\t", " "))
	at := max(0, min(column-1, len(runes)))
	if len(runes) > excerptWidth {
		from := max(0, min(at-excerptWidth/2, len(runes)-excerptWidth))
		runes, at = runes[from:from+excerptWidth], at-from
	}
	return show.Visible(string(runes)), strings.Repeat(" ", at) + "^"
}

// Error lists all that is wrong with the sources and scripts of a project.
type Error struct{ Problems []Problem }

// Lines gives the lines of all problems.
func (e *Error) Lines() (lines []string) {
	for _, p := range e.Problems {
		lines = append(lines, p.Lines()...)
	}
	return lines
}

// Error gives them as one text.
func (e *Error) Error() string { return strings.Join(e.Lines(), "\n") }

// Join joins what reading the project has found with what was found in its code. That there is
// nothing to deploy is no news when the sources of all Functions are refused.
func (v *View) Join(read, code error) error {
	if len(v.files) == 0 && len(v.problems) > 0 && read != nil {
		if problems := new(bundle.Error); errors.As(read, &problems) && problems.Problems[0].Source == "" {
			return code
		}
	}
	switch {
	case read == nil:
		return code
	case code == nil:
		return read
	}
	return errors.Join(read, code)
}

// reasons explain messages of esbuild that name a thing and not the reason.
var reasons = []struct{ begin, message, action string }{
	{"Top-level await is currently not supported", "top-level await is not supported: " +
		"a Function is loaded by require(), which does not wait",
		"move it into the handler, or into a function that the handler awaits"},
	{"This call to \"require\" will not be bundled", "this call of require() is not put in: " +
		"it names no package but computes one", ""},
	{"This require call is not allowed because the", "a module that uses top-level await cannot be loaded by require()",
		"move the await into a function"},
}

// problemOf makes a problem of a message of esbuild. What it names is relative to the project.
func problemOf(m api.Message, source string) Problem {
	p := Problem{Source: source, Message: m.Text}
	if m.Location != nil {
		if m.Location.File != "" && m.Location.File != "<stdin>" {
			p.Source = m.Location.File
		}
		p.Line, p.Text = m.Location.Line, m.Location.LineText
		// esbuild counts bytes from 0.
		p.Column = 1 + len([]rune(p.Text[:min(m.Location.Column, len(p.Text))]))
	}
	for _, r := range reasons {
		if strings.HasPrefix(m.Text, r.begin) {
			if r.message != "" {
				p.Message = r.message
			}
			p.Action = r.action
		}
	}
	if len(m.Notes) > 0 && p.Action == "" && m.PluginName == "" && !strings.HasPrefix(m.Text, "Could not resolve") {
		if note := m.Notes[0].Text; !strings.Contains(note, "esbuild") {
			p.Message += ": " + strings.TrimSuffix(note, ":")
		}
	}
	return p
}

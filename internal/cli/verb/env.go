// Package verb holds what every verb is made of: the process around it, its arguments, the flag -o,
// errors, exit codes and questions.
package verb

import (
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
)

// Env is what the command line knows of the process around it.
type Env struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	// LookupEnv distinguishes an empty variable of the process environment from an absent one; nil when
	// that is unknown.
	LookupEnv func(string) (string, bool)
	// Terminal reports that a person can be asked: standard input and standard error are a
	// terminal.
	Terminal bool
	// Start starts another program and does not wait for it; nil where none can be started.
	Start func(ctx context.Context, name string, args ...string) error
	// StdoutTerminal reports that standard output is a terminal.
	StdoutTerminal bool
	// Columns is the width of the terminal that standard error is: 0 when it is unknown, negative
	// when it is no terminal. Nil means no terminal.
	Columns func() int
	// Line is the status line of the terminal, nil without one. [Env.Dress] sets it.
	Line *terminal.StatusLine
	// Account names the account that the verb uses and where its credentials came from, "" before
	// that is known.
	Account string
	// Has reports whether an answer so far has shown that the account has the Service of the path of a request.
	// Nil has none.
	Has func(path string) bool
	// Doubt is what is odd about the credentials, "" for nothing: said when they are refused.
	Doubt string
	// WrapTransport is put before the way to the API, below retries; nil puts nothing there.
	WrapTransport func(http.RoundTripper) http.RoundTripper
}

// NoticingWriter remembers whether anything was written.
type NoticingWriter struct {
	io.Writer
	Used bool
}

// Write implements io.Writer.
func (w *NoticingWriter) Write(p []byte) (int, error) {
	w.Used = true
	return w.Writer.Write(p)
}

// Dress puts a guard before both streams, so that no text from elsewhere is printed raw, gives them
// their colours, and gives standard error its status line. The function that it returns writes what
// the guards hold back; call it at the end.
func (e *Env) Dress(stdout io.Writer) (flush func() error) {
	colours := e.Getenv != nil && terminal.WantsColours(e.Getenv)
	guarded := terminal.NewGuard(stdout, colours && e.StdoutTerminal)
	out := &terminal.Writer{Writer: guarded, Colours: colours && e.StdoutTerminal}
	if e.StdoutTerminal {
		out.Columns = e.Columns
	}
	e.Stdout = out
	if e.Line = terminal.NewStatusLine(e.Stderr, e.Getenv, e.Columns); e.Line != nil {
		e.Stderr = e.Line
	}
	colours = colours && e.Columns != nil && e.Columns() >= 0
	guardedErrors := terminal.NewGuard(e.Stderr, colours)
	e.Stderr = &terminal.Writer{Writer: guardedErrors, Colours: colours, Columns: e.Columns, Breaks: true}
	return func() error { return errors.Join(guarded.Flush(), guardedErrors.Flush()) }
}

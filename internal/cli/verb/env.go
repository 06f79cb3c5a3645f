// Package verb holds what every verb is made of: the process around it, its arguments, the flag -o, errors, exit codes and
// questions.
package verb

import (
	"context"
	"io"
	"sync"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
)

// Env is what the command line knows of the process around it.
type Env struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	// Terminal tells that a person can be asked: standard input and standard error are a terminal.
	Terminal bool
	// Start starts another program and does not wait for it; nil where there is none to start.
	Start func(ctx context.Context, name string, args ...string) error
	// StdoutTerminal tells that standard output is one, which shows colours.
	StdoutTerminal bool
	// Columns is the width of the terminal that standard error is, 0 when it does not tell, negative when it is none; nil is none.
	Columns func() int

	Line *terminal.StatusLine // nil unless there is somebody to see it
}

// NoticingWriter remembers whether anything was written.
type NoticingWriter struct {
	io.Writer
	Used bool
}

func (w *NoticingWriter) Write(p []byte) (int, error) {
	w.Used = true
	return w.Writer.Write(p)
}

// turnWriter lets one write after the other: progress, findings of --check and notes come from goroutines of their own.
type turnWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (t *turnWriter) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.w.Write(p)
}

// Dress gives the streams their colours, and standard error the line of its own for what goes on.
func (e *Env) Dress(stdout io.Writer) {
	colours := e.Getenv != nil && terminal.WantsColours(e.Getenv)
	out := &terminal.Writer{Writer: stdout, Colours: colours && e.StdoutTerminal}
	if e.StdoutTerminal {
		out.Columns = e.Columns
	}
	e.Stdout = out
	if e.Line = terminal.NewStatusLine(e.Stderr, e.Getenv, e.Columns); e.Line != nil {
		e.Stderr = e.Line
	} else {
		e.Stderr = &turnWriter{w: e.Stderr}
	}
	e.Stderr = &terminal.Writer{Writer: e.Stderr, Colours: colours && e.Columns != nil && e.Columns() >= 0, Columns: e.Columns}
}

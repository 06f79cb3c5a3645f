// Package cli is the command line of twilio-serverless: a file per verb. Results go to stdout, everything else to stderr.
package cli

import (
	"context"
	"io"
	"sync"

	"github.com/spf13/cobra"
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

	line *statusLine // nil unless there is somebody to see it
}

// Main runs the command line and returns the exit code, see exit.go. It prints errors itself.
func Main(ctx context.Context, args []string, env Env) int {
	stdout := &noticingWriter{Writer: env.Stdout}
	env.dress(stdout)
	root := newRoot(&env)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitDone
	}
	asObject := !stdout.used && outputFormat(args) == formatJSON
	return report(ctx, &env, asObject, err)
}

// noticingWriter remembers whether anything was written.
type noticingWriter struct {
	io.Writer
	used bool
}

func (w *noticingWriter) Write(p []byte) (int, error) {
	w.used = true
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

// dress gives the streams their colours, and standard error the line of its own for what goes on.
func (e *Env) dress(stdout io.Writer) {
	colours := e.Getenv != nil && wantsColours(e.Getenv)
	out := &paintable{Writer: stdout, colours: colours && e.StdoutTerminal}
	if e.StdoutTerminal {
		out.columns = e.Columns
	}
	e.Stdout = out
	if e.line = newStatusLine(e); e.line != nil {
		e.Stderr = e.line
	} else {
		e.Stderr = &turnWriter{w: e.Stderr}
	}
	e.Stderr = &paintable{e.Stderr, colours && e.Columns != nil && e.Columns() >= 0, e.Columns}
}

func newRoot(env *Env) *cobra.Command {
	root := &cobra.Command{
		Use:   "twilio-serverless",
		Short: "Deploy Twilio Functions and Assets, emulate their API, check implementations of it",
		Long: `Deploy Twilio Functions and Assets, emulate their API, check implementations of it.

Credentials come from the environment: TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or TWILIO_API_KEY and
TWILIO_API_SECRET; else ACCOUNT_SID and AUTH_TOKEN of the project's .env are used. Loopback addresses and
--emulated need none.

Exit codes: 0 done, 1 it failed, 2 it could not run (usage, configuration, unreachable target), 3 there are changes (plan
--detailed-exitcode), 4 credentials refused, 130 interrupted.

Not affiliated with Twilio.`,
		SilenceErrors: true, SilenceUsage: true,
		Args: knownVerb, SuggestionsMinimumDistance: 2,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(env.Stdin)
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usagef(cmd, "%w", err)
	})
	root.SetHelpCommand(newHelp(root))
	root.AddCommand(newDeploy(env), newPlan(env), newApply(env), newPromote(env), newRollback(env), newActivate(env), newUndeploy(env),
		newList(env), newEmulate(env), newConformance(env), newSpec(env), newVersion(env), newVerify(env), newEnv(env), newDelete(env), newPrune(env), newLogs(env), newPull(env), newOpen(env), newMan(env))
	addCompletions(root)
	return root
}

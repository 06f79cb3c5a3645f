// Package cli is the command line of twilio-serverless: a file per verb. Results go to stdout, everything else to stderr.
package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// Env is what the command line knows of the process around it.
type Env struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	// Terminal tells that a person can be asked: standard input and standard error are a terminal.
	Terminal bool
}

// Main runs the command line and returns the exit code, see exit.go. It prints errors itself.
func Main(ctx context.Context, args []string, env Env) int {
	root := newRoot(&env)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitDone
	}
	return report(ctx, &env, outputFormat(args), err)
}

func newRoot(env *Env) *cobra.Command {
	root := &cobra.Command{
		Use:   "twilio-serverless",
		Short: "Deploy Twilio Functions and Assets, emulate their API, check implementations of it",
		Long: `Deploy Twilio Functions and Assets, emulate their API, check implementations of it.

Credentials come from the environment: TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or TWILIO_API_KEY and
TWILIO_API_SECRET; else ACCOUNT_SID and AUTH_TOKEN of the project's .env are used. Loopback addresses and
--emulated need none.

Not affiliated with Twilio.`,
		SilenceErrors: true, SilenceUsage: true,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(env.Stdin)
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return &usageError{fmt.Errorf("%w; see %s --help", err, cmd.CommandPath())}
	})
	root.AddCommand(newDeploy(env), newPlan(env), newList(env), newEmulate(env), newConformance(env), newSpec(env), newVersion(env))
	for _, cmd := range root.Commands() {
		wrapArgs(cmd)
	}
	return root
}

// wrapArgs makes wrong arguments a usage error, as wrong flags are.
func wrapArgs(cmd *cobra.Command) {
	check := cmd.Args
	if check == nil {
		check = cobra.NoArgs
	}
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return &usageError{fmt.Errorf("%w; see %s --help", err, cmd.CommandPath())}
		}
		return nil
	}
}

// Package cli is the command line of twilio-serverless: it puts the verbs together and runs one of
// them. Each room below it holds the verbs of one subject:
//
//   - deploy: plan, deploy and apply a project, and serve it while it is worked on
//   - live: change what is live without a project
//   - variables: the verb env
//   - resources: list, logs, open, pull, delete
//   - servers: emulate and verify
//   - fleet: many deployments from one file
//   - conformance: the verb conformance
//
// They share target (the API and the Environment that a verb works on), change (how a plan is
// shown, applied and logged), verb (what every verb is made of) and terminal (text for people).
// Results go to standard output, everything else to standard error.
package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/conformance"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/deploy"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/fleet"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/live"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/resources"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/servers"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/variables"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
)

// Env is what the command line knows of the process around it.
type Env = verb.Env

// Main runs the command line and returns the exit code of the process. It prints errors itself.
func Main(ctx context.Context, args []string, env Env) (code int) {
	stdout := &verb.NoticingWriter{Writer: env.Stdout}
	flush := env.Dress(stdout)
	root := newRoot(&env)
	addCompletionVerb(root)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var call *os.SyscallError
	if errors.As(err, &call) && call.Syscall == "getwd" {
		err = &verb.UsageError{Err: fmt.Errorf("the working directory is not there any more: change to "+
			"another one: %w", call.Err)}
	}
	if err == nil {
		err = flush()
	}
	if err == nil {
		return verb.ExitDone
	}
	asObject := !stdout.Used && verb.RequestedFormat(args) == verb.FormatJSON
	code = verb.Report(ctx, &env, asObject, err)
	_ = flush() // what cannot be written was reported, if it could be
	return code
}

func newRoot(env *verb.Env) *cobra.Command {
	root := &cobra.Command{
		Use:   "twilio-serverless",
		Short: "Deploy Twilio Functions and Assets, emulate their API, check implementations of it",
		Long: `Deploy Twilio Functions and Assets, emulate their API, check implementations of
it.

Credentials come from the process environment: TWILIO_API_KEY and
TWILIO_API_SECRET, or TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN. If neither pair
is set, ACCOUNT_SID and AUTH_TOKEN of the project's .env are used. An emulator
on this machine needs none.

Exit codes: 0 done, 1 failed, 2 could not run (usage, configuration, unreachable
server), 3 there are changes (plan --detailed-exitcode), 4 credentials refused,
130 interrupted.

Not affiliated with Twilio.`,
		SilenceErrors: true, SilenceUsage: true,
		Args: knownVerb, SuggestionsMinimumDistance: 2,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if version, _ := cmd.Flags().GetBool("version"); version {
				return printVersion(env, &verb.Output{Format: verb.FormatText})
			}
			return cmd.Help()
		},
		Example: `  twilio-serverless deploy my-project
  twilio-serverless status
  twilio-serverless emulate`,
	}
	root.SetIn(env.Stdin)
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	root.SetFlagErrorFunc(verb.FlagError)
	root.SetHelpCommand(newHelp(root, env))
	root.AddGroup(groups...)
	group(root, groupProject, deploy.NewInit(env), deploy.NewDev(env), deploy.NewPlan(env), deploy.NewDeploy(env),
		deploy.NewApply(env), resources.NewPull(env), fleet.NewFleet(env, Main))
	group(root, groupLive, live.NewPromote(env), live.NewRollback(env), live.NewActivate(env), live.NewUndeploy(env),
		live.NewPrune(env), variables.NewEnv(env), resources.NewDelete(env))
	group(root, groupAccount, deploy.NewStatus(env), resources.NewWhoami(env), resources.NewList(env),
		resources.NewLogs(env), resources.NewOpen(env))
	group(root, groupTest, servers.NewEmulate(env), servers.NewVerify(env), conformance.NewConformance(env),
		newSpec(env))
	group(root, groupOther, newVersion(env), newMan(env))
	root.SetHelpCommandGroupID(groupOther)
	root.SetCompletionCommandGroupID(groupOther)
	root.SetHelpFunc(showHelp)
	root.Flags().BoolP("version", "v", false, "print the version")
	addCompletions(root)
	verb.RefuseEmpty(root)
	return root
}

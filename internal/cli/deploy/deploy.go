// Package deploy holds the verbs that read a project: plan, deploy and apply.
package deploy

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/change"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// NewDeploy returns the verb deploy.
func NewDeploy(env *verb.Env) *cobra.Command {
	f := &deployFlags{}
	var yes bool
	cmd := &cobra.Command{
		Use:   "deploy [DIR]",
		Short: "Upload, build and deploy a project",
		Long: `Upload, build and deploy a project.

Functions come from functions/ (or src/), Assets from assets/ (or static/), the
dependencies and the name of the Service from package.json, and Variables from
.env. ".protected" or ".private" before the extension of a file sets its
visibility. Only files that changed are uploaded.

On a terminal, the command shows the plan and asks for confirmation first.
Elsewhere it does not ask.`,
		Example: `  twilio-serverless deploy
  twilio-serverless deploy --production --yes
  twilio-serverless deploy my-project --environment stage --env-file .env.stage
  twilio-serverless deploy --emulated`,
		Args: verb.DirectoryArgument,
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.Record(cmd.Context(), env, "deploy", func(log *change.EventLog) error {
				j, err := f.load(cmd.Context(), env, args, log)
				if err != nil {
					return err
				}
				return f.deploy(cmd.Context(), env, j, yes)
			})
		},
	}
	f.register(cmd)
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, change.YesHelp)
	return cmd
}

func (f *deployFlags) deploy(ctx context.Context, env *verb.Env, j *job, yes bool) error {
	d, plan, err := j.plan(ctx)
	if err != nil {
		return err
	}
	if err := change.WritePlan(env.Stderr, plan, f.View(f.account(env))); err != nil {
		return err
	}
	f.notePlan(ctx, env, j, plan)
	if env.Terminal && !yes {
		if err := confirm(ctx, env, j.target); err != nil {
			return err
		}
	}
	return f.execute(ctx, env, j, d, plan)
}

// notePlan says what the plan does not: what another machine deployed, and which Variables are
// missing.
func (f *deployFlags) notePlan(ctx context.Context, env *verb.Env, j *job, plan *deployer.Plan) {
	j.warnForeign(env, plan)
	j.noteExample(ctx, env, plan)
}

// account names the account for plans, "" for the emulator inside this process, in which everything
// is new.
func (f *deployFlags) account(env *verb.Env) string {
	if f.Emulated {
		return ""
	}
	return env.Account
}

// execute applies a plan and prints the result.
func (f *deployFlags) execute(
	ctx context.Context, env *verb.Env, j *job, d *deployer.Deployer, plan *deployer.Plan,
) error {
	j.progress.Applying(plan)
	result, err := d.Apply(ctx, plan)
	j.progress.End()
	j.progress.Events.Result(result)
	if err != nil {
		j.journal.end(env.Stderr, false)
		j.progress.Stopped(plan, result, err)
		_ = j.target.Checks.Finish() // the count; the verdict is err already
		return j.progress.Failed(explained(err, j.target.BuildReason()))
	}
	if !f.Emulated {
		j.remember(env, result)
	}
	j.journal.end(env.Stderr, true)
	shown := withRoutes(j.target, result)
	if err := f.Print(env, shown, func(w io.Writer) error { return shown.write(w, f.Verbose()) }); err != nil {
		return err
	}
	return j.target.Checks.Finish()
}

// explained adds why a Build failed, where that is known: places in Functions, with the lines of
// source.
func explained(err error, reason string) error {
	if failed := new(deployer.BuildFailedError); reason == "" || !errors.As(err, &failed) {
		return err
	}
	return &verb.HintedError{
		Err: &verb.DetailedError{Err: err, Details: strings.Split(reason, "\n")}, Hint: "correct it and deploy again",
	}
}

// confirm asks on a terminal.
func confirm(ctx context.Context, env *verb.Env, t *target.API) error {
	return verb.Ask(ctx, env, "Deploy to "+t.Name()+"?")
}

func writeResult(w io.Writer, r *deployer.Result) error {
	files := terminal.Plural(len(r.Functions), "function") + " and " + terminal.Plural(len(r.Assets), "asset")
	variables := 0
	for _, v := range r.Variables {
		if v.Action != deployer.ActionKeep {
			variables++
		}
	}
	done, what := "deployed", files
	switch {
	case r.Known == nil:
		done = "built"
	case r.DeploymentSID == "" && variables > 0:
		done, what = "updated", terminal.Plural(variables, "Variable")+"; "+files+" unchanged"
	case r.DeploymentSID == "":
		done = "unchanged"
	}
	_, err := terminal.Fprintf(w,
		"%s %s: %s\n  domain      https://%s\n  service     %s\n  environment %s\n  build       %s%s\n",
		done, r.ServiceName, what, r.DomainName, r.ServiceSID, r.EnvironmentSID, r.BuildSID,
		terminal.InBrackets(r.Runtime))
	if err == nil && r.DeploymentSID != "" {
		_, err = terminal.Fprintf(w, "  deployment  %s\n", r.DeploymentSID)
	}
	return err
}

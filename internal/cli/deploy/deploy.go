// Package deploy holds the verbs that read a project: plan, deploy and apply.
package deploy

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/change"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

func NewDeploy(env *verb.Env) *cobra.Command {
	f := &deployFlags{}
	var yes bool
	cmd := &cobra.Command{
		Use:   "deploy [DIR]",
		Short: "Upload, build and deploy a project",
		Long: `Upload, build and deploy a project.

Functions are read from functions/ (or src/), Assets from assets/ (or static/), dependencies and the name of the
Service from package.json, Variables from .env. ".protected" and ".private" before the extension of a file set its
visibility. On a terminal the plan is shown and confirmed first.`,
		Args: verb.DirectoryArgument,
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.Record(cmd.Context(), env, "deploy", func(log *change.EventLog) error {
				j, err := f.load(env, args, log)
				if err != nil {
					return err
				}
				return f.deploy(cmd.Context(), env, j, yes)
			})
		},
	}
	f.register(cmd)
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	return cmd
}

func (f *deployFlags) deploy(ctx context.Context, env *verb.Env, j *job, yes bool) error {
	d, plan, err := j.plan(ctx)
	if err != nil {
		return err
	}
	if err := change.WritePlan(env.Stderr, plan); err != nil {
		return err
	}
	f.warnForeign(env, j, plan)
	if env.Terminal && !yes {
		if err := confirm(ctx, env, j.target); err != nil {
			return err
		}
	}
	return f.execute(ctx, env, j, d, plan)
}

// execute applies a plan and prints the result.
func (f *deployFlags) execute(ctx context.Context, env *verb.Env, j *job, d *deployer.Deployer, plan *deployer.Plan) error {
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
		remember(env, j, result)
	}
	j.journal.end(env.Stderr, true)
	if err := f.Print(env, result, func(w io.Writer) error { return writeResult(w, result) }); err != nil {
		return err
	}
	return j.target.Checks.Finish()
}

// explained adds why a Build failed, where that is known: places in Functions, with the lines of source.
func explained(err error, reason string) error {
	if failed := new(deployer.BuildFailedError); reason == "" || !errors.As(err, &failed) {
		return err
	}
	return &verb.HintedError{Err: fmt.Errorf("%w:\n%s", err, reason), Hint: "correct it and deploy again"}
}

// confirm asks on a terminal. Whatever is not a yes is a no.
func confirm(ctx context.Context, env *verb.Env, t *target.API) error {
	return verb.Ask(ctx, env, fmt.Sprintf("Deploy to %s?", t.Name()))
}

func writeResult(w io.Writer, r *deployer.Result) error {
	done := "deployed"
	switch {
	case r.Known == nil:
		done = "built"
	case r.DeploymentSID == "":
		done = "unchanged"
	}
	_, err := fmt.Fprintf(w, "%s %s: %s and %s\n  domain      https://%s\n  service     %s\n  environment %s\n  build       %s%s\n",
		done, r.ServiceName, terminal.Plural(len(r.Functions), "function"), terminal.Plural(len(r.Assets), "asset"),
		r.DomainName, r.ServiceSID, r.EnvironmentSID, r.BuildSID, terminal.InBrackets(r.Runtime))
	if err == nil && r.DeploymentSID != "" {
		_, err = fmt.Fprintf(w, "  deployment  %s\n", r.DeploymentSID)
	}
	return err
}

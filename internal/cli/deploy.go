package cli

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

func newDeploy(env *Env) *cobra.Command {
	f := &deployFlags{}
	var yes bool
	cmd := &cobra.Command{
		Use:   "deploy [DIR]",
		Short: "Upload, build and deploy a project",
		Long: `Upload, build and deploy a project.

Functions are read from functions/ (or src/), Assets from assets/ (or static/), dependencies and the name of the
Service from package.json, Variables from .env. ".protected" and ".private" before the extension of a file set its
visibility. On a terminal the plan is shown and confirmed first.`,
		Args: directoryArgument,
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.record(cmd.Context(), env, "deploy", func(log *eventLog) error {
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

func (f *deployFlags) deploy(ctx context.Context, env *Env, j *job, yes bool) error {
	d, plan, err := j.plan(ctx)
	if err != nil {
		return err
	}
	if err := writePlan(env.Stderr, plan); err != nil {
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
func (f *deployFlags) execute(ctx context.Context, env *Env, j *job, d *deployer.Deployer, plan *deployer.Plan) error {
	j.progress.applying(plan)
	result, err := d.Apply(ctx, plan)
	j.progress.end()
	j.progress.events.result(result)
	if err != nil {
		j.journal.end(env.Stderr, false)
		j.progress.stopped(plan, result, err)
		_ = j.target.checks.finish() // the count; the verdict is err already
		return j.progress.failed(err)
	}
	if !f.emulated {
		remember(env, j, result)
	}
	j.journal.end(env.Stderr, true)
	if err := f.print(env, result, func(w io.Writer) error { return writeResult(w, result) }); err != nil {
		return err
	}
	return j.target.checks.finish()
}

// confirm asks on a terminal. Whatever is not a yes is a no.
func confirm(ctx context.Context, env *Env, t *target) error {
	return ask(ctx, env, fmt.Sprintf("Deploy to %s?", t.name()))
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
		done, r.ServiceName, plural(len(r.Functions), "function"), plural(len(r.Assets), "asset"),
		r.DomainName, r.ServiceSID, r.EnvironmentSID, r.BuildSID, inBrackets(r.Runtime))
	if err == nil && r.DeploymentSID != "" {
		_, err = fmt.Fprintf(w, "  deployment  %s\n", r.DeploymentSID)
	}
	return err
}

func inBrackets(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

// stateKey is where this directory's deployments are remembered.
func (j *job) stateKey() project.Target {
	environment := j.request.Environment
	if j.request.Production {
		environment = "production"
	}
	return project.Target{
		APIURL: j.target.client.APIURL(), AccountSID: j.target.account, Service: j.request.Service, Environment: environment,
	}
}

// warnForeign tells when the live Build is not the one that this directory deployed last.
func (f *deployFlags) warnForeign(env *Env, j *job, plan *deployer.Plan) {
	if f.emulated {
		return
	}
	state, err := project.ReadState(j.project.Dir)
	if err != nil {
		fmt.Fprintln(env.Stderr, "warning:", err)
		return
	}
	if last, ok := state.Get(j.stateKey()); ok && last.BuildSID != plan.BaseBuildSID {
		fmt.Fprintf(env.Stderr, "note: %s is live, not %s, which was deployed from here on %s\n",
			orWord(plan.BaseBuildSID, "nothing"), last.BuildSID, last.Time.Format(time.DateOnly))
	}
}

// Package live holds the verbs that change what is live in a Service without a project: promote,
// rollback, activate, undeploy and prune.
package live

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/change"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// liveFlags are those of the verbs that change what is live in a Service without a project.
type liveFlags struct {
	target.ServiceFlags
	change.ConfirmFlags
}

func (f *liveFlags) register(cmd *cobra.Command) {
	f.ConfirmFlags.Register(cmd.Flags())
	f.ServiceFlags.Register(cmd)
}

// planner is a method of the deployer with its arguments.
type planner func(context.Context, *deployer.Deployer, *target.Session) (*deployer.Plan, error)

// run plans and applies for the Service that the flags name.
func (f *liveFlags) run(cmd *cobra.Command, env *verb.Env, done string, plan planner) error {
	return f.Record(cmd.Context(), env, cmd.Name(), func(log *change.EventLog) error {
		s, err := f.Start(cmd.Context(), env)
		if err != nil {
			return err
		}
		return f.apply(cmd.Context(), env, s, log, done, plan)
	})
}

// apply plans, shows the plan, asks on a terminal, and applies.
func (f *liveFlags) apply(
	ctx context.Context, env *verb.Env, s *target.Session, log *change.EventLog, done string, plan planner,
) error {
	c, err := change.New(env, s.API, log)
	if err != nil {
		return err
	}
	p, err := c.Plan(func() (*deployer.Plan, error) { return plan(ctx, c.Deployer, s) })
	if err != nil {
		return err
	}
	if err := change.WritePlan(env.Stderr, p, f.View(env.Account)); err != nil {
		return err
	}
	if p.Calls > 0 && env.Terminal && !f.Yes {
		question := fmt.Sprintf("Change what is live in %s of %s at %s?", p.Environment.UniqueName,
			p.Service.UniqueName,
			s.Name())
		if err := verb.Ask(ctx, env, question); err != nil {
			return err
		}
	}
	r, err := c.Apply(ctx, p)
	if err != nil {
		return err
	}
	if err := f.Print(env, r, func(w io.Writer) error { return writeLive(w, done, r) }); err != nil {
		return err
	}
	return s.Checks.Finish()
}

func writeLive(w io.Writer, done string, r *deployer.Result) error {
	if r.DeploymentSID == "" {
		done = "unchanged"
	}
	_, err := terminal.Fprintf(w, "%s %s: %s is live\n  domain      https://%s\n  service     %s\n  environment %s\n",
		done, r.ServiceName, terminal.Or(r.BuildSID, "nothing"), r.DomainName, r.ServiceSID, r.EnvironmentSID)
	if err == nil && r.DeploymentSID != "" {
		_, err = terminal.Fprintf(w, "  deployment  %s\n", r.DeploymentSID)
	}
	return err
}

// placeFlags are liveFlags of verbs that name one Environment.
type placeFlags struct {
	liveFlags
	target.EnvironmentFlags
}

func (f *placeFlags) register(cmd *cobra.Command) {
	f.EnvironmentFlags.Register(cmd)
	f.liveFlags.register(cmd)
}

func (f *placeFlags) run(cmd *cobra.Command, env *verb.Env, done string, plan planner) error {
	return f.Record(cmd.Context(), env, cmd.Name(), func(log *change.EventLog) error {
		s, err := f.StartAt(cmd.Context(), env, &f.EnvironmentFlags, true)
		if err != nil {
			return err
		}
		return f.apply(cmd.Context(), env, s, log, done, plan)
	})
}

package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// liveFlags are those of the verbs that change what is live in a Service without a project.
type liveFlags struct {
	serviceFlags
	changeFlags
}

func (f *liveFlags) register(cmd *cobra.Command) {
	f.changeFlags.register(cmd.Flags())
	f.serviceFlags.register(cmd)
}

// planner is a method of the deployer with its arguments.
type planner func(context.Context, *deployer.Deployer, deployer.Target) (*deployer.Plan, error)

// run plans for the Service that the flags name.
func (f *liveFlags) run(cmd *cobra.Command, env *Env, done string, plan planner) error {
	return f.record(cmd.Context(), env, cmd.Name(), func(log *eventLog) error {
		s, err := f.start(env)
		if err != nil {
			return err
		}
		return f.apply(cmd.Context(), env, s, log, done, plan)
	})
}

// apply plans, shows the plan, asks on a terminal, and applies.
func (f *liveFlags) apply(ctx context.Context, env *Env, s *scope, log *eventLog, done string, plan planner) error {
	c, err := newChange(env, s.target, log)
	if err != nil {
		return err
	}
	p, err := c.plan(func() (*deployer.Plan, error) { return plan(ctx, c.Deployer, s.place) })
	if err != nil {
		return err
	}
	if err := writePlan(env.Stderr, p); err != nil {
		return err
	}
	if p.Calls > 0 && env.Terminal && !f.yes {
		if err := ask(ctx, env, fmt.Sprintf("Change what is live in %s of %s at %s?", p.Environment.UniqueName, p.Service.UniqueName, s.name())); err != nil {
			return err
		}
	}
	r, err := c.apply(ctx, p)
	if err != nil {
		return err
	}
	if err := f.print(env, r, func(w io.Writer) error { return writeLive(w, done, r) }); err != nil {
		return err
	}
	return s.checks.finish()
}

func writeLive(w io.Writer, done string, r *deployer.Result) error {
	if r.DeploymentSID == "" {
		done = "unchanged"
	}
	_, err := fmt.Fprintf(w, "%s %s: %s is live\n  domain      https://%s\n  service     %s\n  environment %s\n",
		done, r.ServiceName, orWord(r.BuildSID, "nothing"), r.DomainName, r.ServiceSID, r.EnvironmentSID)
	if err == nil && r.DeploymentSID != "" {
		_, err = fmt.Fprintf(w, "  deployment  %s\n", r.DeploymentSID)
	}
	return err
}

// placeFlags are liveFlags of verbs that name one Environment.
type placeFlags struct {
	liveFlags
	environmentFlags
}

func (f *placeFlags) register(cmd *cobra.Command) {
	f.environmentFlags.register(cmd)
	f.liveFlags.register(cmd)
}

func (f *placeFlags) run(cmd *cobra.Command, env *Env, done string, plan planner) error {
	return f.record(cmd.Context(), env, cmd.Name(), func(log *eventLog) error {
		s, err := f.startAt(env, &f.environmentFlags, true)
		if err != nil {
			return err
		}
		return f.apply(cmd.Context(), env, s, log, done, plan)
	})
}

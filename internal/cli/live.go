package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// liveFlags are those of the verbs that change what is live without a project.
type liveFlags struct {
	targetFlags
	output
	service string
	yes     bool
}

func (f *liveFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.service, "service", "", "unique name or SID of the Service (default: name in ./package.json)")
	cmd.Flags().BoolVarP(&f.yes, "yes", "y", false, "do not ask")
	f.targetFlags.register(cmd, false)
	f.output.register(cmd)
}

// planner is a method of the deployer with its arguments.
type planner func(ctx context.Context, d *deployer.Deployer, service string) (*deployer.Plan, error)

// run plans, shows the plan, asks on a terminal, and applies.
func (f *liveFlags) run(ctx context.Context, env *Env, done string, plan planner) error {
	proj, err := project.Load(".", nil)
	if err != nil {
		return &usageError{err}
	}
	if err := adopt(env, &f.targetFlags, &f.service, nil); err != nil {
		return err
	}
	names := &listFlags{service: f.service}
	if err := names.resolveService(proj); err != nil {
		return &usageError{err}
	}
	t, err := f.open(env, proj)
	if err != nil {
		return err
	}
	progress := newProgress(env, nil)
	defer progress.end()
	d, err := deployer.New(t.client, &deployer.Options{OnEvent: progress.event})
	if err != nil {
		return err
	}
	p, err := plan(ctx, d, names.service)
	if err != nil {
		return err
	}
	if err := writePlan(env.Stderr, p); err != nil {
		return err
	}
	if p.Calls > 0 && env.Terminal && !f.yes {
		if err := confirm(ctx, env, t); err != nil {
			return err
		}
	}
	result, err := d.Apply(ctx, p)
	if err != nil {
		_ = t.checks.finish() // the count; the verdict is err already
		return &midwayError{err}
	}
	if f.format == formatJSON {
		err = printJSON(env.Stdout, result)
	} else {
		err = writeLive(env.Stdout, done, result)
	}
	if err != nil {
		return err
	}
	return t.checks.finish()
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

// named is the Environment that a person names: production is the one without a suffix.
func named(flag, service, environment string) (deployer.Target, error) {
	switch environment {
	case "":
		return deployer.Target{}, &usageError{fmt.Errorf("--%s is missing: give a domain suffix such as dev, or production", flag)}
	case "production":
		return deployer.Target{Service: service, Production: true}, nil
	}
	if err := deployer.CheckEnvironmentSuffix(environment); err != nil {
		return deployer.Target{}, &usageError{fmt.Errorf("--%s: %w", flag, err)}
	}
	return deployer.Target{Service: service, Environment: environment}, nil
}

func newPromote(env *Env) *cobra.Command {
	f := &liveFlags{}
	var from, to string
	cmd := &cobra.Command{
		Use:   "promote --from ENVIRONMENT --to ENVIRONMENT",
		Short: "Make live in one Environment what is live in another one",
		Long: `Make live in one Environment what is live in another one of the same Service. Nothing is uploaded or built. Variables
are not part of a Build; the plan warns where those of the two differ. The word production names the Environment without
a suffix.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			source, err := named("from", "", from)
			if err != nil {
				return err
			}
			target, err := named("to", "", to)
			if err != nil {
				return err
			}
			if source == target {
				return &usageError{fmt.Errorf("--from and --to are the same Environment, %s", from)}
			}
			return f.run(cmd.Context(), env, "promoted", func(ctx context.Context, d *deployer.Deployer, service string) (*deployer.Plan, error) {
				source.Service, target.Service = service, service
				return d.PlanPromote(ctx, source, target)
			})
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "domain suffix, or production")
	cmd.Flags().StringVar(&to, "to", "", "domain suffix, or production; it is created when it is not there")
	f.register(cmd)
	return cmd
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

func (f *placeFlags) run(ctx context.Context, env *Env, done string,
	plan func(context.Context, *deployer.Deployer, deployer.Target) (*deployer.Plan, error),
) error {
	if _, err := f.resolve(); err != nil {
		return err
	}
	if err := adopt(env, &f.targetFlags, &f.service, &f.environmentFlags); err != nil {
		return err
	}
	suffix, err := f.resolve()
	if err != nil {
		return err
	}
	if !f.production {
		if err := deployer.CheckEnvironmentSuffix(suffix); err != nil {
			return &usageError{err}
		}
	}
	return f.liveFlags.run(ctx, env, done, func(ctx context.Context, d *deployer.Deployer, service string) (*deployer.Plan, error) {
		return plan(ctx, d, deployer.Target{Service: service, Environment: suffix, Production: f.production})
	})
}

func newActivate(env *Env) *cobra.Command {
	f := &placeFlags{}
	cmd := &cobra.Command{
		Use:   "activate BUILD",
		Short: "Make a Build live that exists, such as one of deploy --no-activate",
		Args:  oneBuild,
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.run(cmd.Context(), env, "activated", func(ctx context.Context, d *deployer.Deployer, t deployer.Target) (*deployer.Plan, error) {
				return d.PlanActivate(ctx, t, args[0])
			})
		},
	}
	f.register(cmd)
	return cmd
}

func oneBuild(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usagef(cmd, "%s takes one Build SID (ZB…), which list builds shows", cmd.Name())
	}
	if err := deployer.CheckSID("ZB", args[0]); err != nil {
		return usagef(cmd, "%w", err)
	}
	return nil
}

func newRollback(env *Env) *cobra.Command {
	f := &placeFlags{}
	var to string
	cmd := &cobra.Command{
		Use:   "rollback",
		Short: "Make live again what was live before",
		Long: `Make live again what was live before: the Build of the newest Deployment that is another one than the live Build, or
the one that --to names. Nothing is uploaded or built. Variables are not part of a Build; the plan warns of those that
were changed since.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("to") {
				if err := deployer.CheckSID("ZB", to); err != nil {
					return &usageError{fmt.Errorf("--to: %w", err)}
				}
			}
			return f.run(cmd.Context(), env, "rolled back", func(ctx context.Context, d *deployer.Deployer, t deployer.Target) (*deployer.Plan, error) {
				if to != "" {
					return d.PlanActivate(ctx, t, to)
				}
				return d.PlanRollback(ctx, t)
			})
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "SID of the Build (ZB…)")
	f.register(cmd)
	return cmd
}

func newUndeploy(env *Env) *cobra.Command {
	f := &placeFlags{}
	cmd := &cobra.Command{
		Use:   "undeploy",
		Short: "Take down what is live in an Environment",
		Long: `Take down what is live in an Environment: it serves nothing then. The Environment stays, with its Variables; rollback
makes live again what was.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.run(cmd.Context(), env, "undeployed", func(ctx context.Context, d *deployer.Deployer, t deployer.Target) (*deployer.Plan, error) {
				return d.PlanUndeploy(ctx, t)
			})
		},
	}
	f.register(cmd)
	return cmd
}

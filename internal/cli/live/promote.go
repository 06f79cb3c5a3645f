package live

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

func NewPromote(env *verb.Env) *cobra.Command {
	f := &liveFlags{}
	var from, to string
	cmd := &cobra.Command{
		Use:   "promote --from ENVIRONMENT --to ENVIRONMENT",
		Short: "Make live in one Environment what is live in another one",
		Long: `Make live in one Environment what is live in another one of the same Service. Nothing is uploaded or built. Variables
are not part of a Build; the plan warns where those of the two differ. The word production names the Environment without
a suffix.`,
		Args: verb.NoArguments,
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
				return &verb.UsageError{Err: fmt.Errorf("--from and --to are the same Environment, %s", from)}
			}
			return f.run(cmd, env, "promoted", func(ctx context.Context, d *deployer.Deployer, place deployer.Target) (*deployer.Plan, error) {
				source.Service, target.Service = place.Service, place.Service
				return d.PlanPromote(ctx, source, target)
			})
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "domain suffix, or production")
	cmd.Flags().StringVar(&to, "to", "", "domain suffix, or production; it is created when it is not there")
	f.register(cmd)
	return cmd
}

// named is the Environment that a person names: production is the one without a suffix.
func named(flag, service, environment string) (deployer.Target, error) {
	switch environment {
	case "":
		return deployer.Target{}, &verb.UsageError{Err: fmt.Errorf("--%s is missing: give a domain suffix such as dev, or production", flag)}
	case "production":
		return deployer.Target{Service: service, Production: true}, nil
	}
	if err := deployer.CheckEnvironmentSuffix(environment); err != nil {
		return deployer.Target{}, &verb.UsageError{Err: fmt.Errorf("--%s: %w", flag, err)}
	}
	return deployer.Target{Service: service, Environment: environment}, nil
}

package live

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

func NewRollback(env *verb.Env) *cobra.Command {
	f := &placeFlags{}
	var to string
	cmd := &cobra.Command{
		Use:   "rollback",
		Short: "Make live again what was live before",
		Long: `Make live again what was live before: the Build of the newest Deployment that is another one than the live Build, or
the one that --to names. Nothing is uploaded or built. Variables are not part of a Build; the plan warns of those that
were changed since.`,
		Args: verb.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("to") {
				if err := deployer.CheckSID("ZB", to); err != nil {
					return &verb.UsageError{Err: fmt.Errorf("--to: %w", err)}
				}
			}
			return f.run(cmd, env, "rolled back", func(ctx context.Context, d *deployer.Deployer, t deployer.Target) (*deployer.Plan, error) {
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

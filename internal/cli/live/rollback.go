package live

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// NewRollback returns the verb rollback.
func NewRollback(env *verb.Env) *cobra.Command {
	f := &placeFlags{}
	var to string
	cmd := &cobra.Command{
		Use:   "rollback",
		Short: "Make the previous Build live again",
		Long: `Make the previous Build of an Environment live again: the Build of its newest
Deployment that differs from the live Build, or the Build that --to names.
Nothing is uploaded or built. Variables are not part of a Build: the plan warns
about those that changed since.`,
		Example: `  twilio-serverless rollback
  twilio-serverless rollback --production --yes`,
		Args: verb.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if to != "" {
				if err := deployer.CheckSID("ZB", to); err != nil {
					return &verb.UsageError{Err: fmt.Errorf("--to: %w", err)}
				}
			}
			return f.run(cmd, env, "rolled back",
				func(ctx context.Context, d *deployer.Deployer, s *target.Session) (*deployer.Plan, error) {
					if to != "" {
						return d.PlanActivate(ctx, s.Place, to)
					}
					return d.PlanRollback(ctx, s.Place)
				})
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "`SID` of the Build (ZB…)")
	f.register(cmd)
	return cmd
}

package live

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// NewUndeploy returns the verb undeploy.
func NewUndeploy(env *verb.Env) *cobra.Command {
	f := &placeFlags{}
	cmd := &cobra.Command{
		Use:   "undeploy",
		Short: "Take down what is live in an Environment",
		Long: `Take down what is live in an Environment, so that it serves nothing. The
Environment and its Variables stay. The verb rollback makes the Build live
again.`,
		Example: `  twilio-serverless undeploy --environment stage`,
		Args:    verb.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.run(cmd, env, "undeployed",
				func(ctx context.Context, d *deployer.Deployer, s *target.Session) (*deployer.Plan, error) {
					return d.PlanUndeploy(ctx, s.Place)
				})
		},
	}
	f.register(cmd)
	return cmd
}

package live

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

func NewUndeploy(env *verb.Env) *cobra.Command {
	f := &placeFlags{}
	cmd := &cobra.Command{
		Use:   "undeploy",
		Short: "Take down what is live in an Environment",
		Long: `Take down what is live in an Environment: it serves nothing then. The Environment stays, with its Variables; rollback
makes live again what was.`,
		Args: verb.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.run(cmd, env, "undeployed", func(ctx context.Context, d *deployer.Deployer, t deployer.Target) (*deployer.Plan, error) {
				return d.PlanUndeploy(ctx, t)
			})
		},
	}
	f.register(cmd)
	return cmd
}

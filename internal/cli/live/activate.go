package live

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

func NewActivate(env *verb.Env) *cobra.Command {
	f := &placeFlags{}
	cmd := &cobra.Command{
		Use:   "activate BUILD",
		Short: "Make a Build live that exists, such as one of deploy --no-activate",
		Args:  oneBuild,
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.run(cmd, env, "activated", func(ctx context.Context, d *deployer.Deployer, t deployer.Target) (*deployer.Plan, error) {
				return d.PlanActivate(ctx, t, args[0])
			})
		},
	}
	f.register(cmd)
	return cmd
}

func oneBuild(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return verb.Usagef(cmd, "%s takes one Build SID (ZB…), which list builds shows", cmd.Name())
	}
	if err := deployer.CheckSID("ZB", args[0]); err != nil {
		return verb.Usagef(cmd, "%w", err)
	}
	return nil
}

package live

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// NewActivate returns the verb activate.
func NewActivate(env *verb.Env) *cobra.Command {
	f := &placeFlags{}
	cmd := &cobra.Command{
		Use:   "activate BUILD",
		Short: "Make an existing Build live",
		Long: `Make an existing Build live in an Environment, such as one that "deploy
--no-activate" made. BUILD is its SID (ZB…); "list builds" shows them.`,
		Example: `  twilio-serverless activate ZBaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa --environment stage`,
		Args:    oneBuild,
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.run(cmd, env, "activated",
				func(ctx context.Context, d *deployer.Deployer, s *target.Session) (*deployer.Plan, error) {
					return d.PlanActivate(ctx, s.Place, args[0])
				})
		},
	}
	f.register(cmd)
	return cmd
}

func oneBuild(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return verb.Usagef(cmd, "%s takes the SID of one Build (ZB…); list builds shows them", cmd.Name())
	}
	if err := deployer.CheckSID("ZB", args[0]); err != nil {
		return verb.Usagef(cmd, "%w", err)
	}
	return nil
}

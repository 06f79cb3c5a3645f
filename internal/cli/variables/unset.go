package variables

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

func newEnvUnset(env *verb.Env) *cobra.Command {
	f := &variableFlags{}
	cmd := &cobra.Command{
		Use:     "unset KEY…",
		Short:   "Delete Variables",
		Example: `  twilio-serverless env unset GREETING LEVEL`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return verb.Usagef(cmd, "unset takes the keys of Variables")
			}
			for _, arg := range args {
				if strings.Contains(arg, "=") {
					return verb.Usagef(cmd, "unset takes keys without values")
				}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.change(cmd, env, edit{done: "unset",
				changes: func(context.Context) (deployer.VariableChanges, error) {
					return deployer.VariableChanges{Remove: args}, nil
				}})
		},
	}
	f.register(cmd)
	return cmd
}

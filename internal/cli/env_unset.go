package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

func newEnvUnset(env *Env) *cobra.Command {
	f := &variableFlags{}
	cmd := &cobra.Command{
		Use:   "unset KEY…",
		Short: "Take Variables away",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef(cmd, "unset takes the keys of Variables")
			}
			for _, arg := range args {
				if strings.Contains(arg, "=") {
					return usagef(cmd, "unset takes keys without values")
				}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.change(cmd, env, "unset", func(*scope) (deployer.VariableChanges, error) {
				return deployer.VariableChanges{Remove: args}, nil
			}, nil)
		},
	}
	f.register(cmd)
	return cmd
}

package variables

import (
	"iter"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

func newEnvList(env *verb.Env) *cobra.Command {
	f := &target.SessionFlags{}
	var values bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the Variables, without their values",
		Example: `  twilio-serverless env list
  twilio-serverless env list --production --show-values`,
		Args: verb.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.Read(cmd.Context(), env, func(s *target.Session, e *serverless.Environment) error {
				list := s.Client.ListVariables(cmd.Context(), s.Place.Service, e.SID,
					&client.ListVariablesOptions{PageSize: target.LargestPages})
				return Show(env, f.Format, list, values)
			})
		},
	}
	cmd.Flags().BoolVar(&values, "show-values", false, "show the values")
	f.Register(cmd)
	return cmd
}

// Show lists Variables, with their values only if that is asked for.
func Show(env *verb.Env, format string, variables iter.Seq2[serverless.Variable, error], showValues bool) error {
	return verb.List(env, format, hide(variables, showValues), verb.Table[serverless.Variable]{
		Header: []string{"SID", "KEY", "VALUE"},
		Row: func(v serverless.Variable) []string {
			return []string{v.SID, v.Key, terminal.OneLine(v.Value)}
		},
	})
}

// hide replaces values: they may be secrets, and a terminal keeps what it shows.
func hide(variables iter.Seq2[serverless.Variable, error], showValues bool) iter.Seq2[serverless.Variable, error] {
	return func(yield func(serverless.Variable, error) bool) {
		for v, err := range variables {
			if !showValues {
				v.Value = "***"
			}
			if !yield(v, err) {
				return
			}
		}
	}
}

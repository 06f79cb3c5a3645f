package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
)

// knownVerb refuses what is left of a command line when no verb was found.
func knownVerb(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := ""
	if similar := root.SuggestionsFor(args[0]); len(similar) > 0 {
		hint = ", did you mean " + strings.Join(similar, " or ") + "?"
	}
	return verb.Usagef(root, "unknown verb %q%s", args[0], hint)
}

// newHelp replaces cobra's, which ends with 0 after a verb that does not exist.
func newHelp(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [VERB]",
		Short: "Show the help of a verb",
		Example: `  twilio-serverless help deploy
  twilio-serverless help env set`,
		Args: func(_ *cobra.Command, args []string) error {
			_, rest, err := root.Find(args)
			if err != nil {
				return &verb.UsageError{Err: err}
			}
			return knownVerb(root, rest)
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			of, _, err := root.Find(args)
			if err != nil {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			names := []string{}
			for _, c := range of.Commands() {
				if c.IsAvailableCommand() {
					names = append(names, c.Name()+"\t"+c.Short)
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, _, err := root.Find(args)
			if err != nil {
				return err
			}
			cmd.InitDefaultHelpFlag()
			return cmd.Help()
		},
	}
}

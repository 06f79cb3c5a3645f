package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// verbName is what a person types behind the name of the program.
func verbName(cmd *cobra.Command) string {
	return strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ")
}

// usagef is a mistake in the command line of a verb.
func usagef(cmd *cobra.Command, format string, args ...any) error {
	return &usageError{fmt.Errorf(format+"; see %s --help", append(args, cmd.CommandPath())...)}
}

func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef(cmd, "%s takes no argument, got %s", cmd.Name(), strings.Join(args, " "))
	}
	return nil
}

func directoryArgument(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usagef(cmd, "%s takes one directory, got %s", cmd.Name(), strings.Join(args, " "))
	}
	return nil
}

// oneOf wants one of the words, or perhaps none at all.
func oneOf(words []string, optional bool) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		choice := strings.Join(words, ", ")
		switch {
		case len(args) == 0 && !optional:
			return usagef(cmd, "%s what? Give one of %s", cmd.Name(), choice)
		case len(args) > 1:
			return usagef(cmd, "%s takes one of %s, got %s", cmd.Name(), choice, strings.Join(args, " "))
		case len(args) == 1 && !slices.Contains(words, args[0]):
			return usagef(cmd, "%s %q is not known: give one of %s", cmd.Name(), args[0], choice)
		}
		return nil
	}
}

// knownVerb refuses what is left of a command line when no verb was found.
func knownVerb(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := ""
	if similar := root.SuggestionsFor(args[0]); len(similar) > 0 {
		hint = ", did you mean " + strings.Join(similar, " or ") + "?"
	}
	return usagef(root, "unknown verb %q%s", args[0], hint)
}

// newHelp replaces cobra's, which ends with 0 after a verb that does not exist.
func newHelp(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [VERB]",
		Short: "Show the help of a verb",
		Args: func(_ *cobra.Command, args []string) error {
			_, rest, err := root.Find(args)
			if err != nil {
				return &usageError{err}
			}
			return knownVerb(root, rest)
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

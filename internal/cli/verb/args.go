package verb

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// Name is what a person types after the name of the program.
func Name(cmd *cobra.Command) string {
	return strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ")
}

// Usagef is a mistake in the command line of a verb.
func Usagef(cmd *cobra.Command, format string, args ...any) error {
	return &UsageError{fmt.Errorf(format+"; see %s --help", append(args, cmd.CommandPath())...)}
}

// NoArguments refuses arguments.
func NoArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return Usagef(cmd, "%s takes no argument, got %s", cmd.Name(), strings.Join(args, " "))
	}
	return nil
}

// DirectoryArgument accepts one directory, or none.
func DirectoryArgument(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return Usagef(cmd, "%s takes one directory, got %s", cmd.Name(), strings.Join(args, " "))
	}
	return nil
}

// OneOf accepts one of the words, or none if that is optional.
func OneOf(words []string, optional bool) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		choice := strings.Join(words, ", ")
		switch {
		case len(args) == 0 && !optional:
			return Usagef(cmd, "%s what? Give one of %s", cmd.Name(), choice)
		case len(args) > 1:
			return Usagef(cmd, "%s takes one of %s, got %s", cmd.Name(), choice, strings.Join(args, " "))
		case len(args) == 1 && !slices.Contains(words, args[0]):
			return Usagef(cmd, "%s %q is not known: give one of %s", cmd.Name(), args[0], choice)
		}
		return nil
	}
}

// Subcommand refuses what is left of a command line when a verb was found and none of its own
// verbs: another word, or nothing.
func Subcommand(cmd *cobra.Command, args []string) error {
	var words []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			words = append(words, c.Name())
		}
	}
	return OneOf(words, false)(cmd, args[:min(1, len(args))])
}

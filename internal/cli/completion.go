package cli

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/deploy"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
)

// addCompletions adds what a shell can complete besides verbs and flags: words that are fixed, and what lies in the project. Nothing is
// sent: a press of a key is no reason for a request.
func addCompletions(root *cobra.Command) {
	fixed := map[string][]string{"output": {verb.FormatText, verb.FormatJSON}, "manifest": {string(deploy.ManifestAuto), string(deploy.ManifestOff)}}
	for _, cmd := range root.Commands() {
		addCompletions(cmd)
	}
	for name, words := range fixed {
		completeFlag(root, name, func() []string { return words })
	}
	for _, name := range []string{"environment", "from", "to"} {
		if name != "to" || root.Flags().Lookup("from") != nil { // else it is a Build
			completeFlag(root, name, deployedEnvironments)
		}
	}
	switch root.CommandPath() {
	case "twilio-serverless deploy", "twilio-serverless plan", "twilio-serverless pull", "twilio-serverless man":
		root.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		}
	case "twilio-serverless delete environment":
		root.ValidArgsFunction = completeWords(deployedEnvironments)
	case "twilio-serverless env get", "twilio-serverless env unset":
		root.ValidArgsFunction = completeWords(variablesHere)
	}
}

func completeWords(words func() []string) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return words(), cobra.ShellCompDirectiveNoFileComp
	}
}

func completeFlag(cmd *cobra.Command, name string, words func() []string) {
	if cmd.Flags().Lookup(name) != nil {
		_ = cmd.RegisterFlagCompletionFunc(name, completeWords(words)) // fails only for flags that are not there
	}
}

// deployedEnvironments are those that were deployed to from here.
func deployedEnvironments() []string {
	state, err := project.ReadState(".")
	if err != nil {
		return nil
	}
	names := []string{}
	for _, t := range state.Targets() {
		names = append(names, terminal.Or(t.Environment, "production"))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// variablesHere are the keys of .env.
func variablesHere() []string {
	proj, err := project.Load(".", nil)
	if err != nil {
		return nil
	}
	keys := []string{}
	for _, v := range proj.Variables {
		keys = append(keys, v.Key)
	}
	return keys
}

package cli

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/deploy"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// addCompletions adds what a shell can complete besides verbs and flags: fixed words, and what the
// project in the working directory holds. No request is sent: pressing a key is no reason for one.
func addCompletions(root *cobra.Command) {
	for _, cmd := range root.Commands() {
		addCompletions(cmd)
	}
	formats := []string{verb.FormatText, verb.FormatJSON}
	if flag := root.Flags().Lookup("output"); flag != nil {
		if out, ok := flag.Value.(*verb.Output); ok && out.Also != "" {
			formats = append(formats, out.Also)
		}
	}
	completeFlag(root, "output", func() []string { return formats })
	completeFlag(root, "manifest", func() []string { return deploy.ManifestModes })
	completeFlag(root, "environment", deployedSuffixes)
	completeFlag(root, "from", deployedEnvironments)
	if root.Flags().Lookup("from") != nil { // else --to names a Build
		completeFlag(root, "to", deployedEnvironments)
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
		_ = cmd.RegisterFlagCompletionFunc(name, completeWords(words)) // fails only for flags that do not exist
	}
}

// deployedSuffixes are the domain suffixes that were deployed to from here. The file lies in the
// project: what cannot be one is left out.
func deployedSuffixes() []string {
	state, err := project.ReadState(".")
	if err != nil {
		return nil
	}
	names := []string{}
	for _, t := range state.Targets() {
		if deployer.CheckEnvironmentSuffix(t.Environment) == nil {
			names = append(names, t.Environment)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// deployedEnvironments are those and the word production, where a verb takes it.
func deployedEnvironments() []string { return append(deployedSuffixes(), target.Production) }

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

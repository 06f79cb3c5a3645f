package cli

import (
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/deploy"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/internal/scaffold"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
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
	completeFlag(root, "template", scaffold.Names)
	completeFlag(root, "environment", deployedSuffixes)
	completeFlag(root, "from", deployedEnvironments)
	if root.Flags().Lookup("from") != nil { // else --to names a Build
		completeFlag(root, "to", deployedEnvironments)
	} else {
		completeFlag(root, "to", deployedBuilds)
	}
	completeFlag(root, "service", deployedServices)
	completeFlag(root, "runtime", runtimes)
	completeFlag(root, "function", functionsHere)
	completeFlag(root, "account-class", func() []string { return []string{"trial", "paid"} })
	completePrefix(root, "fault", operations.IDs)
	completePrefix(root, "limit", func() []string { return []string{"concurrent", "per-second"} })
	switch root.CommandPath() {
	case "twilio-serverless deploy", "twilio-serverless plan", "twilio-serverless pull", "twilio-serverless man",
		"twilio-serverless init", "twilio-serverless dev":
		root.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		}
	case "twilio-serverless status":
		root.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		}
	case "twilio-serverless activate":
		root.ValidArgsFunction = completeWords(deployedBuilds)
	case "twilio-serverless delete service":
		root.ValidArgsFunction = completeWords(deployedServices)
	case "twilio-serverless delete environment":
		root.ValidArgsFunction = completeWords(deployedEnvironments)
	case "twilio-serverless env get", "twilio-serverless env unset":
		root.ValidArgsFunction = completeWords(variablesHere)
	}
}

// addCompletionVerb adds the verb completion of cobra, which takes any word for a shell and prints
// its help: here an unknown one is a mistake.
func addCompletionVerb(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() == "completion" {
			cmd.Args, cmd.RunE = verb.Subcommand, func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
			for _, shell := range cmd.Commands() {
				shell.Args = verb.NoArguments
			}
		}
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

// completePrefix completes the first part of a value; more follows it.
func completePrefix(cmd *cobra.Command, name string, words func() []string) {
	if cmd.Flags().Lookup(name) == nil {
		return
	}
	_ = cmd.RegisterFlagCompletionFunc(name, // fails only for flags that do not exist
		func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return words(), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
		})
}

// deployedServices are the Services that were deployed to from here, and the one of package.json.
func deployedServices() []string {
	names := []string{}
	if state, err := project.ReadState("."); err == nil {
		for _, t := range state.Targets() {
			if serverless.IsSID(t.Service, "ZS") || deployer.CheckServiceName(t.Service) == nil {
				names = append(names, t.Service)
			}
		}
	}
	if proj, err := project.Open("."); err == nil {
		if name, err := proj.PackageName(); err == nil && deployer.CheckServiceName(name) == nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// deployedBuilds are the Builds that were made live from here.
func deployedBuilds() []string {
	state, err := project.ReadState(".")
	if err != nil {
		return nil
	}
	sids := []string{}
	for _, t := range state.Targets() {
		if r, ok := state.Get(t); ok && deployer.CheckSID("ZB", r.BuildSID) == nil {
			sids = append(sids, r.BuildSID)
		}
	}
	slices.Sort(sids)
	return slices.Compact(sids)
}

// runtimes are those that the API still makes Builds with.
func runtimes() []string {
	names := []string{}
	for _, r := range serverless.KnownRuntimes() {
		if !r.RetiredAt(time.Now()) {
			names = append(names, r.Name)
		}
	}
	return names
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

// functionsHere are the paths of the Functions of the project.
func functionsHere() []string {
	proj, err := bundle.Read(os.DirFS("."), nil)
	if err != nil {
		return nil
	}
	paths := []string{}
	for _, f := range proj.Functions {
		paths = append(paths, f.Path)
	}
	return paths
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

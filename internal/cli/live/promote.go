package live

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// NewPromote returns the verb promote.
func NewPromote(env *verb.Env) *cobra.Command {
	f := &liveFlags{}
	var from, to, envFile string
	var fromProcess []string
	cmd := &cobra.Command{
		Use:   "promote --from ENVIRONMENT --to ENVIRONMENT",
		Short: "Make the live Build of one Environment live in another",
		Long: `Make the live Build of one Environment live in another Environment of the same
Service. Nothing is uploaded or built. Variables are not part of a Build: the
plan warns where those of the two Environments differ. --env-file and --env
write Variables to the target before the Build is live there.

The word production names the Environment without a suffix.`,
		Example: `  twilio-serverless promote --from dev --to stage
  twilio-serverless promote --from dev --to stage --env-file .env.stage
  twilio-serverless promote --from stage --to production`,
		Args: verb.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			for flag, name := range map[string]string{"from": from, "to": to} {
				if err := checkNamed(flag, name); err != nil {
					return err
				}
			}
			if strings.EqualFold(from, to) { // host names have no capitals, and SIDs none that count
				return &verb.UsageError{Err: fmt.Errorf("--from and --to are the same Environment, %s", from)}
			}
			variables, err := promoted(cmd.Context(), env, envFile, fromProcess)
			if err != nil {
				return &verb.UsageError{Err: err}
			}
			return f.run(cmd, env, "promoted",
				func(ctx context.Context, d *deployer.Deployer, s *target.Session) (*deployer.Plan, error) {
					source, err := named(ctx, s, from)
					if err != nil {
						return nil, err
					}
					destination, err := named(ctx, s, to)
					if err != nil {
						return nil, err
					}
					if source.Production == destination.Production &&
						strings.EqualFold(source.Environment, destination.Environment) {
						return nil, &verb.UsageError{Err: fmt.Errorf("--from and --to are the same Environment, %s",
							from)}
					}
					return d.PlanPromote(ctx, source, destination, &deployer.PromoteOptions{Variables: variables})
				})
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "domain `SUFFIX` or SID (ZE…) of the Environment, or production")
	cmd.Flags().StringVar(&to, "to", "", "domain `SUFFIX` or SID (ZE…) of the Environment, or production; a missing "+
		"one is created")
	cmd.Flags().StringVar(&envFile, "env-file", "",
		"`FILE` with Variables to write to the target before the Build is live there, - for standard input")
	cmd.Flags().StringArrayVar(&fromProcess, "env", nil,
		"`NAME` of a variable of the process environment to write as a Variable; may be repeated")
	f.register(cmd)
	return cmd
}

// promoted are the Variables of --env-file and --env.
func promoted(ctx context.Context, env *verb.Env, file string, names []string) ([]deployer.Variable, error) {
	p := &project.Project{}
	if file != "" {
		var err error
		if p, err = project.Load(".", &project.Options{
			EnvFile: file, StandardInput: verb.StandardInput(ctx, env),
		}); err != nil {
			return nil, err
		}
		if p.Assignments == 0 {
			return nil, fmt.Errorf("--env-file %s: the file sets no variable; leave the flag out to promote without",
				file)
		}
		for _, note := range verb.EnvFileNotes(p, "written") {
			terminal.Fprintf(env.Stderr, "note: %s\n", note)
		}
	}
	if err := p.AddVariables(names, env.Getenv); err != nil {
		return nil, fmt.Errorf("--env: %w", err)
	}
	var variables []deployer.Variable
	for _, v := range p.Variables {
		variables = append(variables, deployer.Variable{Key: v.Key, Value: v.Value})
	}
	return variables, nil
}

// checkNamed checks what a person calls an Environment.
func checkNamed(flag, name string) error {
	switch {
	case name == "":
		return &verb.UsageError{Err: fmt.Errorf("--%s is missing: give a domain suffix such as dev, or production",
			flag)}
	case target.IsProduction(name):
		return nil
	}
	if err := target.CheckEnvironment(name); err != nil {
		return &verb.UsageError{Err: fmt.Errorf("--%s: %w", flag, err)}
	}
	return nil
}

// named is the Environment that a person calls so: by its suffix, by its SID, or production.
func named(ctx context.Context, s *target.Session, name string) (deployer.Target, error) {
	flags := target.EnvironmentFlags{Suffix: name}
	switch {
	case target.IsProduction(name):
		flags = target.EnvironmentFlags{Production: true}
	case serverless.IsSID(name, ""):
		var err error
		if flags, err = s.SuffixOf(ctx, s.Place.Service, name); err != nil {
			return deployer.Target{}, err
		}
	}
	return deployer.Target{Service: s.Place.Service, Environment: flags.Suffix, Production: flags.Production}, nil
}

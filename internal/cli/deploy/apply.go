package deploy

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/change"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// applyFlags are those of deploy that say what lies on the disk. All else stands in the plan.
type applyFlags struct {
	deployFlags
	yes bool
}

func NewApply(env *verb.Env) *cobra.Command {
	f := &applyFlags{}
	cmd := &cobra.Command{
		Use:   "apply PLANFILE [DIR]",
		Short: "Do what a stored plan says, if project and account are still as they were",
		Long: `Do what a plan says that plan -o json has stored: nothing else, and nothing at all when the project in DIR, or what is live, is
not what it was. A stored plan holds neither contents nor values of Variables, so both are read again, with the same flags
and the same credentials as the plan was made with.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) < 1 || len(args) > 2 {
				return verb.Usagef(cmd, "apply takes a file with a plan and perhaps a directory")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.Record(cmd.Context(), env, "apply", func(log *change.EventLog) error { return f.run(cmd.Context(), env, args, log) })
		},
	}
	flags := cmd.Flags()
	f.registerFiles(flags)
	f.EventFlags.Register(flags)
	f.APIFlags.Register(cmd, false)
	f.Output.Register(cmd)
	flags.BoolVarP(&f.yes, "yes", "y", false, "do not ask")
	return cmd
}

func (f *applyFlags) run(ctx context.Context, env *verb.Env, args []string, log *change.EventLog) error {
	plan, err := readPlan(args[0])
	if err != nil {
		return &verb.UsageError{Err: err}
	}
	// The place is that of the plan, whatever the files in the directory say.
	f.service, f.Suffix, f.Production = plan.Service.UniqueName, plan.Environment.DomainSuffix, plan.Environment.DomainSuffix == ""
	f.runtime = plan.Build.Runtime
	f.manifest = ManifestAuto
	j, err := f.load(env, args[1:], log)
	if err != nil {
		return err
	}
	d, err := j.deployer()
	if err != nil {
		return err
	}
	j.progress.Planning(j.request.Bundle)
	err = plan.Bind(ctx, j.request)
	j.progress.End()
	if err != nil {
		return &verb.UsageError{Err: err}
	}
	log.Plan(plan)
	if err := change.WritePlan(env.Stderr, plan); err != nil {
		return err
	}
	if env.Terminal && !f.yes {
		if err := confirm(ctx, env, j.target); err != nil {
			return err
		}
	}
	return f.execute(ctx, env, j, d, plan)
}

// readPlan reads a stored plan. One without a project in it would not need a directory, and no verb stores such.
func readPlan(name string) (*deployer.Plan, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("plan: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	plan, err := deployer.ReadPlan(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return plan, nil
}

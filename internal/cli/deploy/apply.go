package deploy

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/change"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// applyFlags are the flags of deploy that are about files. The plan holds everything else.
type applyFlags struct {
	deployFlags
	yes bool
}

// maxPlanFile bounds the plan that apply reads.
const maxPlanFile = 64 << 20

// NewApply returns the verb apply.
func NewApply(env *verb.Env) *cobra.Command {
	f := &applyFlags{}
	cmd := &cobra.Command{
		Use:   "apply PLANFILE [DIR]",
		Short: "Apply a stored plan, if the project and the account have not changed",
		Long: `Apply a plan that "plan -o json" stored. The command does what the plan lists
and nothing else. If the project in DIR or what is live has changed since, it
does nothing and exits with an error.

A plan named "-" is read from standard input.

A stored plan holds neither file contents nor values of Variables. Both are read
again, so pass the same flags and use the same credentials as for the plan.`,
		Example: `  twilio-serverless plan -o json > plan.json
  twilio-serverless apply plan.json`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) < 1 || len(args) > 2 {
				return verb.Usagef(cmd, "apply takes the file of a plan and optionally a directory")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.Record(cmd.Context(), env, "apply", func(log *change.EventLog) error {
				return f.run(cmd.Context(), env, args, log)
			})
		},
	}
	flags := cmd.Flags()
	f.registerFiles(flags)
	f.EventFlags.Register(flags)
	f.ViewFlags.Register(flags)
	f.APIFlags.Register(cmd, false)
	f.Output.Register(cmd)
	flags.BoolVarP(&f.yes, "yes", "y", false, change.YesHelp)
	return cmd
}

func (f *applyFlags) run(ctx context.Context, env *verb.Env, args []string, log *change.EventLog) error {
	plan, err := readPlan(ctx, env, args[0])
	if err != nil {
		return &verb.UsageError{Err: err}
	}
	// The Environment is that of the plan, whatever the files in the directory say.
	f.service = plan.Service.UniqueName
	f.Suffix, f.Production = plan.Environment.DomainSuffix, plan.Environment.DomainSuffix == ""
	f.runtime = plan.Build.Runtime
	f.manifest = manifestAuto
	j, err := f.load(ctx, env, args[1:], log)
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
	if err := change.WritePlan(env.Stderr, plan, f.View(env.Account)); err != nil {
		return err
	}
	if env.Terminal && !f.yes {
		if err := confirm(ctx, env, j.target); err != nil {
			return err
		}
	}
	return f.execute(ctx, env, j, d, plan)
}

// readPlan reads a stored plan.
func readPlan(ctx context.Context, env *verb.Env, name string) (*deployer.Plan, error) {
	text, err := project.ReadInput(name, maxPlanFile, verb.StandardInput(ctx, env))
	if name == "-" {
		name = "of standard input"
	}
	if err != nil {
		return nil, fmt.Errorf("plan %s: %w", name, err)
	}
	plan, err := deployer.ReadPlan(bytes.NewReader(withoutDiffs(plainjson.FromUTF16(text))))
	if err != nil {
		return nil, fmt.Errorf("plan %s: %w", name, err)
	}
	return plan, nil
}

// withoutDiffs takes away what plan --diff adds: it is for people, and no part of what is applied.
// What is no plan at all stays, to be refused.
func withoutDiffs(text []byte) []byte {
	var members map[string]json.RawMessage
	if json.Unmarshal(text, &members) != nil || members["diffs"] == nil {
		return text
	}
	delete(members, "diffs")
	plain, err := json.Marshal(members)
	if err != nil {
		return text
	}
	return plain
}

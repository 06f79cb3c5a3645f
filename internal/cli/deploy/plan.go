package deploy

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/change"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// NewPlan returns the verb plan.
func NewPlan(env *verb.Env) *cobra.Command {
	f := &deployFlags{Output: verb.Output{Also: verb.FormatMarkdown}}
	var detailed, withDiff bool
	cmd := &cobra.Command{
		Use:   "plan [DIR]",
		Short: "Show what deploy would do, without doing it",
		Long: `Show what deploy would do, without doing it.

With -o json the plan can be stored and applied later with the verb apply. With
-o markdown it is a comment for a pull request. No form holds values of
Variables.`,
		Example: `  twilio-serverless plan --production
  twilio-serverless plan -o json > plan.json
  twilio-serverless plan --diff
  twilio-serverless plan --detailed-exitcode`,
		Args: verb.DirectoryArgument,
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.Record(cmd.Context(), env, "plan", func(log *change.EventLog) error {
				j, err := f.load(cmd.Context(), env, args, log)
				if err != nil {
					return err
				}
				return f.showPlan(cmd.Context(), env, j, detailed, withDiff)
			})
		},
	}
	f.register(cmd)
	cmd.Flags().BoolVar(&detailed,
		"detailed-exitcode", false, "exit with 3 when there are changes, with 0 when there are none")
	cmd.Flags().BoolVar(&withDiff, "diff", false,
		"also show how the sources of Functions differ from what is live; what looks secret is hidden")
	return cmd
}

func (f *deployFlags) showPlan(ctx context.Context, env *verb.Env, j *job, detailed, withDiff bool) error {
	_, plan, err := j.plan(ctx)
	if err != nil {
		return err
	}
	var diffs []sourceDiff
	if withDiff {
		if diffs, err = j.sources(ctx, env, plan); err != nil {
			return err
		}
	}
	switch f.Format {
	case verb.FormatJSON:
		err = verb.PrintJSON(env.Stdout, plannedWith(plan, diffs))
	case verb.FormatMarkdown:
		err = change.WriteMarkdown(env.Stdout, plan)
	default:
		err = change.WritePlan(env.Stdout, plan, f.View(f.account(env)))
	}
	switch {
	case err != nil:
	case f.Format == verb.FormatMarkdown:
		err = writeMarkdownDiffs(env.Stdout, diffs)
	case f.Format == verb.FormatText:
		err = writeDiffs(env.Stdout, diffs)
	}
	if err == nil {
		f.notePlan(ctx, env, j, plan)
		err = j.target.Checks.Finish()
	}
	if err == nil && detailed && plan.Calls > 0 {
		return verb.ErrChanges
	}
	return err
}

// deployer is one that reports to the progress and the journal.
func (j *job) deployer() (*deployer.Deployer, error) {
	return deployer.New(j.target.Client, &deployer.Options{OnEvent: j.progress.Event, Journal: j.journal.record})
}

// plan makes the plan of a job, and a deployer to apply it with.
func (j *job) plan(ctx context.Context) (*deployer.Deployer, *deployer.Plan, error) {
	d, err := j.deployer()
	if err != nil {
		return nil, nil, err
	}
	j.progress.Planning(j.request.Bundle)
	defer j.progress.End()
	plan, err := d.Plan(ctx, j.request)
	if err == nil {
		j.progress.Events.Plan(plan)
	}
	if errors.Is(err, client.ErrNotFound) && j.hint != "" {
		err = &verb.HintedError{Err: err, Hint: j.hint}
	}
	return d, plan, err
}

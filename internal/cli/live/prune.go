package live

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/change"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// pruneFlags are those of prune.
type pruneFlags struct {
	liveFlags
	keep   int
	dryRun bool
}

// keepBuilds is how many Builds prune keeps by default, to roll back to.
const keepBuilds = 5

// NewPrune returns the verb prune.
func NewPrune(env *verb.Env) *cobra.Command {
	f := &pruneFlags{}
	cmd := &cobra.Command{
		Use:   "prune",
		Short: "Delete Builds, Functions and Assets that are no longer needed",
		Long: `Delete Builds of a Service that are no longer needed, and the Functions and
Assets of which no remaining Build has a version.

These Builds stay: those that are live in any Environment, those that a rollback
would make live, those that are still building, and the newest completed ones up
to --keep. On a terminal, the command asks for confirmation. Elsewhere it needs
--yes.`,
		Example: `  twilio-serverless prune --dry-run
  twilio-serverless prune --keep 2 --yes`,
		Args: verb.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.Record(cmd.Context(), env, "prune", func(log *change.EventLog) error {
				return f.run(cmd.Context(), env, log)
			})
		},
	}
	cmd.Flags().IntVar(&f.keep, "keep", keepBuilds, "`NUMBER` of the newest completed Builds that stay")
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "show what would be deleted, and delete nothing")
	f.register(cmd)
	return cmd
}

func (f *pruneFlags) run(ctx context.Context, env *verb.Env, log *change.EventLog) error {
	if f.keep < 0 {
		return &verb.UsageError{Err: fmt.Errorf("--keep %d: give 0 or more", f.keep)}
	}
	s, err := f.Start(ctx, env)
	if err != nil {
		return err
	}
	c, err := change.New(env, s.API, log)
	if err != nil {
		return err
	}
	plan, err := c.Plan(func() (*deployer.Plan, error) {
		return c.PlanPrune(ctx, s.Place.Service, &deployer.PruneOptions{Keep: f.keep})
	})
	if err != nil {
		return err
	}
	if f.dryRun {
		err = f.Print(env, plan, func(w io.Writer) error { return change.WritePlan(w, plan, f.View("")) })
	} else {
		err = f.prune(ctx, env, s, c, plan)
	}
	if err != nil {
		return err
	}
	return s.Checks.Finish()
}

func (f *pruneFlags) prune(
	ctx context.Context, env *verb.Env, s *target.Session, c *change.Change, plan *deployer.Plan,
) error {
	if err := change.WritePlan(env.Stderr, plan, f.View("")); err != nil {
		return err
	}
	if len(plan.Removals) > 0 {
		if err := verb.Approve(ctx, env, f.Yes, fmt.Sprintf("Delete them at %s?", s.Name())); err != nil {
			return err
		}
	}
	r, err := c.Apply(ctx, plan)
	if err != nil {
		return err
	}
	return f.Print(env, pruned{plan.Service.SID, nonNil(r.Removed)}, func(w io.Writer) error {
		return writePruned(w, plan.Service.UniqueName, r.Removed)
	})
}

// pruned is the result in JSON.
type pruned struct {
	ServiceSID string             `json:"service_sid"`
	Removed    []deployer.Removal `json:"removed"`
}

// nonNil is for JSON, where an empty list is [].
func nonNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func writePruned(w io.Writer, service string, removed []deployer.Removal) error {
	if len(removed) == 0 {
		_, err := terminal.Fprintf(w, "nothing to prune in %s\n", service)
		return err
	}
	counts := map[deployer.Step]int{}
	for _, r := range removed {
		counts[r.Kind]++
	}
	_, err := terminal.Fprintf(w, "pruned %s: deleted %s, %s and %s\n", service,
		terminal.Plural(counts[deployer.StepBuild], "build"),
		terminal.Plural(counts[deployer.StepFunction], "function"),
		terminal.Plural(counts[deployer.StepAsset], "asset"))
	return err
}

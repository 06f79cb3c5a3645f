package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// pruneFlags are those of prune.
type pruneFlags struct {
	serviceFlags
	keep        int
	dryRun, yes bool
}

// keepBuilds is how many Builds stay unless --keep says otherwise: some to go back to.
const keepBuilds = 5

func newPrune(env *Env) *cobra.Command {
	f := &pruneFlags{}
	cmd := &cobra.Command{
		Use:   "prune",
		Short: "Delete Builds, Functions and Assets that are not needed any more",
		Long: `Delete Builds of a Service that are not needed any more, and Functions and Assets of which no Build that stays has a version.

Builds stay that are live in any Environment, that a rollback would go back to, that are still building, and the newest ones
up to --keep. On a terminal it is shown and confirmed first; elsewhere it needs --yes.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), env) },
	}
	cmd.Flags().IntVar(&f.keep, "keep", keepBuilds, "how many of the newest completed Builds stay")
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "show what would be deleted, and delete nothing")
	cmd.Flags().BoolVarP(&f.yes, "yes", "y", false, "do not ask")
	f.register(cmd)
	return cmd
}

func (f *pruneFlags) run(ctx context.Context, env *Env) error {
	if f.keep < 0 {
		return &usageError{fmt.Errorf("--keep %d: give 0 or more", f.keep)}
	}
	s, err := f.start(env)
	if err != nil {
		return err
	}
	progress := newProgress(env, nil)
	defer progress.end()
	d, err := deployer.New(s.client, &deployer.Options{OnEvent: progress.event})
	if err != nil {
		return err
	}
	plan, err := d.PlanPrune(ctx, s.place.Service, &deployer.PruneOptions{Keep: f.keep})
	if err != nil {
		return err
	}
	if f.dryRun {
		return f.show(env, s, plan)
	}
	if err := writePlan(env.Stderr, plan); err != nil {
		return err
	}
	if len(plan.Removals) > 0 {
		if err := approve(ctx, env, f.yes, fmt.Sprintf("Delete them at %s?", s.name())); err != nil {
			return err
		}
	}
	result, err := d.Apply(ctx, plan)
	if err != nil {
		_ = s.checks.finish() // the count; the verdict is err already
		return &midwayError{err}
	}
	if f.format == formatJSON {
		err = printJSON(env.Stdout, pruned{plan.Service.SID, nonNil(result.Removed)})
	} else {
		err = writePruned(env.Stdout, plan.Service.UniqueName, result.Removed)
	}
	if err != nil {
		return err
	}
	return s.checks.finish()
}

func (f *pruneFlags) show(env *Env, s *scope, plan *deployer.Plan) error {
	err := error(nil)
	if f.format == formatJSON {
		err = printJSON(env.Stdout, plan)
	} else {
		err = writePlan(env.Stdout, plan)
	}
	if err != nil {
		return err
	}
	return s.checks.finish()
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
		_, err := fmt.Fprintf(w, "nothing to prune in %s\n", service)
		return err
	}
	counts := map[deployer.Step]int{}
	for _, r := range removed {
		counts[r.Kind]++
	}
	_, err := fmt.Fprintf(w, "pruned %s: %s, %s and %s deleted\n", service,
		plural(counts[deployer.StepBuild], "build"), plural(counts[deployer.StepFunction], "function"), plural(counts[deployer.StepAsset], "asset"))
	return err
}

// approve asks a person, or wants that --yes was given where there is none. Verbs that delete use it; others go ahead without a terminal.
func approve(ctx context.Context, env *Env, yes bool, question string) error {
	switch {
	case yes:
		return nil
	case env.Terminal:
		return ask(ctx, env, question)
	}
	return &hintedError{&usageError{errNothingDone}, "there is nobody to ask: --yes goes ahead"}
}

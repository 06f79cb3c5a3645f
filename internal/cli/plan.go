package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

func newPlan(env *Env) *cobra.Command {
	f := &deployFlags{output: output{also: formatMarkdown}}
	var detailed bool
	cmd := &cobra.Command{
		Use:   "plan [DIR]",
		Short: "Show what deploy would do, without doing it",
		Long: `Show what deploy would do, without doing it. The form of -o json can be stored and applied later with the verb apply; that
of -o markdown is for a comment on a pull request. Neither holds values of Variables.`,
		Args: directoryArgument,
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.record(cmd.Context(), env, "plan", func(log *eventLog) error {
				j, err := f.load(env, args, log)
				if err != nil {
					return err
				}
				return f.showPlan(cmd.Context(), env, j, detailed)
			})
		},
	}
	f.register(cmd)
	cmd.Flags().BoolVar(&detailed, "detailed-exitcode", false, "end with 3 when there is something to do, with 0 when there is not")
	return cmd
}

func (f *deployFlags) showPlan(ctx context.Context, env *Env, j *job, detailed bool) error {
	_, plan, err := j.plan(ctx)
	if err != nil {
		return err
	}
	switch f.format {
	case formatJSON:
		err = printJSON(env.Stdout, plan)
	case formatMarkdown:
		err = writeMarkdown(env.Stdout, plan)
	default:
		err = writePlan(env.Stdout, plan)
	}
	if err == nil {
		err = j.target.checks.finish()
	}
	if err == nil && detailed && plan.Calls > 0 {
		return errChanges
	}
	return err
}

// deployer is one that tells the progress and the journal.
func (j *job) deployer() (*deployer.Deployer, error) {
	return deployer.New(j.target.client, &deployer.Options{OnEvent: j.progress.event, Journal: j.journal.record})
}

// plan makes the plan of a job and a deployer to apply it with.
func (j *job) plan(ctx context.Context) (*deployer.Deployer, *deployer.Plan, error) {
	d, err := j.deployer()
	if err != nil {
		return nil, nil, err
	}
	j.progress.planning(j.request.Bundle)
	defer j.progress.end()
	plan, err := d.Plan(ctx, j.request)
	if err == nil {
		j.progress.events.plan(plan)
	}
	if errors.Is(err, client.ErrNotFound) && j.hint != "" {
		err = &hintedError{err, j.hint}
	}
	return d, plan, err
}

// planNotes are what a plan says of its Variables.
var planNotes = map[deployer.Action]string{
	deployer.ActionCreate: "new", deployer.ActionUpdate: "changed", deployer.ActionKeep: "unchanged", deployer.ActionRemove: "removed",
}

// writePlan prints a plan for people: the same plan, the same bytes.
func writePlan(w io.Writer, plan *deployer.Plan) error {
	t := planRows(plan)
	if err := t.write(w); err != nil {
		return err
	}
	for _, warning := range plan.Warnings {
		if err := tell(w, yellow, "warning:", warning); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(w, wrap(w, summary(plan)))
	return err
}

// planRows is a plan as lines. One without an Environment is about the Service, and none of its Environments.
func planRows(plan *deployer.Plan) planTable {
	var t planTable
	t.add(plan.Service.Action, "service", plan.Service.UniqueName, orWord(plan.Service.SID, "new"))
	ofService := plan.Environment.UniqueName == ""
	if !ofService {
		t.add(plan.Environment.Action, "environment", plan.Environment.UniqueName, orWord(plan.Environment.DomainName, "new"))
	}
	for _, f := range plan.Functions {
		t.add(f.Action, "function", f.Path, fileNote(f))
	}
	for _, f := range plan.Assets {
		t.add(f.Action, "asset", f.Path, fileNote(f))
	}
	for _, v := range plan.Variables {
		t.add(v.Action, "variable", v.Key, planNotes[v.Action])
	}
	if m := plan.Manifest; m != nil {
		t.add(m.Action, "manifest", m.Path, manifestNotes[m.Action])
	}
	if !ofService {
		addBuild(&t, plan)
	}
	for _, r := range plan.Removals {
		t.add(deployer.ActionRemove, string(r.Kind), orWord(r.Name, r.SID), "made on "+r.Created.UTC().Format(time.DateOnly))
	}
	return t
}

// summary counts what a plan does.
func summary(plan *deployer.Plan) string {
	polls := ""
	if plan.Build.Action == deployer.ActionCreate || plan.Build.Building {
		polls = " besides the polls of the build"
	}
	count := countPlan(plan)
	if plan.Environment.UniqueName == "" {
		count = plural(len(plan.Removals), "removal")
	}
	return fmt.Sprintf("%s; %s%s", count, plural(plan.Calls, "request"), polls)
}

// manifestNotes are what a plan says of the manifest.
var manifestNotes = map[deployer.Action]string{
	deployer.ActionCreate: "private, new", deployer.ActionUpdate: "private", deployer.ActionKeep: "private, unchanged", deployer.ActionRemove: "left out",
}

// addBuild shows the build and what becomes of what is live.
func addBuild(t *planTable, plan *deployer.Plan) {
	if plan.Build.Action == deployer.ActionCreate {
		t.add(plan.Build.Action, "build", orWord(plan.Build.Runtime, "default runtime"), plural(len(plan.Build.Dependencies), "dependency"))
		for _, d := range plan.Build.Dependencies {
			t.add("", "", d.Name, d.Version)
		}
	} else if plan.Build.SID != "" {
		t.add(plan.Build.Action, "build", plan.Build.SID, existingBuild(plan.Build))
	}
	note := replaces(plan.BaseBuildSID)
	switch plan.Deployment.Action {
	case deployer.ActionRemove:
		note = "takes down " + plan.BaseBuildSID
	case deployer.ActionKeep:
		note = orWord(plan.BaseBuildSID, "nothing") + " stays live"
	}
	t.add(plan.Deployment.Action, "deployment", "to "+plan.Environment.UniqueName, note)
}

func existingBuild(b deployer.PlannedBuild) string {
	if b.Building {
		return "begun already"
	}
	return "nothing to build"
}

func orWord(s, word string) string {
	if s == "" {
		return word
	}
	return s
}

func fileNote(f deployer.PlannedFile) string {
	if f.Action == deployer.ActionRemove {
		return string(f.Visibility) + ", no longer served"
	}
	if f.Action == deployer.ActionKeep {
		return string(f.Visibility) + ", unchanged"
	}
	if f.Source != "" && f.VersionSID != "" {
		return string(f.Visibility) + ", uploaded already"
	}
	if f.Source == "" { // a version of a Build that exists
		return string(f.Visibility)
	}
	return fmt.Sprintf("%s, %s", f.Visibility, size(f.Size))
}

func replaces(build string) string {
	if build == "" {
		return "nothing is live yet"
	}
	return "replaces " + build
}

func countPlan(plan *deployer.Plan) string {
	count := map[deployer.Action]int{}
	for _, files := range [][]deployer.PlannedFile{plan.Functions, plan.Assets} {
		for _, f := range files {
			count[f.Action]++
		}
	}
	return fmt.Sprintf("files: %d new, %d updated, %d removed, %d unchanged", count[deployer.ActionCreate], count[deployer.ActionUpdate],
		count[deployer.ActionRemove], count[deployer.ActionKeep])
}

package cli

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

func newPlan(env *Env) *cobra.Command {
	f := &deployFlags{}
	cmd := &cobra.Command{
		Use:   "plan [DIR]",
		Short: "Show what deploy would do, without doing it",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			j, err := f.load(env, args)
			if err != nil {
				return err
			}
			_, plan, err := j.plan(cmd.Context(), nil)
			if err != nil {
				return err
			}
			if f.format == formatJSON {
				err = printJSON(env.Stdout, plan)
			} else {
				err = writePlan(env.Stdout, plan)
			}
			if err != nil {
				return err
			}
			return j.target.checks.finish()
		},
	}
	f.register(cmd)
	return cmd
}

// plan makes the plan of a job and a deployer to apply it with.
func (j *job) plan(ctx context.Context, onEvent func(deployer.Event)) (*deployer.Deployer, *deployer.Plan, error) {
	d, err := deployer.New(j.target.client, &deployer.Options{OnEvent: onEvent})
	if err != nil {
		return nil, nil, err
	}
	plan, err := d.Plan(ctx, j.request)
	return d, plan, err
}

// writePlan prints a plan for people: the same plan, the same bytes.
func writePlan(w io.Writer, plan *deployer.Plan) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row := func(action deployer.Action, kind, name, note string) {
		fmt.Fprintf(t, "%s %s\t%s\t%s\n", action.Symbol(), kind, name, note)
	}
	row(plan.Service.Action, "service", plan.Service.UniqueName, orWord(plan.Service.SID, "new"))
	row(plan.Environment.Action, "environment", plan.Environment.UniqueName, orWord(plan.Environment.DomainName, "new"))
	for _, f := range plan.Functions {
		row(f.Action, "function", f.Path, fileNote(f))
	}
	for _, f := range plan.Assets {
		row(f.Action, "asset", f.Path, fileNote(f))
	}
	for _, v := range plan.Variables {
		row(v.Action, "variable", v.Key, string(map[deployer.Action]string{
			deployer.ActionCreate: "new", deployer.ActionUpdate: "changed", deployer.ActionKeep: "unchanged", deployer.ActionRemove: "removed",
		}[v.Action]))
	}
	for _, d := range plan.Build.Dependencies {
		fmt.Fprintf(t, "  dependency\t%s\t%s\n", d.Name, d.Version)
	}
	row(deployer.ActionCreate, "build", orWord(plan.Build.Runtime, "default runtime"), plural(len(plan.Build.Dependencies), "dependency"))
	row(deployer.ActionCreate, "deployment", "to "+plan.Environment.UniqueName, replaces(plan.BaseBuildSID))
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "%s: %s\n", countPlan(plan), plural(plan.Calls, "call")+" and the polls of the build")
	return err
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
	for _, f := range append(append([]deployer.PlannedFile{}, plan.Functions...), plan.Assets...) {
		count[f.Action]++
	}
	return fmt.Sprintf("%d new, %d updated, %d removed", count[deployer.ActionCreate], count[deployer.ActionUpdate], count[deployer.ActionRemove])
}

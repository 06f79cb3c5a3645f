package change

import (
	"fmt"
	"io"
	"time"

	"github.com/spf13/pflag"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// PlanNotes are what a plan says of its Variables.
var PlanNotes = map[deployer.Action]string{
	deployer.ActionCreate: "new", deployer.ActionUpdate: "changed",
	deployer.ActionKeep: "unchanged", deployer.ActionRemove: "removed",
}

// View says how a plan is shown to people.
type View struct {
	// Account is the account that gets what is new, because a wrong account looks like a first
	// deployment; "" leaves it out.
	Account string
	Verbose bool // list the files that stay as they are, however many there are
}

// ViewFlags is --verbose.
type ViewFlags struct{ verbose bool }

// Register adds the flag to a verb.
func (f *ViewFlags) Register(flags *pflag.FlagSet) {
	flags.BoolVar(&f.verbose, "verbose", false, "list unchanged files and all URLs, however many there are")
}

// View shows what is new in the account, "" for none.
func (f *ViewFlags) View(account string) View { return View{account, f.verbose} }

// Verbose reports whether long lists are wanted.
func (f *ViewFlags) Verbose() bool { return f.verbose }

// WritePlan prints a plan for people.
func WritePlan(w io.Writer, plan *deployer.Plan, view View) error {
	account := view.Account
	t := planRows(plan, view.Verbose)
	if err := t.Write(w); err != nil {
		return err
	}
	for _, warning := range plan.Warnings {
		if err := terminal.Message(w, terminal.Yellow, "warning:", warning); err != nil {
			return err
		}
	}
	if _, err := terminal.Fprintf(w, "%s\n", terminal.Shown(terminal.Wrap(w, summary(plan)))); err != nil {
		return err
	}
	what := "the Service " + plan.Service.UniqueName
	switch {
	case account == "":
		return nil
	case plan.Service.Action == deployer.ActionCreate:
	case plan.Environment.Action == deployer.ActionCreate:
		what = "the Environment " + plan.Environment.UniqueName
	default:
		return nil
	}
	line := show.Visible(what + " is new in " + account)
	_, err := terminal.Fprintf(w, "%s\n", terminal.Shown(terminal.Wrap(w, line)))
	return err
}

// planRows is a plan as lines. A plan without an Environment is about the Service alone.
func planRows(plan *deployer.Plan, verbose bool) Table {
	var t Table
	t.Add(plan.Service.Action, "service", plan.Service.UniqueName, terminal.Or(plan.Service.SID, "new"))
	ofService := plan.Environment.UniqueName == ""
	if !ofService {
		t.Add(plan.Environment.Action, "environment", plan.Environment.UniqueName,
			terminal.Or(plan.Environment.DomainName, "new"))
	}
	addFiles(&t, "function", plan.Functions, verbose)
	addFiles(&t, "asset", plan.Assets, verbose)
	for _, v := range plan.Variables {
		t.Add(v.Action, "variable", v.Key, PlanNotes[v.Action])
	}
	if m := plan.Manifest; m != nil {
		t.Add(m.Action, "manifest", m.Path, manifestNotes[m.Action])
	}
	if !ofService {
		addBuild(&t, plan)
	}
	for _, r := range plan.Removals {
		t.Add(deployer.ActionRemove, string(r.Kind), terminal.Or(r.Name, r.SID),
			"made on "+r.Created.UTC().Format(time.DateOnly))
	}
	return t
}

// mostUnchanged is how many Functions, and how many Assets, are listed although they stay as they
// are. More of them hide what changes.
const mostUnchanged = 10

// addFiles adds files. Many that stay as they are share a row.
func addFiles(t *Table, kind string, files []deployer.PlannedFile, verbose bool) {
	unchanged := 0
	for _, f := range files {
		if f.Action == deployer.ActionKeep {
			unchanged++
		}
	}
	fold := unchanged > mostUnchanged && !verbose
	for _, f := range files {
		if !fold || f.Action != deployer.ActionKeep {
			t.Add(f.Action, kind, f.Path, fileNote(f))
		}
	}
	if fold {
		t.Add(deployer.ActionKeep, kind+"s", fmt.Sprintf("%d unchanged", unchanged), "--verbose lists them")
	}
}

// summary counts what a plan does.
func summary(plan *deployer.Plan) string {
	polls := ""
	if plan.Build.Action == deployer.ActionCreate || plan.Build.Building {
		polls = " besides the polls of the build"
	}
	count := countPlan(plan)
	if plan.Environment.UniqueName == "" {
		count = terminal.Plural(len(plan.Removals), "removal")
	}
	return fmt.Sprintf("%s; %s%s", count, terminal.Plural(plan.Calls, "request"), polls)
}

// manifestNotes are what a plan says of the manifest.
var manifestNotes = map[deployer.Action]string{
	deployer.ActionCreate: "private, new", deployer.ActionUpdate: "private",
	deployer.ActionKeep: "private, unchanged", deployer.ActionRemove: "left out",
}

// addBuild shows the Build, and what happens to the one that is live.
func addBuild(t *Table, plan *deployer.Plan) {
	if plan.Build.Action == deployer.ActionCreate {
		t.Add(plan.Build.Action, "build", terminal.Or(plan.Build.Runtime, "default runtime"),
			terminal.Plural(len(plan.Build.Dependencies), "dependency"))
		for _, d := range plan.Build.Dependencies {
			t.Add("", "", d.Name, d.Version)
		}
	} else if plan.Build.SID != "" {
		t.Add(plan.Build.Action, "build", plan.Build.SID, existingBuild(plan.Build))
	}
	note := replaces(plan.BaseBuildSID)
	switch plan.Deployment.Action {
	case deployer.ActionRemove:
		note = "takes down " + plan.BaseBuildSID
	case deployer.ActionKeep:
		note = terminal.Or(plan.BaseBuildSID, "nothing") + " stays live"
	}
	t.Add(plan.Deployment.Action, "deployment", "to "+plan.Environment.UniqueName, note)
}

func existingBuild(b deployer.PlannedBuild) string {
	if b.Building {
		return "already under way"
	}
	return "nothing to build"
}

func fileNote(f deployer.PlannedFile) string {
	if f.Action == deployer.ActionRemove {
		return string(f.Visibility) + ", no longer served"
	}
	if f.Other {
		return string(f.Visibility) + ", kept: not in this project"
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
	return fmt.Sprintf("%s, %s", f.Visibility, terminal.Size(f.Size))
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
	return fmt.Sprintf("files: %d new, %d updated, %d removed, %d unchanged",
		count[deployer.ActionCreate], count[deployer.ActionUpdate], count[deployer.ActionRemove],
		count[deployer.ActionKeep])
}

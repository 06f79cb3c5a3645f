package deployer

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

// Text is the plan for people: a line for each thing that changes, with the [Action.Symbol] before
// it, then how much stays as it is, then the warnings. It has no colour codes, no values of
// Variables, and nothing in it can break a line or a terminal, whatever files and keys are called.
// It is "" of a nil plan. Its form may change; programs read the fields of the plan.
func (p *Plan) Text() string {
	if p == nil {
		return ""
	}
	var t planText
	t.thing(p.Service.Action, "service", p.Service.UniqueName)
	if p.Environment != (PlannedEnvironment{Action: ActionKeep}) {
		t.thing(p.Environment.Action, "environment", cmp.Or(p.Environment.DomainName, p.Environment.UniqueName))
	}
	for _, f := range p.Functions {
		t.thing(f.Action, "function", f.Path, string(f.Visibility))
	}
	for _, f := range p.Assets {
		t.thing(f.Action, "asset", f.Path, string(f.Visibility))
	}
	for _, v := range p.Variables {
		t.thing(v.Action, "variable", v.Key)
	}
	if p.Build.Action == ActionCreate {
		t.thing(ActionCreate, "build", p.Build.Runtime)
	}
	if p.Deployment.Action != ActionKeep {
		t.thing(p.Deployment.Action, "deployment", p.Build.SID)
	}
	for _, r := range p.Removals {
		t.thing(ActionRemove, string(r.Kind), r.Name, r.SID)
	}
	if t.kept > 0 {
		fmt.Fprintf(&t.lines, "%s %d unchanged\n", ActionKeep.Symbol(), t.kept)
	}
	for _, w := range p.Warnings {
		fmt.Fprintf(&t.lines, "warning: %s\n", show.Visible(w))
	}
	return t.lines.String()
}

// planText is a [Plan.Text] that is being written.
type planText struct {
	lines strings.Builder
	kept  int
}

// thing writes the words of one thing, unless it stays.
func (t *planText) thing(action Action, kind string, words ...string) {
	if action != ActionCreate && action != ActionUpdate && action != ActionRemove {
		t.kept++
		return
	}
	t.lines.WriteString(action.Symbol() + " " + show.Visible(kind))
	for _, word := range words {
		if word != "" {
			t.lines.WriteString(" " + show.Name(word))
		}
	}
	t.lines.WriteString("\n")
}

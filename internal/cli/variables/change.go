package variables

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/change"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// variableFlags are those of the verbs that change Variables.
type variableFlags struct {
	target.SessionFlags
	change.EventFlags
}

func (f *variableFlags) register(cmd *cobra.Command) {
	f.EventFlags.Register(cmd.Flags())
	f.SessionFlags.Register(cmd)
}

// edit is what one of the verbs changes.
type edit struct {
	done    string // how the result says it
	changes func(ctx context.Context) (deployer.VariableChanges, error)
	approve func(context.Context, *target.Session, *deployer.Plan) error // nil when nothing needs a confirmation
}

// change plans changes of Variables, asks where there is something to confirm, and makes them.
func (f *variableFlags) change(cmd *cobra.Command, env *verb.Env, e edit) error {
	return f.Record(cmd.Context(), env, verb.Name(cmd), func(log *change.EventLog) error {
		return f.make(cmd.Context(), env, e, log)
	})
}

func (f *variableFlags) make(ctx context.Context, env *verb.Env, e edit, log *change.EventLog) error {
	wanted, err := e.changes(ctx)
	if err == nil {
		err = wanted.Check()
	}
	if err != nil {
		return &verb.UsageError{Err: err}
	}
	s, err := f.Start(ctx, env)
	if err != nil {
		return err
	}
	c, err := change.New(env, s.API, log)
	if err != nil {
		return err
	}
	c.Progress.Out = io.Discard // the result shows it all
	plan, err := c.Plan(func() (*deployer.Plan, error) { return c.PlanVariables(ctx, s.Place, wanted) })
	if err != nil {
		return err
	}
	for _, warning := range plan.Warnings {
		terminal.Fprintf(env.Stderr, "warning: %s\n", warning)
	}
	if e.approve != nil {
		if err := e.approve(ctx, s, plan); err != nil {
			return err
		}
	}
	r, err := c.Apply(ctx, plan)
	if err != nil {
		return err
	}
	if err := confirm(ctx, s, plan, r, wanted); err != nil {
		_ = s.Checks.Finish() // the count; the verdict is err already
		return &verb.MidwayError{Err: err}
	}
	changed := variablesChanged{ServiceSID: r.ServiceSID, EnvironmentSID: r.EnvironmentSID, Variables: r.Variables}
	if err := f.Print(env, changed, func(w io.Writer) error { return writeVariables(w, e.done, s, plan) }); err != nil {
		return err
	}
	return s.Checks.Finish()
}

// confirm looks whether the Environment has what the API confirmed.
func confirm(
	ctx context.Context, s *target.Session, plan *deployer.Plan, r *deployer.Result, wanted deployer.VariableChanges,
) error {
	changed := map[string]bool{}
	for _, v := range plan.Variables {
		if v.Action != deployer.ActionKeep {
			changed[v.Key] = true
		}
	}
	if len(changed) == 0 {
		return nil
	}
	var wrong []string
	shown := target.Settles(ctx, func(ctx context.Context) (bool, error) {
		there := map[string]string{}
		for v, err := range s.Client.ListVariables(ctx, r.ServiceSID, r.EnvironmentSID,
			&client.ListVariablesOptions{PageSize: target.LargestPages}) {
			if err != nil {
				return false, err
			}
			there[v.Key] = v.Value
		}
		wrong = differences(there, changed, wanted.Set)
		return len(wrong) == 0, nil
	})
	if shown {
		return nil
	}
	return fmt.Errorf("the API confirmed the changes, and the Environment %s does not show them: %s; see env list",
		s.EnvironmentName(), strings.Join(wrong, ", "))
}

// differences says which of the changed Variables are not as they were set, or still there. It tells no value.
func differences(there map[string]string, changed map[string]bool, set []deployer.Variable) (wrong []string) {
	left := maps.Clone(changed)
	for _, v := range set {
		if !changed[v.Key] {
			continue
		}
		delete(left, v.Key)
		switch value, ok := there[v.Key]; {
		case !ok:
			wrong = append(wrong, v.Key+" is not there")
		case value != v.Value:
			wrong = append(wrong, v.Key+" has another value")
		}
	}
	for _, key := range slices.Sorted(maps.Keys(left)) {
		if _, ok := there[key]; ok {
			wrong = append(wrong, key+" is still there")
		}
	}
	return wrong
}

// variablesChanged is the result of a change in JSON.
type variablesChanged struct {
	ServiceSID     string                      `json:"service_sid"`
	EnvironmentSID string                      `json:"environment_sid"`
	Variables      []deployer.DeployedVariable `json:"variables"`
}

func writeVariables(w io.Writer, done string, s *target.Session, plan *deployer.Plan) error {
	var t change.Table
	changed := 0
	for _, v := range plan.Variables {
		if v.Action != deployer.ActionKeep {
			changed++
			t.Add(v.Action, "variable", v.Key, change.PlanNotes[v.Action])
		}
	}
	if changed == 0 {
		done = "unchanged"
	}
	if err := t.Write(w); err != nil {
		return err
	}
	return writeLine(w, "%s: %s in %s of %s",
		done, terminal.Plural(len(plan.Variables), "Variable"), s.EnvironmentName(), plan.Service.UniqueName)
}

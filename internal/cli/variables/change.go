package variables

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/change"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
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
	changed := variablesChanged{ServiceSID: r.ServiceSID, EnvironmentSID: r.EnvironmentSID, Variables: r.Variables}
	if err := f.Print(env, changed, func(w io.Writer) error { return writeVariables(w, e.done, s, plan) }); err != nil {
		return err
	}
	return s.Checks.Finish()
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

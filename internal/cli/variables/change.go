package variables

import (
	"fmt"
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

// change plans changes of Variables, lets a person approve where there is something to approve, and makes them.
func (f *variableFlags) change(cmd *cobra.Command, env *verb.Env, done string, changes func(*target.Session) (deployer.VariableChanges, error),
	approve func(*target.Session, *deployer.Plan) error,
) error {
	return f.Record(cmd.Context(), env, verb.VerbName(cmd), func(log *change.EventLog) error {
		s, err := f.Start(env)
		if err != nil {
			return err
		}
		wanted, err := changes(s)
		if err == nil {
			err = wanted.Check()
		}
		if err != nil {
			return &verb.UsageError{Err: err}
		}
		c, err := change.New(env, s.API, log)
		if err != nil {
			return err
		}
		c.Progress.Out = io.Discard // the result says it all
		plan, err := c.Plan(func() (*deployer.Plan, error) { return c.PlanVariables(cmd.Context(), s.Place, wanted) })
		if err != nil {
			return err
		}
		if approve != nil {
			if err := approve(s, plan); err != nil {
				return err
			}
		}
		r, err := c.Apply(cmd.Context(), plan)
		if err != nil {
			return err
		}
		changed := variablesChanged{ServiceSID: r.ServiceSID, EnvironmentSID: r.EnvironmentSID, Variables: r.Variables}
		if err := f.Print(env, changed, func(w io.Writer) error { return writeVariables(w, done, s, plan) }); err != nil {
			return err
		}
		return s.Checks.Finish()
	})
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
	_, err := fmt.Fprintf(w, "%s: %s in %s of %s\n", done, terminal.Plural(len(plan.Variables), "Variable"), s.EnvironmentName(), plan.Service.UniqueName)
	return err
}

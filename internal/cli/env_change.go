package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// variableFlags are those of the verbs that change Variables.
type variableFlags struct {
	scopeFlags
	eventFlags
}

func (f *variableFlags) register(cmd *cobra.Command) {
	f.eventFlags.register(cmd.Flags())
	f.scopeFlags.register(cmd)
}

// change plans changes of Variables, lets a person approve where there is something to approve, and makes them.
func (f *variableFlags) change(cmd *cobra.Command, env *Env, done string, changes func(*scope) (deployer.VariableChanges, error),
	approve func(*scope, *deployer.Plan) error,
) error {
	return f.record(cmd.Context(), env, verbName(cmd), func(log *eventLog) error {
		s, err := f.start(env)
		if err != nil {
			return err
		}
		wanted, err := changes(s)
		if err == nil {
			err = wanted.Check()
		}
		if err != nil {
			return &usageError{err}
		}
		c, err := newChange(env, s.target, log)
		if err != nil {
			return err
		}
		c.progress.w = io.Discard // the result says it all
		plan, err := c.plan(func() (*deployer.Plan, error) { return c.PlanVariables(cmd.Context(), s.place, wanted) })
		if err != nil {
			return err
		}
		if approve != nil {
			if err := approve(s, plan); err != nil {
				return err
			}
		}
		r, err := c.apply(cmd.Context(), plan)
		if err != nil {
			return err
		}
		changed := variablesChanged{ServiceSID: r.ServiceSID, EnvironmentSID: r.EnvironmentSID, Variables: r.Variables}
		if err := f.print(env, changed, func(w io.Writer) error { return writeVariables(w, done, s, plan) }); err != nil {
			return err
		}
		return s.checks.finish()
	})
}

// variablesChanged is the result of a change in JSON.
type variablesChanged struct {
	ServiceSID     string                      `json:"service_sid"`
	EnvironmentSID string                      `json:"environment_sid"`
	Variables      []deployer.DeployedVariable `json:"variables"`
}

func writeVariables(w io.Writer, done string, s *scope, plan *deployer.Plan) error {
	var t planTable
	changed := 0
	for _, v := range plan.Variables {
		if v.Action != deployer.ActionKeep {
			changed++
			t.add(v.Action, "variable", v.Key, planNotes[v.Action])
		}
	}
	if changed == 0 {
		done = "unchanged"
	}
	if err := t.write(w); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "%s: %s in %s of %s\n", done, plural(len(plan.Variables), "Variable"), s.environmentName(), plan.Service.UniqueName)
	return err
}

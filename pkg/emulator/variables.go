package emulator

import (
	"net/http"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

func (c *call) viewVariable(v *state.Variable) variableView {
	return variableView{
		SID: v.SID, AccountSID: v.AccountSID, ServiceSID: v.ServiceSID, EnvironmentSID: v.EnvironmentSID,
		Key: v.Key, Value: v.Value, DateCreated: date(v.Created), DateUpdated: date(v.Updated),
		URL: c.url("Services", v.ServiceSID, "Environments", v.EnvironmentSID, "Variables", v.SID),
	}
}

func (c *call) renderVariable(v *state.Variable) ([]byte, error) {
	return c.render(&v.Head, "", func() any { return c.viewVariable(v) })
}

func (e *Emulator) listVariables(c *call) (*reply, error) {
	t := e.state.Read()
	defer t.Done()
	_, env, err := c.environment(t.Tree, "EnvironmentSid")
	if err != nil {
		return nil, err
	}
	return pageOf[*state.Variable]{
		key: "variables", entries: env.Variables.Items(),
		render: func(v *state.Variable) ([]byte, error) { return c.renderVariable(v) },
	}.serve(e, c)
}

// variable finds the Variable in the path.
func (c *call) variable(t *state.Tree) (*state.EnvironmentNode, *state.Variable, error) {
	_, env, err := c.environment(t, "EnvironmentSid")
	if err != nil {
		return nil, nil, err
	}
	v, ok := env.Variables.Get(c.param("Sid"))
	if !ok {
		return nil, nil, c.notFound()
	}
	return env, v, nil
}

func (e *Emulator) fetchVariable(c *call) (*reply, error) {
	t := e.state.Read()
	defer t.Done()
	_, v, err := c.variable(t.Tree)
	if err != nil {
		return nil, err
	}
	text, err := c.renderVariable(v)
	return recordReply(http.StatusOK, text, err)
}

// createVariable: Key and Value are required (official document, CreateVariable).
// A Variable is readable in plain text, as a deployment tool that reads back and
// compares relies on.
func (e *Emulator) createVariable(c *call) (*reply, error) {
	w := e.state.Write()
	defer w.Done()
	n, env, err := c.environment(w.Tree, "EnvironmentSid")
	if err != nil {
		return nil, err
	}
	v := state.Variable{EnvironmentSID: env.SID, Key: c.form.required("Key", state.MaxVariableKey)}
	value := c.form.variableValue()
	if value == nil {
		c.form.refuse(errMissing("Value"))
	} else {
		v.Value = *value
	}
	if err := c.form.err(); err != nil {
		return nil, err
	}
	if env.HasKey(v.Key, "") {
		return nil, errSameKey(v.Key)
	}
	v.Head = w.Head(sid.Variable, c.account, n.SID, c.now)
	w.Commit(state.Put(&v))
	text, err := c.renderVariable(&v)
	return recordReply(http.StatusCreated, text, err)
}

// updateVariable takes any subset of the fields, none included (observed).
func (e *Emulator) updateVariable(c *call) (*reply, error) {
	w := e.state.Write()
	defer w.Done()
	env, old, err := c.variable(w.Tree)
	if err != nil {
		return nil, err
	}
	v := *old
	if key := c.form.optional("Key", state.MaxVariableKey); key != nil {
		v.Key = *key
	}
	if value := c.form.variableValue(); value != nil {
		v.Value = *value
	}
	if err := c.form.err(); err != nil {
		return nil, err
	}
	if env.HasKey(v.Key, v.SID) {
		return nil, errSameKey(v.Key)
	}
	v.Touch(c.now)
	w.Commit(state.Put(&v))
	text, err := c.renderVariable(&v)
	return recordReply(http.StatusOK, text, err)
}

func (e *Emulator) deleteVariable(c *call) (*reply, error) {
	w := e.state.Write()
	defer w.Done()
	_, v, err := c.variable(w.Tree)
	if err != nil {
		return nil, err
	}
	w.Commit(state.Drop(v))
	return noContent(), nil
}

// variableValue gives nil when Value was not sent. It is kept as it is: spaces,
// newlines and all.
func (f *form) variableValue() *string {
	value, sent := f.lookup("Value")
	switch {
	case !sent:
		return nil
	case value == "" && refuseEmptyVariable:
		f.refuse(errMissing("Value"))
	case len(value) > state.MaxVariableValue:
		f.refuse(invalid("Value is %d bytes long: the limit is %d", len(value), state.MaxVariableValue))
	}
	return &value
}

func errSameKey(key string) error {
	return refuse(statusDuplicateVariable, "Variable with Key %q already exists in this Environment.", key)
}

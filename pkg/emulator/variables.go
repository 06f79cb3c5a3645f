package emulator

import "net/http"

// Limits from the official document: characters for the key, bytes for the value.
const (
	maxVariableKey   = 128
	maxVariableValue = 450
)

func (c *call) viewVariable(v *variable) variableView {
	return variableView{
		SID: v.SID, AccountSID: v.AccountSID, ServiceSID: v.ServiceSID, EnvironmentSID: v.EnvironmentSID,
		Key: v.Key, Value: v.Value, DateCreated: date(v.Created), DateUpdated: date(v.Updated),
		URL: c.url("Services", v.ServiceSID, "Environments", v.EnvironmentSID, "Variables", v.SID),
	}
}

func (e *Emulator) listVariables(c *call) (*reply, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	_, env, err := e.environment(c, "EnvironmentSid")
	if err != nil {
		return nil, err
	}
	return pageOf[*variable]{
		key: "variables", entries: env.variables.items,
		view: func(v *variable) any { return c.viewVariable(v) },
	}.serve(e, c)
}

// variable finds the Variable in the path. It needs the lock.
func (e *Emulator) variable(c *call) (*environmentNode, *variable, error) {
	_, env, err := e.environment(c, "EnvironmentSid")
	if err != nil {
		return nil, nil, err
	}
	v, ok := env.variables.get(c.param("Sid"))
	if !ok {
		return nil, nil, c.notFound()
	}
	return env, v, nil
}

func (e *Emulator) fetchVariable(c *call) (*reply, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	_, v, err := e.variable(c)
	if err != nil {
		return nil, err
	}
	return jsonReply(http.StatusOK, c.viewVariable(v))
}

// createVariable: Key and Value are required (official document, CreateVariable).
// A Variable is readable in plain text, as a deployment tool that reads back and
// compares relies on.
func (e *Emulator) createVariable(c *call) (*reply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	n, env, err := e.environment(c, "EnvironmentSid")
	if err != nil {
		return nil, err
	}
	v := variable{EnvironmentSID: env.SID, Key: c.form.required("Key", maxVariableKey)}
	value := c.form.variableValue()
	if value == nil {
		c.form.refuse(errMissing("Value"))
	} else {
		v.Value = *value
	}
	if err := c.form.err(); err != nil {
		return nil, err
	}
	if env.hasKey(v.Key, "") {
		return nil, errSameKey(v.Key)
	}
	v.head = e.head(c, sidVariable, n.SID)
	e.commit(put(&v))
	return jsonReply(http.StatusCreated, c.viewVariable(&v))
}

// updateVariable takes any subset of the fields, none included (observed).
func (e *Emulator) updateVariable(c *call) (*reply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	env, old, err := e.variable(c)
	if err != nil {
		return nil, err
	}
	v := *old
	if key := c.form.optional("Key", maxVariableKey); key != nil {
		v.Key = *key
	}
	if value := c.form.variableValue(); value != nil {
		v.Value = *value
	}
	if err := c.form.err(); err != nil {
		return nil, err
	}
	if env.hasKey(v.Key, v.SID) {
		return nil, errSameKey(v.Key)
	}
	v.touch(c)
	e.commit(put(&v))
	return jsonReply(http.StatusOK, c.viewVariable(&v))
}

func (e *Emulator) deleteVariable(c *call) (*reply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	_, v, err := e.variable(c)
	if err != nil {
		return nil, err
	}
	e.commit(drop(v))
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
	case len(value) > maxVariableValue:
		f.refuse(invalid("Value is %d bytes long: the limit is %d", len(value), maxVariableValue))
	}
	return &value
}

// hasKey reports whether a Variable other than except has the key.
func (n *environmentNode) hasKey(key, except string) bool {
	for _, v := range n.variables.items {
		if v.Key == key && v.SID != except {
			return true
		}
	}
	return false
}

func errSameKey(key string) error {
	return refuse(statusDuplicateVariable, "Variable with Key %q already exists in this Environment.", key)
}

package emulator

import (
	"net/http"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/site"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// viewEnvironment: build_sid is null until something is deployed and after a clear,
// domain_suffix when there is none; clients compare both with null.
func (c *call) viewEnvironment(env *state.Environment) environmentView {
	url := c.url("Services", env.ServiceSID, "Environments", env.SID)
	return environmentView{
		SID: env.SID, AccountSID: env.AccountSID, ServiceSID: env.ServiceSID, BuildSID: orNull(env.BuildSID),
		UniqueName: env.UniqueName, DomainSuffix: orNull(env.DomainSuffix), DomainName: env.DomainName,
		DateCreated: date(env.Created), DateUpdated: date(env.Updated), URL: url,
		Links: links{Variables: url + "/Variables", Deployments: url + "/Deployments", Logs: url + "/Logs"},
	}
}

func (c *call) renderEnvironment(env *state.Environment) ([]byte, error) {
	return c.render(&env.Head, "", func() any { return c.viewEnvironment(env) })
}

func (e *Emulator) listEnvironments(c *call) (*reply, error) {
	t := e.state.Read()
	defer t.Done()
	n, err := c.service(t.Tree)
	if err != nil {
		return nil, err
	}
	return pageOf[*state.EnvironmentNode]{
		key: "environments", entries: n.Environments.Items(),
		render: func(env *state.EnvironmentNode) ([]byte, error) { return c.renderEnvironment(env.Environment) },
	}.serve(e, c)
}

func (e *Emulator) fetchEnvironment(c *call) (*reply, error) {
	t := e.state.Read()
	defer t.Done()
	_, env, err := c.environment(t.Tree, "Sid")
	if err != nil {
		return nil, err
	}
	text, err := c.renderEnvironment(env.Environment)
	return recordReply(http.StatusOK, text, err)
}

// createEnvironment: UniqueName is required and at most 100 characters, DomainSuffix
// optional and at most 16, each unique in the Service (official document,
// CreateEnvironment; the text of the 409 is observed). FriendlyName, which the
// Serverless Toolkit sends, is no field of it.
func (e *Emulator) createEnvironment(c *call) (*reply, error) {
	w := e.state.Write()
	defer w.Done()
	n, err := c.service(w.Tree)
	if err != nil {
		return nil, err
	}
	f := c.form
	env := state.Environment{UniqueName: f.required("UniqueName", state.MaxEnvironmentName)}
	env.DomainSuffix, _ = f.lookup("DomainSuffix") // empty is none
	f.limit("DomainSuffix", env.DomainSuffix, state.MaxDomainSuffix)
	if env.DomainSuffix != "" && !state.DomainSuffix.MatchString(env.DomainSuffix) {
		f.refuse(invalid("DomainSuffix %q is invalid: use letters, digits and dashes only", env.DomainSuffix))
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	if lowerCaseDomainSuffix {
		env.DomainSuffix = strings.ToLower(env.DomainSuffix)
	}
	suffixCounts := env.DomainSuffix != "" || onePlainEnvironment
	for _, other := range n.Environments.Items() {
		if other.UniqueName == env.UniqueName || suffixCounts &&
			strings.EqualFold(other.DomainSuffix, env.DomainSuffix) {
			return nil, errSameEnvironment()
		}
	}
	if limit := e.opts.Limits.EnvironmentsPerService; limit > 0 && len(n.Environments.Items()) >= limit {
		return nil, errTooMany("Environments", limit)
	}
	// All Environments of a Service share its random digits (official examples).
	env.DomainName = n.DomainBase
	if env.DomainSuffix != "" {
		env.DomainName += "-" + strings.ToLower(env.DomainSuffix)
	}
	env.DomainName += site.Domain
	env.Head = w.Head(sid.Environment, c.account, n.SID, c.now)
	w.Commit(state.Put(&env))
	text, err := c.renderEnvironment(&env)
	return recordReply(http.StatusCreated, text, err)
}

// deleteEnvironment works with a live Deployment too (observed).
func (e *Emulator) deleteEnvironment(c *call) (*reply, error) {
	w := e.state.Write()
	defer w.Done()
	_, env, err := c.environment(w.Tree, "Sid")
	if err != nil {
		return nil, err
	}
	w.Commit(state.Drop(env.Environment))
	return noContent(), nil
}

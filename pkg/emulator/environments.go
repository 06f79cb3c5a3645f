package emulator

import (
	"net/http"
	"regexp"
	"strings"
)

// Lengths from the official document. The suffix becomes part of a host name, so
// letters, digits and dashes are all it can be.
const (
	maxEnvironmentName = 100
	maxDomainSuffix    = 16
)

var domainSuffix = regexp.MustCompile(`^[A-Za-z0-9-]+$`)

// viewEnvironment: build_sid is null until something is deployed and after a clear,
// domain_suffix when there is none; clients compare both with null.
func (c *call) viewEnvironment(env *environment) environmentView {
	url := c.url("Services", env.ServiceSID, "Environments", env.SID)
	return environmentView{
		SID: env.SID, AccountSID: env.AccountSID, ServiceSID: env.ServiceSID, BuildSID: orNull(env.BuildSID),
		UniqueName: env.UniqueName, DomainSuffix: orNull(env.DomainSuffix), DomainName: env.DomainName,
		DateCreated: date(env.Created), DateUpdated: date(env.Updated), URL: url,
		Links: links{Variables: url + "/Variables", Deployments: url + "/Deployments", Logs: url + "/Logs"},
	}
}

func (e *Emulator) listEnvironments(c *call) (*reply, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	n, err := e.service(c)
	if err != nil {
		return nil, err
	}
	return pageOf[*environmentNode]{
		key: "environments", entries: n.environments.items,
		view: func(env *environmentNode) any { return c.viewEnvironment(env.environment) },
	}.serve(e, c)
}

func (e *Emulator) fetchEnvironment(c *call) (*reply, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	_, env, err := e.environment(c, "Sid")
	if err != nil {
		return nil, err
	}
	return jsonReply(http.StatusOK, c.viewEnvironment(env.environment))
}

// createEnvironment: UniqueName is required and at most 100 characters, DomainSuffix
// optional and at most 16, each unique in the Service (official document,
// CreateEnvironment; the text of the 409 is observed). FriendlyName, which the
// Serverless Toolkit sends, is no field of it.
func (e *Emulator) createEnvironment(c *call) (*reply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	n, err := e.service(c)
	if err != nil {
		return nil, err
	}
	f := c.form
	env := environment{UniqueName: f.required("UniqueName", maxEnvironmentName)}
	env.DomainSuffix, _ = f.lookup("DomainSuffix") // empty is none
	f.limit("DomainSuffix", env.DomainSuffix, maxDomainSuffix)
	if env.DomainSuffix != "" && !domainSuffix.MatchString(env.DomainSuffix) {
		f.refuse(invalid("DomainSuffix %q is invalid: use letters, digits and dashes only", env.DomainSuffix))
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	if lowerCaseDomainSuffix {
		env.DomainSuffix = strings.ToLower(env.DomainSuffix)
	}
	suffixCounts := env.DomainSuffix != "" || onePlainEnvironment
	for _, other := range n.environments.items {
		if other.UniqueName == env.UniqueName || suffixCounts && strings.EqualFold(other.DomainSuffix, env.DomainSuffix) {
			return nil, errSameEnvironment()
		}
	}
	if limit := e.opts.Limits.EnvironmentsPerService; limit > 0 && len(n.environments.items) >= limit {
		return nil, errTooMany(statusOverLimit, "Environments", limit)
	}
	// All Environments of a Service share its random digits (official examples).
	env.DomainName = n.DomainBase
	if env.DomainSuffix != "" {
		env.DomainName += "-" + strings.ToLower(env.DomainSuffix)
	}
	env.DomainName += siteDomain
	env.head = e.head(c, sidEnvironment, n.SID)
	e.commit(put(&env))
	return jsonReply(http.StatusCreated, c.viewEnvironment(&env))
}

// deleteEnvironment works with a live Deployment too (observed).
func (e *Emulator) deleteEnvironment(c *call) (*reply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	_, env, err := e.environment(c, "Sid")
	if err != nil {
		return nil, err
	}
	e.commit(drop(env.environment))
	return noContent(), nil
}

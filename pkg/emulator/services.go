package emulator

import (
	"net/http"
	"regexp"
	"strings"
)

// Limits of Services: lengths from the official document, the number per account as
// observed in the message of the refusal.
const (
	maxServices         = 50
	maxFriendlyName     = 255
	uniqueNamePattern   = `^[A-Za-z0-9-]{1,50}$`
	maxUniqueNameLength = 50
)

// Letters, numbers and dashes: guide "Create a Service"; that an underscore is
// refused is observed.
var uniqueName = regexp.MustCompile(uniqueNamePattern)

func (c *call) viewService(s *service) serviceView {
	at := func(parts ...string) string { return c.url(append([]string{"Services", s.SID}, parts...)...) }
	return serviceView{
		SID: s.SID, AccountSID: s.AccountSID, FriendlyName: s.FriendlyName, UniqueName: s.UniqueName,
		IncludeCredentials: s.IncludeCredentials, UIEditable: s.UIEditable, DomainBase: s.DomainBase,
		DateCreated: date(s.Created), DateUpdated: date(s.Updated), URL: at(),
		Links: links{Environments: at("Environments"), Functions: at("Functions"), Assets: at("Assets"), Builds: at("Builds")},
	}
}

// listServices: operation ListService. The order of Services is not documented;
// newest first is what other lists were observed to do.
func (e *Emulator) listServices(c *call) (*reply, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return pageOf[*serviceNode]{
		key:     "services",
		entries: e.store.account(c.account).services.items,
		view:    func(n *serviceNode) any { return c.viewService(n.service) },
	}.serve(e, c)
}

// fetchService must find `default` by name: that is how the Flex plugin tools look
// for their Service.
func (e *Emulator) fetchService(c *call) (*reply, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	n, err := e.service(c)
	if err != nil {
		return nil, err
	}
	return jsonReply(http.StatusOK, c.viewService(n.service))
}

// createService: UniqueName is required, at most 50 characters and unique in the
// account, FriendlyName is required and at most 255; IncludeCredentials is true and
// UiEditable false unless sent (official document, CreateService).
func (e *Emulator) createService(c *call) (*reply, error) {
	f := c.form
	name := f.required("UniqueName", maxUniqueNameLength)
	if name != "" && !uniqueName.MatchString(name) {
		f.refuse(invalid("UniqueName %q is invalid: use letters, numbers and dashes only", name))
	}
	s := service{UniqueName: name, FriendlyName: f.required("FriendlyName", maxFriendlyName), IncludeCredentials: true}
	s.setFlags(f)
	if err := f.err(); err != nil {
		return nil, err
	}

	e.mu.Lock()
	defer e.mu.Unlock()
	account := e.store.account(c.account)
	if _, taken := account.byName[serviceNameKey(name)]; taken {
		return nil, refuse(statusDuplicateService, "Service with UniqueName %s already exists.", name)
	}
	if len(account.services.items) >= maxServices {
		return nil, errTooMany(http.StatusBadRequest, "Services", maxServices)
	}
	s.head = e.head(c, sidService, "")
	// "thanos" becomes "thanos-3432": the API reference's example of a domain.
	s.DomainBase = strings.ToLower(name) + "-" + e.resourceIDs.digits()
	for e.store.byDomain[s.DomainBase] != nil { // of another account, which serves another site there
		s.DomainBase = strings.ToLower(name) + "-" + e.resourceIDs.digits()
	}
	e.commit(put(&s))
	return jsonReply(http.StatusCreated, c.viewService(&s))
}

// setFlags takes over the booleans that were sent.
func (s *service) setFlags(f *form) {
	if b := f.boolean("IncludeCredentials"); b != nil {
		s.IncludeCredentials = *b
	}
	if b := f.boolean("UiEditable"); b != nil {
		s.UIEditable = *b
	}
}

// updateService leaves out UniqueName, which never changes: the update example of
// the official document, where it does, contradicts its own parameter list.
func (e *Emulator) updateService(c *call) (*reply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	n, err := e.service(c)
	if err != nil {
		return nil, err
	}
	s := *n.service
	if name := c.form.optional("FriendlyName", maxFriendlyName); name != nil {
		s.FriendlyName = *name
	}
	s.setFlags(c.form)
	if err := c.form.err(); err != nil {
		return nil, err
	}
	s.touch(c)
	e.commit(put(&s))
	return jsonReply(http.StatusOK, c.viewService(&s))
}

// deleteService always works, also with live Deployments (observed).
func (e *Emulator) deleteService(c *call) (*reply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	n, err := e.service(c)
	if err != nil {
		return nil, err
	}
	e.commit(drop(n.service))
	return noContent(), nil
}

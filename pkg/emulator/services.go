package emulator

import (
	"net/http"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

func (c *call) viewService(s *state.Service) serviceView {
	at := func(parts ...string) string { return c.url(append([]string{"Services", s.SID}, parts...)...) }
	return serviceView{
		SID: s.SID, AccountSID: s.AccountSID, FriendlyName: s.FriendlyName, UniqueName: s.UniqueName,
		IncludeCredentials: s.IncludeCredentials, UIEditable: s.UIEditable, DomainBase: s.DomainBase,
		DateCreated: date(s.Created), DateUpdated: date(s.Updated), URL: at(),
		Links: links{Environments: at("Environments"), Functions: at("Functions"), Assets: at("Assets"),
			Builds: at("Builds")},
	}
}

func (c *call) renderService(s *state.Service) ([]byte, error) {
	return c.render(&s.Head, "", func() any { return c.viewService(s) })
}

// listServices: operation ListService. The order of Services is not documented;
// newest first is what other lists were observed to do.
func (e *Emulator) listServices(c *call) (*reply, error) {
	t := e.state.Read()
	defer t.Done()
	return pageOf[*state.ServiceNode]{
		key:     "services",
		entries: t.Account(c.account).Services.Items(),
		render:  func(n *state.ServiceNode) ([]byte, error) { return c.renderService(n.Service) },
	}.serve(e, c)
}

// fetchService must find `default` by name: that is how the Flex plugin tools look
// for their Service.
func (e *Emulator) fetchService(c *call) (*reply, error) {
	t := e.state.Read()
	defer t.Done()
	n, err := c.service(t.Tree)
	if err != nil {
		return nil, err
	}
	text, err := c.renderService(n.Service)
	return recordReply(http.StatusOK, text, err)
}

// createService: UniqueName is required, at most 50 characters and unique in the
// account, FriendlyName is required and at most 255; IncludeCredentials is true and
// UiEditable false unless sent (official document, CreateService).
func (e *Emulator) createService(c *call) (*reply, error) {
	f := c.form
	name := f.required("UniqueName", state.MaxUniqueName)
	if name != "" && !state.UniqueName.MatchString(name) {
		f.refuse(invalid("UniqueName %q is invalid: use letters, numbers and dashes only", name))
	}
	s := state.Service{UniqueName: name, FriendlyName: f.required("FriendlyName", state.MaxFriendlyName),
		IncludeCredentials: true}
	setFlags(&s, f)
	if err := f.err(); err != nil {
		return nil, err
	}

	w := e.state.Write()
	defer w.Done()
	if _, taken := w.Named(c.account, name); taken {
		return nil, refuse(statusDuplicateService, "Service with UniqueName %s already exists.", name)
	}
	if w.Account(c.account).Services.Len() >= state.MaxServices {
		return nil, errTooMany("Services", state.MaxServices)
	}
	s.Head = w.Head(sid.Service, c.account, "", c.now)
	// "thanos" becomes "thanos-3432": the API reference's example of a domain.
	s.DomainBase = strings.ToLower(name) + "-" + w.SIDs().Digits()
	for w.HasDomain(s.DomainBase) { // of another account, which serves another site there
		s.DomainBase = strings.ToLower(name) + "-" + w.SIDs().Digits()
	}
	w.Commit(state.Put(&s))
	text, err := c.renderService(&s)
	return recordReply(http.StatusCreated, text, err)
}

// setFlags takes over the booleans that were sent.
func setFlags(s *state.Service, f *form) {
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
	w := e.state.Write()
	defer w.Done()
	n, err := c.service(w.Tree)
	if err != nil {
		return nil, err
	}
	s := *n.Service
	if name := c.form.optional("FriendlyName", state.MaxFriendlyName); name != nil {
		s.FriendlyName = *name
	}
	setFlags(&s, c.form)
	if err := c.form.err(); err != nil {
		return nil, err
	}
	s.Touch(c.now)
	w.Commit(state.Put(&s))
	text, err := c.renderService(&s)
	return recordReply(http.StatusOK, text, err)
}

// deleteService always works, also with live Deployments (observed).
func (e *Emulator) deleteService(c *call) (*reply, error) {
	w := e.state.Write()
	defer w.Done()
	n, err := c.service(w.Tree)
	if err != nil {
		return nil, err
	}
	w.Commit(state.Drop(n.Service))
	return noContent(), nil
}

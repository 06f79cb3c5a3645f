package control

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
)

// noReplay says why a request cannot be sent again from here; empty: it can.
func (x *exchange) noReplay(e *entry) string {
	switch {
	case x.sent.masked:
		return "its body held the auth token, which is not kept"
	case x.sent.size > int64(len(x.sent.body)):
		return fmt.Sprintf("of the %d bytes of its body only %d are kept", x.sent.size, len(x.sent.body))
	case x.authorization != "" && e.Account == "" && !e.Site:
		return "its credentials were refused, and are not kept"
	}
	return ""
}

// replay sends a request of the journal again, with the credentials of its account. Cookies are
// not kept, and so not sent.
func (c *Control) replay(w http.ResponseWriter, r *http.Request, id string) error {
	var body struct{}
	if err := decode(w, r, &body, true); err != nil {
		return err
	}
	s, err := c.kept(id)
	if err != nil {
		return err
	}
	const advice = "send it again with the client that sent it"
	x, why := s.exchange(), "its headers and body are not kept, or not any more"
	if x != nil {
		why = x.noReplay(s.entry)
	}
	if why != "" {
		return refuse(http.StatusConflict, "request", id, why, advice)
	}
	again, err := x.request(r, s.entry)
	if err != nil {
		return refuse(http.StatusConflict, "request", id, err.Error(), advice)
	}
	if s.Account != "" && !c.emu.Inspect().Authorize(again, s.Account) {
		return refuse(http.StatusConflict, "account", s.Account, "it is not accepted any more", advice)
	}
	c.answerSent(w, c.perform(again, "replay of "+id))
	return nil
}

// request is what was received once, as if it came by the connection of r.
func (x *exchange) request(r *http.Request, e *entry) (*http.Request, error) {
	again, err := http.NewRequestWithContext(r.Context(), e.Method, "http://emulator"+x.target, nil)
	if err != nil {
		return nil, err
	}
	again.URL.Scheme, again.URL.Host = "", "" // as a server has it
	again.Host, again.RemoteAddr, again.RequestURI = e.Host, r.RemoteAddr, x.target
	if x.encrypted {
		again.TLS = &tls.ConnectionState{}
	}
	for _, h := range x.sent.header {
		if !h.hidden {
			again.Header.Add(h.name, h.value)
		}
	}
	again.Body = http.NoBody
	if len(x.sent.body) > 0 {
		again.Body, again.ContentLength = io.NopCloser(bytes.NewReader(x.sent.body)), x.sent.size
	}
	return again, nil
}

// deleteResource deletes one thing as its owner would, by the operation of the API, whose rules
// decide.
func (c *Control) deleteResource(w http.ResponseWriter, r *http.Request, sid string) error {
	account, path, ok := c.emu.Inspect().Locate(sid)
	if !ok {
		return refuse(http.StatusNotFound, "resource", sid,
			"no Service, Environment, Build, Function, Asset or Variable has it",
			"GET "+prefix+"overview lists those there are")
	}
	del, err := http.NewRequestWithContext(r.Context(), http.MethodDelete, "http://"+r.Host+path, nil)
	if err != nil {
		return err
	}
	del.URL.Scheme, del.URL.Host = "", ""
	del.RemoteAddr, del.RequestURI, del.TLS, del.Body = r.RemoteAddr, path, r.TLS, http.NoBody
	del.Header.Set("User-Agent", "twilio-serverless-page")
	if !c.emu.Inspect().Authorize(del, account) {
		return refuse(http.StatusConflict, "account", account, "its credentials are not accepted",
			"accept the account, or reset the emulator")
	}
	e := c.perform(del, "page")
	if e.Status != http.StatusNoContent {
		why := fmt.Sprintf("the API answered %d", e.Status)
		if e.Error != nil {
			why += ": " + e.Error.Message
		}
		if e.Fault != "" {
			why += " (a planned fault: " + e.Fault + ")"
		}
		return refuse(http.StatusConflict, "resource", sid, why,
			"request "+fmt.Sprint(e.ID)+" of the journal has it all")
	}
	c.answerSent(w, e)
	return nil
}

func (c *Control) answerSent(w http.ResponseWriter, e *entry) {
	write(w, http.StatusOK, struct {
		envelope
		Request *entry `json:"request"`
	}{here(), e})
}

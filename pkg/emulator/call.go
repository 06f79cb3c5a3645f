package emulator

import (
	"net/http"
	"strings"
	"time"
)

// A call is one request on its way through the emulator.
type call struct {
	r        *http.Request
	account  string
	route    *route
	segments []string
	form     *form
	now      time.Time
	base     string // scheme and host of the URLs in the answer

	failBuild string // why a fault makes a new Build fail; empty: none does
	note      string // for Exchange.Note
}

// param gives a path parameter.
func (c *call) param(name string) string {
	for i, s := range c.route.segments {
		if strings.HasPrefix(s, "{") && s[1:len(s)-1] == name {
			return c.segments[i]
		}
	}
	return ""
}

// url gives the absolute URL of a path below /v1, whose segments are joined.
func (c *call) url(segments ...string) string {
	return c.base + "/v1/" + strings.Join(segments, "/")
}

func (c *call) notFound() error { return errNotFound(c.r.URL.Path) }

// head begins a new record.
func (e *Emulator) head(c *call, prefix, serviceSID string) head {
	at := c.now.UTC().Truncate(time.Second)
	h := head{SID: e.resourceIDs.sid(prefix), AccountSID: c.account, ServiceSID: serviceSID, Created: at, Updated: at}
	if prefix == sidService {
		h.ServiceSID = h.SID
	}
	return h
}

// service finds the Service that the path names by SID or unique_name. These
// lookups need the lock of the store.
func (e *Emulator) service(c *call) (*serviceNode, error) {
	key := c.param("ServiceSid")
	if key == "" {
		key = c.param("Sid")
	}
	n, ok := e.store.account(c.account).service(key)
	if !ok {
		return nil, c.notFound()
	}
	return n, nil
}

// resource finds the Function or Asset in the path parameter called name.
func (e *Emulator) resource(c *call, k kind, name string) (*serviceNode, *resourceNode, error) {
	n, err := e.service(c)
	if err != nil {
		return nil, nil, err
	}
	r, ok := n.resources(k).get(c.param(name))
	if !ok {
		return nil, nil, c.notFound()
	}
	return n, r, nil
}

// environment finds the Environment in the path parameter called name.
func (e *Emulator) environment(c *call, name string) (*serviceNode, *environmentNode, error) {
	n, err := e.service(c)
	if err != nil {
		return nil, nil, err
	}
	env, ok := n.environments.get(c.param(name))
	if !ok {
		return nil, nil, c.notFound()
	}
	return n, env, nil
}

// baseURL is what the client used to get here, so that it can follow every URL in
// an answer. Resources live on the API host, so an answer of the upload host names
// its sibling: the documentation's upload example does the same.
func baseURL(r *http.Request) string {
	if canonicalURLs {
		return "https://" + apiDomain
	}
	scheme := "http"
	switch {
	case r.TLS != nil:
		scheme = "https"
	case r.URL.Scheme != "": // in-process, or through a forward proxy
		scheme = r.URL.Scheme
	}
	host := r.Host
	if firstLabel(host) == hostUpload {
		host = hostAPI + host[len(hostUpload):]
	}
	return scheme + "://" + host
}

// touch marks a changed copy of a record.
func (h *head) touch(c *call) { h.Updated = c.now.UTC().Truncate(time.Second) }

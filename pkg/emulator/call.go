package emulator

import (
	"net/http"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
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

// uploads reports whether the request is for the upload host, by name or by operation.
func (c *call) uploads() bool {
	return c.route != nil && c.route.host == hostUpload || firstLabel(c.r.Host) == hostUpload
}

// refusal gives the answer to what went wrong, in the words and the form of the host.
func (c *call) refusal(err error) *reply {
	if c.uploads() {
		return uploadErrorReply(err)
	}
	return errorReply(err)
}

func (c *call) notFound() error { return errNotFound(c.r.URL.Path) }

// service finds the Service that the path names by SID or unique_name.
func (c *call) service(t *state.Tree) (*state.ServiceNode, error) {
	key := c.param("ServiceSid")
	if key == "" {
		key = c.param("Sid")
	}
	n, ok := t.Service(c.account, key)
	if !ok {
		return nil, c.notFound()
	}
	return n, nil
}

// resource finds the Function or Asset in the path parameter called name.
func (c *call) resource(t *state.Tree, f state.File, name string) (*state.ServiceNode, *state.ResourceNode, error) {
	n, err := c.service(t)
	if err != nil {
		return nil, nil, err
	}
	r, ok := n.Resources(f).Get(c.param(name))
	if !ok {
		return nil, nil, c.notFound()
	}
	return n, r, nil
}

// environment finds the Environment in the path parameter called name.
func (c *call) environment(t *state.Tree, name string) (*state.ServiceNode, *state.EnvironmentNode, error) {
	n, err := c.service(t)
	if err != nil {
		return nil, nil, err
	}
	env, ok := n.Environments.Get(c.param(name))
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

package contract

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/internal/redact"
)

// CheckerOptions says what a [Checker] has to know about its target.
type CheckerOptions struct {
	// APIURL and UploadURL are the base URLs of the JSON API and of the uploads, without /v1; they may
	// carry a path prefix. When they are equal, one host serves all operations, otherwise each serves
	// its own only. If one is empty it is taken from the other. If both are empty the host of the
	// request decides: a first label of serverless or serverless-upload serves its own operations
	// only, every other host serves all.
	APIURL, UploadURL string
}

// Checker checks exchanges against the contract. It is safe for concurrent use.
type Checker struct {
	spec *contractSpec
	host hostRule
}

// NewChecker returns a checker for the target that opts describes; nil means that the host of each
// request decides. It fails on a base URL that is not absolute.
func NewChecker(opts *CheckerOptions) (*Checker, error) {
	if opts == nil {
		opts = &CheckerOptions{}
	}
	s, err := loadSpec()
	if err != nil {
		return nil, err
	}
	host, err := newHostRule(opts.APIURL, opts.UploadURL)
	if err != nil {
		return nil, err
	}
	return &Checker{spec: s, host: host}, nil
}

// Operation returns which operation a request is for. It is not ok if none is documented for method
// and path on the host of the URL.
func (c *Checker) Operation(method string, u *url.URL) (operationID string, ok bool) {
	if u == nil {
		return "", false
	}
	serves, below := c.host.place(u)
	for i, document := range c.spec.documents {
		if !serves[i] {
			continue
		}
		if m, _ := document.find(cmp.Or(method, http.MethodGet), below); m.op != nil {
			return m.op.info.OperationID, true
		}
	}
	return "", false
}

// Check returns what in the exchange breaks the contract (violations) or goes beyond it as observed
// (notices): first what concerns the request, then the answer, each ordered by location. An OPTIONS
// request is a browser's preflight and never has findings.
func (c *Checker) Check(x *Exchange) []Finding {
	if x == nil || x.Method == http.MethodOptions {
		return nil
	}
	e := &examination{Exchange: x, method: cmp.Or(x.Method, http.MethodGet), url: x.URL}
	if e.url == nil {
		e.url = &url.URL{}
	}
	e.headAsGet()
	if e.locate(c) {
		e.checkRequest()
		e.checkResponse()
	} else {
		e.checkUnknown()
	}
	return e.result()
}

// headAsGet makes a HEAD the GET that it stands for. Its answer has no body (RFC 9110, section 9.3.2).
func (e *examination) headAsGet() {
	if e.method == http.MethodHead {
		e.method, e.head = http.MethodGet, true
	}
}

// locate finds the operation and reports a wrong host. It returns false if there is no such operation on any host.
func (e *examination) locate(c *Checker) bool {
	serves, below := c.host.place(e.url)
	host := e.url.Host
	e.url = below
	var pathKnown bool
	var elsewhere specMatch
	for i, document := range c.spec.documents {
		m, known := document.find(e.method, below)
		switch {
		case serves[i]:
			pathKnown = pathKnown || known
			if m.op != nil {
				e.specMatch = m
				return true
			}
		case m.op != nil:
			elsewhere = m
		}
	}
	e.specMatch = elsewhere
	switch {
	case serves == [2]bool{}:
		e.violate(RequestSide, "unknown-host", "", "%s is neither the API nor the upload URL of the target",
			quoteShort(host))
	case e.op != nil:
		e.violate(RequestSide, "wrong-host", "", "%s is served by the %s host, not by %s", e.op.info.OperationID,
			e.op.info.Host,
			quoteShort(host))
	case pathKnown:
		e.violate(RequestSide, "unknown-operation", "", "no operation is documented for %s on this path",
			redact.Name(e.method))
	default:
		e.violate(RequestSide, "unknown-operation", "", "no operation is documented for this path")
	}
	return e.op != nil
}

// checkUnknown checks the answer to a request that is none of the contract's: it must be a refusal.
func (e *examination) checkUnknown() {
	if e.Status < 400 {
		e.violate(ResponseSide, "unknown-operation", "",
			"a request that no operation documents was answered with status %d; "+
				"404 or 405 are right", e.Status)
	}
}

// result orders the findings, drops repetitions and takes out what must not be printed.
func (e *examination) result() []Finding {
	if len(e.found) == 0 {
		return nil
	}
	e.redact()
	slices.SortStableFunc(e.found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Side, b.Side), cmp.Compare(a.Location, b.Location), cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(e.found)
}

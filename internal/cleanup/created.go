// Package cleanup knows what a conformance run created, read from the wire, proves that it is gone,
// and deletes what a killed run left.
//
// The run deletes what its cases make. A [Log] does not rely on that: it wraps the transport, so it
// sees every creation. At the end it asks the account, and knows what was created under other
// names than those of the run. [Sweep] removes what a run has left that was killed.
//
// Only Services are asked for. Everything else lies in a Service by its address and ends with it
// (https://www.twilio.com/docs/serverless/api/resource/service#delete-a-service-resource), which a
// case of the catalogue tests.
package cleanup

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// answerLimit bounds what is read ahead of the answer to a creation.
const answerLimit = 1 << 20

// A Resource is something that a request created.
type Resource struct {
	// Kind is the last word of the address it was created at: Services, Functions, Versions, Builds, ...
	Kind string `json:"kind"`
	// SID is empty when the answer held none, or never came.
	SID string `json:"sid,omitempty"`
	// Service is the Service in the address; for a Service, its unique name.
	Service string `json:"service"`
}

// A Log notes what is created. It is safe for concurrent use; the zero value is ready.
type Log struct {
	mu      sync.Mutex
	created []Resource
}

// Created returns what was noted, in the order in which the answers came. It holds Services whose
// creation got no answer, since they may exist.
func (l *Log) Created() []Resource {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.created)
}

// Strays returns what was created outside of a run: Services whose unique name does not hold the
// prefix of the run and a dash, and resources in Services that the log did not see come into being.
func (l *Log) Strays(prefix string) []Resource {
	own := map[string]bool{}
	var strays []Resource
	for _, r := range l.Created() {
		switch {
		case r.Kind == services && strings.Contains(r.Service, prefix+"-"):
			own[r.SID], own[r.Service] = true, true
		case !own[r.Service]:
			strays = append(strays, r)
		}
	}
	return strays
}

// Transport notes what is created through next, which carries the requests unchanged.
func (l *Log) Transport(next http.RoundTripper) http.RoundTripper {
	return &transport{log: l, next: next}
}

type transport struct {
	log  *Log
	next http.RoundTripper
}

// RoundTrip implements [http.RoundTripper].
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	resource, creates := creation(req)
	response, err := t.next.RoundTrip(req)
	if !creates {
		return response, err
	}
	switch {
	case err != nil:
		if resource.Kind == services {
			t.log.note(resource)
		}
	case response.StatusCode >= 200 && response.StatusCode < 300:
		resource.SID = readSID(response)
		t.log.note(resource)
	}
	return response, err
}

func (l *Log) note(r Resource) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.created = append(l.created, r)
}

const services = "Services"

// creation reads from a request what it would create. A POST to a collection creates, a POST to a
// SID changes: the collections have an odd number of segments below /v1. Source: the paths of the
// contract.
func creation(req *http.Request) (Resource, bool) {
	if req.Method != http.MethodPost {
		return Resource{}, false
	}
	_, path, found := strings.Cut(req.URL.Path, "/v1/")
	segments := strings.Split(path, "/")
	if !found || len(segments)%2 == 0 || segments[0] != services {
		return Resource{}, false
	}
	r := Resource{Kind: segments[len(segments)-1]}
	if len(segments) > 1 {
		r.Service = segments[1]
		return r, true
	}
	if req.GetBody != nil {
		if body, err := req.GetBody(); err == nil {
			text, _ := io.ReadAll(io.LimitReader(body, answerLimit))
			_ = body.Close()
			form, _ := url.ParseQuery(string(text)) // what can be read of it
			r.Service = form.Get("UniqueName")
		}
	}
	return r, true
}

// readSID reads the sid of an answer and leaves the answer as it was.
func readSID(response *http.Response) string {
	if response.Body == nil {
		return ""
	}
	text, err := io.ReadAll(io.LimitReader(response.Body, answerLimit))
	rest := response.Body
	again := []io.Reader{bytes.NewReader(text), rest}
	if err != nil {
		again[1] = failing{err}
	}
	response.Body = &joined{Reader: io.MultiReader(again...), Closer: rest}
	var body struct {
		SID string `json:"sid"`
	}
	if err := json.Unmarshal(text, &body); err != nil {
		return ""
	}
	return body.SID
}

type joined struct {
	io.Reader
	io.Closer
}

// failing is the end of a body that broke off.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

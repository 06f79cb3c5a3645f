// Package consistency remembers what answers said of each resource, and finds answers that contradict it.
//
// A resource is what it was until a request changes it: a create says what it is, an update changes the properties
// whose fields were sent, a Deployment changes what is live in its Environment, a delete ends it with all below it.
// So each answer about a resource, whether it is fetched, listed, updated or part of a Build, must agree with the
// answers before it (https://www.twilio.com/docs/usage/twilios-response, and the page of each resource).
//
// The rules are generic: they read the registry of operations and the naming of the API. A new operation or property
// needs no line here: the contract says with x-follows which property changes with another one, or by itself.
package consistency

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/derive"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// An Answer is one exchange, in the order in which the client sent them, one after the other.
type Answer struct {
	// Operation is the one that the request addresses.
	Operation operations.Operation
	// Path is that of the request, from /v1 on, and Query its query.
	Path  string
	Query url.Values
	// Sent are the fields of the form; nil for anything else.
	Sent url.Values
	// As is the Authorization header: what others see is another matter.
	As string
	// Uploaded is the SHA-256 of the part Content in hexadecimal, empty for what is no upload.
	Uploaded string
	// RequestID is the header Twilio-Request-Id of the answer, empty when it has none.
	RequestID string
	// Date is the header Date of the answer, zero when it has none.
	Date time.Time
	// Began and Ended are when the request was sent and its answer was there; zero when it is not known.
	Began, Ended time.Time
	// Status is the HTTP status, and Body the decoded object of the answer, nil when it is none.
	Status int
	Body   map[string]any
}

// A History has what is known of each resource. The zero value knows nothing.
type History struct {
	// Shared says that others change what is listed: only what the client created or fetched itself is remembered.
	Shared bool
	// Blind says that answers are missing: a request may have made something unknown.
	Blind bool

	known    map[string]*entry
	ids      map[string]bool   // of requests, as answers have them
	unfound  map[string]string // by SID: what was asked for and not found, until it is
	problems []string
	firm     bool // see Firm
}

// An entry is what is known of one resource.
type entry struct {
	kind, collection, as string
	said                 map[string]fact // by property
	made, gone           bool
	mine                 bool            // a create was answered with it
	vague                bool            // a Deployment whose Build may be shown in two ways
	uploaded             string          // the digest of what a version was made of
	updated              time.Time       // the latest date_updated
	was                  map[string]past // by property
	madeAt, goneAt       time.Time
	endedAt              time.Time // when a Build was first shown to have ended
}

// A fact is the value of a property, and who said so last.
type fact struct {
	value any
	by    string
}

// Note compares an answer with what is known, and learns from it.
func (h *History) Note(a *Answer) {
	if h.known == nil {
		h.known, h.unfound, h.ids = map[string]*entry{}, map[string]string{}, map[string]bool{}
	}
	if h.ids[a.RequestID] {
		h.add("%s is answered with the Twilio-Request-Id of another request", a.Operation.ID)
	}
	if a.RequestID != "" {
		h.ids[a.RequestID] = true
	}
	h.place(a)
	writes := a.Operation.Method != http.MethodGet
	switch {
	case a.Status >= 500 && writes:
		clear(h.known) // it may have been carried out, in part or not at all
		h.Blind = true
	case a.Status == 404 && a.Operation.Verb() == "Fetch":
		h.missing(a)
	case a.Status < 200 || a.Status > 299:
	case a.Operation.Verb() == "Delete":
		h.end(a)
	default:
		if writes {
			h.loosen(a)
		}
		h.learn(a)
	}
}

// Problems are the contradictions so far, each once, in the order of the answers.
func (h *History) Problems() error {
	var list []error
	for _, p := range slices.Compact(append(slices.Clone(h.problems), slices.Sorted(maps.Values(h.unfound))...)) {
		list = append(list, errors.New(p))
	}
	return errors.Join(list...)
}

func (h *History) add(format string, args ...any) {
	h.problems = append(h.problems, fmt.Sprintf(format, args...))
}

// loosen forgets what a write may change.
func (h *History) loosen(a *Answer) {
	service := h.service(a)
	for _, e := range h.known {
		if e.service() == service || service == "" {
			delete(e.said, "date_updated") // that of what is above may follow; no source says whether it does
		}
	}
	target := h.target(a)
	switch {
	case a.Operation.Acts(): // the contract does not say what it changes
		for sid, e := range h.known {
			if sid == target || e.isBelow(target) {
				e.forget()
			}
		}
		if e := h.known[service]; e != nil {
			e.made = false // it may have more than was made in it
		}
	case a.Operation.Verb() == "Update":
		if e := h.known[target]; e != nil && a.Operation.Body != nil {
			for _, f := range a.Operation.Body.Fields {
				if _, sent := a.Sent[f.Name]; sent {
					name := derive.Property(f.Name)
					delete(e.said, name)
					e.forgetFollowers(name)
				}
			}
		}
	case a.Operation.Verb() == "Create":
		parent := parentOf(a.Path)
		for sid, e := range h.known {
			switch {
			case a.Operation.Noun() != "Deployment":
			case sid == parent:
				delete(e.said, "build_sid")
				if build := a.Sent.Get("BuildSid"); build == "" {
					e.learn("build_sid", settled("build_sid", nil), a.Ended, true)
				} else {
					e.learn("build_sid", build, a.Ended, true)
				}
			case e.kind == "Deployment" && parentOf(e.collection) == parent && a.Sent.Get("BuildSid") == "":
				e.vague, e.made = true, false // a clear may delete it: its page can be read in two ways
			}
		}
	}
}

// forgetFollowers forgets the properties that the contract lets change with another one.
func (e *entry) forgetFollowers(changed string) {
	for _, f := range operations.Schemas()[e.kind].Properties {
		if slices.Contains(f.Follows, changed) {
			delete(e.said, f.Name)
		}
	}
}

// forget leaves of an entry where it is and whose, and no longer counts on its being there.
func (e *entry) forget() {
	maps.DeleteFunc(e.said, func(name string, _ fact) bool {
		return !slices.Contains([]string{"sid", "account_sid", "service_sid", "unique_name"}, name)
	})
	e.made, e.vague = false, e.kind == "Deployment"
}

// end notes what a delete took along.
func (h *History) end(a *Answer) {
	target := h.target(a)
	h.loosen(a)
	for sid, e := range h.known {
		switch {
		case sid == target || e.isBelow(target):
			e.gone, e.goneAt = true, a.Ended
		case e.kind == "Deployment" && e.said["build_sid"].value == target:
			e.made = false // no page says that a Deployment outlives its Build
		}
	}
}

// isBelow reports whether the path of an entry leads through a SID.
func (e *entry) isBelow(sid string) bool { return strings.Contains(e.collection+"/", "/"+sid+"/") }

// service is the SID of the Service that an entry is, or is below.
func (e *entry) service() string {
	if e.kind == "Service" {
		s, _ := e.said["sid"].value.(string)
		return s
	}
	s, _ := e.said["service_sid"].value.(string)
	return s
}

// service is the SID of the Service that a request names, empty when it is not known.
func (h *History) service(a *Answer) string {
	parts := strings.Split(a.Path, "/")
	if len(parts) < 4 {
		sid, _ := a.Body["sid"].(string)
		return sid
	}
	return h.named(parts[3])
}

// target is the SID that a request names at the end of its path.
func (h *History) target(a *Answer) string {
	path := a.Path
	if a.Operation.Acts() {
		path = parentPath(path)
	}
	last := path[strings.LastIndexByte(path, '/')+1:]
	if a.Operation.Noun() == "Service" {
		return h.named(last)
	}
	return last
}

// named is the SID of a Service by its SID or its unique name.
func (h *History) named(name string) string {
	if h.known[name] != nil {
		return name
	}
	for sid, e := range h.known {
		if e.kind == "Service" && !e.gone && e.said["unique_name"].value == name {
			return sid
		}
	}
	return name
}

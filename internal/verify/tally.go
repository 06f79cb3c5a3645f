package verify

import (
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/coverage"
)

// sightingLimit bounds the findings that are remembered one by one: a server that is wrong in a new way each time must not fill the
// memory of a proxy that runs for days. All are counted.
const sightingLimit = 1000

// tally adds up what passes.
type tally struct {
	covered *coverage.Counter

	mu        sync.Mutex
	counts    Counts
	sightings []*Sighting // in the order of their first time
	byFinding map[contract.Finding]*Sighting
	hosts     map[string]bool // that page URLs led to
}

func newTally() (*tally, error) {
	covered, err := coverage.NewCounter()
	if err != nil {
		return nil, err
	}
	return &tally{covered: covered, byFinding: map[contract.Finding]*Sighting{}, hosts: map[string]bool{}}, nil
}

func (t *tally) add(x *contract.Exchange, operation string, findings []contract.Finding) {
	t.covered.Observe(evidence(x, operation))
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts.Exchanges++
	t.note(x, findings)
}

func (t *tally) refuse(x *contract.Exchange, findings []contract.Finding) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts.Refused++
	t.note(x, findings)
}

func (t *tally) unanswered() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts.Unanswered++
}

// elsewhere reports whether a host is new among those that page URLs lead to.
func (t *tally) elsewhere(host string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.hosts[host] || len(t.hosts) == sightingLimit {
		return false
	}
	t.hosts[host] = true
	return true
}

func (t *tally) note(x *contract.Exchange, findings []contract.Finding) {
	for _, f := range findings {
		if f.Severity == contract.Violation {
			t.counts.Violations++
		} else {
			t.counts.Notices++
		}
		s := t.byFinding[f]
		if s == nil {
			if len(t.sightings) == sightingLimit {
				t.counts.Forgotten++
				continue
			}
			first := sighting(x, f)
			s = &first
			s.Times = 0
			t.byFinding[f] = s
			t.sightings = append(t.sightings, s)
		}
		s.Times++
	}
}

func sighting(x *contract.Exchange, f contract.Finding) Sighting {
	return Sighting{Finding: f, Method: shownMethod(x.Method), Path: shownPath(x.URL, x.RequestHeader), Status: x.Status, Times: 1}
}

func (t *tally) report() *Report {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := &Report{Counts: t.counts, Findings: make([]Sighting, 0, len(t.sightings)), Coverage: t.covered.Report().Axes}
	for _, s := range t.sightings {
		r.Findings = append(r.Findings, *s)
	}
	return r
}

// evidence is what coverage looks at. What does not parse is left out; the checker reports it.
func evidence(x *contract.Exchange, operation string) *coverage.Exchange {
	e := &coverage.Exchange{Operation: operation, Query: x.URL.Query(), Status: x.Status, Header: x.Header, Body: x.Body}
	if plain, zipped, ok := plainBody(x.Header, x.Body); ok && zipped {
		e.Body = plain
	}
	if x.Upload != nil {
		e.BodyUnknown = !x.Upload.Complete
		for _, p := range x.Upload.Parts {
			e.Parts = append(e.Parts, coverage.Part{Name: p.Name, Value: p.Value, Size: p.Size})
		}
		return e
	}
	form, err := url.ParseQuery(string(x.RequestBody))
	e.BodyUnknown = err != nil
	e.Form = form
	return e
}

// shownMethod is a method that may be printed.
func shownMethod(method string) string {
	if len(method) > 16 {
		return "…"
	}
	return method
}

// shownPath is a path that may be printed. SIDs and plain words tell what a request was for; anything else (a client that puts a token
// there, a name chosen by somebody) is not ours to repeat.
func shownPath(u *url.URL, header http.Header) string {
	_, password, _ := (&http.Request{Header: header}).BasicAuth()
	segments := strings.Split(u.Path, "/")
	for i, segment := range segments {
		if segment != "" && (!plainSegment.MatchString(segment) || password != "" && strings.Contains(segment, password)) {
			segments[i] = "…"
		}
	}
	return strings.Join(segments, "/")
}

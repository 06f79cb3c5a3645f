package verify

import (
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/coverage"
)

// sightingLimit bounds the findings that are remembered one by one: a server that is wrong in a new
// way each time must not fill the memory of a proxy that runs for days. All are counted.
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

func (t *tally) add(checker *contract.Checker, x *contract.Exchange, findings []contract.Finding) {
	checker.Cover(t.covered, unzipped(x))
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

// unzipped is an exchange with its answer in plain form, which is what coverage reads.
func unzipped(x *contract.Exchange) *contract.Exchange {
	plain, zipped, ok := plainBody(x.Header, x.Body)
	if !ok || !zipped {
		return x
	}
	answer := *x
	answer.Body = plain
	return &answer
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
	return Sighting{Finding: f, Method: shownMethod(x.Method), Path: shownPath(x.URL, x.RequestHeader),
		Status: x.Status, Times: 1}
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

// shownMethod is a method that may be printed.
func shownMethod(method string) string {
	if len(method) > 16 {
		return "…"
	}
	return method
}

// shownPath is a path that may be printed. SIDs and plain words show what a request was for;
// anything else is hidden, such as a token that a client puts there, or a name that a user chose.
func shownPath(u *url.URL, header http.Header) string {
	_, password, _ := (&http.Request{Header: header}).BasicAuth()
	segments := strings.Split(u.Path, "/")
	for i, segment := range segments {
		if segment != "" && (!plainSegment.MatchString(segment) || password != "" &&
			strings.Contains(segment, password)) {
			segments[i] = "…"
		}
	}
	return strings.Join(segments, "/")
}

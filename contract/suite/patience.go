package suite

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
)

// What a run waits for: Builds that end, and resources that are found a moment after they were made.

const (
	// maxPollFactor bounds how much longer than PollInterval the wait between two polls of a Build becomes.
	maxPollFactor = 3
	// leastPatience is how long a Build is waited for after another one of the run did not end.
	leastPatience = 5 * time.Second
)

// A buildWatch knows how long the Builds of a run took, so that a target whose Builds never end is waited for once.
type buildWatch struct {
	mu      sync.Mutex
	slowest time.Duration
	stuck   bool
}

// patience is how long a Build is waited for.
func (b *buildWatch) patience(timeout time.Duration) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.stuck {
		return timeout
	}
	return min(timeout, max(leastPatience, 2*b.slowest))
}

func (b *buildWatch) ended(took time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.slowest = max(b.slowest, took)
}

func (b *buildWatch) neverEnded() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stuck = true
}

// unendedError is a Build that did not end.
type unendedError struct {
	sid    string
	waited time.Duration
}

// Error says how long it was waited for.
func (e *unendedError) Error() string {
	return fmt.Sprintf("the Build %s is not final after %s", e.sid, e.waited.Round(time.Second))
}

// What was just made may be found a moment later: no page promises that a read has at once what was written. A fetch
// that does not find it is repeated for a while.

const (
	// freshFor is how long what was made may stay unfound.
	freshFor  = time.Second
	freshWait = 250 * time.Millisecond
	// maxUnfound bounds how often a run waits in vain.
	maxUnfound = 8
)

// A fresh is what a case made, by whom and path, and when.
type fresh struct {
	made map[string]time.Time
	// waits are those that are waited for, and found those that this helped.
	waits, found map[string]bool
}

// keyOf is the key of a path for a user: others do not find what is not theirs.
func (d *sender) keyOf(path string) string {
	return d.username + " " + path[max(0, strings.Index(path, "/v1/")):]
}

// noteMade notes what an answer says was made, and forgets what was deleted.
func (d *sender) noteMade(req *http.Request, resp *http.Response) {
	f := &d.wire.fresh
	switch {
	case req.Method == http.MethodDelete && resp.StatusCode < 300:
		d.wire.mu.Lock()
		defer d.wire.mu.Unlock()
		for key := range f.made {
			_, path, _ := strings.Cut(key, " ")
			if isBelow(path, pathOf(req.URL)) {
				delete(f.made, key)
			}
		}
	case req.Method == http.MethodPost && resp.StatusCode == http.StatusCreated:
		body, err := io.ReadAll(resp.Body)
		resp.Body = io.NopCloser(bytes.NewReader(body))
		var o struct {
			SID string `json:"sid"`
		}
		if err != nil || json.Unmarshal(body, &o) != nil || o.SID == "" {
			return
		}
		d.wire.mu.Lock()
		defer d.wire.mu.Unlock()
		if f.made == nil {
			f.made, f.waits, f.found = map[string]time.Time{}, map[string]bool{}, map[string]bool{}
		}
		f.made[d.keyOf(req.URL.Path+"/"+o.SID)] = time.Now()
	}
}

// isUnfound reports whether a fetch is worth repeating: it did not find what was made a moment ago.
func (d *sender) isUnfound(req *http.Request, resp *http.Response) bool {
	w := d.wire
	if !isSafe(req) || w.patience == nil || d.unrecorded {
		return false
	}
	key := d.keyOf(req.URL.Path)
	w.mu.Lock()
	defer w.mu.Unlock()
	at, made := w.fresh.made[key]
	if !made {
		return false
	}
	switch {
	case resp.StatusCode != http.StatusNotFound:
		if w.fresh.waits[key] && !w.fresh.found[key] {
			w.fresh.found[key] = true
			w.findings = append(w.findings, contract.Finding{
				Severity: contract.Notice, Side: contract.ResponseSide, Rule: "late-resource",
				Message: "what was just made was not found at once, and was when the fetch was repeated within " + freshFor.String(),
			})
		}
	case time.Since(at) < freshFor && w.patience.mayWait(w.fresh.waits[key]):
		w.fresh.waits[key] = true
		return true
	case w.fresh.waits[key]:
		w.patience.inVain()
	}
	return false
}

// A patience bounds how often the cases of a run wait in vain.
type patience struct {
	mu   sync.Mutex
	vain int
}

// mayWait reports whether to wait, always once it was begun.
func (p *patience) mayWait(begun bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return begun || p.vain < maxUnfound
}

func (p *patience) inVain() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.vain++
}

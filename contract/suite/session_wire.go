package suite

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite/internal/buildwatch"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite/internal/room"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite/internal/throttle"
	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
	"github.com/twilio-serverless/twilio-serverless-go/internal/redact"
)

// A wire carries the exchanges of one case and keeps what they show.
type wire struct {
	checked   http.RoundTripper // records into this wire
	plain     http.RoundTripper // records nothing: cleaning is no evidence
	gate      *throttle.Throttle
	cost      int // of the case, see [Case.Cost]
	atOnce    bool
	userAgent string
	timeout   time.Duration
	operation func(method string, u *url.URL) (string, bool)
	cover     func(x *contract.Exchange) // nil counts nothing
	evidence  *redact.Report
	excludes  func(operation string) bool // nil excludes nothing
	builds    *buildwatch.Watch
	patience  *patience // with what was just made; nil: none
	share     *room.Share
	crowd     *room.Crowd   // nil: nobody counts Services
	store     *fixtureStore // nil: the case shares nothing
	settle    time.Duration // that reads are given after a write
	spaced    bool          // writes are given it too, after something had ended
	oneBuild  bool          // a Build is made when those that the case made before have ended
	// buildFailed says that a Build ended failed, which a case wanted completed if it differs.
	buildFailed bool
	steady      bool // its reads answer the same after that time
	ownCause    bool // the case found itself what no violation explains
	has         func(ctx context.Context, feature Feature) bool

	mu        sync.Mutex
	prepares  bool       // something that is shared
	entered   int        // places for Services that are shared
	fixtures  []*fixture // that the case shares
	loan      *loan      // what it uses alone
	shared    bool       // the case shared something
	sent      time.Time  // the last request
	wrote     time.Time  // the last write
	freed     time.Time  // the last one that ended something: see [wire.writeAfterEnd]
	trouble   *trouble   // the last one that was not overcome
	troubles  []*trouble // all of them: requests that are sent together may meet several
	fills     bool       // the case fills the account: a refusal is its subject
	filled    bool       // the account held as many Services as it can
	crowded   bool       // a Service was refused that the case wanted
	exchanges int
	seen      tally
	findings  []contract.Finding
	services  []string // SIDs of what CreateService made, or unique names where no SID came back
	madeAny   bool     // a Service, also one that the case deleted itself
	noAnswer  *noAnswerError
	trail     trail
	refusals  map[place]bool // of findings about refusals
	overcame  bool           // a request was answered that had met trouble before
	fresh     fresh
}

// A tally counts exchanges by operationId and status.
type tally map[string]map[int]int

func (t tally) add(operation string, status, n int) {
	if t[operation] == nil {
		t[operation] = map[int]int{}
	}
	t[operation][status] += n
}

// observe is given every exchange with the findings of the checker.
func (w *wire) observe(x *contract.Exchange, findings []contract.Finding) {
	operation, known := w.operation(x.Method, x.URL)
	if w.cover != nil {
		w.cover(x)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.exchanges++
	if known {
		w.seen.add(operation, x.Status, 1)
	}
	if x.Status < 500 { // what a gateway says out of order accuses nobody
		w.findings = append(w.findings, findings...)
		if x.Status >= 400 {
			w.noteRefusals(findings)
		}
	}
	if x.Method != http.MethodGet {
		w.wrote = time.Now()
	}
	if w.ends(x) {
		w.freed = time.Now()
	}
	w.trail.add(x, findings, w.sent)
	if operation == "CreateService" && x.Status >= 200 && x.Status < 300 {
		var service struct {
			SID string `json:"sid"`
		}
		if err := json.Unmarshal(plainjson.InCase(x.Body), &service); err != nil || service.SID == "" {
			// A broken answer must not leave its Service behind.
			if form, err := url.ParseQuery(string(x.RequestBody)); err == nil {
				service.SID = form.Get("UniqueName")
			}
		}
		w.remember(service.SID)
	}
	if operation == "DeleteService" && x.Status == http.StatusNoContent && !w.prepares {
		w.forget(pathOf(x.URL))
	}
}

// noteRefusals needs w.mu held.
func (w *wire) noteRefusals(findings []contract.Finding) {
	for _, f := range findings {
		if w.refusals == nil {
			w.refusals = map[place]bool{}
		}
		w.refusals[placeOf(f)] = true
	}
}

// remember needs w.mu held.
func (w *wire) remember(service string) {
	if service != "" && !slices.Contains(w.services, service) {
		w.services, w.madeAny = append(w.services, service), true
	}
}

// forget leaves out a Service that the case deleted itself: if it is still there, [runner.prove] finds it.
// It needs w.mu held.
func (w *wire) forget(path string) {
	w.services = slices.DeleteFunc(w.services, func(service string) bool { return Path("Services", service) == path })
}

// lost notes a request without an answer. A Service may have come into being all the same, so its name is remembered.
func (w *wire) lost(req *http.Request, err error, late bool) error {
	lost := &noAnswerError{method: req.Method, path: req.URL.Path, err: err, late: late}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.noAnswer = lost
	if operation, _ := w.operation(req.Method, req.URL); operation == "CreateService" && req.GetBody != nil {
		if body, err := req.GetBody(); err == nil {
			sent, _ := io.ReadAll(body)
			if form, err := url.ParseQuery(string(sent)); err == nil {
				w.remember(form.Get("UniqueName"))
			}
		}
	}
	return lost
}

// meet notes trouble that was not overcome.
func (w *wire) meet(operation string, req *http.Request, resp *http.Response, err error) {
	var met *trouble
	if err != nil {
		met = &trouble{operation: operation, text: err.Error()}
	} else {
		met = troubleOf(operation, req, resp.StatusCode)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.trouble, w.troubles = met, append(w.troubles, met)
}

// overcome forgets a request without an answer that has got one since.
func (w *wire) overcome(status int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.noAnswer = nil
	w.overcame = w.overcame || !isOutOfOrder(status)
}

// settled waits until what was written before may have reached a read, or what was ended before a write.
func (w *wire) settled(ctx context.Context, method string) error {
	if w.settle == 0 || method != http.MethodGet && !w.spaced {
		return nil
	}
	w.mu.Lock()
	since := w.freed
	if method == http.MethodGet {
		since = w.wrote
	}
	rest := time.Until(since.Add(w.settle))
	w.mu.Unlock()
	if rest <= 0 {
		return nil
	}
	return Wait(ctx, rest)
}

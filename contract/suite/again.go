package suite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

const (
	// readSettle is how long a read may lag behind a write. No page promises that lists, and what was updated or
	// deleted, show at once what was written.
	readSettle = 3 * time.Second
	// maxLate bounds the attempts with patience for reads that did not help.
	maxLate = 8
	// roomFor bounds the waits for room in the account: since a case was given room, or since the run began.
	roomFor = 20 * time.Second
)

// lasts reports whether the same request would meet the same trouble again: a quota that ends in an hour.
func (t *trouble) lasts() bool { return t.status == 429 || t.quota }

// mayTryAgain counts a further attempt, within the bounds of the run.
func (r *runner) mayTryAgain() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.again++
	return r.again <= maxAgain
}

// mayRunApart counts a repetition in a Service of the case's own, within the bounds of the run.
func (r *runner) mayRunApart() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.apart++
	return r.apart <= maxApart
}

// mayWaitForReads reports whether an attempt with patience for reads is worth it.
func (r *runner) mayWaitForReads() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.late < maxLate
}

func (r *runner) readsWaited(helped bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case helped:
		r.late = -1 << 20
	case r.late >= 0:
		r.late++
	}
}

// mayWaitForRoom reports whether it is worth waiting for others to delete Services: there was room not long ago.
func (r *runner) mayWaitForRoom() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return time.Since(r.roomy) < roomFor
}

// hadRoom notes that a case made a Service.
func (r *runner) hadRoom() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.roomy = time.Now()
}

// readAfterWrite is the first operation of the case that may have read too early: a list after any write, or one
// resource after its own update or delete, or after something was made directly below it, such as a Deployment. It is
// empty if there is none. A resource that was made itself is waited for elsewhere, see [freshFor].
func (w *wire) readAfterWrite() (operation string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	wrote, changed := false, map[string]bool{} // paths
	var deleted []string
	for _, s := range w.trail.all {
		x := s.exchange
		operation, _ := w.operation(x.Method, x.URL)
		op, _ := operations.Lookup(operation)
		switch {
		case strings.HasPrefix(operation, "Create"), op.Acts():
			wrote, changed[above(pathOf(x.URL))] = true, true
		case x.Method == http.MethodDelete:
			wrote, deleted = true, append(deleted, pathOf(x.URL))
		case x.Method != http.MethodGet:
			wrote, changed[pathOf(x.URL)] = true, true
		case strings.HasPrefix(operation, "List") && wrote, changed[pathOf(x.URL)],
			slices.ContainsFunc(deleted, func(d string) bool { return isBelow(pathOf(x.URL), d) }):
			return operation
		}
	}
	return ""
}

// An earlyRequest is one that may have come before the server knew everywhere what was written before.
type earlyRequest struct {
	operation string // empty: there is none
	write     bool
}

// early is the request of the case that may have come too early, a write before a read.
func (w *wire) early() earlyRequest {
	if operation := w.writeAfterEnd(); operation != "" {
		return earlyRequest{operation, true}
	}
	return earlyRequest{w.readAfterWrite(), false}
}

// ends reports whether an exchange ended something: a delete, or a Deployment that took the place of another one.
func (w *wire) ends(x *contract.Exchange) bool {
	operation, _ := w.operation(x.Method, x.URL)
	return x.Status/100 == 2 && (strings.HasPrefix(operation, "Delete") || operation == "CreateDeployment")
}

// writeAfterEnd is the first operation of the case that was refused as a conflict after something had ended. No page
// promises that the next write is measured by that at once. It is empty if there is none.
func (w *wire) writeAfterEnd() (operation string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	ended := false
	for _, s := range w.trail.all {
		x := s.exchange
		refused := x.Status == http.StatusConflict || x.Method == http.MethodDelete &&
			(x.Status == http.StatusBadRequest || x.Status == http.StatusForbidden)
		if ended && refused {
			operation, _ := w.operation(x.Method, x.URL)
			return operation
		}
		ended = ended || w.ends(x)
	}
	return ""
}

// notice is that of a case that passed when its requests were given time.
func (e earlyRequest) notice() contract.Finding {
	f := contract.Finding{
		Severity: contract.Notice, Side: contract.ResponseSide, Operation: e.operation, Rule: "late-read",
		Message: fmt.Sprintf("the answer did not show at once what was written before; it did %s later", readSettle),
	}
	if e.write {
		f.Rule = "late-write"
		f.Message = fmt.Sprintf("it was refused as if what had ended before were still there; %s later it was not",
			readSettle)
	}
	return f
}

// above is the path without its last segment.
func above(path string) string { return path[:max(0, strings.LastIndexByte(path, '/'))] }

// failedOnce is the notice of a case that passed with another Build.
func failedOnce() contract.Finding {
	return contract.Finding{
		Severity: contract.Notice, Side: contract.ResponseSide, Operation: "CreateBuild", Rule: "build-failed-once",
		Message: "a Build ended failed, and another one of the same was completed",
	}
}

// maxAskedAgain bounds the reads that are asked again to learn whether time changes them.
const maxAskedAgain = 30

// isSteady reports whether all reads of a case get the same answers again after [readSettle]. Then the case did not fail
// because it read too early, and a further attempt could only hide a defect that shows now and then.
func (r *runner) isSteady(ctx context.Context, w *wire) bool {
	reads, known := w.lastReads()
	if !known || len(reads) > maxAskedAgain || !r.mayWaitForReads() {
		return false
	}
	w.mu.Lock()
	rest := time.Until(w.wrote.Add(readSettle))
	w.mu.Unlock()
	if Wait(ctx, rest) != nil {
		return false
	}
	again := &sender{wire: r.newWire("again", w.plain), unrecorded: true}
	for _, x := range reads {
		req, err := http.NewRequestWithContext(ctx, x.Method, x.URL.String(), nil)
		if err != nil {
			return false
		}
		req.Header = x.RequestHeader.Clone()
		answer := (&Session{}).Answer(again.Do(req))
		if answer.Err() != nil || !sameAnswer(x, answer.Status, answer.Body) {
			return false
		}
	}
	r.readsWaited(false)
	return true
}

func sameAnswer(x *contract.Exchange, status int, body []byte) bool {
	return x.Status == status && bytes.Equal(x.Body, body)
}

// lastReads returns the reads of a case, equal ones once. They are not known when a read came before a write, which may
// have changed its answer as well, or when two reads of one address differ.
func (w *wire) lastReads() (reads []*contract.Exchange, known bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	wrote, byAddress := false, map[string]*contract.Exchange{}
	for _, s := range slices.Backward(w.trail.all) {
		x := s.exchange
		if x.Method != http.MethodGet {
			wrote = true
			continue
		}
		address := x.URL.String() + " " + x.RequestHeader.Get("Authorization")
		later := byAddress[address]
		switch {
		case wrote, later != nil && !sameAnswer(later, x.Status, x.Body):
			return nil, false
		case later == nil:
			byAddress[address], reads = x, append(reads, x)
		}
	}
	return reads, true
}

// watch ends the run when the target turns out to be gone: it does not answer, or many cases in a row met trouble.
func (r *runner) watch(ctx context.Context, cancel context.CancelCauseFunc, w *wire) {
	if ctx.Err() != nil || r.target.Transport == nil {
		return
	}
	r.mu.Lock()
	if w.trouble == nil {
		r.broken = 0
	} else {
		r.broken++
	}
	many := r.broken >= brokenInARow
	r.mu.Unlock()
	var why error
	switch {
	case w.noAnswer != nil:
		why = w.noAnswer
	case many:
		why = w.trouble
	default:
		return
	}
	if !r.outlast(ctx, many) && ctx.Err() == nil {
		cancel(fmt.Errorf("contract: %w: %w", ErrTargetLost, why))
	}
}

// probeWait is the time between two looks at a target that is away.
const probeWait = 2 * time.Second

// outlast reports whether the target is there, or comes back in time. With many, it must be in order too. One case at a
// time asks for all: many would be one more load on a server that starts.
func (r *runner) outlast(ctx context.Context, many bool) bool {
	select {
	case r.probing <- struct{}{}:
		defer func() { <-r.probing }()
	case <-ctx.Done():
		return false
	}
	for since := time.Now(); ; {
		probe := r.newWire("preflight", r.target.Transport)
		answer := r.ask(ctx, probe, "/v1/Services?PageSize=1")
		if answer.Err() == nil && (!many || probe.trouble == nil || probe.trouble.lasts()) {
			return true
		}
		left := r.target.OutageTimeout - time.Since(since)
		if left <= 0 || Wait(ctx, min(probeWait, left)) != nil {
			return false
		}
	}
}

var errNoList = errors.New("the Services cannot be listed")

// services are the unique names of all Services of the account by SID.
func (r *runner) services(ctx context.Context) (map[string]string, error) {
	if r.target.Transport == nil {
		return nil, errNoList
	}
	all := map[string]string{}
	s := &Session{target: r.target}
	path := "/v1/Services?PageSize=1000"
	for range maxPages {
		var page struct {
			Services []serviceName `json:"services"`
			Meta     struct {
				Next *string `json:"next_page_url"`
			} `json:"meta"`
		}
		answer := r.ask(ctx, r.newWire("preflight", r.target.Transport), path)
		if answer.OK(&page) != nil {
			return nil, errNoList
		}
		for _, service := range page.Services {
			all[service.SID] = service.UniqueName
		}
		if page.Meta.Next == nil || *page.Meta.Next == "" || s.mayFollow(*page.Meta.Next) != nil {
			return all, nil
		}
		next := strings.Index(*page.Meta.Next, "/v1/Services?")
		if next < 0 || (*page.Meta.Next)[next:] == path {
			return all, nil
		}
		path = (*page.Meta.Next)[next:]
	}
	return all, nil
}

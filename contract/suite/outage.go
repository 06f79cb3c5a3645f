package suite

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// An outage is the 5xx that the attempts of a case met. One that comes and goes accuses nobody. One
// that a server gives to the same operation of the same case each time, while it answers all
// others, is its answer: see [runner.settleOutages].
type outage struct {
	attempts int
	trouble            // the first that each attempt met
	varies   bool      // there is none
	met      []trouble // that each attempt met
}

// noteTrouble adds what an attempt met.
func (r *runner) noteTrouble(o *outage, w *wire) {
	if w == nil {
		return
	}
	w.mu.Lock()
	met, last, overcame := slices.Clone(w.troubles), w.trouble, w.overcame
	w.mu.Unlock()
	var all []trouble
	for _, t := range met {
		if t.status >= http.StatusInternalServerError && !slices.ContainsFunc(all, t.isLike) {
			all = append(all, *t)
		}
	}
	if o.attempts++; o.attempts == 1 {
		slices.SortFunc(all, func(a, b trouble) int { return strings.Compare(a.operation, b.operation) })
		o.met = all
	} else {
		o.met = slices.DeleteFunc(o.met, func(t trouble) bool { return !slices.ContainsFunc(all, t.isLike) })
	}
	if len(o.met) > 0 {
		o.trouble = o.met[0]
	}
	o.varies = o.varies || len(o.met) == 0 || last.status < http.StatusInternalServerError || overcame
	if overcame || o.attempts > 1 && o.varies {
		r.mu.Lock()
		r.weather = true
		r.mu.Unlock()
	}
}

// isLike reports whether another trouble is of the same operation and status.
func (t *trouble) isLike(other trouble) bool {
	return t.operation == other.operation && t.status == other.status
}

// noteOutage keeps the outage of a case that it ended with.
func (r *runner) noteOutage(result *Result, o *outage) {
	if result.Outcome != Error || o.varies || o.attempts == 0 || o.operation == "" {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.broke == nil {
		r.broke = map[string]*outage{}
	}
	r.broke[result.ID] = o
}

// settleOutages fails the cases that met the same 5xx in each attempt, when nothing else was out of
// order: no trouble of the run went away by itself, the target answers now, and it answered the
// operation otherwise, or all others.
func (r *runner) settleOutages(ctx context.Context) {
	if len(r.broke) == 0 || r.weather || ctx.Err() != nil || r.target.Transport == nil {
		return
	}
	probe := r.newWire("preflight", r.target.Transport)
	if r.ask(ctx, probe, "/v1/Services?PageSize=1"); probe.trouble != nil || probe.noAnswer != nil {
		return
	}
	answered, tried := map[string]bool{}, map[string]bool{}
	for i := range r.results {
		for operation, statuses := range r.results[i].Seen {
			for status := range statuses {
				answered[operation] = answered[operation] || status < http.StatusInternalServerError
			}
		}
	}
	for _, o := range r.broke {
		tried[o.operation] = tried[o.operation] || o.attempts == maxAttempts
	}
	for i := range r.results {
		result := &r.results[i]
		o := r.broke[result.ID]
		if o == nil || result.Outcome != Error || !tried[o.operation] ||
			!answered[o.operation] && !r.sameHost(o.operation) {
			continue
		}
		result.Outcome = Fail
		if result.Level == Assumed && !r.opts.Assumed {
			result.Outcome = Skip
		}
		result.Reason = strings.TrimSuffix(o.text, ": the target is out of order") +
			" each time, while the target answered other requests"
		b := Because{
			Key:       fmt.Sprintf("answer %s %d", o.operation, o.status),
			Title:     fmt.Sprintf("%s answers %d each time, while other requests are answered", o.operation, o.status),
			Operation: o.operation, Status: o.status,
		}
		if o.operation == http.MethodHead { // it is no operation
			b.Operation = ""
		}
		result.Because = []Because{b}
	}
}

// sameHost reports whether the host that answers everything else answers an operation.
func (r *runner) sameHost(operation string) bool {
	return r.target.UploadURL == r.target.APIURL || !strings.HasSuffix(operation, "Version") ||
		!strings.HasPrefix(operation, "Create")
}

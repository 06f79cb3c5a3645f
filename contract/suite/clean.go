package suite

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"
)

// cleanTimeout bounds the deletion of what one case made. It is a budget of its own: the context of the run may have
// ended.
const cleanTimeout = time.Minute

// A deletion that failed, or whose outcome is unknown, is tried again before its Service counts as left over.
const (
	cleanAttempts = 3
	cleanWait     = 250 * time.Millisecond
)

func (r *runner) cleaner(w *wire) *sender {
	return &sender{wire: w, username: r.target.Username, password: r.target.Password, unrecorded: true}
}

// ask sends a GET outside of any case.
func (r *runner) ask(ctx context.Context, w *wire, path string) *Answer {
	return r.send(ctx, w, http.MethodGet, path)
}

func (r *runner) send(ctx context.Context, w *wire, method, path string) *Answer {
	req, err := http.NewRequestWithContext(ctx, method, r.target.APIURL+path, nil)
	if err != nil {
		return &Answer{err: err}
	}
	return (&Session{}).Answer(r.cleaner(w).Do(req))
}

// clean deletes the Services that a case made, which takes everything in them along, and returns what is still there.
func (r *runner) clean(ctx context.Context, w *wire) (leftover []string) {
	if len(w.services) == 0 {
		return nil
	}
	r.made.Store(true)
	// One case fills the account: its fifty Services get more time than the one or two of the others.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanTimeout*time.Duration(1+len(w.services)/10))
	defer cancel()
	for _, service := range w.services {
		if left := r.remove(ctx, w, service); left != "" {
			leftover = append(leftover, left)
		}
	}
	return leftover
}

// remove deletes one Service and returns what is to be said of it when it may still be there.
func (r *runner) remove(ctx context.Context, w *wire, service string) string {
	path := Path("Services", service)
	left := service
	for attempt := range cleanAttempts {
		if attempt > 0 && Wait(ctx, cleanWait) != nil {
			break
		}
		answer := r.send(ctx, w, http.MethodDelete, path)
		if answer.Err() == nil && (answer.Status == http.StatusNoContent || answer.Status == http.StatusNotFound) {
			return ""
		}
		after := r.send(ctx, w, http.MethodGet, path)
		switch {
		case after.Err() != nil:
			left = service + " (unknown: " + r.secrets.text(after.Err().Error()) + ")"
		case after.Status == http.StatusNotFound:
			return ""
		default:
			left = service
		}
		if r.target.Transport == nil { // nothing becomes of a recording by asking again
			break
		}
	}
	return left
}

// prove looks whether the account still has Services of the run, which a target may say to have
// deleted and has not, and adds them to the results of their cases.
func (r *runner) prove(ctx context.Context) {
	if r.target.Transport == nil || r.target.Open != nil || !r.made.Load() ||
		errors.Is(context.Cause(ctx), ErrTargetLost) {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanTimeout)
	defer cancel()
	services, err := r.services(ctx)
	if err != nil {
		return
	}
	w := r.newWire("preflight", r.target.Transport)
	for sid, name := range services {
		if !strings.Contains(name, r.prefix+"-") || r.isLeftover(sid, name) {
			continue
		}
		if Wait(ctx, cleanWait) != nil { // a list may lag
			return
		}
		if r.send(ctx, w, http.MethodGet, Path("Services", sid)).Status == http.StatusNotFound {
			continue
		}
		if left := r.remove(ctx, w, sid); left == "" &&
			r.send(ctx, w, http.MethodGet, Path("Services", sid)).Status == http.StatusNotFound {
			continue
		}
		r.blame(sid, name)
	}
}

func (r *runner) isLeftover(sid, name string) bool {
	return slices.ContainsFunc(r.results, func(result Result) bool {
		return slices.ContainsFunc(result.Leftover, func(left string) bool {
			return strings.HasPrefix(left, sid) || strings.HasPrefix(left, name)
		})
	})
}

// blame adds a Service to the leftovers of the case that made it.
func (r *runner) blame(sid, name string) {
	for i := range r.results {
		for n := range maxAttempts {
			if strings.Contains(name, newNames(r.prefix, r.results[i].ID, n).prefix+"-") {
				r.results[i].Leftover = append(r.results[i].Leftover, sid)
				return
			}
		}
	}
}

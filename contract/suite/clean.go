package suite

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// cleanTimeout bounds the deletion of what one case made. It is a budget of its own: the context of the run may have
// ended.
const cleanTimeout = time.Minute

// interruptedWait is how long requests outside of the cases wait for a response once the run is to end: somebody
// pressed Ctrl-C. A target that answers is cleaned completely, however long that takes; one that does not is left.
const interruptedWait = 3 * time.Second

// errSilent is for a target that was not asked any more.
var errSilent = errors.New("the target did not answer after the run was interrupted")

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
	if r.silent.Load() {
		return &Answer{err: errSilent}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go r.giveUp(ctx, cancel, r.stopped)
	req, err := http.NewRequestWithContext(ctx, method, r.target.APIURL+path, nil)
	if err != nil {
		return &Answer{err: err}
	}
	answer := (&Session{}).Answer(r.cleaner(w).Do(req))
	if answer.Err() == nil {
		r.heard.Add(1)
	}
	return answer
}

// giveUp ends a request, and all that follow, when the run is to end and no response to any of them comes for a while.
// Requests that wait for their turn do not count as unanswered as long as others are answered.
func (r *runner) giveUp(ctx context.Context, cancel context.CancelFunc, stopped <-chan struct{}) {
	select {
	case <-stopped:
	case <-ctx.Done():
		return
	}
	ticker := time.NewTicker(interruptedWait) // not Wait, which may move the clock of an emulator instead
	defer ticker.Stop()
	for heard := r.heard.Load(); ; {
		select {
		case <-ticker.C:
			now := r.heard.Load()
			if now == heard {
				r.silent.Store(true)
				cancel()
				return
			}
			heard = now
		case <-ctx.Done():
			return
		}
	}
}

// clean deletes the Services that a case made, which takes everything in them along, and returns what is still there.
func (r *runner) clean(ctx context.Context, w *wire) (leftover []string) {
	if w.madeAny {
		r.made.Store(true)
		r.hadRoom()
	}
	if len(w.services) == 0 {
		return nil
	}
	// One case fills the account: its fifty Services get more time than the one or two of the others.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanTimeout*time.Duration(1+len(w.services)/10))
	defer cancel()
	left := make([]string, len(w.services))
	if r.target.Open != nil { // a recording has one order
		for i, service := range w.services {
			left[i] = r.remove(ctx, w, service)
		}
	} else {
		var all sync.WaitGroup
		for i, service := range w.services {
			all.Go(func() { left[i] = r.remove(ctx, w, service) })
		}
		all.Wait()
	}
	return slices.DeleteFunc(left, func(l string) bool { return l == "" })
}

// remove deletes one Service and returns what is to be said of it when it may still be there.
func (r *runner) remove(ctx context.Context, w *wire, service string) string {
	path := Path("Services", service)
	left := service
	for attempt := range cleanAttempts {
		if attempt > 0 && (r.silent.Load() || Wait(ctx, cleanWait) != nil) {
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
		errors.Is(context.Cause(ctx), ErrTargetLost) || r.silent.Load() {
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

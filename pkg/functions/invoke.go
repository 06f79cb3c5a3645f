package functions

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
)

// A Call is a request for a Function, routed and accepted.
type Call struct {
	Deployment *Deployment
	Function   *File

	// Path is what the Function sees: the path of the request.
	Path string

	// AddLog keeps a line as a Log resource. It may be called after the answer. nil keeps none.
	AddLog func(level, message string)

	// Failed writes the answer for a browser when a Function has failed. nil leaves it as it is.
	Failed func(http.ResponseWriter, *http.Request, *Failure) bool
}

// Serve answers a request by running a Function. It checks the limits of requests and answers, but
// neither the method nor who may call.
func (r *Runner) Serve(w http.ResponseWriter, req *http.Request, call Call) {
	if !r.made() {
		refusalOf(ErrClosed).write(w)
		return
	}
	if call.Deployment == nil || call.Function == nil {
		refusalOf(errNothing).write(w)
		return
	}
	q, refusal := readRequest(w, req)
	if refusal != nil {
		refusal.write(w)
		return
	}
	p, err := r.poolFor(req.Context(), call.Deployment)
	if err != nil {
		refusalOf(err).write(w)
		return
	}
	// Made before there is a worker for it, which does not wait for that.
	frame, err := r.frameOf(p, q, call)
	if err != nil {
		refusalOf(err).write(w)
		return
	}
	for {
		node, err := p.get(req.Context())
		if err != nil {
			if req.Context().Err() == nil { // someone still waits for an answer
				refusalOf(err).write(w)
			}
			return
		}
		reply, err := r.invoke(p, node, q.ID, frame, call)
		switch {
		case err != nil:
			refusalOf(err).write(w)
		case reply.Type == outdated:
			continue
		case reply.Error != nil && call.Failed != nil && call.Failed(w, req, reply.Error):
		default:
			r.answer(w, reply)
		}
		return
	}
}

// outdated is the reply of a worker that has run nothing: a package has changed since it loaded it.
const outdated = "outdated"

// frameOf is what a worker is sent for a request.
func (r *Runner) frameOf(p *pool, q *request, call Call) ([]byte, error) {
	q.ID = atomic.AddInt64(&r.requests, 1)
	q.Type, q.File, q.Path = "invoke", p.layout.file(call.Function), call.Path
	q.Promises, q.Request = p.handler.promises, p.handler.request
	return encodeFrame(q, q.body)
}

// invoke has a worker answer. Its context is not that of the request: a client that hangs up does not stop a
// Function in production either.
func (r *Runner) invoke(p *pool, w *worker, id int64, frame []byte, call Call) (*message, error) {
	defer p.put(w)
	ctx := r.ctx
	if r.opts.Timeout > 0 {
		limited, cancel := context.WithTimeout(ctx, r.opts.Timeout)
		defer cancel()
		ctx = limited
	}
	lines := &tail{call: call, r: r, request: id}
	log := lines.message
	w.log.Store(&log)
	reply, err := w.askFrame(ctx, frame)
	if err == nil && (reply.Tainted || reply.Type == outdated) {
		w.tainted.Store(true)
	}
	var exited *exitError
	switch {
	case err != nil && r.ctx.Err() != nil: // Close may have killed the worker before its reply was awaited
		err = ErrClosed
	case errors.Is(err, context.DeadlineExceeded):
		<-w.dead // all that it printed is read
		lines.add("ERROR", fmt.Sprintf("runtime application timed out: %s has not called its callback within %s",
			call.Function.Path, r.opts.Timeout), false)
		err = errTimeout
	case errors.As(err, &exited):
		lines.add("ERROR", fmt.Sprintf("%s: %s", call.Function.Path, exited.how), false)
	}
	lines.close()
	return reply, err
}

var errTimeout = errors.New("functions: no answer in time")

package emulator

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/site"
)

var (
	errReset = errors.New("emulator: connection reset by a planned fault")
	errGone  = errors.New("emulator: the request was given up")
)

// ServeHTTP answers one request of either host. Requests to a host whose first
// label is `serverless-upload` reach only the two uploads, to one that begins with
// `serverless` only the other operations; any other host serves all of them.
// A host below twil.io serves what is live in the Environment with that domain name, as does
// the path /_live/DOMAIN/ of any host: Assets, and Functions by [Options.Invoke]. Browsers give
// pages below the path an origin of their own, apart from that of the emulator.
//
// A planned reset or truncation, and a request whose context ends before its work began, panic
// with [http.ErrAbortHandler], so that net/http closes the connection.
func (e *Emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if e.unmade() {
		site.Refuse(w, http.StatusInternalServerError, errUnmade.Error())
		return
	}
	if s := site.Of(r); s != nil {
		e.serveSite(w, r, s)
		return
	}
	if IsIncidental(r) {
		answerIncidental(w, r)
		return
	}
	started := time.Now()
	concurrent := e.inFlight.Add(1)
	defer e.inFlight.Add(-1)

	r, body := receive(r)
	c := &call{r: r, base: baseURL(r)}
	x := &Exchange{Request: r}
	rep, err := e.answer(c, x)
	switch {
	case errors.Is(err, errGone):
		panic(http.ErrAbortHandler)
	case errors.Is(err, errReset):
		e.judge(c, x)
		panic(http.ErrAbortHandler)
	}
	h := w.Header()
	rep.stamp(h, e.seen, e.requestIDs.New(sid.Request), time.Since(started), concurrent)
	if now := e.opts.Clock(); now.Sub(started).Abs() > time.Minute { // else net/http writes the time
		h["Date"] = []string{now.UTC().Format(http.TimeFormat)}
	}
	if firstLabel(r.Host) != hostUpload { // there it was not observed
		h["X-Api-Domain"] = []string{apiDomain}
	}
	rep.writeTo(w, r.Method)
	x.Status, x.Header, x.ResponseBody = rep.status, h, rep.sent()
	x.Injected = x.Injected || rep.limited
	e.judge(c, x)
	if rep.cut > 0 {
		panic(http.ErrAbortHandler)
	}
	body.drain(w)
}

func (e *Emulator) judge(c *call, x *Exchange) {
	own, _ := c.r.Context().Value(judgeKey{}).(func(*Exchange))
	if e.opts.Judge == nil && own == nil {
		return
	}
	if c.form != nil {
		x.RequestBody, x.Unread = c.form.raw, c.form.unread()
	}
	x.Note, x.AccountSID = c.note, c.account
	if c.form != nil {
		x.Note = cmp.Or(x.Note, c.form.note)
	}
	if own != nil {
		own(x)
	}
	if e.opts.Judge != nil {
		e.opts.Judge(x)
	}
}

// answer takes the steps that all operations share, in the order in which the API
// refuses: credentials, path, method, then the operation's own checks.
func (e *Emulator) answer(c *call, x *Exchange) (*reply, error) {
	refusal, leave := e.admit(c, x)
	defer leave()
	if !wait(c.r.Context(), e.opts.Latency) { // which is time under way, for the limits too
		return nil, errGone
	}
	if refusal != nil {
		return refusal, nil
	}

	plan := e.faults.Load()
	work := func() *reply {
		rep := e.perform(c)
		if rep.status < http.StatusMultipleChoices {
			plan.Did(c.route.operation)
		}
		return rep
	}
	fault := plan.Next(c.route.operation, c.serviceExists(e))
	if fault == nil {
		return work(), nil
	}
	if fault.Kind == FaultFailedBuild {
		c.failBuild = cmp.Or(fault.Body, "a planned fault")
	}
	rep, err := afflict(fault, work, func() bool { return wait(c.r.Context(), fault.Delay) })
	x.Injected = !errors.Is(err, errGone) && fault.Kind != FaultDelay && fault.Kind != FaultFailedBuild
	return rep, err
}

// admit finds the caller and the operation, or gives the answer that refuses the request. leave
// is to be called when the request is over.
func (e *Emulator) admit(c *call, x *Exchange) (refusal *reply, leave func()) {
	leave = func() {}
	if err := guard(c.r); err != nil {
		return c.refusal(err), leave
	}
	if c.r.Method == http.MethodOptions { // a browser's preflight, which never carries credentials
		return &reply{status: statusPreflight, header: http.Header{}}, leave
	}
	account, ok := e.accounts.authenticate(c.r)
	if !ok {
		rep := errorReply(errUnauthorized())
		if firstLabel(c.r.Host) == hostUpload {
			rep = textReply(http.StatusUnauthorized, "text/plain; charset=utf-8", []byte(wordsUnauthorizedUpload))
		}
		rep.header.Set("WWW-Authenticate", `Basic realm="`+authRealm+`"`)
		return rep, leave
	}
	c.account = account

	var allow []string
	c.route, c.segments, allow = e.find(c.r.Method, c.r.URL.EscapedPath(), c.r.Host)
	if c.route == nil {
		if len(allow) == 0 {
			return c.refusal(c.notFound()), leave
		}
		rep := c.refusal(errMethod(c.r.Method))
		rep.header.Set("Allow", strings.Join(allow, ", "))
		return rep, leave
	}
	x.Operation = c.route.operation
	if err := e.limiter.enter(account, e.opts.Clock()); err != nil {
		return c.refusal(err), leave
	}
	return nil, func() { e.limiter.leave(account) }
}

// perform does the operation's work.
func (e *Emulator) perform(c *call) *reply {
	c.now = e.opts.Clock()
	if c.route.body != bodyNone {
		if err := refuseEncoded(c.r); err != nil {
			return c.refusal(err)
		}
	}
	if c.route.body == bodyForm {
		f, err := readForm(c.r)
		if err != nil {
			return c.refusal(err)
		}
		c.form = f
	}
	before := e.state.Mark()
	rep, err := c.route.handle(e, c)
	// Refusals too may rest on what others have only just written.
	if lost := e.state.WaitDurable(before); lost != nil {
		err = lost
	}
	if err != nil {
		if !isRefusal(err) {
			e.problem(err)
		}
		return c.refusal(err)
	}
	e.activate(c)
	return rep
}

// problem reports what is wrong with the emulator itself.
func (e *Emulator) problem(err error) {
	if e.opts.OnProblem != nil {
		e.opts.OnProblem(err)
	}
}

// wait waits for d and reports whether ctx lived so long.
func wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

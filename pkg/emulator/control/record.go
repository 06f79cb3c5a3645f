package control

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/internal/redact"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// Bounds of what an entry takes from a request.
const (
	maxText     = 300
	maxUnread   = 20
	maxFindings = 20
)

// pass lets next answer and writes down what became of the request.
func (c *Control) pass(w http.ResponseWriter, r *http.Request) {
	c.passAs(w, r, &entry{Verdict: verdictUnchecked})
}

// passAs is pass with the entry that is to be completed.
func (c *Control) passAs(w http.ResponseWriter, r *http.Request, e *entry) {
	rec := &recording{ResponseWriter: w, started: time.Now(), entry: e, keep: !c.opts.NoBodies}
	received := r.WithContext(emulator.WithJudge(r.Context(), rec.judge))
	if r.Body != nil && r.Body != http.NoBody {
		rec.body.ReadCloser, rec.body.keep = r.Body, rec.keep
		received.Body = &rec.body
	}
	defer func() { // also when next closes the connection by a panic
		rec.finish(r)
		var kept *captured
		if rec.keep {
			kept = c.capture(rec, r)
		}
		c.journal.add(rec.entry, kept, rec.changed())
	}()
	rec.entry.Site = emulator.IsSite(r)
	if rec.entry.Site || emulator.IsIncidental(r) || c.opts.Check == nil || !c.opts.CheckUnwatched &&
		c.journal.watchers.Load() == 0 {
		c.opts.Next.ServeHTTP(rec, received)
		return
	}
	rec.setFindings(c.opts.Check(rec, received, c.opts.Next))
}

// A recording is one request on its way, and the response writer that counts.
type recording struct {
	http.ResponseWriter
	started time.Time
	entry   *entry
	body    countedBody
	judged  bool // the emulator told what it answered
	status  int  // that next wrote
	keep    bool
	written tap
	unread  []string
}

type countedBody struct {
	io.ReadCloser
	tap
	keep bool
}

func (b *countedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.take(p[:n], b.keep)
	return n, err
}

// WriteHeader implements [http.ResponseWriter].
func (rec *recording) WriteHeader(status int) {
	if rec.status == 0 && status >= http.StatusOK {
		rec.status = status
	}
	rec.ResponseWriter.WriteHeader(status)
}

// Write implements [io.Writer].
func (rec *recording) Write(p []byte) (int, error) {
	if rec.status == 0 {
		rec.status = http.StatusOK
	}
	n, err := rec.ResponseWriter.Write(p)
	rec.written.take(p[:n], rec.keep)
	return n, err
}

// Unwrap lets [http.ResponseController] reach the writer beneath.
func (rec *recording) Unwrap() http.ResponseWriter { return rec.ResponseWriter }

// judge gets from the emulator what it made of the request.
func (rec *recording) judge(x *emulator.Exchange) {
	e := rec.entry
	rec.judged = true
	e.Operation, e.Status, e.ResponseBytes = x.Operation, x.Status, int64(len(x.ResponseBody))
	e.Account, rec.unread = x.AccountSID, x.Unread
	for _, name := range x.Unread[:min(maxUnread, len(x.Unread))] {
		e.Unread = append(e.Unread, clip(name, 100))
	}
	e.Note = clip(x.Note, maxText)
	e.Fault = clip(faultOf(x), maxText)
	if x.Status >= http.StatusBadRequest {
		e.Error = errorOf(x)
	}
}

// errorOf gives the words of an error, without what the request sent in confidence.
func errorOf(x *emulator.Exchange) *apiError {
	var said apiError
	if json.Unmarshal(x.ResponseBody, &said) != nil || said.Message == "" {
		return nil
	}
	secrets := redact.Credentials(x.Request.Header)
	form, _ := url.ParseQuery(string(x.RequestBody)) // what cannot be parsed is not repeated either
	for name, values := range form {
		if name == "Value" || slices.Contains(x.Unread, name) {
			secrets = append(secrets, values...)
		}
	}
	said.Message = clip(conceal(said.Message, secrets, x.Injected), maxText)
	return &said
}

// conceal takes secrets out of an error. The emulator's own words need no more than a look for the
// quoted text.
func conceal(message string, secrets []string, foreign bool) string {
	const mask = "[concealed]"
	if foreign {
		return redact.Replacer(mask, secrets...).Replace(message)
	}
	return redact.Quoted(message, mask, secrets...)
}

// finish completes the entry.
func (rec *recording) finish(r *http.Request) {
	e := rec.entry
	e.Time = rec.started
	e.Milliseconds = float64(time.Since(rec.started).Microseconds()) / 1000
	e.Method, e.Host = clip(r.Method, 20), clip(r.Host, 255)
	e.Path, e.Query = clip(r.URL.EscapedPath(), maxText), shownQuery(r.URL.RawQuery)
	e.UserAgent = clip(r.UserAgent(), 120)
	e.RequestBytes = rec.body.size
	if !rec.judged {
		e.Status, e.ResponseBytes = rec.status, rec.written.size
	}
}

// shownQuery keeps the values that the API itself knows. Tokens of other things have
// no business in a query, and are put there all the same.
func shownQuery(raw string) string {
	return clip(redact.Query(clip(raw, 4*maxText), "concealed"), maxText)
}

// changed reports whether a page that shows the state should read it again.
func (rec *recording) changed() bool {
	e := rec.entry
	reads := e.Method == http.MethodGet || e.Method == http.MethodHead
	return e.Fault != "" || !reads && e.Status < http.StatusBadRequest
}

func (rec *recording) setFindings(found []Finding) {
	e := rec.entry
	e.Verdict = verdictOK
	for _, f := range found {
		switch {
		case f.Severity == verdictViolation:
			e.Verdict = verdictViolation
		case e.Verdict == verdictOK:
			e.Verdict = verdictNotice
		}
		if len(e.Findings) < maxFindings {
			f.Message, f.Location = clip(f.Message, 2*maxText), clip(f.Location, maxText)
			e.Findings = append(e.Findings, f)
		}
	}
}

// faultOf returns which planned failure hit a request. A reset leaves no answer to mark.
func faultOf(x *emulator.Exchange) string {
	if mark := x.Header.Get(emulator.FaultHeader); mark != "" || !x.Injected {
		return mark
	}
	return "reset"
}

package suite

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/internal/redact"
)

// What a report keeps of a case that did not pass: the first exchanges that broke the contract, the
// first ones that its reason names, and the last ones.
const (
	keptViolations = 4
	keptNamed      = 2
	keptLast       = 4
)

// A trail keeps the exchanges of a case while it runs, as they were on the wire.
type trail struct {
	all       []step
	violating []step
}

type step struct {
	number   int
	exchange *contract.Exchange
	findings []contract.Finding
	// began and ended are when it was sent and when its answer was there
	began, ended time.Time
}

// add needs the lock of its wire.
func (t *trail) add(x *contract.Exchange, findings []contract.Finding, began time.Time) {
	s := step{len(t.all) + 1, x, findings, began, time.Now()}
	t.all = append(t.all, s)
	if len(t.violating) < keptViolations && slices.ContainsFunc(findings, violatesAnswer) {
		t.violating = append(t.violating, s)
	}
}

func violatesAnswer(f contract.Finding) bool {
	return f.Severity == contract.Violation && f.Side == contract.ResponseSide
}

// steps returns what is worth showing of a case that failed for that reason, in order and each once.
func (t *trail) steps(reason string) []step {
	steps := slices.Concat(t.violating, t.named(reason), t.all[max(0, len(t.all)-keptLast):])
	slices.SortFunc(steps, func(a, b step) int { return a.number - b.number })
	return slices.CompactFunc(steps, func(a, b step) bool { return a.number == b.number })
}

// named returns the first exchanges that a reason names: a case that tries many things goes on after
// the one that failed.
func (t *trail) named(reason string) (named []step) {
	if !strings.Contains(reason, " answered ") {
		return nil
	}
	for _, s := range t.all {
		if len(named) < keptNamed && s.exchange.URL != nil && strings.Contains(reason, fmt.Sprintf("%s %s answered %d",
			s.exchange.Method, s.exchange.URL.Path, s.exchange.Status)) {
			named = append(named, s)
		}
	}
	return named
}

// explain puts into a result what the exchanges show, and takes out of it what they must not.
func (t *trail) explain(result *Result, redactor *redact.Report,
	operation func(method string, u *url.URL) (string, bool)) {
	if result.failed() {
		result.Evidence = redactor.Exchanges(sourcesOf(t.steps(result.Reason), operation))
	}
	if result.Reason == "" && len(result.Leftover) == 0 {
		return
	}
	all := sourcesOf(t.all, operation)
	result.Reason = redactor.Reason(all, result.Reason)
	for i := range result.Leftover {
		result.Leftover[i] = redactor.Reason(all, result.Leftover[i])
	}
}

// sourcesOf leaves out what the checker says of requests: cases send wrong ones on purpose.
func sourcesOf(steps []step, operation func(method string, u *url.URL) (string, bool)) []redact.Source {
	var sources []redact.Source
	for _, s := range steps {
		x := s.exchange
		id, _ := operation(x.Method, x.URL)
		source := redact.Source{
			Number: s.number, Operation: id, Method: x.Method, URL: x.URL, RequestHeader: x.RequestHeader,
			RequestBody: x.RequestBody,
			Status:      x.Status, Header: x.Header, Body: x.Body,
		}
		if x.Upload != nil {
			source.Parts = []redact.Part{}
			for _, part := range x.Upload.Parts {
				source.Parts = append(source.Parts, redact.Part{Name: part.Name, ContentType: part.ContentType,
					Value: part.Value, Size: part.Size})
			}
		}
		for _, f := range s.findings {
			if f.Side == contract.ResponseSide {
				source.Marks = append(source.Marks, redact.Mark{
					Side: f.Side.String(), Severity: f.Severity.String(), Rule: f.Rule, Location: f.Location,
					Message: f.Message,
				})
			}
		}
		sources = append(sources, source)
	}
	return sources
}

// quote is the body of an answer as a failure may quote it: a target may put anything there.
func (w *wire) quote(req *http.Request, a *Answer) string {
	operation, _ := w.operation(req.Method, req.URL)
	source := redact.Source{
		Operation: operation, Method: req.Method, URL: req.URL, RequestHeader: req.Header,
		Status: a.Status, Header: a.Header, Body: a.Body,
	}
	if media, _, _ := mime.ParseMediaType(req.Header.Get("Content-Type")); media == formType && req.GetBody != nil {
		if body, err := req.GetBody(); err == nil {
			source.RequestBody, _ = io.ReadAll(body) // from memory
			_ = body.Close()
		}
	}
	shown := w.evidence.Exchanges([]redact.Source{source})[0].Response
	return strings.TrimSpace(shown.Body + " " + shown.Note)
}

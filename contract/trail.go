package contract

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/evidence"
)

// What a report keeps of a case that did not pass: the first exchanges that broke the contract, and the last ones, of which the case
// complains as a rule.
const (
	keptViolations = 4
	keptLast       = 4
)

// A trail keeps exchanges while a case runs. They are as they were on the wire: redacted are only those that a report shows.
type trail struct {
	count     int
	violating []step
	last      []step
}

type step struct {
	number   int
	exchange *Exchange
	findings []Finding
}

// add needs the lock of its wire.
func (t *trail) add(x *Exchange, findings []Finding) {
	t.count++
	s := step{t.count, x, findings}
	if len(t.violating) < keptViolations && slices.ContainsFunc(findings, violatesAnswer) {
		t.violating = append(t.violating, s)
	}
	if len(t.last) == keptLast {
		t.last = slices.Delete(t.last, 0, 1)
	}
	t.last = append(t.last, s)
}

func violatesAnswer(f Finding) bool { return f.Severity == Violation && f.Side == ResponseSide }

// steps returns what was kept, in order and each once.
func (t *trail) steps() []step {
	steps := slices.Concat(t.violating, t.last)
	slices.SortFunc(steps, func(a, b step) int { return a.number - b.number })
	return slices.CompactFunc(steps, func(a, b step) bool { return a.number == b.number })
}

// shown redacts what was kept. What the checker says of requests is left out: cases send wrong ones on purpose.
func (t *trail) shown(redactor *evidence.Redactor, operation func(method string, u *url.URL) (string, bool)) []evidence.Exchange {
	var sources []evidence.Source
	for _, s := range t.steps() {
		x := s.exchange
		id, _ := operation(x.Method, x.URL)
		source := evidence.Source{
			Number: s.number, Operation: id, Method: x.Method, URL: x.URL, RequestHeader: x.RequestHeader, RequestBody: x.RequestBody,
			Status: x.Status, Header: x.Header, Body: x.Body,
		}
		if x.Upload != nil {
			source.Parts = []evidence.Part{}
			for _, part := range x.Upload.Parts {
				source.Parts = append(source.Parts, evidence.Part{Name: part.Name, ContentType: part.ContentType, Value: part.Value, Size: part.Size})
			}
		}
		for _, f := range s.findings {
			if f.Side == ResponseSide {
				source.Marks = append(source.Marks, evidence.Mark{
					Side: f.Side.String(), Severity: f.Severity.String(), Rule: f.Rule, Location: f.Location, Message: f.Message,
				})
			}
		}
		sources = append(sources, source)
	}
	return redactor.Exchanges(sources)
}

// quote is the body of an answer as a failure may quote it: a target may put anything there.
func (w *wire) quote(req *http.Request, a *Answer) string {
	operation, _ := w.operation(req.Method, req.URL)
	source := evidence.Source{
		Operation: operation, Method: req.Method, URL: req.URL, RequestHeader: req.Header,
		Status: a.Status, Header: a.Header, Body: a.Body,
	}
	if media, _ := mediaType(req.Header); media == formMedia && req.GetBody != nil {
		if body, err := req.GetBody(); err == nil {
			source.RequestBody, _ = io.ReadAll(body) // from memory
			_ = body.Close()
		}
	}
	shown := w.evidence.Exchanges([]evidence.Source{source})[0].Response
	return strings.TrimSpace(shown.Body + " " + shown.Note)
}

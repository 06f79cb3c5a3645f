package suite

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite/internal/buildwatch"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/gen/upload"
	"github.com/twilio-serverless/twilio-serverless-go/internal/forms"
	"github.com/twilio-serverless/twilio-serverless-go/internal/redact"
)

// A Session is what a case works with: raw HTTP and the raw generated clients, over a wire that checks and records
// every exchange and remembers every Service that came into being, so that it can be deleted. Nothing is repeated
// but what was answered 429, which the documentation calls never processed (https://www.twilio.com/docs/errors/20429).
//
// A Session belongs to one run of one case. It is safe for concurrent use.
type Session struct {
	// API is the generated client of the JSON host. Use it as `s.Answer(s.API.FetchService(ctx, sid))`.
	API *serverless.Client
	// Uploads is the generated client of the upload host.
	Uploads *upload.Client

	target *Target
	wire   *wire
	names  *names
}

// names gives out names that are unique in a run and the same in every run with the same seed.
type names struct {
	prefix string
	count  atomic.Int64
}

const formType = "application/x-www-form-urlencoded"

// newNames are the names of one attempt at a case.
func newNames(prefix, caseID string, attempt int) *names {
	if attempt > 0 {
		caseID += " " + strconv.Itoa(attempt)
	}
	digest := sha256.Sum256([]byte(caseID))
	return &names{prefix: prefix + "-" + hex.EncodeToString(digest[:3])}
}

func (n *names) next() string { return fmt.Sprintf("%s-%d", n.prefix, n.count.Add(1)) }

func newSession(target *Target, w *wire, n *names) (*Session, error) {
	if w.evidence == nil {
		w.evidence = redact.NewReport(&redact.ReportOptions{Prefix: n.prefix, Hide: newRedactor(target).text,
			ShowSent: true})
	}
	if w.builds == nil {
		w.builds = new(buildwatch.Watch)
	}
	return (&Session{target: target, wire: w, names: n}).As(target.Username, target.Password)
}

// As returns a Session with other credentials, or with none when both are empty. It shares names, records and
// cleaning with s.
func (s *Session) As(username, password string) (*Session, error) {
	doer := &sender{wire: s.wire, username: username, password: password}
	api, err := serverless.NewClient(s.target.APIURL, serverless.WithHTTPClient(doer))
	if err != nil {
		return nil, fmt.Errorf("client of %s: %w", s.target.APIURL, err)
	}
	uploads, err := upload.NewClient(s.target.UploadURL, upload.WithHTTPClient(doer))
	if err != nil {
		return nil, fmt.Errorf("client of %s: %w", s.target.UploadURL, err)
	}
	return &Session{API: api, Uploads: uploads, target: s.target, wire: s.wire, names: s.names}, nil
}

// Target is what the case runs against, with its defaults filled in. It must not be changed.
func (s *Session) Target() *Target { return s.target }

// Has reports whether the target has a feature: one that it claims, or one that the run sees by itself.
func (s *Session) Has(ctx context.Context, feature Feature) bool {
	return s.wire.has != nil && s.wire.has(ctx, feature)
}

// Name returns a name that no other call in the run returns: lower-case letters, digits and dashes, at most 50
// characters, legal as the unique name of a Service and of an Environment.
func (s *Session) Name() string { return s.names.next() }

// Get fetches from the JSON API; path begins with `/v1`.
func (s *Session) Get(ctx context.Context, path string) *Answer {
	return s.Send(ctx, http.MethodGet, path, "", "")
}

// Post sends form as application/x-www-form-urlencoded, one key per value, with what the operation requires besides, see
// [Session.Whole]; nil sends an empty body.
func (s *Session) Post(ctx context.Context, path string, form url.Values) *Answer {
	if form != nil {
		form = s.Whole(path, form)
	}
	return s.Send(ctx, http.MethodPost, path, formType, form.Encode())
}

// Whole adds to a form for a path the fields that the operation requires and the case does not write down. Each has
// the value of the contract's example; a UniqueName is one of [Session.Name].
func (s *Session) Whole(path string, form url.Values) url.Values { return forms.At(path, form, s.Name) }

// Rest is what [Session.Whole] adds, to go before a body that a case writes as text: "Name=value&". It is empty for a
// body that has all that is required.
func (s *Session) Rest(path, body string) string { return forms.Rest(path, body, s.Name) }

// Offers reports whether the API has an operation for a request: a case that does the same to all kinds of resources
// leaves out those that it is not offered for.
func (s *Session) Offers(method, path string) bool {
	_, _, is := operations.Match(operations.ServerlessHost, method, path)
	return is
}

// Delete sends a DELETE without a body.
func (s *Session) Delete(ctx context.Context, path string) *Answer {
	return s.Send(ctx, http.MethodDelete, path, "", "")
}

// Send sends any method and body to the JSON API; an empty contentType sends no Content-Type.
func (s *Session) Send(ctx context.Context, method, path, contentType, body string) *Answer {
	return s.SendTo(ctx, method, s.target.APIURL+path, contentType, body)
}

// SendTo sends any method and body to an absolute address, with the credentials of the session.
func (s *Session) SendTo(ctx context.Context, method, address, contentType, body string) *Answer {
	req, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		return &Answer{Method: method, Path: address, err: err}
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	return s.Answer(s.API.Client.Do(req))
}

// Together does something for each number below n, all at once, and joins what is wrong. Only a case
// that says so in [Case.AtOnce] may: a recording of any other is replayed in its order.
func (s *Session) Together(n int, do func(i int) error) error {
	if !s.wire.atOnce {
		return errors.New("the case sends requests together and does not say AtOnce")
	}
	return atOnce(n, do)
}

func atOnce(n int, do func(i int) error) error {
	problems := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { problems[i] = do(i) })
	}
	all.Wait()
	return errors.Join(problems...)
}

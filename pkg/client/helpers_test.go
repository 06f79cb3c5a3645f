package client

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// SIDs of the tests, one of each kind.
var (
	accountID     = "AC" + strings.Repeat("a", 32)
	serviceID     = "ZS" + strings.Repeat("0", 32)
	environmentID = "ZE" + strings.Repeat("1", 32)
	functionID    = "ZH" + strings.Repeat("2", 32)
	assetID       = "ZH" + strings.Repeat("3", 32)
	versionID     = "ZN" + strings.Repeat("4", 32)
	buildID       = "ZB" + strings.Repeat("5", 32)
	deploymentID  = "ZD" + strings.Repeat("6", 32)
	logID         = "NO" + strings.Repeat("8", 32)
)

const token = "token-of-the-tests"

// serviceJSON is enough of a Service for the client.
var serviceJSON = fmt.Sprintf(`{"sid":%q,"unique_name":"hello"}`, serviceID)

// roundTrip is an http.RoundTripper made of a function. Like a real one it closes the body of the
// request, whatever happens.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		defer req.Body.Close()
	}
	return f(req)
}

// answer makes a response; headers are pairs of name and value.
func answer(status int, body string, headers ...string) *http.Response {
	h := http.Header{"Content-Type": {"application/json; charset=utf-8"}}
	for i := 0; i < len(headers); i += 2 {
		h.Set(headers[i], headers[i+1])
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)),
		ContentLength: int64(len(body))}
}

// brokenBody yields what arrived, then the error of a connection that broke off.
func brokenBody(arrived string, err error) io.ReadCloser {
	return io.NopCloser(io.MultiReader(strings.NewReader(arrived), failingReader{err}))
}

type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }

// sent is one request as a transport got it.
type sent struct {
	method, url string
	header      http.Header
	length      int64
	body        string
}

// recorder answers requests one after the other and keeps them. The last answer serves for all that follow.
type recorder struct {
	mu      sync.Mutex
	sent    []sent
	answers []func(*http.Request) (*http.Response, error)
}

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := readBody(req)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, sent{req.Method, req.URL.String(), req.Header.Clone(), req.ContentLength, body})
	if err != nil {
		return nil, err // as net/http does when the body cannot be read
	}
	return r.answers[min(len(r.sent), len(r.answers))-1](req)
}

func readBody(req *http.Request) (string, error) {
	if req.Body == nil {
		return "", nil
	}
	defer req.Body.Close()
	var b bytes.Buffer
	_, err := b.ReadFrom(req.Body)
	return b.String(), err
}

func always(status int, body string, headers ...string) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) { return answer(status, body, headers...), nil }
}

// ids is a SID of each kind that tests speak of, by the last word of a path that ends in no SID. Others get one from
// madeIn.
var ids = map[string]string{
	"Services": serviceID, "Environments": environmentID, "Functions": functionID, "Assets": assetID, "Builds": buildID,
	"Versions": versionID, "Deployments": deploymentID, "Logs": logID,
	"hello": serviceID,
}

// about is the least resource that answers a request: the one that its path names, or a new one.
func about(req *http.Request) string {
	words := strings.Split(req.URL.Path, "/")
	verb := slices.ContainsFunc(operations.All(), func(op operations.Operation) bool {
		return op.Acts() && op.Verb() == words[len(words)-1]
	})
	if last := words[len(words)-1]; last == "Content" || last == "Status" || verb {
		words = words[:len(words)-1]
	}
	sid := words[len(words)-1]
	if known, ok := ids[sid]; ok {
		sid = known
	} else if made := madeIn(sid); made != "" {
		sid = made
	}
	return fmt.Sprintf(`{"sid":%q}`, sid)
}

// madeIn is a SID of what lies in a collection, as the contract says; empty when a word is no collection.
func madeIn(collection string) string {
	for _, op := range operations.All() {
		if strings.HasSuffix(op.Template, "/"+collection+"/{Sid}") {
			return op.Path[len(op.Path)-1].SIDPrefix() + strings.Repeat("7", 32)
		}
	}
	return ""
}

// done answers with the resource that the request is about.
func done(status int) func(*http.Request) (*http.Response, error) {
	return func(req *http.Request) (*http.Response, error) { return answer(status, about(req)), nil }
}

func fails(err error) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// newClient returns a client that sends through transport.
func newClient(t testing.TB, transport http.RoundTripper, change ...func(*Options)) *Client {
	t.Helper()
	opts := &Options{HTTPClient: &http.Client{Transport: transport}}
	for _, f := range change {
		f(opts)
	}
	c, err := New(AuthToken(accountID, token), opts)
	require.NoError(t, err)
	return c
}

// recording returns a client and the recorder behind it.
func recording(t testing.TB, answers ...func(*http.Request) (*http.Response, error)) (*Client, *recorder) {
	t.Helper()
	r := &recorder{answers: answers}
	return newClient(t, r), r
}

// silent fails the test when anything is sent.
func silent(t testing.TB) http.RoundTripper {
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		t.Errorf("sent %s %s", req.Method, req.URL)
		return answer(200, serviceJSON), nil
	})
}

// asError unwraps the *Error, which every failure of an operation is.
func asError(t testing.TB, err error) *Error {
	t.Helper()
	var e *Error
	require.ErrorAs(t, err, &e)
	return e
}

func ptr[T any](v T) *T { return &v }

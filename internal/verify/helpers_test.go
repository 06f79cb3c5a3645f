package verify

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// fixture is a proxy on loopback in front of a server.
type fixture struct {
	proxy       *Proxy
	url, upload string // of the two listeners; upload is empty if there is one only

	mu       sync.Mutex
	findings []Sighting
	troubles []error
}

// start serves a proxy for upstream, and with two listeners if there is an upload upstream.
func start(t *testing.T, upstream, upload string, refuse bool) *fixture {
	t.Helper()
	f := &fixture{}
	api := httptest.NewUnstartedServer(nil)
	uploads := httptest.NewUnstartedServer(nil)
	opts := Options{
		Upstream: upstream, UploadUpstream: upload, Refuse: refuse, Addr: api.Listener.Addr().String(),
		OnFinding: func(s Sighting) {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.findings = append(f.findings, s)
		},
		OnTrouble: func(err error) {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.troubles = append(f.troubles, err)
		},
	}
	if upload != "" {
		opts.UploadAddr = uploads.Listener.Addr().String()
	}
	var err error
	f.proxy, err = New(opts)
	require.NoError(t, err)
	api.Config.Handler = f.proxy.Handler()
	api.Start()
	t.Cleanup(api.Close)
	f.url = api.URL
	t.Cleanup(uploads.Close)
	if upload == "" {
		assert.Nil(t, f.proxy.UploadHandler())
		return f
	}
	uploads.Config.Handler = f.proxy.UploadHandler()
	uploads.Start()
	f.upload = uploads.URL
	return f
}

// seen returns what was reported until now.
func (f *fixture) seen() ([]Sighting, []error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]Sighting{}, f.findings...), append([]error{}, f.troubles...)
}

func (f *fixture) client(t *testing.T) *client.Client {
	t.Helper()
	c, err := client.New(client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken),
		&client.Options{APIURL: f.url, UploadURL: f.upload})
	require.NoError(t, err)
	return c
}

// emulated serves an emulator on loopback; change, if there is one, edits its answers.
func emulated(t *testing.T, change func(r *http.Request, status int, answer map[string]any) int) (
	*emulator.Emulator, string) {
	t.Helper()
	e, err := emulator.New(&emulator.Options{Seed: 1})
	require.NoError(t, err)
	var handler http.Handler = e
	if change != nil {
		handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			answer := httptest.NewRecorder()
			e.ServeHTTP(answer, r)
			var value map[string]any
			status, body := answer.Code, answer.Body.Bytes()
			if json.Unmarshal(body, &value) == nil {
				status = change(r, status, value)
				body, _ = json.Marshal(value)
			}
			w.Header().Set("Content-Type", answer.Header().Get("Content-Type"))
			w.WriteHeader(status)
			_, _ = w.Write(body)
		})
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return e, server.URL
}

// send sends a request with the credentials of the emulator and returns the answer with its body.
func send(t *testing.T, method, address, form string, header ...string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form))
	require.NoError(t, err)
	request.SetBasicAuth(emulator.TestAccountSID, emulator.TestAuthToken)
	if form != "" {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultTransport.RoundTrip(request) // follows no redirects
	require.NoError(t, err)
	defer response.Body.Close()
	var text bytes.Buffer
	_, err = io.Copy(&text, response.Body)
	require.NoError(t, err)
	return response, text.String()
}

func rules(findings []Sighting) []string {
	var all []string
	for _, s := range findings {
		all = append(all, s.Finding.Operation+" "+s.Finding.Rule)
	}
	return all
}

func exchangeAt(path string) *contract.Exchange {
	return &contract.Exchange{Method: http.MethodGet, URL: &url.URL{Path: path}}
}

func findingAt(i int) []contract.Finding {
	return []contract.Finding{{Severity: contract.Violation, Rule: "rule-" + strconv.Itoa(i)}}
}

// roundTripper is a transport in a function.
type roundTripper func(*http.Request) (*http.Response, error)

// RoundTrip implements [http.RoundTripper].
func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// replaceByFile puts an empty file at the place of a folder.
func replaceByFile(dir string) error {
	return errors.Join(os.RemoveAll(dir), os.WriteFile(dir, nil, 0o600))
}

package variants_test

import (
	"compress/gzip"
	"context"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// TestWire runs a part of the catalogue over real connections, to servers that speak HTTP in other ways.
func TestWire(t *testing.T) {
	t.Parallel()
	var some []suite.Case
	for i, c := range cases.All() {
		if *full || i%24 == 0 {
			some = append(some, c)
		}
	}
	servers := []wireServer{
		{name: "HTTP/2, where header names are in lower case", h2: true},
		{name: "answers in gzip", wrap: func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
					next.ServeHTTP(w, r)
					return
				}
				zipped := &gzipped{ResponseWriter: w}
				next.ServeHTTP(zipped, r)
				zipped.end()
			})
		}},
		{name: "early hints, and trailers after an answer in pieces", wrap: func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Link", "</style.css>; rel=preload")
				w.WriteHeader(http.StatusEarlyHints)
				w.Header().Set("Trailer", "X-Checksum")
				next.ServeHTTP(flushing{w}, r)
				w.Header().Set("X-Checksum", "none")
			})
		}},
		{name: "a connection for each answer", set: func(s *httptest.Server) { s.Config.SetKeepAlivesEnabled(false) }},
		{name: "connections that are closed when they are idle for 5 ms",
			set: func(s *httptest.Server) { s.Config.IdleTimeout = 5 * time.Millisecond }},
		{name: "header names in other letters", wrap: func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header()["x-lower"], w.Header()["SERVER"] = []string{"a", "b"}, []string{"an API"}
				next.ServeHTTP(w, r)
			})
		}},
	}
	reports, errs := make([]*suite.Report, len(servers)), make([]error, len(servers))
	var all sync.WaitGroup
	for i, s := range servers { // most of the time of a run is waits, so go test's bound on parallel tests is too low
		all.Go(func() { reports[i], errs[i] = s.run(t.Context(), some) })
	}
	all.Wait()
	for i, s := range servers {
		t.Run(s.name, func(t *testing.T) {
			require.NoError(t, errs[i])
			accuses(t, reports[i])
			assert.Zero(t, reports[i].Totals.Error)
			assert.Positive(t, reports[i].Totals.Pass)
		})
	}
}

// A wireServer speaks HTTP in another way.
type wireServer struct {
	name string
	h2   bool
	wrap func(next http.Handler) http.Handler
	set  func(s *httptest.Server)
}

// run runs cases against the server, over real connections.
func (s wireServer) run(ctx context.Context, some []suite.Case) (*suite.Report, error) {
	emu, err := emulator.New(&emulator.Options{Seed: 1, BuildTime: 3 * time.Millisecond})
	if err != nil {
		return nil, err
	}
	var handler http.Handler = emu
	if s.wrap != nil {
		handler = s.wrap(handler)
	}
	server := httptest.NewUnstartedServer(handler)
	server.EnableHTTP2 = s.h2
	if s.set != nil {
		s.set(server)
	}
	server.StartTLS()
	defer server.Close()
	base := server.Client().Transport.(*http.Transport).Clone()
	base.ForceAttemptHTTP2 = s.h2
	transport := suite.NewTransport(base)
	defer transport.CloseIdleConnections()
	return suite.Run(ctx, &suite.Target{
		APIURL: server.URL, Username: emulator.TestAccountSID, Password: emulator.TestAuthToken,
		Transport: transport, PollInterval: time.Millisecond,
	}, &suite.RunOptions{Cases: some, Seed: 11, Assumed: true})
}

// A gzipped compresses what is answered, unless it has no body.
type gzipped struct {
	http.ResponseWriter
	to    *gzip.Writer
	begun bool
}

func (g *gzipped) WriteHeader(status int) {
	g.begun = true
	if g.to == nil && status >= 200 && status != http.StatusNoContent {
		g.Header().Del(textproto.CanonicalMIMEHeaderKey("content-length"))
		g.Header().Set("Content-Encoding", "gzip")
		g.to = gzip.NewWriter(g.ResponseWriter)
	}
	g.ResponseWriter.WriteHeader(status)
}

func (g *gzipped) Write(p []byte) (int, error) {
	if !g.begun {
		g.WriteHeader(http.StatusOK)
	}
	if g.to == nil {
		return g.ResponseWriter.Write(p)
	}
	return g.to.Write(p)
}

func (g *gzipped) end() {
	if g.to != nil {
		_ = g.to.Close() // the client sees what is missing
	}
}

// flushing sends every piece at once.
type flushing struct{ http.ResponseWriter }

func (f flushing) Write(p []byte) (int, error) {
	f.Header().Del("Content-Length")
	n, err := f.ResponseWriter.Write(p[:len(p)/2])
	if err != nil {
		return n, err
	}
	if flusher, ok := f.ResponseWriter.(http.Flusher); ok {
		flusher.Flush()
	}
	m, err := f.ResponseWriter.Write(p[len(p)/2:])
	return n + m, err
}

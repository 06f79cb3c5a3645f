package variants_test

import (
	"compress/gzip"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
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
	for _, tt := range []struct {
		name string
		h2   bool
		wrap func(next http.Handler) http.Handler
		set  func(s *httptest.Server)
	}{
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
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			emu, err := emulator.New(&emulator.Options{Seed: 1, BuildTime: 3 * time.Millisecond})
			require.NoError(t, err)
			var handler http.Handler = emu
			if tt.wrap != nil {
				handler = tt.wrap(handler)
			}
			server := httptest.NewUnstartedServer(handler)
			server.EnableHTTP2 = tt.h2
			if tt.set != nil {
				tt.set(server)
			}
			server.StartTLS()
			defer server.Close()
			base := server.Client().Transport.(*http.Transport).Clone()
			base.ForceAttemptHTTP2 = tt.h2
			transport := suite.NewTransport(base)
			defer transport.CloseIdleConnections()
			report, err := suite.Run(t.Context(), &suite.Target{
				APIURL: server.URL, Username: emulator.TestAccountSID, Password: emulator.TestAuthToken,
				Transport: transport, PollInterval: time.Millisecond,
			}, &suite.RunOptions{Cases: some, Seed: 11, Assumed: true})
			require.NoError(t, err)
			accuses(t, report)
			accuses(t, report)
			assert.Zero(t, report.Totals.Error)
			assert.Positive(t, report.Totals.Pass)
		})
	}
}

// A gzipped compresses what is answered, unless it has no body.
type gzipped struct {
	http.ResponseWriter
	to *gzip.Writer
}

func (g *gzipped) WriteHeader(status int) {
	if g.to == nil && status >= 200 && status != http.StatusNoContent {
		g.Header().Del(textproto.CanonicalMIMEHeaderKey("content-length"))
		g.Header().Set("Content-Encoding", "gzip")
		g.to = gzip.NewWriter(g.ResponseWriter)
	}
	g.ResponseWriter.WriteHeader(status)
}

func (g *gzipped) Write(p []byte) (int, error) {
	if g.to == nil {
		g.WriteHeader(http.StatusOK)
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

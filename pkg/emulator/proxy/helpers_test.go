package proxy_test

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/proxy"
)

// stand is a proxy on a port of its own, and a client that uses it.
type stand struct {
	addr   string
	ca     string // file of the certificate
	proxy  *proxy.Proxy
	client *http.Client
	served chan error

	mu    sync.Mutex
	lines []string
}

func (s *stand) notify(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines = append(s.lines, line)
}

func (s *stand) notices() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.lines...)
}

func start(t *testing.T, handler http.Handler) *stand {
	t.Helper()
	s := &stand{ca: filepath.Join(t.TempDir(), "ca.pem"), served: make(chan error, 1)}
	authority, err := proxy.OpenAuthority(s.ca, time.Now())
	require.NoError(t, err)
	s.proxy = proxy.New(handler, authority, &proxy.Options{Notify: s.notify})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s.addr = listener.Addr().String()
	go func() { s.served <- s.proxy.Serve(listener) }()
	s.client = s.newClient(t)
	t.Cleanup(func() {
		s.client.CloseIdleConnections()
		assert.NoError(t, s.proxy.Close())
		assert.ErrorIs(t, <-s.served, http.ErrServerClosed)
	})
	return s
}

// newClient makes a client that trusts the authority and no other, as
// SSL_CERT_FILE has it.
func (s *stand) newClient(t *testing.T) *http.Client {
	t.Helper()
	return &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{
		Proxy:           http.ProxyURL(&url.URL{Scheme: "http", Host: s.addr}),
		TLSClientConfig: &tls.Config{RootCAs: s.roots(t)},
	}}
}

func (s *stand) roots(t *testing.T) *x509.CertPool {
	t.Helper()
	content, err := os.ReadFile(s.ca)
	require.NoError(t, err)
	roots := x509.NewCertPool()
	require.True(t, roots.AppendCertsFromPEM(content))
	return roots
}

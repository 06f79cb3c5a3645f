package proxy

import (
	"crypto/tls"
	"net/http"
	"sync"

	"github.com/elazarl/goproxy"
)

// maxLeaves bounds the certificates kept: each environment has a host of its own.
const maxLeaves = 256

// signer gives the configuration for a host, with a certificate for it alone.
func signer(authority *Authority) func(host string, ctx *goproxy.ProxyCtx) (*tls.Config, error) {
	fromCA := goproxy.TLSConfigFromCA(&authority.pair)
	return func(host string, ctx *goproxy.ProxyCtx) (*tls.Config, error) {
		config, err := fromCA(host, ctx)
		if err != nil {
			return nil, err
		}
		return &tls.Config{
			Certificates: config.Certificates,
			MinVersion:   tls.VersionTLS12,
			NextProtos:   []string{"h2", "http/1.1"},
		}, nil
	}
}

// leaves is a goproxy.CertStorage that forgets.
type leaves struct {
	mu     sync.Mutex
	byHost map[string]*tls.Certificate
}

func newLeaves() *leaves { return &leaves{byHost: map[string]*tls.Certificate{}} }

func (l *leaves) Fetch(host string, sign func() (*tls.Certificate, error)) (*tls.Certificate, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if known := l.byHost[host]; known != nil {
		return known, nil
	}
	made, err := sign()
	if err != nil {
		return nil, err
	}
	if len(l.byHost) >= maxLeaves {
		clear(l.byHost)
	}
	l.byHost[host] = made
	return made, nil
}

// withTLSState is r as if it had come over TLS, for handlers that ask.
func withTLSState(r *http.Request, host string) *http.Request {
	r = r.Clone(r.Context())
	r.TLS = &tls.ConnectionState{Version: tls.VersionTLS13, HandshakeComplete: true, ServerName: host}
	return r
}

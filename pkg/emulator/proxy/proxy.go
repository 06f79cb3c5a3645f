package proxy

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/elazarl/goproxy"

	"github.com/twilio-serverless/twilio-serverless-go/internal/unused"
)

// Bounds of both servers, the one that takes proxy requests and the one at the end
// of the tunnels. Bodies may be large and slow, headers not.
const (
	headerTimeout  = 10 * time.Second // TLS handshakes too
	idleTimeout    = 2 * time.Minute
	maxHeaderBytes = 64 << 10
)

// Options of a [Proxy].
type Options struct {
	// Notify is given a line about each thing that explains why a client fails: a
	// refused host, a client that does not trust the authority. It is called
	// concurrently. nil is not called.
	Notify func(line string)
	// Name begins the message to clients about a host that is not served. The default is "The emulator".
	Name string
}

// A Proxy serves Twilio's hosts from one handler. Make one with [New]; it is used
// for one listener.
type Proxy struct {
	opts    Options
	handler http.Handler
	connect *goproxy.ProxyHttpServer
	sign    func(host string, ctx *goproxy.ProxyCtx) (*tls.Config, error)
	tunnels *tunnelListener
	outer   *http.Server // speaks with the client as a proxy
	inner   *http.Server // speaks with it as Twilio, at the end of each tunnel
	spare   unused.Connections
}

// New makes a Proxy that has handler answer for Twilio's hosts and signs their
// certificates with authority. nil options mean the defaults of [Options].
// handler sees what Twilio would see: the Host without a port and, of TLS
// requests, a TLS state; HTTP/1.1 or HTTP/2, as the client negotiates.
func New(handler http.Handler, authority *Authority, opts *Options) *Proxy {
	p := &Proxy{handler: handler, tunnels: newTunnelListener()}
	if opts != nil {
		p.opts = *opts
	}
	if p.opts.Notify == nil {
		p.opts.Notify = func(string) {}
	}
	if p.opts.Name == "" {
		p.opts.Name = "The emulator"
	}
	p.sign = signer(authority)
	p.connect = p.newConnect()
	errorLog := log.New(lineWriter(p.opts.Notify), "", 0)
	server := func(h http.HandlerFunc) *http.Server {
		return &http.Server{
			Handler: h, ErrorLog: errorLog,
			ReadHeaderTimeout: headerTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes,
		}
	}
	p.outer, p.inner = server(p.serveProxy), server(p.serveTunnel)
	p.inner.ConnContext = withTarget
	p.outer.ConnState, p.inner.ConnState = p.spare.Follow, p.spare.Follow
	return p
}

// newConnect sets goproxy up to do what it is used for: CONNECT, and certificates.
// Whatever else would reach it ends in an error, and it can dial no host.
func (p *Proxy) newConnect() *goproxy.ProxyHttpServer {
	g := goproxy.NewProxyHttpServer()
	g.Logger = log.New(io.Discard, "", 0)
	g.CertStore = newLeaves()
	refuse := func(context.Context, string, string) (net.Conn, error) { return nil, errNeverForwarded }
	g.Tr = &http.Transport{DialContext: refuse}
	g.ConnectDial = func(network, addr string) (net.Conn, error) { return refuse(context.Background(), network, addr) }
	g.OnRequest().HandleConnectFunc(p.handleConnect)
	return g
}

var errNeverForwarded = errors.New("proxy: nothing is ever forwarded")

// Serve answers on listener until [Proxy.Shutdown] or [Proxy.Close], and then
// returns [http.ErrServerClosed].
func (p *Proxy) Serve(listener net.Listener) error {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = p.inner.Serve(p.tunnels) // its listener does not fail
	}()
	err := p.outer.Serve(listener)
	if !errors.Is(err, http.ErrServerClosed) {
		_ = p.inner.Close()
	}
	<-ended
	return err
}

// Shutdown stops listening, lets answers under way end and closes idle tunnels.
// When ctx ends first it returns its error; [Proxy.Close] then ends the rest.
func (p *Proxy) Shutdown(ctx context.Context) error {
	p.spare.Close()
	err := p.outer.Shutdown(ctx)
	return errors.Join(err, p.inner.Shutdown(ctx))
}

// Close ends everything at once.
func (p *Proxy) Close() error {
	err := p.outer.Close()
	return errors.Join(err, p.inner.Close())
}

// serveProxy answers a request that was sent to the proxy itself.
func (p *Proxy) serveProxy(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodConnect {
		p.connect.ServeHTTP(handOver{w}, r)
		return
	}
	if !r.URL.IsAbs() {
		writeText(w, http.StatusBadRequest,
			"This is a forward proxy for the hosts of Twilio: name it in HTTPS_PROXY, not in a URL.")
		return
	}
	t, err := parseURL(r.URL)
	if err != nil {
		p.refuse(w, r, err)
		return
	}
	if r.URL.Scheme == "https" { // sent in the clear: some clients do not tunnel
		r = withTLSState(r, t.host)
	}
	p.serve(w, r, t)
}

// serveTunnel answers a request that came through a tunnel.
func (p *Proxy) serveTunnel(w http.ResponseWriter, r *http.Request) {
	t := tunnelTarget(r.Context())
	if r.Method == http.MethodConnect {
		p.refuse(w, r, errors.New("a tunnel leads to one host, not to another tunnel"))
		return
	}
	// In HTTP/1.1 the host of an absolute URL is already r.Host.
	if got, err := parseTarget(r.Host, t.port); err != nil || got != t {
		p.opts.Notify(fmt.Sprintf("refused a request for %q in a tunnel to %s", r.Host, t))
		writeText(w, http.StatusMisdirectedRequest, fmt.Sprintf("The tunnel leads to %s, the request asks for %q.", t,
			r.Host))
		return
	}
	p.serve(w, r, t)
}

// serve hands a request for one of Twilio's hosts on.
func (p *Proxy) serve(w http.ResponseWriter, r *http.Request, t target) {
	if !isEmulated(t.host) {
		p.opts.Notify("not served: " + t.host)
		writeUnserved(w, p.opts.Name, t.host)
		return
	}
	r.Host, r.URL.Host, r.URL.Scheme = t.host, "", ""
	for _, name := range []string{"Proxy-Authorization", "Proxy-Connection", "Proxy-Authenticate"} {
		r.Header.Del(name) // between the client and the proxy
	}
	p.handler.ServeHTTP(w, r)
}

func (p *Proxy) refuse(w http.ResponseWriter, r *http.Request, reason error) {
	p.opts.Notify(fmt.Sprintf("refused %s: %v", r.Method, reason))
	writeText(w, http.StatusForbidden, refusal(reason))
}

// lineWriter gives each message of a log.Logger, which makes one call for each.
type lineWriter func(string)

// spareClosed begins what net/http says of a connection that was opened in advance and closed without a request, which
// clients may do.
const spareClosed = "http2: server: error reading preface from client "

func (f lineWriter) Write(b []byte) (int, error) {
	if line := strings.TrimSuffix(string(b), "\n"); !strings.HasPrefix(line, spareClosed) {
		f(line)
	}
	return len(b), nil
}

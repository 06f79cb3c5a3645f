package verify

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/internal/hosts"
	"github.com/twilio-serverless/twilio-serverless-go/internal/slow"
)

// Options say where the traffic comes from and where it goes.
type Options struct {
	// Upstream and UploadUpstream are the base URLs of the server, without /v1. Without
	// UploadUpstream one listener serves all.
	Upstream, UploadUpstream string
	// Addr and UploadAddr are the addresses that the two handlers are served at, such as
	// 127.0.0.1:9000. Answers that came through one listener may have URLs that lead to the other
	// one.
	Addr, UploadAddr string
	// Refuse answers requests that break the contract with an error instead of forwarding them.
	// Each request is then read to its end first, up to 32 MiB.
	Refuse bool
	// Transport reaches the server; nil means a transport of its own that changes nothing on the
	// wire.
	Transport http.RoundTripper
	// Record, if it is set, sees each exchange with the server as it was sent. Answers are then asked for without
	// compression.
	Record func(next http.RoundTripper) http.RoundTripper
	// OnFinding is given every finding as it happens; OnTrouble what no finding says: a request
	// without an answer, a page URL that leads elsewhere. What they are given may be printed. They
	// are called from the goroutines of the requests, one at a time; nil is allowed.
	OnFinding func(Sighting)
	OnTrouble func(error)
}

// Proxy is the proxy with its two handlers. It is safe for concurrent use.
type Proxy struct {
	opts        Options
	checker     *contract.Checker
	api, upload *side // upload is nil without an upload upstream
	tally       *tally
	transport   http.RoundTripper // to the server, unchecked

	mu sync.Mutex // one call of OnFinding or OnTrouble at a time
}

// side is one listener with the server behind it.
type side struct {
	addr     string
	upstream *url.URL
	uploads  bool // of Twilio's two hosts it is the one for uploads
	plain    bool // asks for answers without compression
	forward  http.Handler
}

// New fails on a base URL that is not absolute or that holds credentials, which belong into the
// requests.
func New(opts Options) (*Proxy, error) {
	t, err := newTally()
	if err != nil {
		return nil, err
	}
	p := &Proxy{opts: opts, tally: t}
	if p.checker, err = contract.NewChecker(&contract.CheckerOptions{
		APIURL: opts.Upstream, UploadURL: opts.UploadUpstream,
	}); err != nil {
		return nil, err
	}
	transport := opts.Transport
	if transport == nil {
		transport = plainTransport()
	}
	p.transport = transport
	if opts.Record != nil {
		transport = opts.Record(transport)
	}
	checked := p.checker.Transport(transport, p.observe)
	if p.api, err = p.newSide(opts.Upstream, opts.Addr, checked); err != nil {
		return nil, err
	}
	if opts.UploadUpstream != "" {
		if p.upload, err = p.newSide(opts.UploadUpstream, opts.UploadAddr, checked); err != nil {
			return nil, err
		}
		p.upload.uploads = true
	}
	return p, nil
}

// Handler serves the JSON API, and the uploads too unless they have an upstream of their own. What an emulator serves of
// what is deployed, below /_live/, is forwarded and not checked, since it is no part of the API.
func (p *Proxy) Handler() http.Handler {
	if hosts.OfTwilio(p.api.upstream) {
		return p.api
	}
	sites := p.sitesHandler()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/_live/") {
			sites.ServeHTTP(w, r)
			return
		}
		p.api.ServeHTTP(w, r)
	})
}

// UploadHandler serves the uploads. It is nil without an upload upstream.
func (p *Proxy) UploadHandler() http.Handler {
	if p.upload == nil {
		return nil
	}
	return p.upload
}

const answerTimeout = 2 * time.Minute // for a server that took a request and went silent

// plainTransport neither asks for compression by itself nor speaks HTTP/2 to a server that HTTP/1.1
// clients talk to through us.
func plainTransport() http.RoundTripper {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DisableCompression, transport.ResponseHeaderTimeout = true, answerTimeout
	transport.ForceAttemptHTTP2, transport.TLSNextProto = false, map[string]func(string, *tls.Conn) http.RoundTripper{}
	return slow.Transport{RoundTripper: transport}
}

func (p *Proxy) newSide(upstream, addr string, transport http.RoundTripper) (*side, error) {
	base, err := url.Parse(upstream)
	switch {
	case err != nil || base.Host == "":
		return nil, errors.New("the base URL of the upstream is not an absolute http or https URL")
	case base.User != nil:
		return nil, fmt.Errorf("%s holds credentials: send them with the requests", base.Redacted())
	case sameAddress(base, addr):
		return nil, fmt.Errorf("%s is the proxy itself", base)
	}
	base.Path, base.RawPath = strings.TrimRight(base.Path, "/"), strings.TrimRight(base.RawPath, "/")
	s := &side{addr: addr, upstream: base, plain: p.opts.Record != nil}
	var forward http.Handler = &httputil.ReverseProxy{
		Rewrite:        s.rewrite,
		Transport:      transport,
		ModifyResponse: p.rewriteAnswer,
		ErrorHandler:   p.unanswered,
		// what it would log comes through ErrorHandler, or is a client that went away
		ErrorLog: log.New(io.Discard, "", 0),
	}
	if p.opts.Refuse {
		forward = p.refusing(s, forward)
	}
	s.forward = forward
	return s, nil
}

// ServeHTTP serves clients that use the address of this proxy as base URL.
func (s *side) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodConnect { // asks for a tunnel to another host, which this is not for
		reply(w, http.StatusMethodNotAllowed, codeUnanswered,
			"it opens no tunnels here: use this address as the base URL, or start it with --proxy")
		return
	}
	s.serve(w, r, false)
}

// controls reports a request to the control API of an emulator, which believes a client by its address and by the names
// of hosts. Behind this proxy every client would have those of this machine.
func controls(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/_emulator/") }

func refuseControl(w http.ResponseWriter) {
	reply(w, http.StatusForbidden, codeUnanswered,
		"the control API of an emulator is not forwarded: ask the emulator itself")
}

// serve forwards a request and sends the answer back; hosts is set for clients that use Twilio's addresses.
func (s *side) serve(w http.ResponseWriter, r *http.Request, hosts bool) {
	if controls(r) {
		refuseControl(w)
		return
	}
	// An answer without these gets none from us: net/http would guess the one and add the other.
	w.Header()["Content-Type"], w.Header()["Date"] = nil, nil
	view := newClientView(s, r, hosts)
	view.body = &clientBody{ReadCloser: r.Body}
	r = r.WithContext(context.WithValue(r.Context(), clientKey{}, view))
	if r.Body != nil && r.Body != http.NoBody {
		r.Body = view.body
	}
	s.forward.ServeHTTP(w, r)
}

// sameAddress recognises a proxy in front of itself, which would never end.
func sameAddress(base *url.URL, addr string) bool {
	host, port, err := net.SplitHostPort(addr)
	if err != nil || base.Port() != port {
		return false
	}
	local := net.ParseIP(base.Hostname())
	return host == base.Hostname() || base.Hostname() == "localhost" && net.ParseIP(host).IsLoopback() ||
		net.ParseIP(host).IsUnspecified() && (base.Hostname() == "localhost" || local.IsLoopback())
}

// rewrite addresses a request to the server and leaves the rest as it came.
func (s *side) rewrite(r *httputil.ProxyRequest) {
	r.SetURL(s.upstream)
	// ReverseProxy drops query parameters it cannot parse; to judge them is the server's business
	// and ours.
	r.Out.URL.RawQuery = r.In.URL.RawQuery
	for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"} {
		if values, ok := r.In.Header[name]; ok {
			r.Out.Header[name] = values
		}
	}
	// An answer in an encoding that this proxy cannot read could be neither checked nor rewritten.
	accepted := r.In.Header.Get("Accept-Encoding")
	if strings.Contains(strings.ToLower(accepted), "gzip") && !s.plain {
		r.Out.Header.Set("Accept-Encoding", "gzip")
	} else {
		r.Out.Header.Del("Accept-Encoding")
	}
}

// observe is told of every exchange by the checker.
func (p *Proxy) observe(x *contract.Exchange, findings []contract.Finding) {
	p.tally.add(p.checker, x, findings)
	p.tell(x, findings)
}

func (p *Proxy) tell(x *contract.Exchange, findings []contract.Finding) {
	if p.opts.OnFinding == nil || len(findings) == 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range findings {
		p.opts.OnFinding(sighting(x, f))
	}
}

func (p *Proxy) operation(x *contract.Exchange) string {
	id, _ := p.checker.Operation(x.Method, x.URL)
	return id
}

func (p *Proxy) trouble(err error) {
	if p.opts.OnTrouble != nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.opts.OnTrouble(err)
	}
}

// unanswered answers a client that the server gave no answer.
func (p *Proxy) unanswered(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil { // the client went away: no one reads an answer
		panic(http.ErrAbortHandler)
	}
	p.tally.unanswered()
	if view, ok := r.Context().Value(clientKey{}).(clientView); ok && view.body.err() != nil {
		brokenBody(w, r, view.body.err())
		return
	}
	p.trouble(fmt.Errorf("no answer to %s %s: %w", shownMethod(r.Method), shownPath(r.URL, r.Header), err))
	reply(w, http.StatusBadGateway, codeUnanswered, "the upstream gave no answer: "+err.Error())
}

package peers

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/internal/verify"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/proxy"
)

// Options of a [Stand].
type Options struct {
	// Emulator are the options of the emulator; a Judge among them is called too. nil means a lenient emulator whose
	// builds complete at once.
	Emulator *emulator.Options
	// Check checks every exchange against the contract, see [Stand.Violations]. It costs time, so that
	// measurements leave it off.
	Check bool
	// Verify puts the proxy of `twilio-serverless verify` between the clients and the emulator, which then is a server
	// of its own on loopback. Its findings are the violations.
	Verify bool
}

// A Stand is an emulator behind a forward proxy on loopback, with a journal of what was asked of
// it. Make one with [Start].
type Stand struct {
	emulator *emulator.Emulator
	proxy    *proxy.Proxy
	addr     string // of the proxy
	dir      string // the authority, and HOME of the commands
	served   chan error
	upstream *httptest.Server // with [Options.Verify], else nil

	mu         sync.Mutex
	calls      []Call
	notices    []string
	violations []string
}

// A Call is one answered request to the API.
type Call struct {
	Operation string // operationId; empty when no route was served
	Method    string
	Host      string
	Path      string
	Query     string
	Status    int
	UserAgent string
}

// Start makes a Stand on a free port, in a temporary directory of its own.
func Start(opts *Options) (_ *Stand, err error) {
	if opts == nil {
		opts = &Options{}
	}
	s := &Stand{served: make(chan error, 1)}
	var emulated emulator.Options
	if opts.Emulator != nil {
		emulated = *opts.Emulator
	}
	judge := emulated.Judge
	emulated.Judge = func(x *emulator.Exchange) {
		s.record(x)
		if judge != nil {
			judge(x)
		}
	}
	if s.emulator, err = emulator.New(&emulated); err != nil {
		return nil, err
	}
	handler, err := s.handler(opts)
	if err != nil {
		return nil, err
	}
	if s.dir, err = os.MkdirTemp("", "peers"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(s.dir)
		}
	}()
	if err := os.Mkdir(s.home(), 0o700); err != nil {
		return nil, err
	}
	authority, err := proxy.OpenAuthority(filepath.Join(s.dir, "ca.pem"), time.Now())
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s.addr = listener.Addr().String()
	s.proxy = proxy.New(handler, authority, &proxy.Options{Notify: s.notify})
	go func() { s.served <- s.proxy.Serve(listener) }()
	return s, nil
}

// handler is what the proxy serves: the emulator, its API under the contract's eyes when that is asked for.
func (s *Stand) handler(opts *Options) (http.Handler, error) {
	if opts.Verify {
		return s.verified()
	}
	if !opts.Check {
		return s.emulator, nil
	}
	checker, err := contract.NewChecker(nil)
	if err != nil {
		return nil, err
	}
	checked := checker.Handler(s.emulator, s.observe)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if emulator.IsSite(r) {
			s.emulator.ServeHTTP(w, r)
			return
		}
		checked.ServeHTTP(w, r)
	}), nil
}

// verified is the proxy of verify in front of the emulator. The host that a client has asked for reaches the journal in
// a header, since the emulator has another one.
func (s *Stand) verified() (http.Handler, error) {
	s.upstream = httptest.NewServer(s.emulator)
	checked, err := verify.New(verify.Options{
		Upstream: s.upstream.URL,
		OnFinding: func(f verify.Sighting) {
			s.mu.Lock()
			defer s.mu.Unlock()
			if f.Finding.Severity == contract.Violation {
				s.violations = append(s.violations, fmt.Sprintf("%s (%s %s)", f.Finding, f.Method, f.Path))
			}
		},
		OnTrouble: func(err error) { s.notify(err.Error()) },
	})
	if err != nil {
		s.upstream.Close()
		return nil, err
	}
	hosts := checked.HostsHandler()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Set(clientHost, r.Host)
		hosts.ServeHTTP(w, r)
	}), nil
}

// clientHost holds the host that a client has asked for.
const clientHost = "X-Forwarded-Host"

// Close stops the Stand and removes its directory.
func (s *Stand) Close() error {
	err := s.proxy.Close()
	if served := <-s.served; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	if s.upstream != nil {
		s.upstream.Close()
	}
	return errors.Join(err, os.RemoveAll(s.dir))
}

// Emulator is what stands behind the proxy.
func (s *Stand) Emulator() *emulator.Emulator { return s.emulator }

// Calls takes what was asked of the API since the last time, in the order of the answers.
func (s *Stand) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	calls := s.calls
	s.calls = nil
	return calls
}

// Notices are what the proxy has refused or failed at, such as other hosts that a peer wanted to reach.
func (s *Stand) Notices() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.notices...)
}

// Violations are what broke the contract, by either side, when [Options.Check] is set.
func (s *Stand) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.violations...)
}

func (s *Stand) record(x *emulator.Exchange) {
	call := Call{
		Operation: x.Operation, Method: x.Request.Method, Host: x.Request.Host,
		Path: x.Request.URL.Path, Query: x.Request.URL.RawQuery, Status: x.Status, UserAgent: x.Request.UserAgent(),
	}
	if s.upstream != nil {
		call.Host = x.Request.Header.Get(clientHost)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, call)
}

func (s *Stand) notify(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notices = append(s.notices, line)
}

func (s *Stand) observe(x *contract.Exchange, findings []contract.Finding) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range findings {
		if f.Severity == contract.Violation {
			s.violations = append(s.violations, fmt.Sprintf("%s (%s %s)", f, x.Method, x.URL.Path))
		}
	}
}

func (s *Stand) home() string { return filepath.Join(s.dir, "home") }

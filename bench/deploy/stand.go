package main

import (
	"maps"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/proxy"
)

// A stand is the emulator behind the proxy that all programs use, and the count of what they asked.
type stand struct {
	dir   string
	proxy *proxy.Proxy
	addr  string

	mu      sync.Mutex
	calls   map[string]int // by operationId
	refused int            // answered 429 or 5xx
}

func newStand(latency time.Duration) (*stand, error) {
	s := &stand{calls: map[string]int{}}
	emu, err := emulator.New(&emulator.Options{Latency: latency, Judge: s.count})
	if err != nil {
		return nil, err
	}
	if s.dir, err = os.MkdirTemp("", "bench-deploy"); err != nil {
		return nil, err
	}
	if err = os.Mkdir(filepath.Join(s.dir, "home"), 0o700); err != nil {
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
	s.proxy = proxy.New(emu, authority, nil)
	go func() { _ = s.proxy.Serve(listener) }()
	return s, nil
}

func (s *stand) close() {
	_ = s.proxy.Close()
	_ = os.RemoveAll(s.dir)
}

func (s *stand) count(x *emulator.Exchange) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls[x.Operation]++
	if x.Status == 429 || x.Status >= 500 {
		s.refused++
	}
}

// taken gives the calls since the last time.
func (s *stand) taken() (calls map[string]int, total, refused int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	calls, refused = maps.Clone(s.calls), s.refused
	for _, n := range calls {
		total += n
	}
	clear(s.calls)
	s.refused = 0
	return calls, total, refused
}

// environment is all that a program gets: nothing of this machine's own settings reaches the
// measurement.
func (s *stand) environment() []string {
	return append(proxy.Environment(s.addr, filepath.Join(s.dir, "ca.pem")),
		"PATH="+os.Getenv("PATH"), "HOME="+filepath.Join(s.dir, "home"), "CI=true", "NO_COLOR=1",
		"NO_UPDATE_NOTIFIER=1")
}

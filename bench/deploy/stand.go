package main

import (
	"context"
	"io"
	"maps"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/internal/simnet"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/proxy"
)

// A stand is the emulator behind the proxy that all programs use, far away over a line with a round
// trip, and the count of what they asked.
type stand struct {
	dir      string
	proxy    *proxy.Proxy
	network  *simnet.Network
	listener net.Listener

	mu      sync.Mutex
	calls   map[string]int // by operationId
	refused int            // answered 429 or 5xx
}

func newStand(roundTrip time.Duration, opts emulator.Options) (*stand, error) {
	s := &stand{calls: map[string]int{}, network: simnet.New(roundTrip, 0)}
	opts.Judge = s.count
	emu, err := emulator.New(&opts)
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
	if s.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, err
	}
	s.proxy = proxy.New(emu, authority, nil)
	go func() { _ = s.proxy.Serve(s.network.Listener()) }()
	go s.carry()
	return s, nil
}

// carry takes each connection over the line.
func (s *stand) carry() {
	for {
		near, err := s.listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer func() { _ = near.Close() }()
			far, err := s.network.DialContext(context.Background(), "tcp", "proxy")
			if err != nil {
				return
			}
			go func() {
				_, _ = io.Copy(far, near)
				_ = far.Close()
			}()
			_, _ = io.Copy(near, far)
		}()
	}
}

func (s *stand) close() {
	_ = s.listener.Close()
	_ = s.network.Listener().Close()
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
	return append(proxy.Environment(s.listener.Addr().String(), filepath.Join(s.dir, "ca.pem")),
		"PATH="+os.Getenv("PATH"), "HOME="+filepath.Join(s.dir, "home"), "CI=true", "NO_COLOR=1",
		"NO_UPDATE_NOTIFIER=1")
}

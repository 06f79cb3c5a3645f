package simnet

import (
	"context"
	"maps"
	"net"
	"sync"
	"time"
)

// Network is one server and the line to it, under any address.
type Network struct {
	roundTrip time.Duration
	bandwidth float64

	accepted chan net.Conn
	closed   chan struct{}
	close    sync.Once

	mu    sync.Mutex
	dials map[string]int
}

// New makes a network. bandwidth is in bytes a second for each connection and direction; 0 has no
// bound.
func New(roundTrip time.Duration, bandwidth float64) *Network {
	return &Network{
		roundTrip: roundTrip, bandwidth: bandwidth,
		accepted: make(chan net.Conn), closed: make(chan struct{}), dials: map[string]int{},
	}
}

// DialContext connects after a round trip, as TCP does. It is for http.Transport.
func (n *Network) DialContext(ctx context.Context, _, address string) (net.Conn, error) {
	n.mu.Lock()
	n.dials[address]++
	n.mu.Unlock()
	timer := time.NewTimer(n.roundTrip)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	client, clientEnd := net.Pipe()
	server, serverEnd := net.Pipe()
	carry(clientEnd, serverEnd, n.roundTrip/2, n.bandwidth)
	carry(serverEnd, clientEnd, n.roundTrip/2, n.bandwidth)
	select {
	case n.accepted <- conn{server, "192.0.2.1:1"}:
		return conn{client, addr(address)}, nil
	case <-n.closed:
	case <-ctx.Done():
	}
	_, _ = client.Close(), server.Close()
	return nil, net.ErrClosed
}

// Dials returns how often each address was dialled since the last Reset.
func (n *Network) Dials() map[string]int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return maps.Clone(n.dials)
}

// Reset begins the count of dials anew.
func (n *Network) Reset() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.dials = map[string]int{}
}

// Listener is the server's end: every dial arrives there.
func (n *Network) Listener() net.Listener { return listener{n} }

type listener struct{ *Network }

func (l listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.accepted:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l listener) Close() error {
	l.close.Do(func() { close(l.closed) })
	return nil
}

func (l listener) Addr() net.Addr { return addr("192.0.2.2:443") }

// conn has the addresses that net.Pipe lacks.
type conn struct {
	net.Conn
	remote addr
}

func (c conn) RemoteAddr() net.Addr { return c.remote }

type addr string

func (a addr) Network() string { return "tcp" }
func (a addr) String() string  { return string(a) }

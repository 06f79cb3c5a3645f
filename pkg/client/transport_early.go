package client

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"time"
)

// early is a connection that was opened beforehand.
type early struct {
	done   chan struct{}
	cancel context.CancelFunc
	conn   *tls.Conn
	err    error
	at     time.Time
}

// dialTLS connects to a host, or takes the connection that was opened beforehand.
func (l *lane) dialTLS(ctx context.Context, _, address string) (net.Conn, error) {
	l.mu.Lock()
	e := l.early[address]
	delete(l.early, address)
	l.mu.Unlock()
	if e != nil {
		select {
		case <-e.done:
			if e.err == nil && time.Since(e.at) < connectTimeout {
				return e.conn, nil
			}
			e.close()
		case <-ctx.Done():
			go func() {
				<-e.done
				e.close()
			}()
			return nil, ctx.Err()
		}
	}
	conn, err := l.handshake(ctx, address)
	if err != nil {
		return nil, err
	}
	return conn, nil
}

// connect opens a connection beforehand.
func (l *lane) connect(address string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.early[address] != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), connectTimeout)
	e := &early{done: make(chan struct{}), cancel: cancel}
	l.early[address] = e
	go func() {
		defer close(e.done)
		defer cancel()
		e.conn, e.err = l.handshake(ctx, address)
		e.at = time.Now()
	}()
}

// close gives the connection up.
func (e *early) close() {
	e.cancel()
	if e.conn != nil {
		_ = e.conn.Close()
	}
}

// handshake makes TLS on a new connection.
func (l *lane) handshake(ctx context.Context, address string) (*tls.Conn, error) {
	raw, err := l.dial(ctx, address)
	if err != nil {
		return nil, err
	}
	config := l.tls.Clone()
	if config.ServerName == "" {
		config.ServerName, _, _ = net.SplitHostPort(address)
	}
	if len(config.NextProtos) == 0 {
		config.NextProtos = []string{"h2", "http/1.1"}
	}
	conn := tls.Client(raw, config)
	ctx, cancel := context.WithTimeoutCause(ctx, l.handshakeTimeout(), errHandshake)
	defer cancel()
	if err := conn.HandshakeContext(ctx); err != nil {
		_ = raw.Close()
		if errors.Is(context.Cause(ctx), errHandshake) {
			err = errHandshake
		}
		return nil, err
	}
	return conn, nil
}

var errHandshake = errors.New("TLS handshake timeout")

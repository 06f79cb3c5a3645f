package client

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// proxyFunc finds the proxy of a request, as http.Transport.Proxy does.
type proxyFunc func(*http.Request) (*url.URL, error)

// ownTunnels has the lane open the tunnels through HTTP proxies itself, so that it can open one
// before a request is there. It takes the proxies for https off the transport, but for those that
// only net/http speaks to: SOCKS, and all when a setting of the transport watches the CONNECT.
func (l *lane) ownTunnels(base *http.Transport) {
	if base.Proxy == nil || base.OnProxyConnectResponse != nil || base.GetProxyConnectHeader != nil {
		return
	}
	l.proxy = base.Proxy
	l.http.Proxy = func(req *http.Request) (*url.URL, error) {
		proxy, err := base.Proxy(req)
		if err == nil && req.URL.Scheme == "https" && tunnels(proxy) {
			return nil, nil
		}
		return proxy, err
	}
}

// tunnels reports whether a lane opens tunnels through a proxy itself.
func tunnels(proxy *url.URL) bool {
	return proxy != nil && (proxy.Scheme == "http" || proxy.Scheme == "https")
}

// dial connects to an address, through a proxy if there is one.
func (l *lane) dial(ctx context.Context, address string) (net.Conn, error) {
	dial := l.http.DialContext
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	if l.proxy == nil {
		return dial(ctx, "tcp", address)
	}
	// The request has no more than the host: that is what a connection is for.
	proxy, err := l.proxy(&http.Request{Method: http.MethodGet, URL: &url.URL{Scheme: "https", Host: address}})
	if err != nil {
		return nil, err
	}
	if !tunnels(proxy) {
		return dial(ctx, "tcp", address)
	}
	conn, err := dial(ctx, "tcp", proxyAddress(proxy))
	if err == nil {
		conn, err = l.tunnel(ctx, conn, proxy, address)
	}
	if err != nil {
		return nil, &net.OpError{Op: "proxyconnect", Net: "tcp", Err: fmt.Errorf("proxy %s: %w", proxy.Host, err)}
	}
	return conn, nil
}

func proxyAddress(proxy *url.URL) string {
	port := proxy.Port()
	switch {
	case port != "":
	case proxy.Scheme == "https":
		port = "443"
	default:
		port = "80"
	}
	return net.JoinHostPort(proxy.Hostname(), port)
}

// connectTimeout bounds a connection that is opened beforehand, and how long it is kept unused.
const connectTimeout = 10 * time.Second

// handshakeTimeout bounds a TLS handshake, and the answer of a proxy to CONNECT.
func (l *lane) handshakeTimeout() time.Duration {
	if l.http.TLSHandshakeTimeout > 0 {
		return l.http.TLSHandshakeTimeout
	}
	return connectTimeout
}

// tunnel asks a proxy for a connection to an address. It closes conn when it fails.
func (l *lane) tunnel(ctx context.Context, conn net.Conn, proxy *url.URL, address string) (_ net.Conn, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, l.handshakeTimeout(), errTunnel)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer func() {
		if !stop() && err == nil {
			err = context.Cause(ctx)
		}
		if err != nil {
			_ = conn.Close()
			if ctx.Err() != nil {
				err = context.Cause(ctx)
			}
		}
	}()
	if proxy.Scheme == "https" {
		config := l.tls.Clone()
		config.ServerName, config.NextProtos = proxy.Hostname(), nil
		secure := tls.Client(conn, config)
		if err := secure.HandshakeContext(ctx); err != nil {
			return nil, err
		}
		conn = secure
	}
	header := l.http.ProxyConnectHeader.Clone()
	if header == nil {
		header = http.Header{}
	}
	if user := proxy.User; user != nil {
		password, _ := user.Password()
		header.Set("Proxy-Authorization", "Basic "+
			base64.StdEncoding.EncodeToString([]byte(user.Username()+":"+password)))
	}
	req := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: address}, Host: address, Header: header}
	if err := req.Write(conn); err != nil {
		return nil, err
	}
	answer := bufio.NewReader(io.LimitReader(&oneByte{conn}, maxTunnelAnswer))
	resp, err := http.ReadResponse(answer, req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("CONNECT was answered %q", resp.Status)
	}
	return conn, nil
}

// maxTunnelAnswer bounds the header of an answer to CONNECT.
const maxTunnelAnswer = 64 << 10

var errTunnel = errors.New("CONNECT was not answered in time")

// oneByte reads a byte at a time, so that nothing of what follows the answer is taken with it.
type oneByte struct{ conn net.Conn }

// Read implements io.Reader.
func (o *oneByte) Read(p []byte) (int, error) { return o.conn.Read(p[:1]) }

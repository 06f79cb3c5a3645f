package proxy

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"sync"

	"github.com/elazarl/goproxy"
)

// handleConnect decides over a CONNECT. The target is read from the request line
// as it was sent: net/http's URL of it has lost user information and a path.
//
// goproxy's own interception is not used: it reads requests without bounds on time
// knows no Expect: 100-continue, and its tunnels outlive the server. The
// connection becomes one of net/http's instead.
func (p *Proxy) handleConnect(_ string, ctx *goproxy.ProxyCtx) (*goproxy.ConnectAction, string) {
	t, err := parseTarget(ctx.Req.RequestURI, "")
	if err != nil {
		p.opts.Notify("refused CONNECT: " + err.Error())
		ctx.Resp = goproxy.NewResponse(ctx.Req, "text/plain; charset=utf-8", http.StatusForbidden, refusal(err)+"\n")
		ctx.Resp.ProtoMajor, ctx.Resp.ProtoMinor = 1, 1
		ctx.Resp.Close = true
		return goproxy.RejectConnect, ""
	}
	hijack := func(_ *http.Request, client net.Conn, ctx *goproxy.ProxyCtx) { p.openTunnel(client, t, ctx) }
	return &goproxy.ConnectAction{Action: goproxy.ConnectHijack, Hijack: hijack}, t.String()
}

// openTunnel makes the inner server the other end of a connection.
func (p *Proxy) openTunnel(client net.Conn, t target, ctx *goproxy.ProxyCtx) {
	var conn net.Conn = &tunnel{Conn: client, target: t}
	if t.port == portHTTPS {
		config, err := p.sign(t.host, ctx)
		if err != nil {
			p.opts.Notify("no certificate for " + t.host + ": " + err.Error())
			_ = client.Close()
			return
		}
		conn = tls.Server(conn, config)
	}
	if _, err := io.WriteString(client, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		_ = client.Close()
		return
	}
	p.tunnels.put(conn)
}

// A tunnel is a client's connection after its CONNECT.
type tunnel struct {
	net.Conn
	target target
}

type targetKey struct{}

// withTarget is the ConnContext of the inner server.
func withTarget(ctx context.Context, c net.Conn) context.Context {
	if secured, ok := c.(*tls.Conn); ok {
		c = secured.NetConn()
	}
	return context.WithValue(ctx, targetKey{}, c.(*tunnel).target)
}

func tunnelTarget(ctx context.Context) target {
	t, _ := ctx.Value(targetKey{}).(target)
	return t
}

// tunnelListener accepts connections from within the process.
type tunnelListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newTunnelListener() *tunnelListener {
	return &tunnelListener{conns: make(chan net.Conn), closed: make(chan struct{})}
}

func (l *tunnelListener) put(c net.Conn) {
	select {
	case l.conns <- c:
	case <-l.closed:
		_ = c.Close()
	}
}

func (l *tunnelListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *tunnelListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Addr is used by net/http only, for its context.
func (l *tunnelListener) Addr() net.Addr { return tunnelAddr{} }

type tunnelAddr struct{}

func (tunnelAddr) Network() string { return "tunnel" }
func (tunnelAddr) String() string  { return "tunnel" }

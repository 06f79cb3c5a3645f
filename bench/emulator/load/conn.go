package load

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// A conn is one connection and what goes over it: net/http's client would cost more
// than the server that is measured.
type conn struct {
	address string
	auth    string
	net     net.Conn
	in      *bufio.Reader
	out     bytes.Buffer
	body    bytes.Buffer
}

func newConn(address, account string) *conn {
	return &conn{address: address, auth: "Basic " + base64.StdEncoding.EncodeToString([]byte(account+":secret"))}
}

func (c *conn) close() {
	if c.net != nil {
		_ = c.net.Close()
		c.net = nil
	}
}

// do sends one request and reads its answer, which is valid until the next one.
func (c *conn) do(ctx context.Context, method, path, contentType string, body []byte) (status int, answer []byte,
	err error) {
	if c.net == nil {
		var d net.Dialer
		if c.net, err = d.DialContext(ctx, "tcp", c.address); err != nil {
			return 0, nil, err
		}
		c.in = bufio.NewReader(c.net)
	}
	if err := c.net.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		return 0, nil, err
	}
	c.out.Reset()
	fmt.Fprintf(&c.out, "%s %s HTTP/1.1\r\nHost: %s\r\nAuthorization: %s\r\nAccept: application/json\r\n", method,
		path, c.address, c.auth)
	if method == http.MethodPost {
		fmt.Fprintf(&c.out, "Content-Type: %s\r\nContent-Length: %d\r\n", contentType, len(body))
	}
	c.out.WriteString("\r\n")
	c.out.Write(body)
	if _, err = c.net.Write(c.out.Bytes()); err != nil {
		c.close()
		return 0, nil, err
	}
	res, err := http.ReadResponse(c.in, nil)
	if err != nil {
		c.close()
		return 0, nil, err
	}
	c.body.Reset()
	_, err = io.Copy(&c.body, res.Body)
	if err = errors.Join(err, res.Body.Close()); err != nil || res.Close {
		c.close()
	}
	return res.StatusCode, c.body.Bytes(), err
}

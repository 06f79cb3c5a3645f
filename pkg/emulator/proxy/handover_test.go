package proxy_test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const askTunnel = "CONNECT serverless.twilio.com:443 HTTP/1.1\r\nHost: serverless.twilio.com:443\r\n\r\n"

// A client need not wait for the answer to its CONNECT: what it sends with it, or at any later moment, belongs to the
// tunnel, each byte once and in order.
func TestTunnel_bytesWithConnect(t *testing.T) {
	t.Parallel()
	s := start(t, http.HandlerFunc(seen))
	for name, split := range map[string]func(first []byte) [][]byte{
		"one write":                   func(b []byte) [][]byte { return [][]byte{b} },
		"CONNECT, then the handshake": func(b []byte) [][]byte { return cut(b, len(askTunnel)) },
		"in the last line ending":     func(b []byte) [][]byte { return cut(b, len(askTunnel)-1) },
		"one byte of the handshake":   func(b []byte) [][]byte { return cut(b, len(askTunnel)+1) },
		"half of the handshake": func(b []byte) [][]byte {
			return cut(b, len(askTunnel)+
				len(b[len(askTunnel):])/2)
		},
		"byte by byte": func(b []byte) [][]byte {
			var all [][]byte
			for i := range b {
				all = append(all, b[i:i+1])
			}
			return all
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw, err := net.Dial("tcp", s.addr)
			require.NoError(t, err)
			t.Cleanup(func() { _ = raw.Close() })
			require.NoError(t, raw.SetDeadline(time.Now().Add(5*time.Minute)))
			conn := tls.Client(&eager{Conn: raw, answers: bufio.NewReader(raw), split: split},
				&tls.Config{ServerName: "serverless.twilio.com", RootCAs: s.roots(t)})
			status, _ := exchange(t, conn, "GET /v1 HTTP/1.1\r\nHost: serverless.twilio.com\r\n\r\n")
			assert.Equal(t, http.StatusOK, status)
		})
	}
}

// In the clear, a whole request may come with the CONNECT, and a second one behind it.
func TestTunnel_requestsWithConnect(t *testing.T) {
	t.Parallel()
	s := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		_, _ = w.Write(body)
	}))
	conn, err := net.Dial("tcp", s.addr)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(5*time.Minute)))
	large := bytes.Repeat([]byte("0123456789abcdef"), 4096) // more than any read buffer
	var sent bytes.Buffer
	sent.WriteString("CONNECT hello-1234.twil.io:80 HTTP/1.1\r\nHost: hello-1234.twil.io:80\r\n\r\n")
	for _, body := range [][]byte{[]byte("first"), large} {
		req, err := http.NewRequest(http.MethodPost, "http://hello-1234.twil.io/", bytes.NewReader(body))
		require.NoError(t, err)
		require.NoError(t, req.Write(&sent))
	}
	writing := make(chan error, 1)
	go func() { _, err := conn.Write(sent.Bytes()); writing <- err }()
	answers := bufio.NewReader(conn)
	opened, err := http.ReadResponse(answers, &http.Request{Method: http.MethodConnect})
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, opened.StatusCode)
	for _, want := range [][]byte{[]byte("first"), large} {
		res, err := http.ReadResponse(answers, nil)
		require.NoError(t, err)
		got, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		assert.True(t, bytes.Equal(want, got), "%d of %d bytes came back", len(got), len(want))
	}
	require.NoError(t, <-writing)
}

func cut(b []byte, at int) [][]byte { return [][]byte{b[:at], b[at:]} }

// eager sends its CONNECT with the first bytes of the tunnel, in the writes that split makes of them, and reads the
// answer to it when the tunnel is first read.
type eager struct {
	net.Conn
	answers *bufio.Reader
	split   func(first []byte) [][]byte
	asked   sync.Once
	opened  sync.Once
}

func (c *eager) Write(b []byte) (n int, err error) {
	n = -1
	c.asked.Do(func() {
		for _, part := range c.split(append([]byte(askTunnel), b...)) {
			if _, err = c.Conn.Write(part); err != nil {
				return
			}
		}
		n = len(b)
	})
	if n >= 0 || err != nil {
		return max(n, 0), err
	}
	return c.Conn.Write(b)
}

func (c *eager) Read(b []byte) (n int, err error) {
	c.opened.Do(func() {
		var res *http.Response
		if res, err = http.ReadResponse(c.answers, &http.Request{Method: http.MethodConnect}); err == nil &&
			res.StatusCode != http.StatusOK {
			err = net.ErrClosed
		}
	})
	if err != nil {
		return 0, err
	}
	return c.answers.Read(b)
}

package proxy

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
)

// A handOver is a ResponseWriter whose connection, once it is taken over, begins with what the
// server has read ahead. A client may send the first bytes of its tunnel in one packet with the
// CONNECT; goproxy's hijacking drops the buffer that they are in.
type handOver struct{ http.ResponseWriter }

// Hijack is that of [http.Hijacker]; what is buffered is in the connection alone.
func (w handOver) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffered, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	if n := buffered.Reader.Buffered(); n > 0 {
		ahead, err := buffered.Reader.Peek(n)
		if err != nil {
			return nil, nil, err
		}
		conn = &begun{Conn: conn, input: io.MultiReader(bytes.NewReader(bytes.Clone(ahead)), conn)}
		buffered.Reader.Reset(conn)
	}
	return conn, buffered, nil
}

// begun is a connection of which some bytes have been read already.
type begun struct {
	net.Conn
	input io.Reader
}

func (c *begun) Read(b []byte) (int, error) { return c.input.Read(b) }

package simnet_test

import (
	"context"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/simnet"
)

// echo answers each connection with what it sends.
func echo(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			_, _ = io.Copy(c, c)
			_ = c.Close()
		}()
	}
}

// A dial takes a round trip, a question with its answer another one, and bytes pass at the bandwidth.
func TestNetwork_time(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := simnet.New(100*time.Millisecond, 1e6)
		l := n.Listener()
		go echo(l)
		began := time.Now()
		c, err := n.DialContext(t.Context(), "tcp", "a.example:443")
		require.NoError(t, err)
		assert.Equal(t, 100*time.Millisecond, time.Since(began))
		assert.Equal(t, "a.example:443", c.RemoteAddr().String())

		began = time.Now()
		_, err = c.Write([]byte("1234567890"))
		require.NoError(t, err)
		_, err = io.ReadFull(c, make([]byte, 10))
		require.NoError(t, err)
		assert.Equal(t, 100*time.Millisecond+2*10*time.Microsecond, time.Since(began))

		began = time.Now()
		go func() { _, _ = c.Write(make([]byte, 500_000)) }()
		_, err = io.ReadFull(c, make([]byte, 500_000))
		require.NoError(t, err)
		took := time.Since(began) // there and back, side by side but for the first piece
		assert.GreaterOrEqual(t, took, 600*time.Millisecond)
		assert.Less(t, took, 800*time.Millisecond)
		assert.Equal(t, map[string]int{"a.example:443": 1}, n.Dials())
		n.Reset()
		assert.Empty(t, n.Dials())
		require.NoError(t, c.Close())
		require.NoError(t, l.Close())
	})
}

// The end of a connection arrives after what was sent before it; a dial ends with its context, and
// with the server.
func TestNetwork_ends(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := simnet.New(100*time.Millisecond, 0)
		l := n.Listener()
		accepted := make(chan net.Conn, 1)
		go func() {
			c, _ := l.Accept()
			accepted <- c
		}()
		c, err := n.DialContext(t.Context(), "tcp", "a")
		require.NoError(t, err)
		server := <-accepted
		go func() {
			_, _ = server.Write([]byte("bye"))
			_ = server.Close()
		}()
		text, err := io.ReadAll(c)
		require.NoError(t, err)
		assert.Equal(t, "bye", string(text))
		require.NoError(t, c.Close())

		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		_, err = n.DialContext(ctx, "tcp", "a")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.NoError(t, l.Close())
		_, err = n.DialContext(t.Context(), "tcp", "a")
		require.ErrorIs(t, err, net.ErrClosed)
	})
}

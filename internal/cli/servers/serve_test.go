package servers

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/simnet"
)

// A server that is interrupted ends at once when no answer is under way, whatever connections its
// clients keep, and finishes an answer that is.
func TestServe_end(t *testing.T) {
	t.Parallel()
	const request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
	for name, test := range map[string]struct {
		sent string
		work time.Duration
		ends time.Duration // how long it takes at most
		says bool
	}{
		"a connection that was never used": {"", 0, 50 * time.Millisecond, false},
		"one that waits for more requests": {request, 0, 50 * time.Millisecond, false},
		"an answer under way":              {request, time.Second, 1500 * time.Millisecond, true},
		"an answer that does not end":      {request, time.Hour, shutdownGrace + 50*time.Millisecond, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				network := simnet.New(0, 0)
				ctx, interrupt := context.WithCancel(t.Context())
				var stderr strings.Builder
				done := make(chan error, 1)
				begun := make(chan struct{}, 1)
				go func() {
					done <- serve(ctx, &verb.Env{Stderr: &stderr}, network.Listener(),
						http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
							begun <- struct{}{}
							select {
							case <-time.After(test.work):
							case <-r.Context().Done():
							}
						}))
				}()
				conn, err := network.DialContext(ctx, "tcp", "x:80")
				require.NoError(t, err)
				defer func() { _ = conn.Close() }()
				if test.sent != "" {
					_, err = io.WriteString(conn, test.sent)
					require.NoError(t, err)
					<-begun
					go func() { _, _ = bufio.NewReader(conn).ReadString('\x00') }()
				}
				synctest.Wait()
				began := time.Now()
				interrupt()
				require.NoError(t, <-done)
				assert.LessOrEqual(t, time.Since(began), test.ends)
				assert.Equal(t, test.says, strings.Contains(stderr.String(), "stopping"), stderr.String())
			})
		})
	}
}

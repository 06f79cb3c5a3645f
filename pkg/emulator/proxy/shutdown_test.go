package proxy_test

import (
	"context"
	"net/http"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/simnet"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/proxy"
)

// A spare connection, on which a client has sent nothing, does not keep the proxy from ending.
func TestShutdown_spareConnection(t *testing.T) {
	t.Parallel()
	authority, err := proxy.OpenAuthority(filepath.Join(t.TempDir(), "ca.pem"), time.Now())
	require.NoError(t, err)
	synctest.Test(t, func(t *testing.T) {
		network := simnet.New(0, 0)
		p := proxy.New(http.NotFoundHandler(), authority, nil)
		ended := make(chan error, 1)
		go func() { ended <- p.Serve(network.Listener()) }()
		conn, err := network.DialContext(t.Context(), "tcp", "x:80")
		require.NoError(t, err)
		defer func() { _ = conn.Close() }()
		synctest.Wait()
		began := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		require.NoError(t, p.Shutdown(ctx))
		require.ErrorIs(t, <-ended, http.ErrServerClosed)
		assert.Less(t, time.Since(began), time.Second)
	})
}

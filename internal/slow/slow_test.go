package slow

import (
	"errors"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// trickle is a body that gives some bytes each second until it is closed or has given all.
type trickle struct {
	each, all int
	closed    chan struct{}
}

func (d *trickle) Read(p []byte) (int, error) {
	if d.all <= 0 {
		return 0, io.EOF
	}
	select {
	case <-d.closed:
		return 0, errors.New("closed")
	case <-time.After(time.Second):
		n := min(d.each, d.all, len(p))
		d.all -= n
		return n, nil
	}
}

func (d *trickle) Close() error {
	close(d.closed)
	return nil
}

func TestTransport(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		each, all int
		took      time.Duration
		given     bool // up
	}{
		"a byte a second for ever":     {1, 1 << 40, Patience, true},
		"a byte a second for a while":  {1, 100, 100 * time.Second, false},
		"a large file, slowly":         {85 << 10, 25 << 20, 302 * time.Second, false},
		"a large file, far too slowly": {32 << 10, 25 << 20, Patience, true},
		"at once":                      {20 << 20, 40 << 20, 2 * time.Second, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				next := roundTripper(func(*http.Request) (*http.Response, error) {
					return &http.Response{StatusCode: 200, Body: &trickle{c.each, c.all, make(chan struct{})}}, nil
				})
				resp, err := Transport{next}.RoundTrip(&http.Request{})
				require.NoError(t, err)
				began := time.Now()
				n := 0
				chunk := make([]byte, 64<<20)
				for err == nil {
					var k int
					k, err = resp.Body.Read(chunk)
					n += k
				}
				assert.InDelta(t, c.took.Seconds(), time.Since(began).Seconds(), 1.5)
				if !c.given {
					require.ErrorIs(t, err, io.EOF)
					require.NoError(t, resp.Body.Close())
					assert.Equal(t, c.all, n)
					return
				}
				var given *Error
				require.ErrorAs(t, err, &given)
				// The last bytes may come in the moment in which the time is up.
				assert.InDelta(t, n, given.Bytes, 64<<10)
				assert.LessOrEqual(t, given.Bytes, int64(n))
				assert.ErrorContains(t, err, "the answer was not complete after 2m0s: ")
			})
		})
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

// RoundTrip implements http.RoundTripper.
func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

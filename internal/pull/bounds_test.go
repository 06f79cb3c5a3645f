package pull

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

// endless is a body that goes on: at once, or a byte each minute.
type endless struct{ every time.Duration }

func (e endless) Read(p []byte) (int, error) {
	if e.every > 0 {
		time.Sleep(e.every)
		p = p[:1]
	}
	return len(p), nil
}

func (endless) Close() error { return nil }

type answering func(*http.Request) (*http.Response, error)

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) { return a(r) }

type discarded struct{ bytes.Buffer }

func (*discarded) Write(p []byte) (int, error) { return len(p), nil }
func (*discarded) Close() error                { return nil }

// A server that never stops sending, however fast, is not listened to for ever.
func TestFetch_bounds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body endless
		want error
	}{"large": {endless{}, errTooLarge}, "slow": {endless{time.Minute}, errTooSlow}} {
		synctest.Test(t, func(t *testing.T) {
			s := &Site{Domain: "x.twil.io", Client: &http.Client{
				Transport: answering(func(r *http.Request) (*http.Response,
					error) {
					body := struct {
						io.Reader
						io.Closer
					}{untilDone{r.Context(), test.body}, test.body}
					return &http.Response{StatusCode: http.StatusOK, Body: body, Request: r}, nil
				})}}
			began := time.Now()
			n, err := s.fetch(t.Context(), "/a", false, func() (io.WriteCloser, error) { return &discarded{}, nil })
			assert.ErrorIs(t, err, test.want, name)
			assert.Zero(t, n)
			assert.LessOrEqual(t, time.Since(began), fileTime+time.Minute)
		})
	}
}

// untilDone ends a body with the context, as net/http does.
type untilDone struct {
	ctx  context.Context
	body io.Reader
}

func (u untilDone) Read(p []byte) (int, error) {
	if u.ctx.Err() != nil {
		return 0, u.ctx.Err()
	}
	return u.body.Read(p)
}

// All files together have a bound too.
func TestFetch_allTogether(t *testing.T) {
	t.Parallel()
	s := &Site{}
	s.received.Store(maxAll - 1)
	_, err := s.copyBounded(io.Discard, bytes.NewReader(make([]byte, 2)))
	assert.ErrorIs(t, err, errTooMuch)
}

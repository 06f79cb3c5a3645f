package client

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWithObserver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		attempts := []attempt{
			func(*http.Request) (*http.Response, error) {
				time.Sleep(time.Second)
				return answer(429, "{}", "Twilio-Concurrent-Requests", "51", "Retry-After", "3"), nil
			},
			func(*http.Request) (*http.Response, error) { return nil, errors.New("lost") },
			func(*http.Request) (*http.Response, error) { return answer(200, serviceJSON), nil },
		}
		var seen []Attempt
		held := 0
		sent := 0
		c := newClient(t, roundTrip(func(req *http.Request) (*http.Response, error) {
			assert.Equal(t, sent, held, "no attempt passes that is held back")
			sent++
			return attempts[sent-1](req)
		}))
		ctx := WithObserver(t.Context(), &Observer{
			Done: func(a Attempt) { seen = append(seen, a) },
			Again: func(context.Context) error {
				time.Sleep(time.Minute)
				held++
				return nil
			},
		})
		_, err := c.FetchService(ctx, "hello")
		require.NoError(t, err)
		require.Len(t, seen, 3)
		assert.Equal(t, Attempt{Op: "FetchService", Number: 1, Began: began, StatusCode: 429, Concurrent: 51,
			RetryAfter: 3 * time.Second, Again: true}, seen[0])
		assert.Greater(t, seen[1].Began.Sub(began), time.Minute+3*time.Second)
		assert.Equal(t, Attempt{Op: "FetchService", Number: 2, Began: seen[1].Began, Again: true}, seen[1])
		assert.Equal(t, Attempt{Op: "FetchService", Number: 3, Began: seen[2].Began, StatusCode: 200}, seen[2])

		sent, held = 0, 0
		ctx = WithObserver(t.Context(), &Observer{
			Again: func(context.Context) error { return context.DeadlineExceeded }})
		_, err = c.FetchService(ctx, "hello")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorIs(t, err, ErrTooManyRequests, "what it was about is not lost")
		assert.Equal(t, 1, sent)

		sent, held = 2, 2
		_, err = c.FetchService(WithObserver(ctx, nil), "hello")
		require.NoError(t, err, "a nil observer watches nothing")
	})
}

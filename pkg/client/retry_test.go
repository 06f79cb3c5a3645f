package client

import (
	"bytes"
	"context"
	"log/slog"
	"math"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRetry_withDefaults(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		in, want Retry
		err      string
	}{
		"zero":          {want: Retry{4, 10, 500 * time.Millisecond, 30 * time.Second}},
		"all given":     {in: Retry{1, 2, time.Second, time.Minute}, want: Retry{1, 2, time.Second, time.Minute}},
		"short MaxWait": {in: Retry{MaxWait: time.Millisecond}, want: Retry{4, 10, time.Millisecond, time.Millisecond}},
		"MinWait alone": {in: Retry{MinWait: time.Second}, want: Retry{4, 10, time.Second, 30 * time.Second}},
		"negative":      {in: Retry{Attempts: -1}, err: "Retry has a negative field"},
		"negative 429":  {in: Retry{RateLimitAttempts: -1}, err: "Retry has a negative field"},
		"negative wait": {in: Retry{MinWait: -1}, err: "Retry has a negative field"},
		"negative max":  {in: Retry{MaxWait: -1}, err: "Retry has a negative field"},
		"min over max":  {in: Retry{MinWait: time.Minute}, err: "Retry.MinWait 1m0s is longer than Retry.MaxWait 30s"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := New(AuthToken(accountID, token), &Options{Retry: tc.in})
			if tc.err != "" {
				require.ErrorContains(t, err, "client: "+tc.err)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, tc.want, c.doer.retry)
		})
	}
}

func TestRetry_wait(t *testing.T) {
	t.Parallel()
	usual := Retry{MinWait: 500 * time.Millisecond, MaxWait: 30 * time.Second}
	for name, tc := range map[string]struct {
		retry       Retry
		attempt     int
		after       time.Duration
		least, most time.Duration
	}{
		"first":                    {usual, 1, 0, 250 * time.Millisecond, 500 * time.Millisecond},
		"second":                   {usual, 2, 0, 500 * time.Millisecond, time.Second},
		"sixth":                    {usual, 6, 0, 8 * time.Second, 16 * time.Second},
		"seventh":                  {usual, 7, 0, 15 * time.Second, 30 * time.Second},
		"thousandth":               {usual, 1000, 0, 15 * time.Second, 30 * time.Second},
		"after 3 s":                {usual, 1, 3 * time.Second, 3 * time.Second, 3250 * time.Millisecond},
		"after less than the wait": {usual, 6, time.Second, 8 * time.Second, 16 * time.Second},
		"after at the bound":       {usual, 1, 30 * time.Second, 30 * time.Second, 30 * time.Second},
		"shortest":                 {Retry{MinWait: 1, MaxWait: 1}, 1, 0, 1, 1},
		"longest": {
			Retry{MinWait: math.MaxInt64 / 2, MaxWait: math.MaxInt64}, 3, 0, math.MaxInt64 / 2, math.MaxInt64,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen := map[time.Duration]bool{}
			for range 200 {
				got, again := tc.retry.wait(tc.attempt, tc.after)
				require.True(t, again)
				require.GreaterOrEqual(t, got, tc.least)
				require.LessOrEqual(t, got, tc.most)
				seen[got] = true
			}
			assert.Equal(t, tc.least == tc.most, len(seen) == 1, "parallel requests must part")
		})
	}
	_, again := usual.wait(1, 30*time.Second+1)
	assert.False(t, again)
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"":                                 0,
		"0":                                0,
		"1":                                time.Second,
		"120":                              2 * time.Minute,
		"-5":                               0,
		"1.5":                              0,
		"soon":                             0,
		"Sat, 21 Nov 2026 12:00:30 GMT":    30 * time.Second,
		"Sat, 21 Nov 2026 11:59:30 GMT":    0,
		"Saturday, 21-Nov-26 12:00:30 GMT": 30 * time.Second,
		"Sat Nov 21 12:00:30 2026":         30 * time.Second,
		"9223372036":                       9223372036 * time.Second,
		"9223372037":                       9223372036 * time.Second,
		"99999999999999999999999":          9223372036 * time.Second,
		"-99999999999999999999999":         0,
	} {
		assert.Equal(t, want, retryAfter(http.Header{"Retry-After": {value}}, now), "%q", value)
	}
	assert.Zero(t, retryAfter(nil, now))
}

// TestSleep_bothAtOnce: a wait that is over counts as stopped when the context is over too.
func TestSleep_bothAtOnce(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 100 {
		require.ErrorIs(t, sleep(ctx, 0), context.Canceled)
	}
	require.NoError(t, sleep(t.Context(), 0))
}

func TestRetry_logs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		r := &recorder{answers: []attempt{always(200,
			`{"services":[],"meta":{"next_page_url":"/v1/Services?PageToken=hush"}}`), always(503, "{}"),
			fails(errReset),
			always(200, `{"services":[],"meta":{}}`)}}
		c := newClient(t, r, func(o *Options) { o.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
		for _, err := range c.ListServices(t.Context(), nil) {
			require.NoError(t, err)
		}
		assert.Regexp(t, `^[^\n]* level=INFO msg="repeating a request" operation=ListService attempt=1 status=503 error=<nil> wait=\S+ms
[^\n]* level=INFO msg="repeating a request" operation=ListService attempt=2 status=0 error="read: connection reset by peer" wait=\S+ms
$`, log.String())
		assert.NotContains(t, log.String(), "hush")
		assert.NotContains(t, log.String(), token)
	})
}

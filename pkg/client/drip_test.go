package client

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/simnet"
)

// A server that gives a byte now and then, or cuts each answer off, holds no list for ever: the error
// says what came and what to do.
func TestList_drips(t *testing.T) {
	t.Parallel()
	dripped := func(every, cut time.Duration) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			for began := time.Now(); r.Context().Err() == nil; time.Sleep(every) {
				if cut > 0 && time.Since(began) >= cut {
					panic(http.ErrAbortHandler)
				}
				_, _ = w.Write([]byte(" "))
				_ = http.NewResponseController(w).Flush()
			}
		}
	}
	pages := 0
	for name, c := range map[string]struct {
		serve    http.HandlerFunc
		requests int
		most     time.Duration
		want     []string
	}{
		"a byte every nine seconds": {dripped(9*time.Second, 0), 1, 121 * time.Second, []string{
			"ListService (GET /v1/Services): ", "not complete after 2m0s: 14 bytes had come", "try later"}},
		"cut off each time": {dripped(time.Second, 100*time.Second), 2, 210 * time.Second, []string{
			"ListService (GET /v1/Services): ", "2 attempts"}},
		"silent": {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, 2, 250 * time.Second,
			[]string{
				"ListService (GET /v1/Services): ", "2 attempts"}},
		"pages that are slow": {func(w http.ResponseWriter, r *http.Request) {
			pages++
			w.Header().Set("Content-Type", "application/json")
			time.Sleep(100 * time.Second)
			_, _ = fmt.Fprintf(w, `{"services":[],"meta":{"next_page_url":"https://x/v1/Services?Page=%d","key":"services",`+
				`"page":0,"page_size":50,"first_page_url":"https://x/v1/Services","url":"https://x/v1/Services","previous_page_url":null}}`, pages)
		}, 6, 601 * time.Second, []string{"ListService (GET /v1/Services): ", "the list does not end", "10m0s",
			"try later"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				net := simnet.New(10*time.Millisecond, 0)
				var requests atomic.Int64
				server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					requests.Add(1)
					c.serve(w, r)
				})}
				listener := net.Listener()
				go func() { _ = server.Serve(listener) }()
				transport := NewTransport(&http.Transport{DialContext: net.DialContext})
				cl, err := New(AuthToken(accountID, token), &Options{
					APIURL: "http://127.0.0.1:80", HTTPClient: &http.Client{Transport: transport},
				})
				require.NoError(t, err)
				began := time.Now()
				for _, err = range cl.ListServices(t.Context(), nil) {
				}
				for _, part := range c.want {
					assert.ErrorContains(t, err, part)
				}
				assert.LessOrEqual(t, time.Since(began), c.most)
				assert.EqualValues(t, c.requests, requests.Load())
				transport.CloseIdleConnections()
				_ = server.Close()
				_ = listener.Close()
				time.Sleep(5 * time.Minute)
			})
		})
	}
}

package variants

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// rateVariants are limits of what is done at a time, and the ways in which a gateway says so.
func rateVariants() []Variant {
	return []Variant{
		{Name: "5 writes in a second and no more", Why: "a limit may be one of writes", wear: writesASecond},
		{Name: "3 requests at a time, while the others wait", Why: "no time is promised", wear: threeAtATime},
		{Name: "two Builds at a time and no more", Why: "an account has a limit of Builds",
			wear: buildsAtATime(http.StatusTooManyRequests)},
		{Name: "two Builds at a time and no more, refused with 400", Why: "no page says how more are refused",
			wear: buildsAtATime(http.StatusBadRequest)},
		{Name: "429 with a date of Retry-After in an old form",
			Why:  "RFC 9110, section 5.6.7: a recipient must accept all three forms of a date",
			wear: oldDates()},
		{Name: "a Retry-After of 20 seconds, once", Why: "nothing was processed, and it is safe to repeat",
			wear: during(300, time.Second, func(req *http.Request) (*http.Response, error) {
				return answer(req, http.StatusTooManyRequests, "", "", "Retry-After", "20"), nil
			})},
		{Name: "503 for 2 seconds of every 20, with a date in Retry-After", Why: "servers are replaced one by one",
			wear: waves},
		{Name: "streams of HTTP/2 that are refused", Why: "RFC 9113, section 8.7: nothing was processed",
			wear: stray(97, func(*http.Request) (*http.Response, error) {
				return nil, errors.New("stream error: stream ID 5; REFUSED_STREAM; received from peer")
			})},
		{Name: "connections that are gone when they were idle for a second", Why: "a server may close any connection",
			wear: idleReset},
	}
}

// writesASecond refuses what comes after the fifth write of a second.
func writesASecond(next http.RoundTripper, changed func()) http.RoundTripper {
	var second, count atomic.Int64
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		if req.Method != http.MethodPost && req.Method != http.MethodDelete {
			return next.RoundTrip(req)
		}
		if now := time.Now().Unix(); second.Swap(now) != now {
			count.Store(0)
		}
		if count.Add(1) > 5 {
			changed()
			return answer(req, http.StatusTooManyRequests, "application/json",
				`{"code":20429,"message":"Too many requests","status":429}`, "Retry-After", "1"), nil
		}
		return next.RoundTrip(req)
	})
}

func threeAtATime(next http.RoundTripper, changed func()) http.RoundTripper {
	places := make(chan struct{}, 3)
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		select {
		case places <- struct{}{}:
		case <-req.Context().Done():
			return nil, req.Context().Err()
		}
		defer func() { <-places }()
		changed()
		if err := suite.Wait(req.Context(), 100*time.Millisecond); err != nil {
			return nil, err
		}
		return next.RoundTrip(req)
	})
}

// buildsAtATime refuses a Build while two others are made, each for 1.5 seconds.
func buildsAtATime(with int) wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		var mu sync.Mutex
		var began [2]time.Time
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			a, again, err := read(req)
			if err != nil {
				return nil, err
			}
			if !a.creates("Builds") || len(named(a)) == 0 || strings.Contains(a.URL.Path, "/ZSffff") { // which is nobody's
				return next.RoundTrip(again)
			}
			mu.Lock()
			defer mu.Unlock()
			oldest := &began[0]
			if began[1].Before(began[0]) {
				oldest = &began[1]
			}
			if time.Since(*oldest) < 1500*time.Millisecond {
				changed()
				return refusal(again, with, "Too many Builds are being made."), nil
			}
			resp, body, err := created(next, again)
			if body != nil {
				*oldest = time.Now()
			}
			return resp, err
		})
	}
}

// oldDates answers 429 now and then, with the date of two seconds later in one of the old forms.
func oldDates() wear {
	var count atomic.Int64
	forms := []string{"Monday, 02-Jan-06 15:04:05 GMT", time.ANSIC}
	return stray(41, func(req *http.Request) (*http.Response, error) {
		at := time.Now().Add(2 * time.Second).UTC().Format(forms[int(count.Add(1))%len(forms)])
		return answer(req, http.StatusTooManyRequests, "text/plain", "Too many requests", "Retry-After", at), nil
	})
}

func waves(next http.RoundTripper, changed func()) http.RoundTripper {
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		now := time.Now()
		if now.Unix()%20 > 1 {
			return next.RoundTrip(req)
		}
		changed()
		return answer(req, http.StatusServiceUnavailable, "text/html", "<h1>503</h1>", "Retry-After",
			now.Add(2*time.Second).UTC().Format(http.TimeFormat)), nil
	})
}

// idleReset breaks the connection of the first request after a second without any.
func idleReset(next http.RoundTripper, changed func()) http.RoundTripper {
	var mu sync.Mutex
	last := time.Now()
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		mu.Lock()
		gone := time.Since(last) > time.Second
		last = time.Now()
		mu.Unlock()
		if !gone {
			return next.RoundTrip(req)
		}
		changed()
		return instead(req, func(*http.Request) (*http.Response, error) {
			return nil, fmt.Errorf("write: %w", syscall.EPIPE)
		})
	})
}

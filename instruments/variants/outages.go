package variants

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"time"
)

// outageVariants are times in which a server, or what stands before it, answers nobody.
func outageVariants() []Variant {
	return []Variant{
		{Name: "20 seconds of maintenance, with Retry-After", Why: "a server may be stopped and started again",
			wear: during(250, 20*time.Second, func(req *http.Request) (*http.Response, error) {
				return answer(req, http.StatusServiceUnavailable, "text/html", "<h1>Maintenance</h1>",
					"Retry-After", "20"), nil
			})},
		{Name: "20 seconds of maintenance", Why: "a server may be stopped and started again",
			wear: during(250, 20*time.Second, status(http.StatusServiceUnavailable, "text/html",
				"<h1>Maintenance</h1>"))},
		{Name: "20 seconds without a server", Why: "a server may be stopped and started again",
			wear: during(250, 20*time.Second, func(*http.Request) (*http.Response, error) {
				return nil, fmt.Errorf("dial: %w", syscall.ECONNREFUSED)
			})},
		{Name: "15 seconds of 429", Why: "others use the limit of an account too",
			wear: during(250, 15*time.Second, status(http.StatusTooManyRequests, "application/json",
				`{"code":20429,"message":"Too many requests","status":429}`))},
		{Name: "429 for a quarter of all requests", Why: "others use the limit of an account too",
			wear: byChance(0.25, status(http.StatusTooManyRequests, "", ""))},
		{Name: "429 for 3 seconds of every 10", Why: "a limit may be one of a window", wear: windows},
		{Name: "requests that are never answered", Why: "a server may lose a request", wear: byChance(0.002, never)},
		{Name: "answers that stand still for 40 seconds", Why: "no time is promised", wear: stalls},
		{Name: "failures of every sort by chance", Why: "networks, gateways and servers break",
			wear: byChance(0.03, anyFailure())},
	}
}

type event = func(*http.Request) (*http.Response, error)

// during puts an event in the place of all answers for a time, which begins with the n-th request.
func during(n int, takes time.Duration, event event) wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		var mu sync.Mutex
		count, end := 0, time.Time{}
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			mu.Lock()
			if count++; count == n {
				end = time.Now().Add(takes)
			}
			out := time.Now().Before(end)
			mu.Unlock()
			if !out {
				return next.RoundTrip(req)
			}
			changed()
			return instead(req, event)
		})
	}
}

// instead is an event in the place of an answer.
func instead(req *http.Request, event event) (*http.Response, error) {
	resp, err := event(req)
	if err != nil && req.Body != nil {
		_ = req.Body.Close() // as a RoundTripper must
	}
	return resp, err
}

// byChance puts an event in the place of some answers.
func byChance(share float64, event event) wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		var mu sync.Mutex
		luck := rand.New(rand.NewPCG(7, 11))
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			mu.Lock()
			met := luck.Float64() < share
			mu.Unlock()
			if !met {
				return next.RoundTrip(req)
			}
			changed()
			return instead(req, event)
		})
	}
}

func windows(next http.RoundTripper, changed func()) http.RoundTripper {
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		if time.Now().Unix()%10 > 2 {
			return next.RoundTrip(req)
		}
		changed()
		return instead(req, status(http.StatusTooManyRequests, "text/plain", "Too many requests"))
	})
}

// never waits until the client gives up, or for ten minutes.
func never(req *http.Request) (*http.Response, error) {
	select {
	case <-req.Context().Done():
		return nil, req.Context().Err()
	case <-time.After(10 * time.Minute):
		return nil, fmt.Errorf("read: %w", syscall.ETIMEDOUT)
	}
}

// stalls lets every 151st answer stand still in the middle.
func stalls(next http.RoundTripper, changed func()) http.RoundTripper {
	var mu sync.Mutex
	count := 0
	return answers(func(req *http.Request, resp *http.Response) (bool, error) {
		raw, err := text(resp)
		mu.Lock()
		defer mu.Unlock()
		if count++; err != nil || len(raw) == 0 || count%151 != 0 {
			return false, err
		}
		half := len(raw) / 2
		resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(string(raw[:half])), &pause{req: req},
			strings.NewReader(string(raw[half:]))))
		return true, nil
	})(next, changed)
}

// A pause is 40 seconds in which nothing comes.
type pause struct{ req *http.Request }

func (p *pause) Read([]byte) (int, error) {
	select {
	case <-p.req.Context().Done():
		return 0, p.req.Context().Err()
	case <-time.After(40 * time.Second):
		return 0, io.EOF
	}
}

func anyFailure() event {
	var mu sync.Mutex
	luck := rand.New(rand.NewPCG(13, 17))
	events := []event{
		status(http.StatusInternalServerError, "application/json", `{"message":"An error occurred","status":500}`),
		status(http.StatusInternalServerError, "", ""), status(http.StatusBadGateway, "text/html", "<h1>502</h1>"),
		status(http.StatusServiceUnavailable, "application/json", `{"status":503}`),
		status(http.StatusGatewayTimeout, "text/plain", "upstream request timeout"), reset,
		func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF },
		status(http.StatusTooManyRequests, "", ""), status(http.StatusInsufficientStorage, "", ""),
	}
	return func(req *http.Request) (*http.Response, error) {
		mu.Lock()
		chosen := events[luck.IntN(len(events))]
		mu.Unlock()
		return chosen(req)
	}
}

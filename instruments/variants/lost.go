package variants

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// lossVariants lose answers, or come late with them, after the work was done.
func lossVariants() []Variant {
	return []Variant{
		{Name: "answers that are lost after a delete", Why: "a connection may break after the work was done",
			wear: lost(http.MethodDelete, 5, reset)},
		{Name: "answers that are lost after a create", Why: "a connection may break after the work was done",
			wear: lost(http.MethodPost, 67, reset)},
		{Name: "a gateway that gives up after a create", Why: "a gateway waits for some time only",
			wear: lost(http.MethodPost, 71, func(req *http.Request) (*http.Response, error) {
				return answer(req, http.StatusGatewayTimeout, "text/html", "<h1>504</h1>"), nil
			})},
		{Name: "answers that are cut in the middle", Why: "a connection may break in the middle of an answer",
			wear: cut},
		{Name: "statuses of content delivery networks now and then", Why: "their servers are not the API",
			wear: stray(97, networkStatus())},
		{Name: "three times 429 in a row", Why: "nothing was processed, and it is safe to repeat", wear: bursts},
		{Name: "5 requests at once and no more",
			Why:  "a limit of requests at once was seen, and no page gives its number",
			wear: few},
		{Name: "one request of forty takes 5 seconds", Why: "no time is promised", wear: slowTail},
		{Name: "two machines, of which one is 300 ms behind", Why: "no page promises a read after a write",
			wear: replica},
		{Name: "names of Services that are found 500 ms later", Why: "no page promises a read after a write",
			wear: lateNames},
		{Name: "the upload host finds a Function or an Asset 300 ms later",
			Why:  "the two hosts are two systems, and no page promises that they know the same at once",
			wear: lateUploads},
		{Name: "names that are free 500 ms after a delete", Why: "one user could not use the name again at once",
			wear: heldNames(500 * time.Millisecond)},
		{Name: "what was in a deleted Service is found for 300 ms",
			Why:  "no page promises that a delete is done at once",
			wear: lateCascade},
	}
}

func reset(*http.Request) (*http.Response, error) {
	return nil, fmt.Errorf("read: %w", syscall.ECONNRESET)
}

// lost loses the answer to every n-th request of a method that succeeded.
func lost(method string, n int64, event func(*http.Request) (*http.Response, error)) wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		var count atomic.Int64
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			resp, err := next.RoundTrip(req)
			if err != nil || req.Method != method || resp.StatusCode >= 300 || count.Add(1)%n != 0 {
				return resp, err
			}
			changed()
			if err := resp.Body.Close(); err != nil {
				return nil, err
			}
			return event(req)
		})
	}
}

// cut ends every 83rd answer after half of it.
func cut(next http.RoundTripper, changed func()) http.RoundTripper {
	var count atomic.Int64
	return answers(func(_ *http.Request, resp *http.Response) (bool, error) {
		raw, err := text(resp)
		if err != nil || len(raw) == 0 || count.Add(1)%83 != 0 {
			return false, err
		}
		resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(string(raw[:len(raw)/2])), broken{}))
		return true, nil
	})(next, changed)
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func networkStatus() func(*http.Request) (*http.Response, error) {
	var count atomic.Int64
	return func(req *http.Request) (*http.Response, error) {
		codes := []int{520, 522, 524, 530}
		return answer(req, codes[int(count.Add(1))%len(codes)], "text/html", "<title>Error</title>"), nil
	}
}

// bursts answers three requests in a row of every thirty.
func bursts(next http.RoundTripper, changed func()) http.RoundTripper {
	var count atomic.Int64
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		if count.Add(1)%30 > 2 {
			return next.RoundTrip(req)
		}
		changed()
		return answer(req, http.StatusTooManyRequests, "", ""), nil
	})
}

// few refuses a request while five are under way. Each takes a little time.
func few(next http.RoundTripper, changed func()) http.RoundTripper {
	var now atomic.Int64
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		defer now.Add(-1)
		if now.Add(1) > 5 {
			changed()
			return answer(req, http.StatusTooManyRequests, "application/json",
				`{"code":20429,"message":"Too many requests","status":429}`), nil
		}
		if err := suite.Wait(req.Context(), 50*time.Millisecond); err != nil {
			return nil, err
		}
		return next.RoundTrip(req)
	})
}

func slowTail(next http.RoundTripper, changed func()) http.RoundTripper {
	var count atomic.Int64
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		if count.Add(1)%40 == 0 {
			changed()
			if err := suite.Wait(req.Context(), 5*time.Second); err != nil {
				return nil, err
			}
		}
		return next.RoundTrip(req)
	})
}

// lateUploads finds a Function or an Asset on the upload host 300 ms after it was made.
func lateUploads(next http.RoundTripper, changed func()) http.RoundTripper {
	var mu sync.Mutex
	made := map[string]time.Time{}
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		parts := strings.Split(req.URL.Path, "/")
		mu.Lock()
		at := made[parts[max(0, len(parts)-2)]]
		mu.Unlock()
		if isUpload(req) && time.Since(at) < 300*time.Millisecond {
			changed()
			return refusal(req, http.StatusNotFound, "The requested resource was not found"), nil
		}
		resp, body, err := created(next, req)
		if body == nil {
			return resp, err
		}
		mu.Lock()
		defer mu.Unlock()
		if sid := asText(body["sid"]); strings.HasPrefix(sid, "ZH") {
			made[sid] = time.Now()
		}
		return resp, nil
	})
}

// lateNames finds a Service by its name half a second after it was made; by its SID at once.
func lateNames(next http.RoundTripper, changed func()) http.RoundTripper {
	var mu sync.Mutex
	made := map[string]time.Time{}
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		if m := serviceInPath.FindStringSubmatch(req.URL.Path); m != nil {
			mu.Lock()
			at, young := made[req.Header.Get("Authorization")+m[1]]
			mu.Unlock()
			if young && time.Since(at) < 500*time.Millisecond {
				changed()
				return refusal(req, http.StatusNotFound, "The requested resource was not found"), nil
			}
		}
		resp, err := next.RoundTrip(req)
		if err != nil || req.URL.Path != "/v1/Services" || resp.StatusCode != http.StatusCreated {
			return resp, err
		}
		body, err := document(resp)
		if err != nil {
			return nil, err
		}
		mu.Lock()
		defer mu.Unlock()
		made[req.Header.Get("Authorization")+asText(body["unique_name"])] = time.Now()
		return resp, nil
	})
}

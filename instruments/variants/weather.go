package variants

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const moment = 300 * time.Millisecond

// weatherVariants are events that say nothing about an implementation: an outage, a broken
// connection, somebody else at work. A case that meets one may end as an error or pass at its next
// attempt; it must not fail.
func weatherVariants() []Variant {
	return []Variant{
		{Name: "503 now and then", Why: "a server may be out of order for a moment",
			wear: stray(211, status(http.StatusServiceUnavailable, "application/json",
				`{"message":"Service unavailable","status":503}`))},
		{Name: "502 of a gateway now and then", Why: "gateways answer for a server that does not",
			wear: stray(307, status(http.StatusBadGateway, "text/html", "<h1>Bad Gateway</h1>"))},
		{Name: "500 now and then", Why: "a server may fail once",
			wear: stray(401, status(http.StatusInternalServerError, "application/json",
				`{"message":"An error occurred","status":500}`))},
		{Name: "connections that are reset now and then", Why: "networks break",
			wear: stray(233, func(*http.Request) (*http.Response, error) {
				return nil, fmt.Errorf("read: %w", syscall.ECONNRESET)
			})},
		{Name: "connections that end before an answer now and then",
			Why: "a server may close a connection that was idle",
			wear: stray(257, func(*http.Request) (*http.Response, error) {
				return nil, io.ErrUnexpectedEOF
			})},
		{Name: "somebody else at work", Why: "an account is used by others while a run goes on", wear: busy},
		{Name: "lists that lag by 300 ms", Why: "no page promises that a list has at once what was written",
			wear: lagging(moment)},
		{Name: "what was just made is found 300 ms later", Why: "no page promises a read after a write",
			wear: unseen(moment)},
		{Name: "what was just deleted is found for 300 ms", Why: "no page promises a read after a write",
			wear: stale(http.MethodDelete, moment)},
		{Name: "what was just updated is as it was for 300 ms", Why: "no page promises a read after a write",
			wear: stale(http.MethodPost, moment)},
		{Name: "lists that lag by 2 seconds", Why: "no page promises that a list has at once what was written",
			wear: lagging(2 * time.Second)},
		{Name: "what was just made is found 2 seconds later", Why: "no page promises a read after a write",
			wear: unseen(2 * time.Second)},
		{Name: "what was just updated is as it was for 2 seconds", Why: "no page promises a read after a write",
			wear: stale(http.MethodPost, 2*time.Second)},
		{Name: "504 without a body now and then", Why: "gateways give up",
			wear: stray(283, status(http.StatusGatewayTimeout, "", ""))},
	}
}

// status is an answer that never reached the server.
func status(code int, contentType, body string) func(*http.Request) (*http.Response, error) {
	return func(req *http.Request) (*http.Response, error) { return answer(req, code, contentType, body), nil }
}

// stray puts an event in the place of every n-th answer, before the request reaches the server.
func stray(n int64, event func(*http.Request) (*http.Response, error)) wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		var count atomic.Int64
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			if count.Add(1)%n != 0 {
				return next.RoundTrip(req)
			}
			changed()
			resp, err := event(req)
			if err != nil && req.Body != nil {
				_ = req.Body.Close() // as a RoundTripper must
			}
			return resp, err
		})
	}
}

// busy creates a Service for somebody else now and then, and deletes the one before.
func busy(next http.RoundTripper, changed func()) http.RoundTripper {
	var mu sync.Mutex
	count, last := 0, ""
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		resp, err := next.RoundTrip(req)
		if _, _, authorized := req.BasicAuth(); err != nil || !authorized || resp.StatusCode >= 300 ||
			strings.Contains(req.URL.Path, "/Versions") {
			return resp, err
		}
		mu.Lock()
		defer mu.Unlock()
		if count++; count%40 != 0 {
			return resp, nil
		}
		if last != "" {
			if _, err := ask(next, req, http.MethodDelete, "/v1/Services/"+last, ""); err != nil {
				return resp, nil // it was not there any more
			}
		}
		made, err := ask(next, req, http.MethodPost, "/v1/Services",
			fmt.Sprintf("UniqueName=somebody-else-%d&FriendlyName=Somebody+else", count))
		if err != nil {
			return resp, nil // the account is full, or other credentials are at work
		}
		last, _ = made["sid"].(string)
		changed()
		return resp, nil
	})
}

// ask sends a request of somebody else, with the credentials of req.
func ask(next http.RoundTripper, req *http.Request, method, path, form string) (object, error) {
	again, err := http.NewRequestWithContext(req.Context(), method,
		req.URL.Scheme+"://"+strings.Replace(req.URL.Host, "-upload", "", 1)+path, strings.NewReader(form))
	if err != nil {
		return nil, err
	}
	again.Header.Set("Authorization", req.Header.Get("Authorization"))
	again.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := next.RoundTrip(again)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		return nil, errors.New(resp.Status)
	}
	return document(resp)
}

// lagging answers a list as it was a moment ago, when it was read then and something was written since.
func lagging(lag time.Duration) wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		var mu sync.Mutex
		written := map[string]time.Time{} // of the newest write to a list
		type page struct {
			body []byte
			read time.Time
		}
		before := map[string]page{} // of a list before its newest write
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			list := strings.TrimSuffix(req.URL.Path, "/")
			own := req.Method == http.MethodGet && strings.Count(list, "/")%2 == 0 &&
				!strings.HasSuffix(list, "/Content") &&
				!strings.HasSuffix(list, "/Status")
			key := req.Header.Get("Authorization") + list + "?" + req.URL.RawQuery
			if req.Method == http.MethodPost && strings.Count(list, "/")%2 == 0 || req.Method == http.MethodDelete {
				if req.Method == http.MethodDelete {
					list = list[:strings.LastIndexByte(list, '/')]
				}
				mu.Lock()
				written[list] = time.Now()
				mu.Unlock()
				return next.RoundTrip(req)
			}
			resp, err := next.RoundTrip(req)
			if err != nil || !own || resp.StatusCode != http.StatusOK {
				return resp, err
			}
			body, err := text(resp)
			if err != nil {
				return nil, err
			}
			mu.Lock()
			defer mu.Unlock()
			// What was read longer ago is further behind than the list may be.
			if old := before[key]; time.Since(old.read) < lag && time.Since(written[list]) < lag {
				if string(old.body) != string(body) {
					changed()
				}
				resp.Body, resp.ContentLength = io.NopCloser(strings.NewReader(string(old.body))), int64(len(old.body))
				resp.Header.Del("Content-Length")
				return resp, nil
			}
			before[key] = page{body, time.Now()}
			return resp, nil
		})
	}
}

// unseen finds nothing at an address for a moment after a create answered with what is there.
func unseen(lag time.Duration) wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		var mu sync.Mutex
		made := map[string]time.Time{} // by caller and SID
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			caller := req.Header.Get("Authorization")
			mu.Lock()
			at, known := made[caller+req.URL.Path[strings.LastIndexByte(req.URL.Path, '/')+1:]]
			mu.Unlock()
			if req.Method == http.MethodGet && known && time.Since(at) < lag {
				changed()
				return answer(req, http.StatusNotFound, "application/json",
					fmt.Sprintf(`{"code":20404,"message":"The requested resource %s was not found","status":404}`,
						req.URL.Path)), nil
			}
			resp, err := next.RoundTrip(req)
			if err != nil || req.Method != http.MethodPost || resp.StatusCode != http.StatusCreated {
				return resp, err
			}
			body, err := document(resp)
			if err != nil {
				return nil, err
			}
			mu.Lock()
			defer mu.Unlock()
			made[caller+asText(body["sid"])] = time.Now()
			return resp, nil
		})
	}
}

package variants

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// stale answers reads of one resource with what it was before, for a moment after a request of a method.
func stale(method string, lag time.Duration) wear {
	type shown struct {
		header http.Header
		body   string
	}
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		var mu sync.Mutex
		before := map[string]shown{} // by caller and path
		written := map[string]time.Time{}
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			key := req.Header.Get("Authorization") + req.URL.Path
			resp, err := next.RoundTrip(req)
			if err != nil {
				return resp, err
			}
			one := strings.Count(strings.TrimSuffix(req.URL.Path, "/"), "/")%2 == 1
			mu.Lock()
			defer mu.Unlock()
			switch {
			case !one:
			case req.Method == method && resp.StatusCode < 300:
				if _, known := before[key]; known {
					written[key] = time.Now()
				}
			case req.Method == http.MethodGet && time.Since(written[key]) < lag:
				old := before[key]
				now, err := text(resp)
				if err != nil {
					return nil, err
				}
				if string(now) != old.body {
					changed()
				}
				resp.StatusCode, resp.Status = http.StatusOK, "200 OK"
				resp.Header = old.header.Clone()
				resp.Body, resp.ContentLength = io.NopCloser(strings.NewReader(old.body)), int64(len(old.body))
			case req.Method == http.MethodGet && resp.StatusCode == http.StatusOK:
				now, err := text(resp)
				if err != nil {
					return nil, err
				}
				before[key] = shown{header: resp.Header.Clone(), body: string(now)}
				resp.Body, resp.ContentLength = io.NopCloser(strings.NewReader(string(now))), int64(len(now))
			}
			return resp, nil
		})
	}
}

package variants

import (
	"errors"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// cacheVariants are caches and limits of what stands before a server.
func cacheVariants() []Variant {
	return []Variant{
		{Name: "an Environment that shows a Deployment 300 ms later", Why: "no page promises a read after a write",
			wear: lateDeployments(300 * time.Millisecond)},
		{Name: "lists from a cache of 300 ms", Why: "a cache may keep what nobody forbids it to keep",
			wear: cachedLists},
		{Name: "20 requests a second and no more", Why: "a limit may be one of time, and Retry-After has whole seconds",
			wear: everySecond},
		{Name: "429 now and then, to be repeated at once", Why: "a Retry-After may be zero",
			wear: stray(97, func(req *http.Request) (*http.Response, error) {
				resp := answer(req, http.StatusTooManyRequests, "text/plain", "Too many requests", "Retry-After", "0")
				return resp, nil
			})},
		{Name: "408 now and then", Why: "a gateway that waited for a request in vain closes the connection with it",
			wear: stray(263, status(http.StatusRequestTimeout, "text/html", "<h1>408 Request Timeout</h1>"))},
		{Name: "503 for a while, with Retry-After", Why: "a server may be stopped and started again",
			wear: stray(227, func(req *http.Request) (*http.Response, error) {
				return answer(req, http.StatusServiceUnavailable, "text/html", "<h1>503</h1>", "Retry-After", "2"), nil
			})},
		{Name: "names, handshakes and connections that fail now and then", Why: "networks break",
			wear: brokenNetwork()},
		{Name: "421 now and then", Why: "a connection may lead to a machine that is not the right one",
			wear: stray(269, status(http.StatusMisdirectedRequest, "", ""))},
	}
}

// brokenNetwork fails before a request is sent, in one way after the other.
func brokenNetwork() wear {
	var count atomic.Int64
	ways := []error{
		&net.DNSError{Err: "server misbehaving", Name: "serverless.variant.test", IsTemporary: true},
		errors.New("net/http: TLS handshake timeout"),
		errors.New("http2: server sent GOAWAY and closed the connection; LastStreamID=7, ErrCode=NO_ERROR"),
		&net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED},
	}
	return stray(229, func(*http.Request) (*http.Response, error) {
		return nil, ways[int(count.Add(1))%len(ways)]
	})
}

// lateDeployments answers reads of an Environment as they were for a time after a Deployment of it.
func lateDeployments(lag time.Duration) wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		return lateDeployment(next, changed, lag)
	}
}

func lateDeployment(next http.RoundTripper, changed func(), lag time.Duration) http.RoundTripper {
	var mu sync.Mutex
	before, deployed := map[string]string{}, map[string]time.Time{}
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		resp, err := next.RoundTrip(req)
		if err != nil {
			return nil, err
		}
		caller := req.Header.Get("Authorization")
		environment, deploys := strings.CutSuffix(req.URL.Path, "/Deployments")
		parts := strings.Split(req.URL.Path, "/")
		mu.Lock()
		defer mu.Unlock()
		switch {
		case deploys && resp.StatusCode == http.StatusCreated:
			deployed[caller+environment] = time.Now()
		case req.Method == http.MethodGet && len(parts) == 6 && parts[4] == "Environments" &&
			resp.StatusCode == http.StatusOK:
			now, err := text(resp)
			if err != nil {
				return nil, err
			}
			key := caller + req.URL.Path
			old, known := before[key]
			if known && time.Since(deployed[key]) < lag && old != string(now) {
				changed()
				return resp, write(resp, []byte(old))
			}
			before[key] = string(now)
		}
		return resp, nil
	})
}

// cachedLists answers a list as it was answered less than 300 ms ago, and says how old that is.
func cachedLists(next http.RoundTripper, changed func()) http.RoundTripper {
	type page struct {
		header http.Header
		body   string
		read   time.Time
	}
	var mu sync.Mutex
	kept := map[string]page{}
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		key := req.Header.Get("Authorization") + req.URL.String()
		if req.Method != http.MethodGet || strings.Count(strings.TrimSuffix(req.URL.Path, "/"), "/")%2 != 0 {
			return next.RoundTrip(req)
		}
		mu.Lock()
		old := kept[key]
		mu.Unlock()
		if time.Since(old.read) < 300*time.Millisecond {
			changed()
			resp := answer(req, http.StatusOK, "", old.body)
			resp.Header = old.header.Clone()
			resp.Header.Set("Age", "0")
			return resp, nil
		}
		resp, err := next.RoundTrip(req)
		if err != nil || resp.StatusCode != http.StatusOK ||
			!strings.Contains(resp.Header.Get("Content-Type"), "json") {
			return resp, err
		}
		body, err := text(resp)
		if err != nil {
			return nil, err
		}
		mu.Lock()
		defer mu.Unlock()
		if strings.Contains(string(body), `"meta"`) {
			kept[key] = page{resp.Header.Clone(), string(body), time.Now()}
		}
		return resp, nil
	})
}

// everySecond refuses what comes after the twentieth request of a second.
func everySecond(next http.RoundTripper, changed func()) http.RoundTripper {
	var second, count atomic.Int64
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		if now := time.Now().Unix(); second.Swap(now) != now {
			count.Store(0)
		}
		if count.Add(1) > 20 {
			changed()
			return answer(req, http.StatusTooManyRequests, "application/json",
				`{"code":20429,"message":"Too many requests","status":429}`, "Retry-After", "1",
				"RateLimit-Remaining", "0"), nil
		}
		return next.RoundTrip(req)
	})
}

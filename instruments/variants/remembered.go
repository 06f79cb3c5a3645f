package variants

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// dates are the dates that were shown first. The zero value has none.
type dates struct{ first sync.Map }

func (d *dates) of(key string, at time.Time) time.Time {
	old, _ := d.first.LoadOrStore(key, at)
	return old.(time.Time)
}

// lagVariants are caches and machines behind, of all that is read.
func lagVariants() []Variant {
	return []Variant{
		{Name: "a cache of two seconds for all that is read", Why: "no page promises a read after a write",
			wear: cached(2*time.Second, func(int) bool { return true })},
		{Name: "a machine that is a second behind for every third read", Why: "no page promises a read after a write",
			wear: cached(time.Second, func(n int) bool { return n%3 == 0 })},
		{Name: "a cache of a second that forgets", Why: "no page promises a read after a write",
			wear: cached(time.Second, func(n int) bool { return n%3 != 0 })},
	}
}

// cached answers what is read again as it was, also what was not found, if it was read less than a time ago.
func cached(most time.Duration, hit func(n int) bool) wear {
	type shown struct {
		status int
		header http.Header
		body   string
		read   time.Time
	}
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		var mu sync.Mutex
		kept, reads := map[string]shown{}, 0
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			key := req.Method + req.Header.Get("Authorization") + req.URL.String()
			if req.Method != http.MethodGet || req.ContentLength > 0 {
				return next.RoundTrip(req)
			}
			mu.Lock()
			reads++
			old, known := kept[key]
			// The states that end a Build are final: one that is shown building after that breaks a promise.
			use := hit(reads) && known && !strings.Contains(req.URL.Path, "/Builds") && time.Since(old.read) < most
			mu.Unlock()
			if use {
				changed()
				resp := answer(req, old.status, "", old.body)
				resp.Header = old.header.Clone()
				resp.Header.Set("Age", fmt.Sprint(int(time.Since(old.read).Seconds()))) // as RFC 9111 asks of a cache
				return resp, nil
			}
			resp, err := next.RoundTrip(req)
			if err != nil || resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusNotFound {
				return resp, err
			}
			body, err := text(resp)
			if err != nil {
				return nil, err
			}
			mu.Lock()
			defer mu.Unlock()
			if strings.HasPrefix(req.URL.Path, "/v1/") && (!known || time.Since(old.read) >= most) {
				kept[key] = shown{resp.StatusCode, resp.Header.Clone(), string(body), time.Now()}
			}
			return resp, nil
		})
	}
}

package variants

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// replica answers every second read of something from a machine that is 300 ms behind.
func replica(next http.RoundTripper, changed func()) http.RoundTripper {
	behind := stale(http.MethodPost, moment)(next, changed)
	gone := stale(http.MethodDelete, moment)(behind, changed)
	var turn atomic.Int64
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		if req.Method == http.MethodGet && turn.Add(1)%2 == 0 {
			return next.RoundTrip(req)
		}
		return gone.RoundTrip(req)
	})
}

// heldNames refuses the name of something for a time after its delete.
func heldNames(hold time.Duration) wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper { return heldName(next, changed, hold) }
}

func heldName(next http.RoundTripper, changed func(), hold time.Duration) http.RoundTripper {
	var mu sync.Mutex
	names := map[string]string{}    // what is unique, by the path of a resource
	freed := map[string]time.Time{} // by what is unique
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		a, again, err := read(req)
		if err != nil {
			return nil, err
		}
		caller := req.Header.Get("Authorization") + strings.TrimSuffix(req.URL.Path, "/")
		name := a.form.Get("UniqueName")
		mu.Lock()
		at, held := freed[caller+"="+name]
		mu.Unlock()
		if name != "" && held && time.Since(at) < hold {
			changed()
			return refusal(again, http.StatusConflict, "A resource with this UniqueName already exists."), nil
		}
		resp, err := next.RoundTrip(again)
		if err != nil || resp.StatusCode >= 300 {
			return resp, err
		}
		mu.Lock()
		defer mu.Unlock()
		switch {
		case resp.StatusCode == http.StatusCreated && name != "":
			body, err := document(resp)
			if err != nil {
				return nil, err
			}
			names[caller+"/"+asText(body["sid"])] = caller + "=" + name
		case req.Method == http.MethodDelete && names[caller] != "":
			freed[names[caller]] = time.Now()
		}
		return resp, nil
	})
}

// lateCascade answers reads of what was in a Service for 300 ms after that was deleted, as it was.
func lateCascade(next http.RoundTripper, changed func()) http.RoundTripper {
	var mu sync.Mutex
	type shown struct {
		header http.Header
		body   string
	}
	before, gone := map[string]shown{}, map[string]time.Time{}
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		resp, err := next.RoundTrip(req)
		m := serviceAbove.FindStringSubmatch(req.URL.Path + "/")
		if err != nil || m == nil {
			return resp, err
		}
		caller := req.Header.Get("Authorization")
		mu.Lock()
		defer mu.Unlock()
		switch child := !strings.HasSuffix(req.URL.Path, m[1]); {
		case req.Method == http.MethodDelete && !child && resp.StatusCode == http.StatusNoContent:
			gone[caller+m[1]] = time.Now()
		case req.Method != http.MethodGet || !child:
		case resp.StatusCode == http.StatusOK:
			now, err := text(resp)
			if err != nil {
				return nil, err
			}
			before[caller+req.URL.String()] = shown{resp.Header.Clone(), string(now)}
		case resp.StatusCode == http.StatusNotFound && time.Since(gone[caller+m[1]]) < 300*time.Millisecond:
			old, known := before[caller+req.URL.String()]
			if !known {
				break
			}
			changed()
			resp.StatusCode, resp.Status, resp.Header = http.StatusOK, "200 OK", old.header.Clone()
			return resp, write(resp, []byte(old.body))
		}
		return resp, nil
	})
}

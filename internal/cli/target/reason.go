package target

import (
	"net/http"
	"net/url"
	"sync/atomic"
)

// reasonHeader is where an emulator says why a Build failed. The API itself gives no reasons.
const reasonHeader = "X-Emulator-Reason"

// reasons remembers the last reason that went by.
type reasons struct {
	http.RoundTripper
	last atomic.Pointer[string]
}

// RoundTrip implements http.RoundTripper.
func (r *reasons) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := r.RoundTripper.RoundTrip(req)
	if err == nil {
		if reason, bad := url.PathUnescape(res.Header.Get(reasonHeader)); bad == nil && reason != "" {
			r.last.Store(&reason)
		}
	}
	return res, err
}

// BuildReason is why the last Build failed that was looked at, "" unless an emulator said it.
func (t *API) BuildReason() string {
	if last := t.reasons.last.Load(); last != nil {
		return *last
	}
	return ""
}

package target

import (
	"net/http"
	"net/url"
	"sync/atomic"
)

// What an emulator says of itself: that it is one, and why a Build failed. The API gives no reasons.
const (
	emulatorHeader = "X-Emulator"
	reasonHeader   = "X-Emulator-Reason"
)

// reasons remembers what an emulator has said of itself: the last reason that went by.
type reasons struct {
	http.RoundTripper
	last     atomic.Pointer[string]
	emulator atomic.Bool
}

// RoundTrip implements http.RoundTripper.
func (r *reasons) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := r.RoundTripper.RoundTrip(req)
	if err == nil {
		if res.Header.Get(emulatorHeader) != "" {
			r.emulator.Store(true)
		}
		if reason, bad := url.PathUnescape(res.Header.Get(reasonHeader)); bad == nil && reason != "" {
			r.last.Store(&reason)
		}
	}
	return res, err
}

// IsEmulator reports whether an answer so far came from an emulator that has an address.
func (t *API) IsEmulator() bool {
	return t.reasons.emulator.Load() && t.Client.APIURL() != EmulatedAPIURL
}

// BuildReason is why the last Build failed that was looked at, "" unless an emulator said it.
func (t *API) BuildReason() string {
	if last := t.reasons.last.Load(); last != nil {
		return *last
	}
	return ""
}

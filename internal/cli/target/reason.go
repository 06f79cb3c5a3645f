package target

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/twilio-serverless/twilio-serverless-go/internal/hosts"
)

// What an emulator says of itself: that it is one, and why a Build failed. The API gives no reasons.
const (
	emulatorHeader = "X-Emulator"
	reasonHeader   = "X-Emulator-Reason"
)

// reasons remembers what answers have said: of which Services there is something, that the server is an emulator, and
// the last reason that it gave.
type reasons struct {
	http.RoundTripper
	last     atomic.Pointer[string]
	emulator atomic.Bool
	services sync.Map // by the name or SID in the paths that succeeded
}

// RoundTrip implements http.RoundTripper.
func (r *reasons) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := r.RoundTripper.RoundTrip(req)
	if err == nil {
		if service := serviceIn(req.URL.Path); service != "" && res.StatusCode < 300 && req.Method != http.MethodDelete {
			r.services.Store(service, true)
		}
		if res.Header.Get(emulatorHeader) != "" {
			r.emulator.Store(true)
		}
		if reason, bad := url.PathUnescape(res.Header.Get(reasonHeader)); bad == nil && reason != "" {
			r.last.Store(&reason)
		}
	}
	return res, err
}

// has reports whether something of the Service in a path was there.
func (r *reasons) has(path string) bool {
	_, ok := r.services.Load(serviceIn(path))
	return ok
}

// serviceIn is what names the Service in a path, "" without one.
func serviceIn(path string) string {
	words := strings.Split(path, "/")
	i := slices.Index(words, "Services")
	if i < 0 || i+1 == len(words) {
		return ""
	}
	return words[i+1]
}

// IsEmulator reports whether an answer so far came from an emulator that has an address of its own: one that is reached
// through its proxy, at Twilio's addresses, serves the domains of sites there too.
func (t *API) IsEmulator() bool {
	address := t.Client.APIURL()
	return t.reasons.emulator.Load() && address != EmulatedAPIURL && !hosts.AtTwilio(address)
}

// BuildReason is why the last Build failed that was looked at, "" unless an emulator said it.
func (t *API) BuildReason() string {
	if last := t.reasons.last.Load(); last != nil {
		return *last
	}
	return ""
}

package variants

import (
	"net/http"
	"regexp"
	"sync"
	"time"
)

var serviceAbove = regexp.MustCompile(`/(ZS[0-9a-f]{32})/`)

// touched has a change of anything update the Service that it belongs to: nothing says what an update of a
// resource is.
func touched(next http.RoundTripper, changed func()) http.RoundTripper {
	var mu sync.Mutex
	at := map[string]time.Time{}
	shown := updatedLater(&mu, at)(next, changed)
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		resp, err := shown.RoundTrip(req)
		if err == nil && resp.StatusCode < 300 && (req.Method == http.MethodPost || req.Method == http.MethodDelete) {
			mu.Lock()
			defer mu.Unlock()
			if m := serviceAbove.FindStringSubmatch(req.URL.Path); m != nil {
				at[m[1]] = time.Now().UTC().Truncate(time.Second)
			}
		}
		return resp, err
	})
}

// updatedLater shows resources with the date_updated of at, by SID, if that is the later one.
func updatedLater(mu *sync.Mutex, at map[string]time.Time) wear {
	return resources(func(r object) bool {
		mu.Lock()
		moved := at[asText(r["sid"])]
		mu.Unlock()
		updated, err := time.Parse(time.RFC3339, asText(r["date_updated"]))
		if err != nil || !updated.Before(moved) {
			return false
		}
		r["date_updated"] = moved.Format(time.RFC3339)
		return true
	})
}

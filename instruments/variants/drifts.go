package variants

import (
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// driftVariants have clocks that are set, and dates that are rounded.
func driftVariants() []Variant {
	return []Variant{
		{Name: "a clock that gains a second in a minute", Why: "clocks drift", Alone: true,
			wear: movedClock(func(_ int64, since time.Duration) time.Duration {
				return since / 60
			})},
		{Name: "dates rounded to the next second", Why: "no page says how a second is rounded", Alone: true,
			wear: dated(func(_ string, at time.Time) string { return at.Add(time.Second).Format(time.RFC3339) })},
	}
}

// movedClock shows what was made by a clock as that clock dated it: SIDs keep the dates that they were first shown with.
func movedClock(by func(requests int64, since time.Duration) time.Duration) wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		var count atomic.Int64
		begin := time.Now()
		shown := dates{}
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			n := count.Add(1)
			return resources(func(r object) bool {
				if strings.HasPrefix(asText(r["sid"]), "NO") { // Logs are found by their dates
					return false
				}
				return redate(r, func(sid string, at time.Time) string {
					return shown.of(sid+at.String(), at.Add(by(n, time.Since(begin)))).Format(time.RFC3339)
				})
			})(next, changed).RoundTrip(req)
		})
	}
}

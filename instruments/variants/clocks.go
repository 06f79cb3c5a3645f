package variants

import (
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// clockVariants have clocks, and Builds, that do not go with those of others.
func clockVariants() []Variant {
	return []Variant{
		{Name: "Builds that end in another order than they began", Why: "each takes its own time",
			Alone: true, wear: slowBuilds(ownTime)},
		{Name: "Builds that have ended when they are looked at first",
			Why: "the answer to a create may take as long as the Build does", Alone: true,
			wear: lateBuildAnswers(2 * time.Second)},
		{Name: "an upload host whose clock is 30 seconds behind", Why: "two clocks never agree",
			wear: uploadClock(-30 * time.Second)},
		{Name: "an upload host whose clock is 30 seconds ahead", Why: "two clocks never agree",
			wear: uploadClock(30 * time.Second)},
		{Name: "a clock that is four minutes ahead, with its Date", Why: "two clocks never agree",
			wear: wholeClock(4)},
		{Name: "a clock that is four minutes behind, with its Date", Why: "two clocks never agree",
			wear: wholeClock(-4)},
	}
}

// ownTime is how long a Build takes: 2 to 17 seconds.
func ownTime(sid string) time.Duration {
	n, _ := strconv.ParseUint(sid[len(sid)-1:], 16, 8) // a SID ends with a digit
	return time.Duration(2+n) * time.Second
}

// lateBuildAnswers answers a create of a Build some time later.
func lateBuildAnswers(by time.Duration) wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			a, again, err := read(req)
			if err != nil {
				return nil, err
			}
			resp, err := next.RoundTrip(again)
			if a.creates("Builds") && err == nil && resp.StatusCode == http.StatusCreated {
				changed()
				if err := suite.Wait(req.Context(), by); err != nil {
					return nil, err
				}
			}
			return resp, err
		})
	}
}

// uploadClock moves the dates of Versions, which are made on a host of their own.
func uploadClock(by time.Duration) wear {
	return resources(func(r object) bool {
		return strings.HasPrefix(asText(r["sid"]), "ZN") &&
			redate(r, func(_ string, at time.Time) string { return at.Add(by).Format(time.RFC3339) })
	})
}

// wholeClock moves the header Date with all dates but those of Logs, by which Logs are found.
func wholeClock(minutes time.Duration) wear {
	by := minutes * time.Minute
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		return answers(func(_ *http.Request, resp *http.Response) (bool, error) {
			resp.Header.Set("Date", time.Now().Add(by).UTC().Format(http.TimeFormat))
			return false, nil
		})(clock(by)(next, changed), changed)
	}
}

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

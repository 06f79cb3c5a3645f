package variants

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// luckVariants are Builds and neighbours that one cannot foresee.
func luckVariants() []Variant {
	return []Variant{
		{Name: "one Build of 15 fails", Why: "packaging may fail for reasons of the platform",
			wear: everyBuild(15, "failed")},
		{Name: "Builds that fail while three others are made", Why: "packaging may fail for lack of room",
			wear: crampedBuilds(3, 1500*time.Millisecond)},
		{Name: "Builds of 0 to 8 seconds", Why: "each takes its own time", wear: slowBuilds(anyTime)},
		{Name: "a clock that is set forward by 30 seconds", Why: "clocks are corrected",
			wear: movedClock(func(n int64, _ time.Duration) time.Duration {
				if n > 400 {
					return 30 * time.Second
				}
				return 0
			})},
		{Name: "neighbours who make, rename, deploy and delete",
			Why:  "an account is used by others while a run goes on",
			wear: crowd("neighbour")},
		{Name: "neighbours whose names look like those of a run", Why: "another run may use the account",
			wear: crowd("check-zz")},
	}
}

// anyTime is how long a Build takes: 0 to 7.5 seconds.
func anyTime(sid string) time.Duration {
	n, _ := strconv.ParseUint(sid[len(sid)-1:], 16, 8) // a SID ends with a digit
	return time.Duration(n) * time.Second / 2
}

// everyBuild gives every n-th Build a status for good.
func everyBuild(n int, as string) wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		count := 0
		return endedBuilds(as, func() bool { count++; return count%n == 0 })(next, changed)
	}
}

// crampedBuilds fails a Build that is made while some others are.
func crampedBuilds(most int, takes time.Duration) wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		var ends []time.Time
		return endedBuilds("failed", func() bool {
			ends = slices.DeleteFunc(ends, func(end time.Time) bool { return time.Now().After(end) })
			ends = append(ends, time.Now().Add(takes))
			return len(ends) > most
		})(next, changed)
	}
}

// endedBuilds gives Builds a status for good. It asks about each one when it is first seen, and about one at a time.
func endedBuilds(as string, meets func() bool) wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		var mu sync.Mutex
		met := map[string]bool{}
		shown := resources(func(r object) bool {
			sid := asText(r["sid"])
			if !strings.HasPrefix(sid, "ZB") || asText(r["status"]) == "" {
				return false
			}
			mu.Lock()
			defer mu.Unlock()
			if _, known := met[sid]; !known {
				met[sid] = meets()
			}
			if !met[sid] || r["status"] != "completed" {
				return false
			}
			shows(r, as)
			return true
		})(next, changed)
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			a, again, err := read(req)
			if err != nil {
				return nil, err
			}
			mu.Lock()
			dead := a.creates("Deployments") && met[a.form.Get("BuildSid")]
			mu.Unlock()
			if dead {
				return refusal(again, http.StatusBadRequest, "The Build is not completed."), nil
			}
			return shown.RoundTrip(again)
		})
	}
}

// crowd makes, renames, deploys to and deletes Services of others between the requests of a run.
func crowd(prefix string) wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		var mu sync.Mutex
		luck := rand.New(rand.NewPCG(19, 23))
		var theirs []string
		count := 0
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			_, _, authorized := req.BasicAuth()
			resp, err := next.RoundTrip(req)
			if err != nil || !authorized || resp.StatusCode >= 300 {
				return resp, err
			}
			mu.Lock()
			defer mu.Unlock()
			count++
			switch what := luck.IntN(25); {
			case what == 0 && len(theirs) < 8:
				made, err := ask(next, req, http.MethodPost, "/v1/Services",
					fmt.Sprintf("UniqueName=%s-%d&FriendlyName=Neighbour", prefix, count))
				if err == nil {
					theirs = append(theirs, asText(made["sid"]))
					changed()
				}
			case what == 1 && len(theirs) > 0:
				_, _ = ask(next, req, http.MethodPost, "/v1/Services/"+theirs[luck.IntN(len(theirs))],
					fmt.Sprint("FriendlyName=Renamed+", count))
			case what == 2 && len(theirs) > 0:
				_, _ = ask(next, req, http.MethodPost, "/v1/Services/"+theirs[luck.IntN(len(theirs))]+"/Environments",
					fmt.Sprintf("UniqueName=e%d&DomainSuffix=s%d", count, count))
			case what == 3 && len(theirs) > 0:
				n := luck.IntN(len(theirs))
				_, _ = ask(next, req, http.MethodDelete, "/v1/Services/"+theirs[n], "")
				theirs = append(theirs[:n], theirs[n+1:]...)
			}
			return resp, nil
		})
	}
}

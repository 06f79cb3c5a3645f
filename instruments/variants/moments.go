package variants

import (
	"net/http"
	"strings"
	"sync"
	"time"
)

// momentVariants have clocks of their own, and other moments of update.
func momentVariants() []Variant {
	return []Variant{
		{Name: "a clock that is 90 seconds ahead", Why: "two clocks never agree", wear: clock(90 * time.Second)},
		{Name: "a clock that is 90 seconds behind", Why: "two clocks never agree", wear: clock(-90 * time.Second)},
		{Name: "Builds whose date_updated stays", Why: "no page calls the end of a Build an update of it",
			wear: inBuilds(func(build object) { build["date_updated"] = build["date_created"] })},
		{Name: "Deployments that are updated when another one takes their place",
			Why: "the page gives them a date of update and no method that updates", wear: replaced},
		{Name: "Environments, Functions and Assets that are updated by what is made below them",
			Why: "nothing says what an update of a resource is", wear: touchedAbove},
		{Name: "clocks of two machines",
			Why:  "of two machines one may be a tenth of a second behind, and what it creates a second older for that",
			wear: twoClocks},
	}
}

// twoClocks shows as a second older what was created in the first tenth of a second, on every other machine.
func twoClocks(next http.RoundTripper, changed func()) http.RoundTripper {
	var mu sync.Mutex
	behind := map[string]bool{}
	made := roundTripper(func(req *http.Request) (*http.Response, error) {
		began := time.Now()
		resp, err := next.RoundTrip(req)
		if err != nil || resp.StatusCode != http.StatusCreated || began.Nanosecond() >= 1e8 {
			return resp, err
		}
		body, err := document(resp)
		if err != nil {
			return nil, err
		}
		mu.Lock()
		defer mu.Unlock()
		if sid := asText(body["sid"]); sid != "" && sid[len(sid)-1]%2 == 1 {
			behind[sid] = true
		}
		return resp, nil
	})
	return resources(func(r object) bool {
		mu.Lock()
		defer mu.Unlock()
		return behind[asText(r["sid"])] &&
			redate(r, func(_ string, at time.Time) string { return at.Add(-time.Second).Format(time.RFC3339) })
	})(made, changed)
}

// clock moves all dates but those of Logs, by which Logs are found.
func clock(by time.Duration) wear {
	return resources(func(r object) bool {
		return !strings.HasPrefix(asText(r["sid"]), "NO") &&
			redate(r, func(_ string, at time.Time) string { return at.Add(by).Format(time.RFC3339) })
	})
}

// replaced shows as the update of a Deployment when the next one of its Environment was made.
func replaced(next http.RoundTripper, changed func()) http.RoundTripper {
	var mu sync.Mutex
	live, at := map[string]string{}, map[string]any{}
	return resources(func(r object) bool {
		sid := asText(r["sid"])
		if !strings.HasPrefix(sid, "ZD") {
			return false
		}
		mu.Lock()
		defer mu.Unlock()
		if r["date_updated"] = r["date_created"]; at[sid] != nil {
			r["date_updated"] = at[sid]
			return true
		}
		environment := asText(r["environment_sid"])
		if last := live[environment]; last != "" && last != sid && at[last] == nil {
			at[last] = r["date_created"]
		}
		live[environment], at[sid] = sid, nil
		return true
	})(next, changed)
}

// touchedAbove lets date_updated of a parent move when something is made, updated or deleted in it.
func touchedAbove(next http.RoundTripper, changed func()) http.RoundTripper {
	var mu sync.Mutex
	at := map[string]time.Time{}
	shown := updatedLater(&mu, at)(next, changed)
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		resp, err := shown.RoundTrip(req)
		if err != nil || resp.StatusCode >= 300 || req.Method == http.MethodGet {
			return resp, err
		}
		mu.Lock()
		defer mu.Unlock()
		for _, part := range strings.Split(req.URL.Path, "/") {
			if strings.HasPrefix(part, "ZE") || strings.HasPrefix(part, "ZH") {
				at[part] = time.Now().UTC().Truncate(time.Second)
			}
		}
		return resp, nil
	})
}

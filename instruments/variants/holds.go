package variants

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// holdVariants hold on for a moment to what was there before. No page promises that a write shows at once in what the
// next write is measured by.
func holdVariants() []Variant {
	why := "no page promises that a write counts at once for the next"
	return []Variant{
		{Name: "a Build that is live for half a second after it was", Why: why, wear: liveLonger},
		{Name: "a Deployment that is requested for half a second after it was", Why: why, wear: requestedLonger},
		{Name: "Keys that are taken half a second after their delete", Why: why, wear: keysLonger},
		{Name: "a Function that is part of a Build half a second after its delete", Why: why, wear: builtLonger},
		{Name: "an upload host that is away for 20 seconds", Why: "two hosts fail apart", wear: uploadHostAway},
		{Name: "429 for who guesses credentials", Why: "a server may slow down who guesses", wear: guessesLimited},
	}
}

// laterVariants hold on for longer than a moment.
func laterVariants() []Variant {
	return []Variant{
		{Name: "names that are taken 5 seconds after a delete", Why: "one user could not use the name again at once",
			wear: heldNames(5 * time.Second)},
		{Name: "an Environment that shows a Deployment 2 seconds later", Why: "no page promises a read after a write",
			wear: lateDeployments(2 * time.Second)},
		{Name: "pages by number, while neighbours make and delete",
			Why: "a list that changes during a walk shifts what follows",
			wear: func(next http.RoundTripper, changed func()) http.RoundTripper {
				return numberedPages(crowd("neighbour")(next, changed), changed)
			}},
	}
}

const hold = 500 * time.Millisecond

// held refuses a request while what it names was there a moment ago: since says when it ceased.
func held(status int, message string, names func(a asking) string,
	ceases func(a asking, resp *http.Response, next http.RoundTripper) []string) wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		var mu sync.Mutex
		since := map[string]time.Time{}
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			a, again, err := read(req)
			if err != nil {
				return nil, err
			}
			if name := names(a); name != "" {
				mu.Lock()
				early := time.Since(since[name]) < hold
				mu.Unlock()
				if early {
					changed()
					return refusal(again, status, message), nil
				}
			}
			resp, err := next.RoundTrip(again)
			if err != nil || resp.StatusCode >= 300 {
				return resp, err
			}
			for _, name := range ceases(a, resp, next) {
				mu.Lock()
				since[name] = time.Now()
				mu.Unlock()
			}
			return resp, nil
		})
	}
}

// last is the SID that an address ends with, when a request deletes one of a kind.
func (a asking) deletes(kind string) string {
	parts := strings.Split(a.URL.Path, "/")
	if n := len(parts); a.Method == http.MethodDelete && n > 2 && parts[n-2] == kind {
		return parts[n-1]
	}
	return ""
}

// lives remembers which Build is live in each Environment, and returns the one that no longer is.
func lives() func(a asking, resp *http.Response) (environment, was string) {
	var mu sync.Mutex
	live := map[string]string{}
	return func(a asking, _ *http.Response) (environment, was string) {
		if !a.creates("Deployments") {
			return "", ""
		}
		environment = strings.Split(a.URL.Path, "/")[5]
		mu.Lock()
		defer mu.Unlock()
		was, live[environment] = live[environment], a.form.Get("BuildSid")
		return environment, was
	}
}

func liveLonger(next http.RoundTripper, changed func()) http.RoundTripper {
	ended := lives()
	return held(http.StatusConflict, "Cannot delete Build because it's part of an active Deployment.",
		func(a asking) string { return a.deletes("Builds") },
		func(a asking, resp *http.Response, _ http.RoundTripper) []string {
			_, was := ended(a, resp)
			return []string{was}
		})(next, changed)
}

func requestedLonger(next http.RoundTripper, changed func()) http.RoundTripper {
	ended := lives()
	return held(http.StatusConflict, "Environment already has requested deployment.",
		func(a asking) string {
			if a.creates("Deployments") && a.form.Get("BuildSid") != "" {
				return strings.Split(a.URL.Path, "/")[5] + a.form.Get("BuildSid")
			}
			return ""
		},
		func(a asking, resp *http.Response, _ http.RoundTripper) []string {
			environment, was := ended(a, resp)
			return []string{environment + was}
		})(next, changed)
}

func keysLonger(next http.RoundTripper, changed func()) http.RoundTripper {
	var mu sync.Mutex
	keys := map[string]string{} // by the SID of a Variable: its Environment and Key
	return held(http.StatusConflict, "Variable already exists.",
		func(a asking) string {
			if a.creates("Variables") && a.form.Get("Value") != "" && a.form.Get("Key") != "" {
				return strings.Split(a.URL.Path, "/")[5] + a.form.Get("Key")
			}
			return ""
		},
		func(a asking, resp *http.Response, _ http.RoundTripper) []string {
			mu.Lock()
			defer mu.Unlock()
			if sid := a.deletes("Variables"); sid != "" {
				return []string{keys[sid]}
			}
			if body, err := document(resp); err == nil && body != nil && strings.HasPrefix(asText(body["sid"]), "ZV") {
				keys[asText(body["sid"])] = asText(body["environment_sid"]) + asText(body["key"])
			}
			return nil
		})(next, changed)
}

func builtLonger(next http.RoundTripper, changed func()) http.RoundTripper {
	var mu sync.Mutex
	parents := map[string][]string{} // of the versions of a Build
	return held(http.StatusConflict, "The Function is part of a Build.",
		func(a asking) string { return a.deletes("Functions") + a.deletes("Assets") },
		func(a asking, resp *http.Response, _ http.RoundTripper) []string {
			mu.Lock()
			defer mu.Unlock()
			if sid := a.deletes("Builds"); sid != "" {
				return parents[sid]
			}
			body, err := document(resp)
			if err != nil || body == nil || !strings.HasPrefix(asText(body["sid"]), "ZB") {
				return nil
			}
			var all []string
			for _, name := range []string{"function_versions", "asset_versions"} {
				list, _ := body[name].([]any)
				for _, v := range list {
					o, _ := v.(object)
					all = append(all, asText(o["function_sid"])+asText(o["asset_sid"]))
				}
			}
			if len(all) > 0 {
				parents[asText(body["sid"])] = slices.Compact(all)
			}
			return nil
		})(next, changed)
}

func uploadHostAway(next http.RoundTripper, changed func()) http.RoundTripper {
	var mu sync.Mutex
	count, end := 0, time.Time{}
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		if !isUpload(req) {
			return next.RoundTrip(req)
		}
		mu.Lock()
		if count++; count == 20 {
			end = time.Now().Add(20 * time.Second)
		}
		out := time.Now().Before(end)
		mu.Unlock()
		if !out {
			return next.RoundTrip(req)
		}
		changed()
		return instead(req, status(http.StatusServiceUnavailable, "text/html", "<h1>Maintenance</h1>"))
	})
}

// guessesLimited answers 429 to wrong credentials beyond 20 in ten seconds.
func guessesLimited(next http.RoundTripper, changed func()) http.RoundTripper {
	var mu sync.Mutex
	window, wrong := int64(0), 0
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		resp, err := next.RoundTrip(req)
		if err != nil || resp.StatusCode != http.StatusUnauthorized {
			return resp, err
		}
		mu.Lock()
		defer mu.Unlock()
		if now := time.Now().Unix() / 10; now != window {
			window, wrong = now, 0
		}
		if wrong++; wrong > 20 {
			changed()
			return answer(req, http.StatusTooManyRequests, "application/json",
				`{"code":20429,"message":"Too many requests","status":429}`, "Retry-After", "5"), nil
		}
		return resp, nil
	})
}

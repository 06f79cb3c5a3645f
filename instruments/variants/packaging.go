package variants

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// packagingVariants package, and deploy, in other ways.
func packagingVariants() []Variant {
	return []Variant{
		{Name: "a later runtime by default", Why: "the set of runtimes is open, and so is which of them is the default",
			wear: runtimeToCome},
		{Name: "fewer default dependencies",
			Why:  "twilio and @twilio/runtime-handler are always there, and no page names others",
			wear: fewerDependencies},
		{Name: "a status that lags behind the Build",
			Why:  "they are two resources, and nothing says that they change at once",
			wear: lateStatus("BuildStatus")},
		{Name: "Builds that lag behind their status",
			Why:  "they are two resources, and nothing says that they change at once",
			wear: lateStatus("Build")},
		{Name: "a Version that is named twice refused", Why: "nothing says what a Version twice would be",
			wear: stricter(http.StatusBadRequest, func(a asking) string {
				sids := named(a)
				slices.Sort(sids)
				if a.creates("Builds") && len(slices.Compact(sids)) < len(named(a)) {
					return "A Version is named twice."
				}
				return ""
			})},
		{Name: "clearing twice accepted", Why: "one user wrote that it is refused, and no page does", Assumes: true,
			wear: answers(func(req *http.Request, resp *http.Response) (bool, error) {
				if req.Method != http.MethodPost || !strings.HasSuffix(req.URL.Path, "/Deployments") ||
					resp.StatusCode != http.StatusConflict || req.ContentLength > 0 {
					return false, nil
				}
				parts := strings.Split(req.URL.Path, "/")
				now := time.Now().UTC().Format(time.RFC3339)
				sid := fmt.Sprintf("ZD%032x", time.Now().UnixNano())
				resp.StatusCode, resp.Status = http.StatusCreated, "201 Created"
				return true, write(resp, plain(object{"sid": sid, "account_sid": "AC00000000000000000000000000000000",
					"service_sid": parts[3], "environment_sid": parts[5], "build_sid": nil, "date_created": now,
					"date_updated": nil, "url": "https://" + req.URL.Host + req.URL.Path + "/" + sid}))
			})},
		{Name: "refusals to delete a live Build by 403", Why: "only the words of it are known",
			wear: refusals403},
	}
}

func named(a asking) []string {
	return slices.Concat(a.form["FunctionVersions"], a.form["AssetVersions"])
}

func refusals403(next http.RoundTripper, changed func()) http.RoundTripper {
	return answers(func(req *http.Request, resp *http.Response) (bool, error) {
		body, err := document(resp)
		if err != nil || body == nil || req.Method != http.MethodDelete || resp.StatusCode < 400 ||
			!strings.Contains(asText(body["message"]), "Cannot delete") {
			return false, err
		}
		return true, refuse(resp, body, http.StatusForbidden, 20403)
	})(next, changed)
}

// runtimeToCome shows node26 where the client never asked for a Runtime in a Service.
func runtimeToCome(next http.RoundTripper, changed func()) http.RoundTripper {
	var mu sync.Mutex
	asked := map[string]bool{} // by Service
	shows := map[string]bool{} // by Build
	shown := inBuilds(func(build object) {
		mu.Lock()
		defer mu.Unlock()
		sid := asText(build["sid"])
		later, seen := shows[sid]
		if !seen {
			later = !asked[asText(build["service_sid"])]
			shows[sid] = later
		}
		if later {
			build["runtime"] = "node26"
		}
	})(next, changed)
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		a, again, err := read(req)
		if err != nil {
			return nil, err
		}
		if a.creates("Builds") && a.form.Get("Runtime") != "" && a.form.Get("Runtime") != "latest" {
			mu.Lock()
			asked[strings.Split(req.URL.Path, "/")[3]] = true
			mu.Unlock()
		}
		return shown.RoundTrip(again)
	})
}

var dependencyName = regexp.MustCompile(`"name"\s*:\s*"([^"]*)"`)

// fewerDependencies leaves out what only the platform adds, but for its own two packages.
func fewerDependencies(next http.RoundTripper, changed func()) http.RoundTripper {
	var mu sync.Mutex
	asked := map[string]map[string]bool{} // names, by Build
	made := roundTripper(func(req *http.Request) (*http.Response, error) {
		a, again, err := read(req)
		if err != nil {
			return nil, err
		}
		resp, err := next.RoundTrip(again)
		if err != nil || !a.creates("Builds") || resp.StatusCode != http.StatusCreated {
			return resp, err
		}
		build, err := document(resp)
		if err != nil {
			return nil, err
		}
		mu.Lock()
		defer mu.Unlock()
		names := map[string]bool{"twilio": true, "@twilio/runtime-handler": true}
		for _, m := range dependencyName.FindAllStringSubmatch(a.form.Get("Dependencies"), -1) {
			names[m[1]] = true
		}
		asked[asText(build["sid"])] = names
		return resp, nil
	})
	return inBuilds(func(build object) {
		mu.Lock()
		defer mu.Unlock()
		names := asked[asText(build["sid"])]
		items, _ := build["dependencies"].([]any)
		build["dependencies"] = slices.DeleteFunc(items, func(item any) bool {
			d, _ := item.(object)
			return names != nil && !names[asText(d["name"])]
		})
	})(made, changed)
}

// lateStatus shows `building` for two seconds after the other one of the two resources stopped to.
func lateStatus(resource string) wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		var mu sync.Mutex
		done := map[string]time.Time{}
		return resources(func(r object) bool {
			sid, status := asText(r["sid"]), asText(r["status"])
			_, whole := r["dependencies"]
			if !strings.HasPrefix(sid, "ZB") || status == "" || status == "building" {
				return false
			}
			mu.Lock()
			defer mu.Unlock()
			if done[sid].IsZero() {
				done[sid] = time.Now()
			}
			if whole != (resource == "Build") || time.Since(done[sid]) > 2*time.Second {
				return false
			}
			shows(r, "building")
			return true
		})(next, changed)
	}
}

package variants

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// buildVariants build in other ways.
func buildVariants() []Variant {
	return []Variant{
		{Name: "visibility in capitals inside Builds",
			Why: "every published example has it so, observed answers do not",
			wear: inBuilds(func(build object) {
				for _, v := range versions(build) {
					if visibility, is := v["visibility"].(string); is {
						v["visibility"] = strings.ToUpper(visibility)
					}
				}
			})},
		{Name: "versions of a Build in another order", Why: "the order was observed to be random",
			wear: inBuilds(func(build object) {
				for _, name := range []string{"asset_versions", "function_versions", "dependencies"} {
					if items, is := build[name].([]any); is {
						slices.Reverse(items)
					}
				}
			})},
		{Name: "more default dependencies", Why: "the set changes with time", wear: inBuilds(func(build object) {
			if items, is := build["dependencies"].([]any); is {
				build["dependencies"] = append(items, object{"name": "to-come", "version": "1.0.0"})
			}
		})},
		{Name: "dependencies in the version that was chosen", Why: "nobody has published what becomes of a range",
			wear: inBuilds(func(build object) {
				items, _ := build["dependencies"].([]any)
				for _, item := range items {
					if d, is := item.(object); is && !exactVersion.MatchString(fmt.Sprint(d["version"])) {
						d["version"] = "7.7.7"
					}
				}
			})},
		{Name: "node24 by default", Why: "defaults change with time", wear: laterDefault},
		{Name: "Builds that take a minute", Why: "real ones take 10 to 60 seconds",
			wear: slowBuilds(func(string) time.Duration { return time.Minute })},
	}
}

var exactVersion = regexp.MustCompile(`^\d+\.\d+\.\d+([-+].*)?$`)

// inBuilds wears a change of every Build in the answers.
func inBuilds(change func(build object)) wear {
	return resources(func(r object) bool {
		_, is := r["dependencies"]
		if is {
			change(r)
		}
		return is
	})
}

func versions(build object) (all []object) {
	for _, name := range []string{"asset_versions", "function_versions"} {
		items, _ := build[name].([]any)
		for _, item := range items {
			if version, is := item.(object); is {
				all = append(all, version)
			}
		}
	}
	return all
}

// shows gives a Build another status, with what the contract calls null in it, and with a value of what it does not.
func shows(build object, status string) {
	build["status"] = status
	for _, p := range operations.Schemas()["Build"].Properties {
		value, there := build[p.Name]
		switch null := slices.Contains(p.NullWhile.Values, status); {
		case !there || p.NullWhile.Property != "status":
		case null:
			build[p.Name] = nil
		case value == nil && p.Format == "date-time":
			build[p.Name] = build["date_created"]
		case value == nil && p.Type == "string":
			build[p.Name] = "something"
		}
	}
}

var createBuild = regexp.MustCompile(`^/v1/Services/([^/]+)/Builds$`)

// laterDefault gives the first Build of a Service that names no Runtime another one, and `latest` too.
func laterDefault(next http.RoundTripper, changed func()) http.RoundTripper {
	var mu sync.Mutex
	decided := map[string]bool{}
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		service := createBuild.FindStringSubmatch(req.URL.Path)
		if req.Method != http.MethodPost || service == nil {
			return next.RoundTrip(req)
		}
		form, again, err := formOf(req)
		if err != nil {
			return nil, err
		}
		mu.Lock()
		runtime := form.Get("Runtime")
		replace := runtime == "latest" || runtime == "" && !decided[service[1]]
		decided[service[1]] = true
		mu.Unlock()
		if replace && len(form) > 0 {
			form = url.Values{"Runtime": {"node24"}, "Dependencies": form["Dependencies"],
				"FunctionVersions": form["FunctionVersions"], "AssetVersions": form["AssetVersions"]}
			send(again, form)
			changed()
		}
		return next.RoundTrip(again)
	})
}

// slowBuilds keeps every Build `building` for a time, and refuses to deploy it meanwhile.
func slowBuilds(takes func(sid string) time.Duration) wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		var mu sync.Mutex
		began := map[string]time.Time{}
		building := func(sid string) bool {
			mu.Lock()
			defer mu.Unlock()
			return !began[sid].IsZero() && time.Since(began[sid]) < takes(sid)
		}
		shown := resources(func(r object) bool {
			sid := r["sid"].(string)
			if _, is := r["status"].(string); !is || !strings.HasPrefix(sid, "ZB") {
				return false
			}
			mu.Lock()
			if began[sid].IsZero() {
				began[sid] = time.Now()
			}
			mu.Unlock()
			if r["status"] == "building" || !building(sid) {
				return false
			}
			shows(r, "building")
			return true
		})(next, changed)
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			if req.Method != http.MethodPost || !strings.HasSuffix(req.URL.Path, "/Deployments") {
				return shown.RoundTrip(req)
			}
			form, again, err := formOf(req)
			if err != nil {
				return nil, err
			}
			if building(form.Get("BuildSid")) {
				changed()
				return answer(again, http.StatusBadRequest, "application/json",
					`{"code":20001,"message":"The Build is building.","status":400}`), nil
			}
			return shown.RoundTrip(again)
		})
	}
}

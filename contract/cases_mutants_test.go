package contract

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A planted is a target with one bug, planted between the suite and the emulator, and the case that must see it.
type planted struct {
	bug   string
	kills string
	plant func(next http.RoundTripper) http.RoundTripper
}

type object = map[string]any

// answers plants a bug into the JSON answers of matching requests.
func answers(method, path string, change func(req *http.Request, status int, body object) int) func(http.RoundTripper) http.RoundTripper {
	pattern := regexp.MustCompile("^/v1" + path + "$")
	return func(next http.RoundTripper) http.RoundTripper {
		return transportFunc(func(req *http.Request) (*http.Response, error) {
			resp, err := next.RoundTrip(req)
			if err != nil || req.Method != method || !pattern.MatchString(req.URL.Path) {
				return resp, err
			}
			raw, err := io.ReadAll(resp.Body)
			if err != nil {
				return nil, err
			}
			var body object
			if json.Unmarshal(raw, &body) != nil {
				return reply(req, resp.StatusCode, string(raw)), nil
			}
			status := change(req, resp.StatusCode, body)
			raw, err = json.Marshal(body)
			return reply(req, status, string(raw)), err
		})
	}
}

// forms plants a bug into how the forms of matching requests are read.
func forms(path string, change func(form url.Values)) func(http.RoundTripper) http.RoundTripper {
	pattern := regexp.MustCompile("^/v1" + path + "$")
	return func(next http.RoundTripper) http.RoundTripper {
		return transportFunc(func(req *http.Request) (*http.Response, error) {
			if req.Method != http.MethodPost || !pattern.MatchString(req.URL.Path) {
				return next.RoundTrip(req)
			}
			return next.RoundTrip(resend(req, change))
		})
	}
}

func resend(req *http.Request, change func(form url.Values)) *http.Request {
	raw, _ := io.ReadAll(req.Body)
	form, _ := url.ParseQuery(string(raw))
	change(form)
	body := form.Encode()
	again := req.Clone(req.Context())
	again.Body, again.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
	return again
}

// instead plants an answer in place of the API's.
func instead(method, path string, answer func(req *http.Request, next http.RoundTripper) (*http.Response, error)) func(http.RoundTripper) http.RoundTripper {
	pattern := regexp.MustCompile("^/v1" + path + "$")
	return func(next http.RoundTripper) http.RoundTripper {
		return transportFunc(func(req *http.Request) (*http.Response, error) {
			if req.Method == method && pattern.MatchString(req.URL.Path) {
				return answer(req, next)
			}
			return next.RoundTrip(req)
		})
	}
}

func deletesNothing(req *http.Request, _ http.RoundTripper) (*http.Response, error) {
	resp := reply(req, 204, "")
	resp.Header.Del("Content-Type")
	return resp, nil
}

func plantedBugs() []planted {
	const (
		service, deployments = "/Services/[^/]+", "/Services/[^/]+/Environments/[^/]+/Deployments"
		builds, status       = "/Services/[^/]+/Builds", "/Services/[^/]+/Builds/[^/]+/Status"
		environment          = "/Services/[^/]+/Environments/[^/]+"
		functionVersions     = "/Services/[^/]+/Functions/[^/]+/Versions"
	)
	set := func(name string, value any) func(*http.Request, int, object) int {
		return func(_ *http.Request, status int, body object) int {
			if _, there := body[name]; there {
				body[name] = value
			}
			return status
		}
	}
	turn := func(from, to int) func(*http.Request, int, object) int {
		return func(_ *http.Request, status int, body object) int {
			if status == from {
				if _, isError := body["status"].(float64); isError {
					body["status"] = to
				}
				return to
			}
			return status
		}
	}
	return []planted{
		{"a Service is created with 200", "services/create-answers-with-the-service", answers("POST", "/Services", turn(201, 200))},
		{"a Service forgets IncludeCredentials", "services/create-keeps-its-options", forms("/Services", func(f url.Values) { f.Del("IncludeCredentials") })},
		{"an update of a Service is answered and forgotten", "services/update-changes-only-what-was-sent", updateForgotten},
		{"an update of a Service resets what was not sent", "services/update-changes-only-what-was-sent", forms(service, func(f url.Values) {
			if f.Get("IncludeCredentials") == "" {
				f.Set("IncludeCredentials", "true")
			}
		})},
		{"a Service is not found by name", "services/fetch-by-unique-name", instead("GET", "/Services/check-[^/]+",
			func(req *http.Request, _ http.RoundTripper) (*http.Response, error) {
				return reply(req, 404, `{"code":20404,"message":"not found","status":404}`), nil
			})},
		{"a deleted Service leaves its Environments", "services/delete-takes-everything-along", remembersEnvironments},
		{"a long name is cut, not refused", "services/unique-name-over-50-characters-is-refused", forms("/Services", func(f url.Values) {
			f.Set("UniqueName", f.Get("UniqueName")[:min(50, len(f.Get("UniqueName")))])
		})},
		{"an unknown Function is a bad request", "functions/unknown-is-not-found", answers("GET", "/Services/[^/]+/Functions/[^/]+", turn(404, 400))},
		{"a deleted Function stays", "functions/delete-removes-it", instead("DELETE", "/Services/[^/]+/Functions/[^/]+", deletesNothing)},
		{"pages of Functions overlap", "functions/list-has-every-one-once", pagesOverlap},
		{"the list of Assets ends after one page", "assets/list-has-every-one-once", answers("GET", "/Services/[^/]+/Assets",
			func(_ *http.Request, status int, body object) int {
				if meta, ok := body["meta"].(object); ok {
					meta["next_page_url"] = nil
				}
				return status
			})},
		{"meta.key has another name", "assets/list-has-every-one-once", answers("GET", "/Services/[^/]+/Assets",
			func(_ *http.Request, status int, body object) int {
				if meta, ok := body["meta"].(object); ok {
					meta["key"] = "items"
				}
				return status
			})},
		{"versions are listed oldest first", "function-versions/list-has-the-newest-first", answers("GET", functionVersions,
			func(_ *http.Request, status int, body object) int {
				if rows, ok := body["function_versions"].([]any); ok {
					slices.Reverse(rows)
				}
				return status
			})},
		{"the leading slash is not added", "function-versions/path-gets-its-leading-slash", answers("POST", functionVersions,
			func(_ *http.Request, status int, body object) int {
				body["path"] = strings.TrimPrefix(body["path"].(string), "/")
				return status
			})},
		{"every version is public", "function-versions/fetch-what-was-uploaded", answers("GET", functionVersions+"/[^/]+", set("visibility", "public"))},
		{"line ends of the content are changed", "function-version-content/is-what-was-uploaded", answers("GET", functionVersions+"/[^/]+/Content",
			func(_ *http.Request, status int, body object) int {
				if text, ok := body["content"].(string); ok {
					body["content"] = strings.ReplaceAll(text, "\r\n", "\n")
				}
				return status
			})},
		{"an empty Build has another code", "builds/empty-is-refused", answers("POST", builds, set("code", 20404))},
		{"a Build is born completed", "builds/create-answers-while-building", answers("POST", builds, set("status", "completed"))},
		{"a Build drops a version", "builds/have-the-versions-that-were-sent", forms(builds, func(f url.Values) {
			f["FunctionVersions"] = f["FunctionVersions"][:min(1, len(f["FunctionVersions"]))]
		})},
		{"default dependencies are missing", "builds/default-dependencies", answers("POST", builds, set("dependencies", []any{}))},
		{"the Runtime is not kept", "builds/runtime-is-kept", forms(builds, func(f url.Values) { f.Del("Runtime") })},
		{"an unknown version next to a known one is accepted", "builds/unknown-version-is-refused", forms(builds, func(f url.Values) {
			f["FunctionVersions"] = slices.DeleteFunc(f["FunctionVersions"], func(sid string) bool { return sid == unknown("ZN") })
		})},
		{"a live Build can be deleted", "builds/live-one-cannot-be-deleted", instead("DELETE", builds+"/[^/]+", deletesNothing)},
		{"the status flaps", "build-status/only-moves-forward", statusFlaps(status)},
		{"the domain has no suffix", "environments/domain-name-has-the-suffix", answers("POST", "/Services/[^/]+/Environments",
			func(_ *http.Request, status int, body object) int {
				if name, ok := body["domain_name"].(string); ok {
					body["domain_name"] = strings.Replace(name, "-stage.", ".", 1)
				}
				return status
			})},
		{"a missing suffix is the empty string", "environments/domain-name-without-suffix", answers("POST", "/Services/[^/]+/Environments", set("domain_suffix", ""))},
		{"spaces around a Value are cut", "variables/spaces-are-kept", forms(environment+"/Variables", func(f url.Values) {
			f.Set("Value", strings.TrimSpace(f.Get("Value")))
		})},
		{"a Value is limited in characters", "variables/value-over-450-bytes-is-refused", forms(environment+"/Variables", func(f url.Values) {
			f.Set("Value", f.Get("Value")[:min(450, len(f.Get("Value")))])
		})},
		{"a Deployment does not reach its Environment", "deployments/make-a-build-live", answers("GET", environment, set("build_sid", nil))},
		{"clearing does not clear", "deployments/without-a-build-clear", instead("POST", deployments, clearsNothing)},
		{"the live Build can be deployed again", "deployments/of-the-live-build-conflict", answers("POST", deployments, turn(409, 201))},
		{"the filter by Function is ignored", "logs/filters-select", instead("GET", environment+"/Logs",
			func(req *http.Request, next http.RoundTripper) (*http.Response, error) {
				again := req.Clone(req.Context())
				query := again.URL.Query()
				query.Del("FunctionSid")
				again.URL.RawQuery = query.Encode()
				return next.RoundTrip(again)
			})},
		{"one operation asks for no credentials", "auth/every-operation-asks-for-credentials", answers("GET", environment+"/Logs/[^/]+", turn(401, 404))},
	}
}

// Each bug must be seen by the case itself: a checker that reads the contract would not tell whether the case asserts anything.
func TestCases_seePlantedBugs(t *testing.T) {
	t.Parallel()
	for _, p := range plantedBugs() {
		t.Run(p.bug, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				only := &RunOptions{Seed: 9, Assumed: true, Filter: regexp.MustCompile("^" + p.kills + "$")}
				sound, err := Run(t.Context(), emulated(t), only)
				require.NoError(t, err)
				require.Equal(t, Pass, sound.Results[0].Outcome, sound.Results[0].Reason)

				target := emulated(t)
				target.Transport = p.plant(target.Transport)
				report, err := Run(t.Context(), target, only)
				require.NoError(t, err)
				require.Len(t, report.Results, 1)
				assert.Equal(t, Fail, report.Results[0].Outcome)
				assert.NotEqual(t, "the wire broke the contract", report.Results[0].Reason)
			})
		})
	}
}

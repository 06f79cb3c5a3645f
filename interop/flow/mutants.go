package flow

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

type object = map[string]any

// Mutant is the emulator with one bug.
type Mutant struct {
	Name    string
	options emulator.Options
	change  func(next http.Handler) http.Handler // nil for none
	fails   string                               // the step that must see it, empty for none
}

// Want is the verdict of a runner, but for its reason.
func (m Mutant) Want() Verdict { return Verdict{Passed: m.fails == "", Step: m.fails} }

// Serve starts the emulator with the bug until the test ends.
func (m Mutant) Serve(t *testing.T) Target {
	t.Helper()
	e, err := emulator.New(&m.options)
	require.NoError(t, err)
	handler := http.Handler(e)
	if m.change != nil {
		handler = m.change(e)
	}
	return Serve(t, handler)
}

// Serve starts a server until the test ends.
func Serve(t *testing.T, handler http.Handler) Target {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return Target{
		APIURL: server.URL, UploadURL: server.URL, Username: emulator.TestAccountSID, Password: emulator.TestAuthToken,
		Name: "interop",
	}
}

// A Difference is a bug that the runners judge differently: by the schemas, not by the workflow.
type Difference struct {
	Mutant

	Engine, Respect string // the step that each of them ends at, empty for none
}

// Differences are all that are known.
func Differences() []Difference {
	of := func(name, property, value string) Mutant {
		return Mutant{Name: name, change: set("POST", "/Functions", property, value)}
	}
	return []Difference{
		{
			of("Respect checks no format: a date that is none", "date_created", "2026-02-31T00:00:00Z"),
			"createFunction", "",
		},
		{of("Respect checks no format: a relative URL", "url", "/v1/Services"), "createFunction", ""},
		{of("Respect closes objects that the documents leave open", "colour", "blue"), "", "createFunction"},
	}
}

// onAnswer changes the status and JSON of answers to a method on a path below the Service that ends so.
func onAnswer(method, ending string, change func(r *http.Request, status int,
	body object) int) func(http.Handler) http.Handler {
	pattern := regexp.MustCompile(`^/v1/Services` + ending + `$`)
	if strings.HasPrefix(ending, "/") && len(ending) > 1 {
		pattern = regexp.MustCompile(`^/v1/Services/[^/]+` + ending + `$`)
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != method || !pattern.MatchString(r.URL.Path) {
				next.ServeHTTP(w, r)
				return
			}
			answer := httptest.NewRecorder()
			next.ServeHTTP(answer, r)
			body, status := object{}, answer.Code
			if json.Unmarshal(answer.Body.Bytes(), &body) == nil {
				status = change(r, status, body)
			}
			for name, values := range answer.Header() {
				if name != "Content-Length" {
					w.Header()[name] = values
				}
			}
			w.WriteHeader(status)
			_ = json.NewEncoder(w).Encode(body)
		})
	}
}

// set changes one property.
func set(method, ending, name string, value any) func(http.Handler) http.Handler {
	return onAnswer(method, ending, func(_ *http.Request, status int, body object) int {
		body[name] = value
		return status
	})
}

// stuck lets build_sid never go back to null.
func stuck(method, ending string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		var mu sync.Mutex
		var live any
		return onAnswer(method, ending, func(_ *http.Request, status int, body object) int {
			mu.Lock()
			defer mu.Unlock()
			if body["build_sid"] != nil {
				live = body["build_sid"]
			}
			body["build_sid"] = live
			return status
		})(next)
	}
}

// dropped answers DELETE without doing it.
func dropped(ending string) func(http.Handler) http.Handler {
	pattern := regexp.MustCompile(`^/v1/Services/[^/]+` + ending + `$`)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodDelete && pattern.MatchString(r.URL.Path) {
				w.WriteHeader(http.StatusNoContent)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

const otherBuild = "ZBaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

// Mutants are the emulator as it is, legal variants of it, and bugs.
func Mutants() []Mutant {
	environment := `/Environments/ZE[0-9a-f]+`
	deployments := environment + `/Deployments`
	return []Mutant{
		{Name: "none"},
		{Name: "legal: links are absent", change: onAnswer("POST", "/Functions",
			func(_ *http.Request, status int, body object) int {
				delete(body, "links")
				return status
			})},
		{Name: "another unique name", change: set("POST", "", "unique_name", "other"), fails: "createService"},
		{Name: "everything is unauthorized", options: emulator.Options{Accounts: []emulator.Account{
			{SID: "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", AuthToken: "another"},
		}}, fails: "createService"},
		{Name: "a new Environment is live", change: set("POST", "/Environments", "build_sid", otherBuild),
			fails: "createEnvironment"},
		{Name: "SID of another kind", change: set("POST", "/Functions", "sid", "ZNaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
			fails: "createFunction"},
		{Name: "another path", change: set("POST", "/Functions/ZH[0-9a-f]+/Versions", "path", "/other"),
			fails: "uploadFunctionVersion"},
		{Name: "unknown visibility", change: set("POST", "/Functions/ZH[0-9a-f]+/Versions", "visibility", "secret"),
			fails: "uploadFunctionVersion"},
		{Name: "200 instead of 201", change: onAnswer("POST", "/Builds",
			func(*http.Request, int, object) int { return 200 }), fails: "createBuild"},
		{Name: "a Build without its versions", change: set("POST", "/Builds", "function_versions", []any{}),
			fails: "createBuild"},
		{Name: "a Build without a property", change: onAnswer("POST", "/Builds",
			func(_ *http.Request, status int, body object) int {
				delete(body, "runtime")
				return status
			}), fails: "createBuild"},
		{Name: "the build never completes", change: set("GET", "/Builds/ZB[0-9a-f]+/Status", "status", "building"),
			fails: "awaitBuild"},
		{Name: "the build fails", options: emulator.Options{
			BuildResult: func(emulator.BuildRequest) string { return "it does not compile" },
		}, fails: "awaitBuild"},
		{Name: "a status that is none", change: set("GET", "/Builds/ZB[0-9a-f]+/Status", "status", "done"),
			fails: "awaitBuild"},
		{Name: "HTML for JSON", change: func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if !strings.HasSuffix(r.URL.Path, "/Status") {
					next.ServeHTTP(w, r)
					return
				}
				w.Header().Set("Content-Type", "text/html")
				_, _ = w.Write([]byte("<p>completed</p>"))
			})
		}, fails: "awaitBuild"},
		{Name: "a Deployment of another Build", change: set("POST", deployments, "build_sid", otherBuild),
			fails: "deploy"},
		{Name: "the Deployment does not reach the Environment", change: set("GET", environment, "build_sid", nil),
			fails: "isLive"},
		{Name: "clearing is answered with a Build", change: stuck("POST", deployments), fails: "clear"},
		{Name: "clearing clears nothing", change: stuck("GET", environment), fails: "isCleared"},
		{Name: "deleting deletes nothing", change: dropped(""), fails: "isGone"},
		{Name: "404 instead of 204", change: func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodDelete {
					r.URL.Path += "0"
				}
				next.ServeHTTP(w, r)
			})
		}, fails: "deleteBuild"},
	}
}

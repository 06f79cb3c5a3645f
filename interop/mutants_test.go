package interop

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

type object = map[string]any

// mutant is the emulator with one bug.
type mutant struct {
	name    string
	options emulator.Options
	change  func(next http.Handler) http.Handler // nil for none
	fails   string                               // the step that must see it, empty for none
}

func (m mutant) handler(e http.Handler) http.Handler {
	if m.change == nil {
		return e
	}
	return m.change(e)
}

func (m mutant) want() Verdict { return Verdict{Passed: m.fails == "", Step: m.fails} }

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

// mutants are the emulator as it is, legal variants of it, and bugs.
func mutants() []mutant {
	environment := `/Environments/ZE[0-9a-f]+`
	deployments := environment + `/Deployments`
	return []mutant{
		{name: "none"},
		{name: "legal: links are absent", change: onAnswer("POST", "/Functions",
			func(_ *http.Request, status int, body object) int {
				delete(body, "links")
				return status
			})},
		{name: "another unique name", change: set("POST", "", "unique_name", "other"), fails: "createService"},
		{name: "everything is unauthorized", options: emulator.Options{Accounts: []emulator.Account{
			{SID: "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", AuthToken: "another"},
		}}, fails: "createService"},
		{name: "a new Environment is live", change: set("POST", "/Environments", "build_sid", otherBuild),
			fails: "createEnvironment"},
		{name: "SID of another kind", change: set("POST", "/Functions", "sid", "ZNaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
			fails: "createFunction"},
		{name: "another path", change: set("POST", "/Functions/ZH[0-9a-f]+/Versions", "path", "/other"),
			fails: "uploadFunctionVersion"},
		{name: "unknown visibility", change: set("POST", "/Functions/ZH[0-9a-f]+/Versions", "visibility", "secret"),
			fails: "uploadFunctionVersion"},
		{name: "200 instead of 201", change: onAnswer("POST", "/Builds",
			func(*http.Request, int, object) int { return 200 }), fails: "createBuild"},
		{name: "a Build without its versions", change: set("POST", "/Builds", "function_versions", []any{}),
			fails: "createBuild"},
		{name: "a Build without a property", change: onAnswer("POST", "/Builds",
			func(_ *http.Request, status int, body object) int {
				delete(body, "runtime")
				return status
			}), fails: "createBuild"},
		{name: "the build never completes", change: set("GET", "/Builds/ZB[0-9a-f]+/Status", "status", "building"),
			fails: "awaitBuild"},
		{name: "the build fails", options: emulator.Options{
			BuildResult: func(emulator.BuildRequest) string { return "it does not compile" },
		}, fails: "awaitBuild"},
		{name: "a status that is none", change: set("GET", "/Builds/ZB[0-9a-f]+/Status", "status", "done"),
			fails: "awaitBuild"},
		{name: "HTML for JSON", change: func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if !strings.HasSuffix(r.URL.Path, "/Status") {
					next.ServeHTTP(w, r)
					return
				}
				w.Header().Set("Content-Type", "text/html")
				_, _ = w.Write([]byte("<p>completed</p>"))
			})
		}, fails: "awaitBuild"},
		{name: "a Deployment of another Build", change: set("POST", deployments, "build_sid", otherBuild),
			fails: "deploy"},
		{name: "the Deployment does not reach the Environment", change: set("GET", environment, "build_sid", nil),
			fails: "isLive"},
		{name: "clearing is answered with a Build", change: stuck("POST", deployments), fails: "clear"},
		{name: "clearing clears nothing", change: stuck("GET", environment), fails: "isCleared"},
		{name: "deleting deletes nothing", change: dropped(""), fails: "isGone"},
		{name: "404 instead of 204", change: func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodDelete {
					r.URL.Path += "0"
				}
				next.ServeHTTP(w, r)
			})
		}, fails: "deleteBuild"},
	}
}

package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// gitHub is as much of the API of GitHub as the action uses, for one pull request.
type gitHub struct {
	mu       sync.Mutex
	comments []gitHubComment
	forbid   bool // as for the token of a pull request from a fork
}

type gitHubComment struct {
	ID   int        `json:"id"`
	Body string     `json:"body"`
	User gitHubUser `json:"user"`
}

type gitHubUser struct {
	Login string `json:"login"`
	Type  string `json:"type"`
}

var someone = gitHubUser{"someone", "User"}

func (g *gitHub) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /repos/acme/shop/issues/7/comments", func(w http.ResponseWriter, r *http.Request) {
		page, _ := strconv.Atoi(r.URL.Query().Get("page"))
		size, _ := strconv.Atoi(r.URL.Query().Get("per_page"))
		from, to := min((page-1)*size, len(g.comments)), min(page*size, len(g.comments))
		_ = json.NewEncoder(w).Encode(append([]gitHubComment{}, g.comments[from:to]...))
	})
	write := func(w http.ResponseWriter, r *http.Request, c *gitHubComment) {
		if g.forbid || json.NewDecoder(r.Body).Decode(c) != nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		_ = json.NewEncoder(w).Encode(c)
	}
	mux.HandleFunc("POST /repos/acme/shop/issues/7/comments", func(w http.ResponseWriter, r *http.Request) {
		c := gitHubComment{ID: 1000 + len(g.comments), User: gitHubUser{"github-actions[bot]", "Bot"}}
		if write(w, r, &c); c.Body != "" {
			g.comments = append(g.comments, c)
		}
	})
	mux.HandleFunc("PATCH /repos/acme/shop/issues/comments/{id}", func(w http.ResponseWriter, r *http.Request) {
		id, _ := strconv.Atoi(r.PathValue("id"))
		write(w, r, &g.comments[id-1000])
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		defer g.mu.Unlock()
		if r.Header.Get("Authorization") != "Bearer word-of-github" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// cmdGitHub starts a test server with so many comments of others and sets what a runner sets: github
// COMMENTS [forbid | squat]. With squat the first comment has the mark of the action, from someone
// else.
func cmdGitHub(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: github COMMENTS [forbid]")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	g := &gitHub{forbid: slices.Contains(args, "forbid")}
	for i := range n {
		g.comments = append(g.comments, gitHubComment{1000 + i, "of somebody else", someone})
	}
	if slices.Contains(args, "squat") {
		sum := sha256.Sum256([]byte("hello\n"))
		mark := fmt.Sprintf("<!-- twilio-serverless plan %.16s -->", hex.EncodeToString(sum[:]))
		g.comments[0].Body = mark + "of somebody else"
	}
	server := httptest.NewServer(g.handler())
	ts.Defer(server.Close)
	backgroundOf(ts).github = g
	action, err := filepath.Abs("../../.github/action")
	ts.Check(err)
	event := ts.MkAbs("event.json")
	ts.Check(os.WriteFile(event, []byte(`{"action": "synchronize", "pull_request": {"number": 7}}`), 0o600))
	for name, value := range map[string]string{
		"ACTION": action, "GITHUB_API_URL": server.URL, "GITHUB_REPOSITORY": "acme/shop",
		"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": event,
		"GITHUB_OUTPUT": ts.MkAbs("output"), "GITHUB_STEP_SUMMARY": ts.MkAbs("summary.md"),
		"INPUT_TOKEN":  "word-of-github",
		"INPUT_BINARY": lookup(ts, "twilio-serverless"), "INPUT_COMMAND": "plan", "INPUT_DIRECTORY": "hello",
		"INPUT_ARGS": "", "INPUT_VARIABLES": "", "INPUT_COMMENT": "true", "NL": "\n", "CR": "\r",
	} {
		ts.Setenv(name, value)
	}
}

// cmdComments writes the comments that are not of others to a file: comments FILE COUNT
func cmdComments(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: comments FILE COUNT")
	}
	g := backgroundOf(ts).github
	g.mu.Lock()
	defer g.mu.Unlock()
	var ours []string
	for _, c := range g.comments {
		if c.User != someone {
			ours = append(ours, c.Body)
		}
	}
	if fmt.Sprint(len(ours)) != args[1] {
		ts.Fatalf("there are %d comments, want %s", len(ours), args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Join(ours, "\n")), 0o600))
}

type actionFile struct {
	Inputs  map[string]struct{ Description, Default string }
	Outputs map[string]struct{ Description, Value string }
	Runs    struct {
		Using string
		Steps []struct {
			ID, If, Uses, Shell, Run string
			With, Env                map[string]string
		}
	}
}

func readAction(t *testing.T) actionFile {
	t.Helper()
	text, err := os.ReadFile("../../action.yml")
	require.NoError(t, err)
	var action actionFile
	require.NoError(t, yaml.Unmarshal(text, &action))
	return action
}

// The action is what a runner takes: every input is described and used, no input becomes the text
// of a script, actions are pinned.
func TestAction(t *testing.T) {
	t.Parallel()
	action := readAction(t)
	assert.Equal(t, "composite", action.Runs.Using)
	var used strings.Builder
	for _, step := range action.Runs.Steps {
		assert.NotContains(t, step.Run, "${{", "an input in a script is executed")
		if step.Uses != "" {
			assert.Regexp(t, `^[\w-]+/[\w-]+@[0-9a-f]{40}$`, step.Uses)
			continue
		}
		assert.Equal(t, "bash", step.Shell)
		used.WriteString(step.If)
		for _, value := range step.Env {
			used.WriteString(value)
		}
	}
	for name, input := range action.Inputs {
		assert.NotEmpty(t, input.Description, name)
		assert.Contains(t, used.String(), "inputs."+name)
	}
	script, err := os.ReadFile("../../.github/action/run.sh")
	require.NoError(t, err)
	for name, output := range action.Outputs {
		assert.Equal(t, "${{ steps.run.outputs."+name+" }}", output.Value)
		assert.Contains(t, string(script), "output "+name+" ", name)
	}
	for _, match := range regexp.MustCompile(`INPUT_\w+`).FindAllString(string(script), -1) {
		assert.Contains(t, action.Runs.Steps[len(action.Runs.Steps)-1].Env, match)
	}
}

// The workflow of the documentation gives the action inputs that it has.
func TestAction_documentation(t *testing.T) {
	t.Parallel()
	action := readAction(t)
	text, err := os.ReadFile("../../docs/github-action.md")
	require.NoError(t, err)
	examples := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	require.NotEmpty(t, examples)
	for _, example := range examples {
		var workflow struct {
			On   any
			Jobs map[string]struct {
				Permissions map[string]string
				Steps       []struct {
					Uses string
					With map[string]string
				}
			}
		}
		require.NoError(t, yaml.Unmarshal([]byte(example[1]), &workflow))
		require.NotEmpty(t, workflow.Jobs)
		for _, job := range workflow.Jobs {
			for _, step := range job.Steps {
				if strings.HasPrefix(step.Uses, "twilio-serverless/") {
					for input := range step.With {
						assert.Contains(t, action.Inputs, input)
					}
				}
			}
		}
	}
	for name := range action.Inputs {
		assert.Contains(t, string(text), "`"+name+"`", "the page has every input")
	}
}

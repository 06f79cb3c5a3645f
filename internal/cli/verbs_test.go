package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// verbCall is a verb with what it needs to go well. In its arguments PROJECT is a folder with a
// project, PLAN a stored plan, BUILD a Build that exists and OUT a folder that does not.
type verbCall struct {
	verb, args string
	offline    bool // it takes no address of an API
	lines      bool // its JSON is an object a line
	runs       bool // until it is interrupted, so it has scripts only
	foreign    bool // its JSON is a document whose form others have defined
}

// verbCalls are all verbs that do something, in an order in which they find what they need.
var verbCalls = []verbCall{
	{verb: "plan", args: "PROJECT"},
	{verb: "apply", args: "PLAN PROJECT"},
	{verb: "deploy", args: "PROJECT"},
	{verb: "list", args: "builds"},
	{verb: "logs", lines: true},
	{verb: "open"},
	{verb: "status", args: "PROJECT"},
	{verb: "whoami"},
	{verb: "env list"},
	{verb: "env get", args: "PLANET"},
	{verb: "env set", args: "A=1"},
	{verb: "env unset", args: "A"},
	{verb: "env export"},
	{verb: "env import", args: "PROJECT/.env --yes"},
	{verb: "pull", args: "OUT"},
	{verb: "promote", args: "--from dev --to stage"},
	{verb: "activate", args: "BUILD --environment stage"},
	{verb: "undeploy", args: "--environment stage"},
	{verb: "rollback", args: "--environment stage"},
	{verb: "prune"},
	{verb: "delete environment", args: "stage --yes"},
	{verb: "delete service", args: "hello --yes"},
	{verb: "conformance", args: "--list"},
	{verb: "fleet matrix", args: "FLEET", offline: true, foreign: true},
	{verb: "fleet deploy", args: "FLEET", offline: true, runs: true},
	{verb: "fleet report", args: "FLEET", offline: true, runs: true},
	{verb: "init", args: "MADE", offline: true},
	{verb: "version", offline: true},
	{verb: "spec", offline: true, foreign: true},
	{verb: "man", args: "OUT", offline: true},
	{verb: "emulate", offline: true, runs: true},
	{verb: "dev", args: "PROJECT", offline: true, runs: true},
	{verb: "verify", offline: true, runs: true},
}

func TestVerbs_table(t *testing.T) {
	t.Parallel()
	var want, got []string
	for _, cmd := range verbs(newRoot(&verb.Env{})) {
		if !cmd.HasSubCommands() {
			want = append(want, verb.Name(cmd))
			assert.NotNil(t, cmd.Flags().Lookup("output"), "%s has no -o", verb.Name(cmd))
		}
	}
	for _, call := range verbCalls {
		got = append(got, call.verb)
	}
	assert.ElementsMatch(t, want, got, "verbCalls has every verb")
}

// TestVerbs_json: whatever happens, what a program reads is one JSON value.
func TestVerbs_json(t *testing.T) {
	t.Parallel()
	api, err := emulator.New(nil)
	require.NoError(t, err)
	good := httptest.NewServer(api)
	t.Cleanup(good.Close)
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, `{"code": 20003, "message": "Authenticate", "status": 401}`)
	}))
	t.Cleanup(refusing.Close)
	gone := httptest.NewServer(nil)
	gone.Close()

	dir := t.TempDir()
	replace := map[string]string{"PROJECT": filepath.Join(dir, "hello"), "PLAN": filepath.Join(dir, "plan.json"),
		"OUT": filepath.Join(dir, "out"), "MADE": filepath.Join(dir, "made"), "FLEET": filepath.Join(dir, "fleet.yaml")}
	require.NoError(t, os.WriteFile(replace["FLEET"],
		[]byte("version: 1\ndeployments: [{name: a, account: A, project: hello}]\n"), 0o600))
	require.NoError(t, os.CopyFS(replace["PROJECT"], os.DirFS("../../examples/hello")))
	require.NoError(t, os.RemoveAll(filepath.Join(replace["PROJECT"], ".twilio-serverless")))
	for _, call := range verbCalls {
		words := strings.Fields(call.verb + " " + call.args)
		for i, word := range words {
			first, rest, slash := strings.Cut(word, "/")
			if instead, ok := replace[first]; ok {
				word = instead
				if slash {
					word += "/" + rest
				}
			}
			words[i] = word
		}
		if !call.offline && call.verb != "delete service" && call.verb != "conformance" && call.verb != "apply" &&
			call.verb != "whoami" {
			words = append(words, "--service", "hello")
		}
		fails := func(code int, more ...string) {
			args := append(append([]string{}, words...), append(more, "-o", "json")...)
			got, stdout, stderr := runVerb(t, args)
			assert.Equal(t, code, got, "%q: %s", args, stderr)
			var answer struct {
				Version int
				Error   *verb.Failure
			}
			assert.NoError(t, oneJSON(stdout, &answer), "%q: %s", args, stdout)
			assert.Equal(t, verb.FormVersion, answer.Version, "%q", args)
			if assert.NotNil(t, answer.Error, "%q: %s", args, stdout) {
				assert.Equal(t, code, answer.Error.ExitCode, "%q", args)
				assert.NotEmpty(t, answer.Error.Message, "%q", args)
				assert.Contains(t, stderr, "error: ", "%q says so for people too", args)
			}
		}
		fails(verb.ExitCannotRun, "--bogus")
		fails(verb.ExitCannotRun, "one", "too", "many")
		if call.runs {
			continue
		}
		address := []string{}
		if !call.offline {
			if call.verb != "conformance" { // whose --list sends nothing
				fails(verb.ExitCannotRun, "--api-url", gone.URL)
				fails(verb.ExitCredentials, "--api-url", refusing.URL)
			}
			address = []string{"--api-url", good.URL}
		}
		args := append(append([]string{}, words...), append(address, "-o", "json")...)
		code, stdout, stderr := runVerb(t, args)
		assert.Equal(t, verb.ExitDone, code, "%q: %s", args, stderr)
		if call.lines {
			continue
		}
		var answer any
		assert.NoError(t, oneJSON(stdout, &answer), "%q: %s", args, stdout)
		if !call.foreign {
			assertVersion(t, stdout, args)
		}
		switch call.verb {
		case "plan":
			require.NoError(t, os.WriteFile(replace["PLAN"], []byte(stdout), 0o600))
		case "deploy":
			replace["BUILD"], _ = answer.(map[string]any)["build_sid"].(string)
		}
	}
}

// assertVersion wants one object that says which version of its form it has.
func assertVersion(t *testing.T, text string, about any) {
	t.Helper()
	var form map[string]any
	if assert.NoError(t, json.Unmarshal([]byte(text), &form), "%q: %s", about, text) {
		assert.True(t, form["version"] != nil || form["format"] != nil, "%q has no version: %s", about, text)
	}
}

func runVerb(t *testing.T, args []string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = Main(t.Context(), args, verb.Env{
		Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" },
	})
	return code, out.String(), errs.String()
}

// oneJSON wants one JSON value and nothing behind it.
func oneJSON(text string, into any) error {
	decoder := json.NewDecoder(strings.NewReader(text))
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is more than one JSON value")
	}
	return nil
}

// TestVerbs_scripts: every verb has a script in which it goes well, one in which it fails, and one
// with -o json.
func TestVerbs_scripts(t *testing.T) {
	t.Parallel()
	var lines strings.Builder
	for _, folder := range scriptFolders(t) {
		files, err := filepath.Glob(filepath.Join(folder, "*.txtar"))
		require.NoError(t, err)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			script, _, _ := strings.Cut(string(text), "\n-- ")
			lines.WriteString(script + "\n")
		}
	}
	for _, call := range verbCalls {
		verb := regexp.QuoteMeta(call.verb)
		for what, pattern := range map[string]string{
			"goes well": `(?m)^((exec|start \w+) )?twilio-serverless ` + verb + `( .*)?$`,
			"fails":     `(?m)^exits [124] (exec )?twilio-serverless ` + verb + `( .*)?$`,
			"has -o json": `(?m)^((exec|start \w+|exits \d+( exec)?) )?twilio-serverless ` + verb +
				` (.* )?-o json( |$)`,
			"says one error": `(?m)^exits [124] (exec )?twilio-serverless ` + verb +
				`( .*)?\n(stdout .*\n|json .*\n|! stdout .*\n)*stderr '`,
		} {
			assert.True(t, regexp.MustCompile(pattern).MatchString(lines.String()), "no script in which %q %s",
				call.verb, what)
		}
	}
}

package cli

import (
	"encoding/json"
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

// Every JSON form that is kept in files carries its version, see docs/compatibility.md.
func TestForms_haveVersions(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	write(t, dir, "fleet.yaml", "version: 1\ndeployments: [{name: a, account: A, project: p}]\n",
		"state/x", "", "p/package.json", `{"name":"p"}`, "p/functions/a.js", "a")
	printed := func(args ...string) []byte {
		code, stdout, stderr := run(t.Context(), nil, false, args...)
		require.Contains(t, []int{verb.ExitDone, verb.ExitFailed}, code, stderr)
		return []byte(stdout)
	}
	file := func(name string) []byte {
		text, err := os.ReadFile(at(name))
		require.NoError(t, err)
		first, _, _ := strings.Cut(string(text), "\n")
		if strings.HasSuffix(name, "ndjson") {
			return []byte(first)
		}
		return text
	}
	printed("conformance", "--run", "^logs/", "--report", at("run.json"), "--known-failures", at("known.json"))
	printed("deploy", at("p"), "--emulated", "--events", at("events.ndjson"))
	for form, test := range map[string]struct {
		text     []byte
		property string
	}{
		"plan":           {printed("plan", at("p"), "--emulated", "-o", "json"), "format"},
		"report":         {file("run.json"), "version"},
		"known failures": {file("known.json"), "version"},
		"events":         {file("events.ndjson"), "version"},
		"fleet report": {printed("fleet", "report", at("fleet.yaml"), "--state", at("state"), "-o", "json"),
			"version"},
	} {
		var object map[string]any
		require.NoError(t, json.Unmarshal(test.text, &object), form)
		assert.NotZero(t, object[test.property], "%s: its version is the property %s", form, test.property)
	}
}

// What goes on until it is interrupted, and what prints many values, has a version in each of them.
// TestVerbs_json has all other verbs.
func TestForms_haveVersions_whileServing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "fleet.yaml", "version: 1\ndeployments: [{name: a, account: A, project: p, rate: 1000}]\n",
		"p/package.json", `{"name":"p"}`, "p/functions/a.js", "exports.handler = 1")
	s := &docsSession{page: "forms", variables: map[string]string{
		"A_ACCOUNT_SID": emulator.TestAccountSID, "A_AUTH_TOKEN": emulator.TestAuthToken,
	}}
	emu, err := emulator.New(&emulator.Options{SeedLogs: 2})
	require.NoError(t, err)
	server := httptest.NewServer(emu)
	t.Cleanup(server.Close)
	api := server.URL
	first := func(args ...string) {
		p := s.start(t, args)
		match, err := p.stdout.await(regexp.MustCompile(`(?s)^\{.*\}\n`), p.ended)
		stderr, _ := p.stderr.read()
		require.NoError(t, err, "%q: %s", args, stderr)
		assert.Contains(t, match[0], `"url"`)
		assertVersion(t, match[0], args)
	}
	first("emulate", "--listen", "127.0.0.1:0", "--functions", "off", "--proxy", "127.0.0.1:0", "--ca-cert",
		filepath.Join(dir, "ca.pem"), "-o", "json")
	s.variables["TWILIO_SERVERLESS_API_URL"] = api
	printed := func(args ...string) string {
		var stdout, stderr transcript
		code := Main(t.Context(), append(args, "-o", "json"), s.env(&stdout, &stderr))
		text, _ := stdout.read()
		errs, _ := stderr.read()
		require.Zero(t, code, "%q: %s%s", args, text, errs)
		return text
	}
	fleet, state := filepath.Join(dir, "fleet.yaml"), filepath.Join(dir, "state")
	assertVersion(t, printed("fleet", "deploy", fleet, "--shard", "1/1", "--state", state), "fleet deploy")
	assertVersion(t, printed("fleet", "report", fleet, "--state", state), "fleet report")
	lines := printed("logs", "--service", "p")
	assert.Positive(t, strings.Count(lines, "\n"))
	for line := range strings.Lines(lines) {
		assertVersion(t, line, "logs")
	}
	verified := s.start(t, []string{"verify", "--listen", "127.0.0.1:0", "--upstream", api, "-o", "json"})
	_, err = verified.stderr.await(regexp.MustCompile(`listening on`), verified.ended)
	require.NoError(t, err)
	s.end(t)
	report, _ := verified.stdout.read()
	assertVersion(t, report, "verify")
}

package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
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
		"fleet report":   {printed("fleet", "report", at("fleet.yaml"), "--state", at("state"), "-o", "json"), "version"},
	} {
		var object map[string]any
		require.NoError(t, json.Unmarshal(test.text, &object), form)
		assert.NotZero(t, object[test.property], "%s: its version is the property %s", form, test.property)
	}
}

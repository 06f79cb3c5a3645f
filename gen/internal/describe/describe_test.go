package main

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const page = "https://www.twilio.com/docs/serverless/api/resource/trigger"

func contract(t *testing.T) string {
	t.Helper()
	content, err := os.ReadFile("../../../openapi/serverless.yaml")
	require.NoError(t, err)
	return string(content)
}

// TestRun: what is written is a legal document with legal examples, in which all that was there still is, line by line.
func TestRun(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		add   addition
		want  map[string]string // path and method of each operation
		links []string          // examples that have one to the list
	}{
		"a resource below another": {
			addition{Resource: "Trigger", Below: "Environment", Prefix: "ZX", Verbs: verbs(),
				Fields: []string{"UniqueName", "Payload"}},
			map[string]string{
				"ListTrigger":   "GET /v1/Services/{ServiceSid}/Environments/{EnvironmentSid}/Triggers",
				"CreateTrigger": "POST /v1/Services/{ServiceSid}/Environments/{EnvironmentSid}/Triggers",
				"FetchTrigger":  "GET /v1/Services/{ServiceSid}/Environments/{EnvironmentSid}/Triggers/{Sid}",
				"UpdateTrigger": "POST /v1/Services/{ServiceSid}/Environments/{EnvironmentSid}/Triggers/{Sid}",
				"DeleteTrigger": "DELETE /v1/Services/{ServiceSid}/Environments/{EnvironmentSid}/Triggers/{Sid}",
			},
			[]string{"EnvironmentNew", "EnvironmentLive"},
		},
		"a resource of the account": {
			addition{Resource: "AccessLog", Prefix: "ZX", Verbs: []string{"Fetch", "List"}},
			map[string]string{"ListAccessLog": "GET /v1/AccessLogs", "FetchAccessLog": "GET /v1/AccessLogs/{Sid}"},
			nil,
		},
		"an operation of a path that is there": {
			addition{Resource: "Build", Verbs: []string{"Update"}, Fields: []string{"FriendlyName"}},
			map[string]string{"UpdateBuild": "POST /v1/Services/{ServiceSid}/Builds/{Sid}"},
			nil,
		},
		"an operation of two words": {
			addition{Resource: "FunctionVersion", Verbs: []string{"Update", "Delete"}, Fields: []string{"Visibility"}},
			map[string]string{
				"UpdateFunctionVersion": "POST /v1/Services/{ServiceSid}/Functions/{FunctionSid}/Versions/{Sid}",
				"DeleteFunctionVersion": "DELETE /v1/Services/{ServiceSid}/Functions/{FunctionSid}/Versions/{Sid}",
			},
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := contract(t)
			file := filepath.Join(t.TempDir(), "serverless.yaml")
			require.NoError(t, os.WriteFile(file, []byte(before), 0o600))
			test.add.Source = page
			require.NoError(t, run(file, &test.add))
			after, err := os.ReadFile(file)
			require.NoError(t, err)
			lines := strings.Split(string(after), "\n")
			for _, line := range strings.Split(before, "\n") {
				for len(lines) > 0 && lines[0] != line {
					lines = lines[1:]
				}
				require.NotEmpty(t, lines, "the line %q is gone", line)
				lines = lines[1:]
			}
			document, err := openapi3.NewLoader().LoadFromDataWithPath(after, &url.URL{Path: file})
			require.NoError(t, err)
			require.NoError(t, document.Validate(t.Context()))
			found := map[string]string{}
			for path, item := range document.Paths.Map() {
				for method, op := range item.Operations() {
					found[op.OperationID] = method + " " + path
				}
			}
			for _, name := range test.links {
				example := document.Components.Examples[name].Value.Value.(map[string]any)
				assert.Equal(t, example["url"].(string)+"/Triggers", example["links"].(map[string]any)["triggers"], name)
			}
			for id, want := range test.want {
				assert.Equal(t, want, found[id], id)
			}
		})
	}
}

func TestRun_refuses(t *testing.T) {
	t.Parallel()
	for want, add := range map[string]addition{
		`-resource "trigger"`:            {Resource: "trigger", Verbs: verbs(), Source: page},
		"-operations is empty":           {Resource: "Trigger", Source: page},
		"-operations Cancel":             {Resource: "Trigger", Verbs: []string{"Cancel"}, Source: page},
		"ListBuild is described already": {Resource: "Build", Verbs: []string{"List"}, Source: page},
		"-fields friendly": {Resource: "Build", Verbs: []string{"Update"},
			Fields: []string{"friendly"}, Source: page},
		`-source ""`:                  {Resource: "Build", Verbs: []string{"Update"}},
		`-sid "ZV": want two capital`: {Resource: "Trigger", Prefix: "ZV", Verbs: verbs(), Source: page},
		"has no FetchEnvirnment": {Resource: "Trigger", Prefix: "ZX", Below: "Envirnment",
			Verbs: verbs(), Source: page},
		"-below and -sid: leave them out": {Resource: "Build", Below: "Service", Verbs: []string{"Update"},
			Source: page},
		"BuildStatus is not one of a list":   {Resource: "BuildStatus", Verbs: []string{"Update"}, Source: page},
		"FetchTrigger, so that the resource": {Resource: "Trigger", Verbs: []string{"Fetch"}, Source: page},
	} {
		_, err := add.write(contract(t))
		assert.ErrorContains(t, err, want)
	}
}

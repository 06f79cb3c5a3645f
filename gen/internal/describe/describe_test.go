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
// The resource is one that no API has, so that the contract may grow.
func TestRun(t *testing.T) {
	t.Parallel()
	const list = "/v1/Services/{ServiceSid}/Environments/{EnvironmentSid}/OrganPipes"
	below := addition{Resource: "OrganPipe", Below: "Environment", Prefix: "XX", Fields: []string{"UniqueName", "Tone"}}
	with := func(a addition, verbs ...string) addition { a.Verbs, a.Source = verbs, page; return a }
	for name, test := range map[string]struct {
		first *addition // what is described before
		add   addition
		want  map[string]string // path and method of each operation
		links []string          // examples that have one to the list
	}{
		"a resource below another": {
			nil, with(below, verbs()...),
			map[string]string{
				"ListOrganPipe": "GET " + list, "CreateOrganPipe": "POST " + list,
				"FetchOrganPipe":  "GET " + list + "/{Sid}",
				"UpdateOrganPipe": "POST " + list + "/{Sid}", "DeleteOrganPipe": "DELETE " + list + "/{Sid}",
			},
			[]string{"EnvironmentNew", "EnvironmentLive"},
		},
		"a list below what nothing lay below so far": {
			nil, with(addition{Resource: "OrganPipe", Below: "Build", Prefix: "XX",
				Fields: []string{"Tone=high|low"}}, "List", "Fetch"),
			map[string]string{"ListOrganPipe": "GET /v1/Services/{ServiceSid}/Builds/{BuildSid}/OrganPipes"},
			[]string{"BuildCompleted"},
		},
		"operations of a path that is there": {
			&below, with(addition{Resource: "OrganPipe", Fields: []string{"Tone"}}, "Update", "List"),
			map[string]string{"UpdateOrganPipe": "POST " + list + "/{Sid}", "ListOrganPipe": "GET " + list},
			nil,
		},
		"verbs of their own": {
			&below, with(addition{Resource: "OrganPipe"}, "Tune", "List"),
			map[string]string{"TuneOrganPipe": "POST " + list + "/{Sid}/Tune", "ListOrganPipe": "GET " + list},
			nil,
		},
		"a verb of its own with a form": {
			&below, with(addition{Resource: "OrganPipe", Fields: []string{"Tone"}}, "Tune"),
			map[string]string{"TuneOrganPipe": "POST " + list + "/{Sid}/Tune"},
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "serverless.yaml")
			require.NoError(t, os.WriteFile(file, []byte(contract(t)), 0o600))
			names := filepath.Join(filepath.Dir(file), "operations.txt")
			require.NoError(t, os.WriteFile(names, []byte("# A comment.\nserverless.yaml ListService\n"), 0o600))
			if test.first != nil {
				first := with(*test.first, "Fetch", "Delete")
				require.NoError(t, run(file, &first))
			}
			before, err := os.ReadFile(file)
			require.NoError(t, err)
			require.NoError(t, run(file, &test.add))
			after, err := os.ReadFile(file)
			require.NoError(t, err)
			lines := strings.Split(string(after), "\n")
			for _, line := range strings.Split(string(before), "\n") {
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
				assert.Equal(t, example["url"].(string)+"/OrganPipes",
					example["links"].(map[string]any)["organ_pipes"], name)
			}
			list, err := os.ReadFile(names)
			require.NoError(t, err)
			assert.Contains(t, string(list), "# A comment.\nserverless.yaml ")
			for id, want := range test.want {
				assert.Equal(t, want, found[id], id)
				assert.Contains(t, string(list), "\nserverless.yaml "+id+"\n")
			}
		})
	}
}

// A field that another form of the resource has means the same there, with its bounds and its mark of personal data.
func TestRun_takesFieldsFromOtherForms(t *testing.T) {
	t.Parallel()
	create := addition{Resource: "OrganPipe", Below: "Service", Prefix: "XX", Verbs: []string{"Create", "Fetch"},
		Source: page, Fields: []string{"Tone", "Length"}}
	described, err := create.write(contract(t))
	require.NoError(t, err)
	bounded := strings.Replace(described, "        Tone: {type: string, minLength: 1, maxLength: 255}\n",
		"        Tone:\n          type: string\n          maxLength: 9\n          x-pii: {handling: standard}\n", 1)
	require.NotEqual(t, described, bounded)
	update := addition{Resource: "OrganPipe", Verbs: []string{"Update"}, Source: page,
		Fields: []string{"Tone", "Length", "Colour"}}
	described, err = update.write(bounded)
	require.NoError(t, err)
	_, rest, _ := strings.Cut(described, "\n    UpdateOrganPipeRequest:\n")
	_, rest, _ = strings.Cut(rest, "      properties:\n")
	fields, _, _ := strings.Cut(rest, "\n\n")
	assert.Equal(t, `        Tone:
          type: string
          maxLength: 9
          x-pii: {handling: standard}
        Length: {type: string, minLength: 1, maxLength: 255}
        Colour: {type: string, minLength: 1, maxLength: 255}`, fields)

	d := &text{content: contract(t)}
	assert.Contains(t, d.field(&addition{Resource: "FunctionVersion"}, "Path"), "x-pii: ",
		"as the property of the resource has it")
	assert.NotContains(t, d.field(&addition{Resource: "Build"}, "Runtime"), "x-pii: ")
}

func TestRun_refuses(t *testing.T) {
	t.Parallel()
	for want, add := range map[string]addition{
		`-resource "organ"`:    {Resource: "organ", Verbs: verbs(), Source: page},
		"-operations is empty": {Resource: "OrganPipe", Source: page},
		"-operations cancel":   {Resource: "OrganPipe", Verbs: []string{"cancel"}, Source: page},
		"the form of CreateOrganPipe": {Resource: "OrganPipe", Prefix: "XX", Below: "Service",
			Verbs: verbs(), Source: page},
		"ListBuild is described already": {Resource: "Build", Verbs: []string{"List"}, Source: page},
		"-fields friendly": {Resource: "OrganPipe", Verbs: []string{"Update"},
			Fields: []string{"friendly"}, Source: page},
		"-fields Tone=high|": {Resource: "OrganPipe", Prefix: "XX", Verbs: verbs(),
			Fields: []string{"Tone=high|"}, Source: page},
		`-source ""`:                  {Resource: "OrganPipe", Verbs: []string{"Update"}},
		`-sid "ZV": want two capital`: {Resource: "OrganPipe", Prefix: "ZV", Verbs: verbs(), Source: page},
		"has no FetchEnvirnment": {Resource: "OrganPipe", Prefix: "XX", Below: "Envirnment",
			Verbs: verbs(), Source: page},
		"-below and -sid: leave them out": {Resource: "Log", Below: "Service", Verbs: []string{"Create"},
			Source: page},
		"BuildStatus is not one of a list":     {Resource: "BuildStatus", Verbs: []string{"List"}, Source: page},
		"FetchOrganPipe, so that the resource": {Resource: "OrganPipe", Verbs: []string{"Fetch"}, Source: page},
	} {
		_, err := add.write(contract(t))
		assert.ErrorContains(t, err, want)
	}
}

// A list has its noun in the plural of English, and a field that is called like a SID of the contract is one.
func TestWrite_namesAndSIDs(t *testing.T) {
	t.Parallel()
	a := addition{Resource: "OrganBox", Below: "Service", Prefix: "XX", Fields: []string{"UniqueName", "BuildSid"},
		Verbs: []string{"List", "Create", "Fetch"}, Source: page}
	described, err := a.write(contract(t))
	require.NoError(t, err)
	for _, want := range []string{
		"/v1/Services/{ServiceSid}/OrganBoxes/{Sid}:\n", "tags: [Organ Boxes]", "required: [organ_boxes, meta]",
		"organBoxesPage: {$ref: '#/components/examples/OrganBoxesPage'}",
		"        build_sid: {$ref: '#/components/schemas/BuildSid'}\n",
		"        BuildSid: {$ref: '#/components/schemas/BuildSid'}\n",
		"                  BuildSid: ZB" + zeros + "\n", "        build_sid: ZB" + zeros + "\n",
	} {
		assert.Contains(t, described, want)
	}
}

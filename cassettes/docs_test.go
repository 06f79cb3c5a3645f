package cassettes_test

import (
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
	"gopkg.in/dnaeon/go-vcr.v3/cassette"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// doc is a recording below docs/ with the heading that go-vcr does not read.
type doc struct {
	name string // below docs/, without the extension
	text string

	Operation    string   `yaml:"operation"`
	Source       string   `yaml:"source"`
	Note         string   `yaml:"note"`
	Placeholders []string `yaml:"placeholders"`
	Interactions []cassette.Interaction
}

func loadDocs(t testing.TB) []doc {
	t.Helper()
	var docs []doc
	for _, path := range recordings(t, "docs") {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		d := doc{name: strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(path), "docs/"), ".yaml"),
			text: string(text)}
		require.NoError(t, yaml.Unmarshal(text, &d), path)
		docs = append(docs, d)
	}
	require.NotEmpty(t, docs)
	return docs
}

// recordings lists the cassettes below a folder; the tables beside them (placeholders.yaml,
// deviations.yaml) are none.
func recordings(t testing.TB, folder string) []string {
	t.Helper()
	var paths []string
	require.NoError(t, filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		isTable := filepath.Dir(path) == "docs" || filepath.Base(path) == "deviations.yaml"
		if err == nil && !entry.IsDir() && strings.HasSuffix(path, ".yaml") && !isTable {
			paths = append(paths, path)
		}
		return err
	}))
	return paths
}

// TestDocs_nameTheirSource: which operations must have an example, internal/complete asks.
func TestDocs_nameTheirSource(t *testing.T) {
	t.Parallel()
	for _, d := range loadDocs(t) {
		assert.Len(t, d.Interactions, 1, d.name)
		kind, file, _ := strings.Cut(d.name, "/")
		operation, _, _ := strings.Cut(file, "-")
		assert.Equal(t, operation, d.Operation, d.name)
		switch kind {
		case "openapi":
			assert.Equal(t, "https://github.com/twilio/twilio-oai/blob/main/spec/json/twilio_serverless_v1.json",
				d.Source,
				d.name)
		case "pages":
			assert.Regexp(t, `^(https://www\.twilio\.com/docs/serverless/api/resource/|API reference page ")`,
				d.Source, d.name)
		default:
			t.Errorf("docs/%s: want openapi/ or pages/", d.name)
		}
		assert.Contains(t, operations.IDs(), d.Operation, "docs/%s.yaml is of no operation of the contract: delete it",
			d.name)
	}
}

// TestDocs_placeholders holds the recordings against the table of what was replaced: nothing else
// may have been, and nothing of it may be left.
func TestDocs_placeholders(t *testing.T) {
	t.Parallel()
	var table []struct{ Placeholder, Where, Replacement string }
	text, err := os.ReadFile("docs/placeholders.yaml")
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(text, &table))
	replacements := map[string][]string{}
	for _, row := range table {
		assert.NotEmpty(t, row.Where, row.Placeholder)
		replacements[row.Placeholder] = append(replacements[row.Placeholder], row.Replacement)
	}
	used := map[string]bool{}
	for _, d := range loadDocs(t) {
		request, response := d.Interactions[0].Request, d.Interactions[0].Response
		assert.NotRegexp(t, `X{32}|"ServiceSid"|/ServiceSid/|"string"|example\.com|[{]\w*Sid[}]`,
			request.URL+request.Body+response.Body, d.name)
		for _, name := range d.Placeholders {
			used[name] = true
			if strings.HasPrefix(name, "{") { // of a path: the operation says what it becomes
				op, ok := operations.Lookup(strings.TrimPrefix(d.name, "openapi/"))
				assert.True(t, !ok || strings.Contains(request.URL, op.Example()),
					"cassettes/docs/%s.yaml: its URL is not %s", d.name, op.Example())
				if ok {
					continue
				}
			}
			if !assert.Contains(t, replacements, name, "cassettes/docs/%s.yaml names a placeholder that "+
				"cassettes/docs/placeholders.yaml lacks: add it there", d.name) {
				continue
			}
			for _, replacement := range replacements[name] {
				assert.Contains(t, request.URL+request.Body+response.Body, replacement, "%s: %s", d.name, name)
			}
		}
	}
	for name := range replacements {
		assert.True(t, used[name], "the table has %s, which no recording uses", name)
	}
}

// deviation is a finding that the contract makes on a published example, and why it is right that it does.
type deviation struct{ Cassette, Rule, Reason string }

// deviations are those that a folder of recordings lists.
func deviations(t testing.TB, folder string) (listed []deviation) {
	t.Helper()
	text, err := os.ReadFile(folder + "/deviations.yaml")
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(text, &listed))
	return listed
}

// advice says what to do about a finding on a published example that is not listed.
func advice(folder, name, rule string) string {
	switch rule {
	case "missing-property":
		return "a property that is newer than the published example: take it out of `required` in " +
			"openapi/serverless.yaml and say why as x-absent"
	case "missing-field":
		return "if Twilio has published a newer example, make sync OFFICIAL=… writes it. If the field is newer than all " +
			"examples, add to cassettes/" + folder + "/deviations.yaml\n- cassette: " + name +
			"\n  rule: missing-field\n  reason: …"
	}
	return "correct openapi/, or list it in cassettes/" + folder + "/deviations.yaml with the reason"
}

// TestDocs_keepTheContract checks every published request and answer. What is found must be listed,
// and what is listed must be found.
func TestDocs_keepTheContract(t *testing.T) {
	t.Parallel()
	listed := deviations(t, "docs")
	seen := make([]bool, len(listed))
	checker, err := contract.NewChecker(nil)
	require.NoError(t, err)

	for _, d := range loadDocs(t) {
		operation, findings := checkDoc(t, checker, filepath.Join("docs", d.name+".yaml"))
		assert.Equal(t, d.Operation, operation, d.name)
		for _, f := range findings {
			i := slices.IndexFunc(listed, func(v deviation) bool { return v.Cassette == d.name && v.Rule == f.Rule })
			if i < 0 {
				t.Errorf("docs/%s.yaml: %s\n%s", d.name, f, advice("docs", d.name, f.Rule))
				continue
			}
			seen[i] = true
		}
	}
	for i, v := range listed {
		assert.NotEmpty(t, v.Reason, "%+v", v)
		assert.True(t, seen[i], "listed and not found any more: %+v", v)
	}
}

// TestDocs_contractSeesBreaks breaks one published example after another: the absence of findings
// is worth what this shows.
func TestDocs_contractSeesBreaks(t *testing.T) {
	t.Parallel()
	checker, err := contract.NewChecker(nil)
	require.NoError(t, err)
	for _, test := range []struct{ doc, from, to, rule string }{
		{"openapi/CreateService", `"sid":`, `"side":`, "missing-property"},
		{"openapi/CreateBuild", "FunctionVersions=", "FunctionVersions%5B0%5D=", "indexed-array"},
		{"pages/FetchBuildStatus", `"completed"`, `"Completed"`, ""},
		{"pages/ListBuild-reference-1", "2023-05-04", "2023-02-31", ""},
		{"pages/CreateFunctionVersion", "serverless-upload.twilio.com", "serverless.twilio.com", "wrong-host"},
		{"openapi/DeleteVariable", "204", "200", ""},
		{"openapi/FetchDeployment", `"ZD0000`, `"ZB0000`, ""},
	} {
		t.Run(test.doc, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(filepath.Join("docs", test.doc+".yaml"))
			require.NoError(t, err)
			require.Contains(t, string(text), test.from)
			path := filepath.Join(t.TempDir(), "broken.yaml")
			require.NoError(t, os.WriteFile(path, []byte(strings.ReplaceAll(string(text), test.from, test.to)), 0o644))
			_, findings := checkDoc(t, checker, path)
			assert.True(t, slices.ContainsFunc(findings, func(f contract.Finding) bool {
				return f.Severity == contract.Violation && (test.rule == "" || f.Rule == test.rule)
			}), "findings: %v", findings)
		})
	}
}

// checkDoc plays a recording of one exchange through the checker.
func checkDoc(t testing.TB, checker *contract.Checker, path string) (operation string, findings []contract.Finding) {
	t.Helper()
	recorded, err := cassette.Load(strings.TrimSuffix(path, ".yaml"))
	require.NoError(t, err)
	require.Len(t, recorded.Interactions, 1)
	exchanges := 0
	transport := checker.Transport(replay(t, path), func(x *contract.Exchange, found []contract.Finding) {
		exchanges++
		operation, _ = checker.Operation(x.Method, x.URL)
		findings = found
	})
	send(t, transport, docRequest(t, recorded.Interactions[0].Request))
	require.Equal(t, 1, exchanges, path)
	return operation, findings
}

// docRequest is the recorded request, with credentials in place of the mark that stands for them.
func docRequest(t testing.TB, r cassette.Request) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), r.Method, r.URL, strings.NewReader(r.Body))
	require.NoError(t, err)
	req.Header = r.Headers.Clone()
	assert.Equal(t, "REDACTED", req.Header.Get("Authorization"))
	req.SetBasicAuth(account, "not-a-token")
	return req
}

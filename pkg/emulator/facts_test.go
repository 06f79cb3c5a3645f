package emulator

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A fact is one thing that is known about the server: documented by Twilio, or
// observed on the wire. What is inferred or guessed is no fact.
type fact struct {
	id     string // section and number
	mark   mark
	source string // page, operationId, or who observed it
	says   string
	check  func(t *testing.T, a *api)
	opts   *Options // of its emulator
}

type mark byte

const (
	documented mark = 'F'
	observed   mark = 'O'
)

// TestFacts holds the emulator to all of them. Each has an emulator of its own.
//
// Not in the table, since no answer of this API can show it here: what only npm knows
// of packages ("the node version for stripe package is incompatible"), retention of
// versions and logs, propagation times, limits of running Functions. Limits known from
// old documents only are options, with tests of their own. One observed header is not sent:
// Strict-Transport-Security would bind browsers to a promise about names of this machine.
func TestFacts(t *testing.T) {
	t.Parallel()
	all := slices.Concat(factsOfServices(), factsOfFiles(), factsOfUploads(), factsOfBuilds(), factsOfEnvironments(),
		factsOfVariables(), factsOfDeployments(), factsOfLogs(), factsOfAccess(), factsOfErrors(), factsOfPages(),
		factsOfSites())
	count := map[mark]int{}
	seen := map[string]bool{}
	for _, f := range all {
		require.NotEmpty(t, f.source, f.id)
		require.NotEmpty(t, f.says, f.id)
		require.Contains(t, []mark{documented, observed}, f.mark, f.id)
		require.False(t, seen[f.id], "two facts have the id %s", f.id)
		seen[f.id] = true
		count[f.mark]++
		t.Run(f.id+" "+f.says, func(t *testing.T) {
			t.Parallel()
			f.check(t, newAPI(t, f.opts))
			if t.Failed() {
				t.Logf("%q is known from: %s. If the API no longer does so, correct the fact in "+
					"pkg/emulator/facts_*_test.go",
					f.says, f.source)
			}
		})
	}
	t.Logf("%d facts: %d documented, %d observed", len(all), count[documented], count[observed])
}

// fields asserts that an answer has these properties; TestAnswers looks at all that it has.
func (r *answer) fields(t *testing.T, names string) {
	t.Helper()
	for _, name := range strings.Fields(names) {
		assert.Contains(t, r.json, name)
	}
}

// links asserts that an answer has these links, and that all lead into the API.
func (r *answer) links(t *testing.T, names string) {
	t.Helper()
	links, _ := r.json["links"].(map[string]any)
	for _, name := range strings.Fields(names) {
		assert.Contains(t, links, name)
	}
	for _, address := range links {
		assert.Regexp(t, `^https://serverless\.twilio\.com/v1/Services/ZS`, address)
	}
}

// is asserts a property.
func (r *answer) is(t *testing.T, name string, want any) {
	t.Helper()
	got, sent := r.json[name]
	require.True(t, sent, "no property %s in %s", name, r.raw)
	assert.EqualValues(t, want, got, name)
}

// version uploads and gives the answer.
func (a *api) version(resource, path, visibility, contentType, content string) *answer {
	a.t.Helper()
	return a.uploadParts(resource, part{"Path", "", path}, part{"Visibility", "", visibility},
		part{"Content", contentType, content})
}

// live gives a service with one function, an environment that serves it, and the SIDs of build and
// deployment.
func (a *api) live(name string) (service, function, environment, build, deployment string) {
	a.t.Helper()
	service, function, build = a.built(name)
	environment = a.environment(service, "dev-environment", "dev")
	deployment = a.post(environment+"/Deployments", "BuildSid", build).must(a.t, 201)
	return service, function, environment, build, deployment
}

func jsonList(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}

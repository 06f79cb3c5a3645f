package openapi_test

import (
	_ "embed"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// rule is one habit that both documents keep.
type rule struct {
	name string
	// reason says what goes wrong without the rule.
	reason string
	// broken returns the places that break it, as file#JSON-pointer, with a remark where the place
	// alone does not explain it.
	broken func(*contract) []string
}

// rules is the table of house rules, by what they speak of.
func rules() []rule {
	return slices.Concat(documentRules(), operationRules(), bodyRules(), schemaRules(), exampleRules(), markRules())
}

// operationIDs reads operations.txt, the names of all operations by document.
func operationIDs() map[string][]string {
	ids := map[string][]string{}
	for line := range strings.Lines(operationsText) {
		if file, id, ok := strings.Cut(strings.TrimSpace(line), " "); ok && file != "#" {
			ids[file] = append(ids[file], id)
		}
	}
	return ids
}

//go:embed operations.txt
var operationsText string

func TestHouseRules(t *testing.T) {
	t.Parallel()
	c := load(t)
	for _, r := range rules() {
		t.Run(r.name, func(t *testing.T) {
			for _, place := range r.broken(c) {
				t.Errorf("%s\n\tbreaks %q: %s", place, r.name, r.reason)
			}
		})
	}
}

// TestHouseRules_failWhenBroken breaks a fresh copy of the documents for every rule. A rule that
// was never seen failing is no rule.
func TestHouseRules_failWhenBroken(t *testing.T) {
	t.Parallel()
	byName := map[string]rule{}
	for _, r := range rules() {
		require.NotContains(t, byName, r.name, "two rules with one name")
		byName[r.name] = r
	}
	seen := map[string]bool{}
	for _, m := range mutations() {
		seen[m.rule] = true
		t.Run(m.rule+"/"+m.name, func(t *testing.T) {
			t.Parallel()
			r, ok := byName[m.rule]
			require.True(t, ok, "no rule named %q", m.rule)
			c := load(t)
			const hint = "when what it changes has left the contract, let it change another place: " +
				"openapi/mutations_test.go"
			place := c.expand(m.place)
			require.NotPanics(t, func() { m.breaks(c) }, hint)
			places := r.broken(c)
			assert.True(t, slices.ContainsFunc(places, func(p string) bool { return strings.Contains(p, place) }), "want a place containing %q, got %q\n%s",
				place, places,
				hint)
		})
	}
	for name := range byName {
		assert.True(t, seen[name], "rule %q has no mutation that shows it failing", name)
	}
}

// TestHouseRules_acceptVerbs: a verb of its own is a POST below its resource, with a form or without one.
func TestHouseRules_acceptVerbs(t *testing.T) {
	t.Parallel()
	c := load(t)
	known := map[string]bool{}
	for _, r := range rules() {
		for _, place := range r.broken(c) {
			known[place] = true
		}
	}
	for _, body := range []bool{true, false} {
		archive("Archive")(c)
		if !body {
			c.at(c.at(c.expand("{update}")).up().String() + "~1Archive/post/requestBody").set(nil)
		}
		for _, r := range rules() {
			for _, place := range r.broken(c) {
				assert.True(t, known[place] || r.name == "exactly the known operations", "%s: %s", r.name, place)
			}
		}
	}
}

// TestHouseRules_acceptFilters: a closed set bounds a query parameter as well as a pattern does, and so does a length.
func TestHouseRules_acceptFilters(t *testing.T) {
	t.Parallel()
	c := load(t)
	parameters := c.at(c.expand("{list}/parameters"))
	parameters.set(append(slices.Clone(parameters.value.([]any)),
		map[string]any{"name": "Status", "in": "query",
			"schema": map[string]any{"$ref": "#/components/schemas/BuildState"}},
		map[string]any{"name": "Name", "in": "query", "schema": map[string]any{"type": "string", "maxLength": 255}}))
	for _, r := range rules() {
		if r.name == "query parameter is bounded" {
			assert.Empty(t, r.broken(c))
		}
	}
}

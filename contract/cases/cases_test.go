package cases

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

func TestCases_areWellFormed(t *testing.T) {
	t.Parallel()
	id := regexp.MustCompile(`^[a-z]+(-[a-z]+)*/[a-z0-9]+(-[a-z0-9]+)+$`)
	source := regexp.MustCompile(`^(https://www\.twilio\.com/docs/[a-z0-9/#-]+|https://www\.rfc-editor\.org/rfc/[a-z0-9.#-]+|[A-Za-z0-9-]+/[a-z-]+(#[0-9]+)?)$`)
	known := map[string]bool{}
	for _, op := range contract.Operations() {
		known[op.OperationID] = true
	}
	seen := map[string]bool{}
	for _, c := range All() {
		assert.Regexp(t, id, c.ID, "a case is called RESOURCE/what-it-shows, of two words at least")
		assert.False(t, seen[c.ID], "%s is there twice", c.ID)
		seen[c.ID] = true

		assert.Regexp(t, `^[A-Z/].{20,}\.$`, c.Claim, c.ID)
		assert.NotContains(t, strings.TrimSuffix(c.Claim, "."), ". ", "the claim of %s is more than one sentence", c.ID)
		assert.Regexp(t, source, c.Source, c.ID)
		assert.NotContains(t, c.Level.String(), "Level(", c.ID)
		if c.Level == suite.Documented {
			assert.True(t, strings.HasPrefix(c.Source, "https://www.twilio.com/docs/") || c.Source == officialSpec,
				"%s is documented in %s", c.ID, c.Source)
		}
		assert.NotNil(t, c.Run, c.ID)
		assert.NotEmpty(t, c.Ops, c.ID)
		ops := map[string]bool{}
		for _, op := range c.Ops {
			assert.True(t, known[op], "%s names the operation %s, which the contract does not have", c.ID, op)
			assert.False(t, ops[op], "%s names %s twice", c.ID, op)
			ops[op] = true
		}
		for _, f := range c.Needs {
			assert.Contains(t, suite.Features(), f, c.ID)
		}
	}
}

func TestCases_everyOperationIsCovered(t *testing.T) {
	t.Parallel()
	covered := map[string]bool{}
	for _, c := range All() {
		if c.Resource() == "auth" { // its cases name every operation
			continue
		}
		for _, op := range c.Ops {
			covered[op] = true
		}
	}
	for _, op := range contract.Operations() {
		assert.True(t, covered[op.OperationID], "no case makes a claim about %s", op.OperationID)
	}
}

func TestCases_everyResourceIsThereInOrder(t *testing.T) {
	t.Parallel()
	if !allHavePages() {
		t.Skip("pages() lacks a resource: TestPages_haveEveryResource names it")
	}
	var order []string
	for _, c := range All() {
		if n := len(order); n == 0 || order[n-1] != c.Resource() {
			order = append(order, c.Resource())
		}
	}
	want := []string{"auth"}
	for _, p := range pages() {
		want = append(want, p.resource)
	}
	assert.Equal(t, want, order, "each resource of pages() in contract/cases/properties.go has cases, and each case "+
		"belongs to one")
}

func TestCases_isTheCallersOwn(t *testing.T) {
	t.Parallel()
	first := All()
	first[0].ID, first[0].Ops[0] = "changed", "changed"
	assert.NotEqual(t, "changed", All()[0].ID)
	assert.NotEqual(t, "changed", All()[0].Ops[0])
}

func TestCase_asJSON(t *testing.T) {
	t.Parallel()
	for _, c := range All() {
		text, err := json.Marshal(c)
		require.NoError(t, err, c.ID)
		var back suite.Case
		require.NoError(t, json.Unmarshal(text, &back))
		want := c
		want.Run, want.Cost, want.Aside = nil, 0, false
		assert.Equal(t, want, back)
	}
}

func TestLevel_text(t *testing.T) {
	t.Parallel()
	for _, level := range []suite.Level{suite.Documented, suite.Observed, suite.Inferred, suite.Assumed} {
		text, err := level.MarshalText()
		require.NoError(t, err)
		assert.Equal(t, level.String(), string(text))
		var back suite.Level
		require.NoError(t, back.UnmarshalText(text))
		assert.Equal(t, level, back)
	}
	_, err := suite.Level(0).MarshalText()
	require.ErrorContains(t, err, "level 0 has no name")
	require.ErrorContains(t, new(suite.Level).UnmarshalText([]byte("certain")), `"certain" is no level`)
	assert.Equal(t, "Level(9)", suite.Level(9).String())
}

// IDs are published: reports, baselines and resumed runs name cases by them, in the order of order.txt.
func TestAll_keepsIDsAndOrder(t *testing.T) {
	t.Parallel()
	listed := map[string]bool{}
	for _, id := range strings.Fields(published) {
		assert.False(t, listed[id], "order.txt has %s twice", id)
		listed[id] = true
	}
	var kept, resources []string
	for _, c := range All() {
		if listed[c.ID] {
			kept = append(kept, c.ID)
		}
		if len(resources) == 0 || resources[len(resources)-1] != c.Resource() {
			resources = append(resources, c.Resource())
		}
	}
	for _, id := range strings.Fields(published) {
		assert.True(t, slices.Contains(kept, id),
			"contract/cases/order.txt lists %s, and there is no such case any more: "+
				"delete the line if the API no longer does what the case promised", id)
	}
	assert.True(t, slices.IsSortedFunc(kept, func(a, b string) int {
		return slices.Index(strings.Fields(published), a) - slices.Index(strings.Fields(published), b)
	}), "the cases of order.txt are in its order")
	sorted := slices.Compact(slices.Sorted(slices.Values(resources)))
	assert.True(t, len(resources) == len(sorted), "the cases of a resource stand together, in the order of pages() in "+
		"properties.go: a resource without an entry there has none: %v", resources)
}

package mutants

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

func TestContract_isLargeAndStable(t *testing.T) {
	t.Parallel()
	all, err := Contract()
	require.NoError(t, err)
	again, err := Contract()
	require.NoError(t, err)
	require.Len(t, again, len(all))
	required, mutated, groups := 0, map[string]bool{}, map[string]bool{}
	for i := range all {
		assert.Equal(t, all[i].ID(), again[i].ID())
		if all[i].Legal == "" {
			required++
		}
		mutated[all[i].Operation], groups[all[i].Group] = true, true
	}
	assert.GreaterOrEqual(t, required, 1000)
	assert.Len(t, mutated, len(operations.IDs()))
	assert.Equal(t, map[string]bool{groupProperty: true, groupAnswer: true, groupRequest: true}, groups)
}

// A bug declares a case of the suite that makes a claim about its operation, or about what the operation leads to.
func TestBehaviour_declaresCasesThatExist(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, c := range cases.All() {
		known[c.ID] = true
	}
	bugs, err := Behaviour()
	require.NoError(t, err)
	assert.GreaterOrEqual(t, len(bugs), 80)
	for _, b := range bugs {
		assert.True(t, known[b.Case], "%s declares %s", b.Place, b.Case)
		assert.Empty(t, b.Legal)
	}
}

func TestLegalize(t *testing.T) {
	t.Parallel()
	mutants := func() []Mutant {
		return []Mutant{{Operation: "A", Place: "x", Operator: "null"},
			{Operation: "A", Place: "x", Operator: "missing", Legal: "optional"}}
	}
	all := mutants()
	require.NoError(t, legalize(all, []byte(`{"A x null":"because"}`)))
	assert.Equal(t, "because", all[0].Legal)
	assert.True(t, all[0].Listed)
	assert.False(t, all[1].Listed)
	for list, want := range map[string]string{
		`{"B":"because"}`:           `there is no mutant "B"`,
		`{"A x null":""}`:           "has no reason",
		`{"A x missing":"because"}`: "is legal by rule: optional",
		`[]`:                        "legal.json",
	} {
		require.ErrorContains(t, legalize(mutants(), []byte(list)), want)
	}
	require.ErrorContains(t, legalize(append(mutants(), mutants()...), []byte(`{}`)), "two have the ID")
}

// Without the defect in it a planted RoundTripper changes nothing.
func TestPlants_leaveOthersAlone(t *testing.T) {
	t.Parallel()
	all, err := Contract()
	require.NoError(t, err)
	bugs, err := Behaviour()
	require.NoError(t, err)
	for _, m := range append(all, bugs...) {
		hit := false
		next := tripper(func(req *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusTeapot, Header: http.Header{},
				Body: io.NopCloser(strings.NewReader("tea")), Request: req}, nil
		})
		planted := m.plant(&site{next: next, username: "AC", password: "secret", hit: func() { hit = true }})
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPatch,
			"https://serverless.twilio.com/v1/Teapots", nil)
		require.NoError(t, err)
		resp, err := planted.RoundTrip(req)
		require.NoError(t, err, m.ID())
		body, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		resp.Body.Close()
		if hit || resp.StatusCode != http.StatusTeapot || string(body) != "tea" {
			assert.Fail(t, "changed", m.ID())
		}
	}
}

func TestScore_countsAndFails(t *testing.T) {
	t.Parallel()
	all := []Mutant{
		{Group: groupProperty, Operation: "A", Place: "answer /a", Operator: "null"},
		{Group: groupProperty, Operation: "A", Place: "answer /b", Operator: "null"},
		{Group: groupProperty, Operation: "A", Place: "answer /c", Operator: "null"},
		{Group: groupProperty, Operation: "A", Place: "answer /d", Operator: "null", Legal: "optional"},
		{Group: groupProperty, Operation: "A", Place: "answer /e", Operator: "null", Legal: "listed", Listed: true},
		{Group: groupBehaviour, Operation: "A", Place: "a bug | here", Case: "a/case"},
		{Group: groupBehaviour, Operation: "A", Place: "another bug", Case: "a/case"},
	}
	s := NewScore(all, []*Verdict{
		{Met: true, ByCases: "x/y"}, {Met: true, ByWire: "x/y"}, {}, {Met: true}, {Met: true, ByWire: "x/z"},
		{Met: true, ByCases: "a/case", Declared: true}, {Met: true, ByCases: "x/y"},
	})
	assert.Equal(t, Count{Name: "contract", Mutants: 3, Legal: 2, Seen: 2, SeenByCases: 1}, s.Contract)
	assert.Equal(t, Count{Name: "behaviour", Mutants: 2, Seen: 2, SeenByCases: 2}, s.Behaviour)
	assert.Equal(t, []string{"A answer /c null"}, s.Survivors)
	assert.Equal(t, []string{"A answer /b null"}, s.ByWireOnly)
	assert.Equal(t, []string{"A answer /e null: x/z"}, s.Accused)
	assert.Equal(t, []string{
		"nothing sees: A answer /c null\n\tno case gets an answer of A that has it: make one in " +
			"contract/cases,\n\tor give the reason in instruments/mutants/legal.json",
		"legal, and called wrong: A answer /e null: x/z\n\tthe contract allows what the case refuses: change " +
			"one of the two",
		"cases alone see 33.3 % of the contract mutants, want 60 %",
		"50.0 % of the bugs are seen by the case that they declare, want 95 %",
	}, s.Shortfalls())

	var text, page bytes.Buffer
	require.NoError(t, s.WriteText(&text))
	assert.Contains(t, text.String(), "2 of 3 seen with the wire check (66.6 %), 1 by the cases alone (33.3 "+
		"%), 2 legal")
	require.NoError(t, s.WriteMarkdown(&page))
	assert.Contains(t, page.String(), "| property: null | 3 | 2 | 2 (66.6 %) | 1 (33.3 %) |")
	assert.Contains(t, page.String(), `| a bug \| here | A | a/case | yes |`)
	assert.Contains(t, page.String(), "| another bug | A | a/case | no |")
	var stored bytes.Buffer
	require.NoError(t, s.WriteJSON(&stored))
	var back Score
	require.NoError(t, json.Unmarshal(stored.Bytes(), &back))
	back.advice = s.advice // which is not stored
	assert.Equal(t, s, &back)
}

// TestAdvice_namesTheFile: the advice for a mutant that nothing sees says where to write.
func TestAdvice_namesTheFile(t *testing.T) {
	t.Parallel()
	all, err := Contract()
	require.NoError(t, err)
	require.NotEmpty(t, all)
	for i := range all {
		for _, met := range []bool{false, true} {
			advice := all[i].advice(met)
			assert.Contains(t, advice, "contract/cases/", all[i].ID())
			assert.NotContains(t, advice, "%!", all[i].ID())
		}
	}
	missing := Mutant{Group: groupRequest, Operation: "UpdateFunction", Place: "field FriendlyName",
		Operator: "missing accepted"}
	assert.Equal(t, "send UpdateFunction without FriendlyName, and want a refusal that changes nothing: a case in "+
		"contract/cases/functions_….go", missing.advice(true))
}

// What the list of exceptions calls null in every answer is no mutant when it is null, and needs no second reason.
func TestContract_alwaysNull(t *testing.T) {
	all, err := Contract()
	require.NoError(t, err)
	legal := map[string]string{}
	for _, m := range all {
		legal[m.ID()] = m.Legal
	}
	require.Contains(t, legal["FetchDeployment answer /date_updated null"], "null in every answer")
	require.Contains(t, legal["ListDeployment answer /deployments/*/date_updated null"], "null in every answer")
	require.Empty(t, legal["FetchDeployment answer /date_updated missing"])
	require.Empty(t, legal["FetchEnvironment answer /build_sid null"])
}

// What one operation shows and another hides is learnt from the case that sees the one.
func TestSeenElsewhere(t *testing.T) {
	t.Parallel()
	all := []Mutant{
		{Group: groupAnswer, Operation: "CreateFunction", Place: "answer /sid", Operator: "null"},
		{Group: groupAnswer, Operation: "FetchFunction", Place: "answer /sid", Operator: "null"},
		{Group: groupAnswer, Operation: "FetchAsset", Place: "answer /sid", Operator: "null"},
	}
	verdicts := []*Verdict{{}, {ByCases: "functions/fetch"}, {ByCases: "assets/fetch"}}
	assert.Equal(t, ", which begins as functions/fetch does, that sees it in FetchFunction",
		seenElsewhere(&all[0], all, verdicts))
	verdicts[1].ByCases = ""
	assert.Empty(t, seenElsewhere(&all[0], all, verdicts))
}

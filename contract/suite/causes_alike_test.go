package suite

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// One mistake in several properties of the same resources is one cause; another rule, resource, message or other cases
// are another.
func TestCausesOf_alike(t *testing.T) {
	t.Parallel()
	const notBoolean = ": value must be a boolean, got the string "
	on := func(resource, rule, property, message string) Because {
		return Because{
			Key:       "wire " + resource + " " + rule + " /" + property,
			Title:     resource + "." + property + message,
			Operation: "Fetch" + resource,
		}
	}
	first := on("Service", "wrong-type", "ui_editable", notBoolean+`"true"`)
	for name, c := range map[string]struct {
		other  Because
		titles []string
	}{
		"another property": {on("Service", "wrong-type", "include_credentials", notBoolean+`"false"`),
			[]string{"Service.ui_editable and include_credentials" + notBoolean + `"true"`}},
		"another rule": {on("Service", "missing-property", "include_credentials", ": is required but missing"),
			[]string{first.Title, "Service.include_credentials: is required but missing"}},
		"another resource": {on("Build", "wrong-type", "ui_editable", notBoolean+`"true"`),
			[]string{first.Title, "Build.ui_editable" + notBoolean + `"true"`}},
		"another message": {on("Service", "wrong-type", "sid", ": value must be a string, got 1"),
			[]string{first.Title, "Service.sid: value must be a string, got 1"}},
		"no property": {Because{Key: "differs services unique_name", Title: "services: unique_name is x"},
			[]string{first.Title, "services: unique_name is x"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen := map[string]map[int]int{"FetchService": {200: 1}, "FetchBuild": {200: 1}}
			results := []Result{{ID: "services/one", Outcome: Fail, Because: []Because{first, c.other}, Seen: seen}}
			var titles []string
			for _, cause := range causesOf(results) {
				titles = append(titles, cause.Title)
			}
			assert.Equal(t, c.titles, titles)

			results = append(results, Result{ID: "services/two", Outcome: Fail, Because: []Because{c.other}})
			assert.Len(t, causesOf(results), 2, "another case has only the other")
		})
	}
}

// What a case found itself is told beside whatever breaks the contract on the wire, however much that is.
func TestResult_ownCauseIsKept(t *testing.T) {
	t.Parallel()
	var result Result
	for _, property := range []string{"a", "b", "c", "d", "e", "f"} {
		result.because(Because{Key: "wire Service wrong-type /" + property})
	}
	own := Because{Key: "differs services page_size"}
	result.because(own)
	result.because(own)
	assert.Len(t, result.Because, maxWireOfOne+1)
	assert.Equal(t, own, result.Because[maxWireOfOne])
}

package suite

import (
	"errors"
	"fmt"
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

// The exchange that a case names shows its cause, though another one came last.
func TestExchangeOf_theOneThatIsNamed(t *testing.T) {
	t.Parallel()
	shown := []Shown{{Number: 1, Method: "OPTIONS", URL: "https://a.example/v1/Services", Status: 401},
		{Number: 2, Method: "GET", URL: "https://a.example/v2/Services/x", Status: 200},
		{Number: 3, Method: "GET", URL: "https://a.example/v1/services/x", Status: 404}}
	for want, err := range map[int]error{
		1: errors.New("OPTIONS is answered 401"),
		2: &AnswerError{Method: "GET", Path: "/v2/Services/x", Status: 200, Want: "a refusal"},
		3: errors.New("something else"),
	} {
		got := exchangeOf(shown, Because{request: requestOf(err)})
		if assert.NotNil(t, got, err.Error()) {
			assert.Equal(t, want, got.Number, err.Error())
		}
	}
}

// A page that cannot be read has the cause of what is wrong with its meta.
func TestOfPage(t *testing.T) {
	t.Parallel()
	own, meta := Because{Key: "other"}, Because{Key: "wire * page /meta/key"}
	page := fmt.Errorf("after a delete: %w", &pageError{"https://a.example/v1/Services?PageSize=7",
		"meta.key is \"items\""})
	assert.Equal(t, meta, ofPage(page, own, []Because{{Key: "wire Service required /sid"}, meta}))
	assert.Equal(t, "page meta.key is \"items\"", ofPage(page, own, nil).Key)
	assert.Equal(t, own, ofPage(errors.New("x"), own, []Because{meta}))
}

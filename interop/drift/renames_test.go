package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"go.yaml.in/yaml/v3"
)

// TestWithRenames: what came beside something of the same form that went has a new name, if nothing else may be meant.
func TestWithRenames(t *testing.T) {
	t.Parallel()
	went := func(place string) change { return change{place: place, gone: true, before: "string"} }
	came := func(place string) change { return change{place: place, added: true, now: "string"} }
	got := withRenames([]change{came("object Widget property title"), went("object Widget property name")})
	if assert.Len(t, got, 1) {
		assert.Equal(t, "object Widget property name", got[0].renamed)
		assert.Equal(t, "Twilio renamed property name of Widget to title, or removed the one and added the other",
			got[0].words()("Widget"))
		assert.Contains(t, got[0].next(), "see CONTRIBUTING.md, Something is removed")
		_, what := got[0].instruction(facts{}, facts{"object Widget property name": {node: &yaml.Node{Line: 7}}})
		assert.Equal(t, "write title in the place of name, in required and in the examples too", what)
	}
	for name, list := range map[string][]change{
		"another owner": {came("object Widget property title"), went("object Gadget property name")},
		"another kind":  {came("CreateWidget field Title"), went("CreateWidget query Name")},
		"two that went": {came("object Widget property title"), went("object Widget property name"),
			went("object Widget property label")},
		"two that came": {came("object Widget property title"), came("object Widget property label"),
			went("object Widget property name")},
		"another form": {came("object Widget property title"), {place: "object Widget property name", gone: true,
			before: "integer"}},
		"a value": {came("object Widget property kind value a"), went("object Widget property kind value b")},
	} {
		assert.Len(t, withRenames(list), len(list), name)
	}
}

// TestNewResource: the first operation of a new resource has the command that writes all, and the others name it.
func TestNewResource(t *testing.T) {
	t.Parallel()
	official := facts{
		"CreateAlias":                      {value: "POST /v1/Services/{ServiceSid}/Aliases"},
		"CreateAlias field FriendlyName":   {value: "string; required", words: "At most 255 characters."},
		"CreateAlias query Deep":           {value: "boolean"},
		"CreateAlias query PageSize":       {value: "integer"},
		"FetchAlias":                       {value: "GET /v1/Services/{ServiceSid}/Aliases/{Sid}"},
		"object Alias property sid":        {value: "string; pattern ^ZQ[0-9a-fA-F]{32}$"},
		"object Alias property unique_key": {value: "string"},
	}
	list, one := "/v1/Services/{ServiceSid}/Aliases", "/v1/Services/{ServiceSid}/Aliases/{Sid}"
	said := newResource("CreateAlias", list, official, facts{})
	assert.Contains(t, said, `run make describe RESOURCE=Alias SID=ZQ BELOW=Service OPERATIONS="Create Fetch" `+
		`FIELDS="FriendlyName" SOURCE=PAGE`)
	assert.Contains(t, said, "unique_key")
	assert.Contains(t, said,
		"into the parameters of CreateAlias, which make describe leaves out: - {name: Deep, in: query")
	assert.NotContains(t, said, "PageSize")
	assert.Contains(t, said, "field FriendlyName: {type: string} # Twilio: At most 255 characters.")
	assert.Contains(t, newResource("FetchAlias", one, official, facts{}), "make describe of CreateAlias, above")
	known := facts{"FetchAlias": official["FetchAlias"]}
	assert.Empty(t, newResource("CreateAlias", list, official, known), "the resource is there")
	assert.Empty(t, newResource("CancelBuild", one, official, facts{}))
}

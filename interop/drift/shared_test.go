package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestSchemaYAML_shared: a value refers to the schema of the contract that has its values or its pattern already.
func TestSchemaYAML_shared(t *testing.T) {
	t.Parallel()
	text := fact{value: "string"}
	official := facts{
		"ListBuild query Status":                      text,
		"ListBuild query Status value completed":      {},
		"ListBuild query Status value failed":         {},
		"ListBuild query Runtime":                     text,
		"ListBuild query Runtime value node22":        {},
		"ListBuild query BuildSid":                    {value: "string; pattern ^ZB[0-9a-fA-F]{32}$"},
		"ListBuild query Mood":                        text,
		"ListBuild query Mood value calm":             {},
		"object Build property runtime":               text,
		"object Build property runtime value node22":  {},
		"object Build property level":                 {value: "string; nullable"},
		"object Build property level value completed": {},
		"object Build property level value failed":    {},
	}
	contract := facts{
		"object Alias property phase":                  {value: "string", schema: "Phase"},
		"object Alias property phase value completed":  {},
		"object Alias property phase value failed":     {},
		"object Build property status":                 {value: "string", schema: "BuildState"},
		"object Build property status value completed": {},
		"object Build property status value failed":    {},
		"object Build property runtime":                {value: "string", schema: "Runtime"},
		"object Build property sid":                    {value: "string; pattern ^ZB[0-9a-fA-F]{32}$", schema: "BuildSid"},
	}
	for element, want := range map[string]string{
		"ListBuild query Status":      "{$ref: '#/components/schemas/BuildState'}", // not Phase, of another name
		"ListBuild query Runtime":     "{$ref: '#/components/schemas/Runtime'}",    // an open set
		"ListBuild query BuildSid":    "{$ref: '#/components/schemas/BuildSid'}",
		"ListBuild query Mood":        "{type: string, enum: [calm]}",
		"object Build property level": "{type: string, nullable: true, x-null: WHY, enum: [completed, failed]}",
	} {
		assert.Equal(t, want, schemaYAML(element, official, contract), element)
	}
}

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	officialFile = "testdata/official.yaml"
	contractFile = "testdata/contract.yaml"
	rulesFile    = "testdata/rules.yaml"
)

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

// edited copies a document with one change, which must be possible.
func edited(t *testing.T, path, old, instead string) string {
	t.Helper()
	text := read(t, path)
	require.Contains(t, text, old, "nothing to change")
	copied := filepath.Join(t.TempDir(), filepath.Base(path))
	require.NoError(t, os.WriteFile(copied, []byte(strings.Replace(text, old, instead, 1)), 0o600))
	return copied
}

func TestCompare_everythingIsDeclared(t *testing.T) {
	t.Parallel()
	r, err := compare(officialFile, contractFile, []byte(read(t, rulesFile)))
	require.NoError(t, err)
	assert.Empty(t, r.undeclared)
	assert.Empty(t, r.stale)
	// Two required properties and one nullable in three answers each, three errors, one length.
	assert.Equal(t, 3*3+3+1, r.declared)
}

func TestCompare_sameDocument(t *testing.T) {
	t.Parallel()
	r, err := compare(contractFile, contractFile, []byte(read(t, rulesFile)))
	require.NoError(t, err)
	assert.Empty(t, r.undeclared)
	assert.Zero(t, r.declared)
	assert.Len(t, r.stale, 4, "every pattern covers nothing")
}

// TestCompare_newDifferences changes the official document in one way at a time, as Twilio might.
func TestCompare_newDifferences(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		old, instead string
		undeclared   []string // beginnings of the lines
	}{
		"a new property": {"        made: {", "        size: {type: integer}\n        made: {", []string{
			"CreateWidget response 201 properties: - size", "FetchWidget response 200 properties: - size",
			"ListWidget response 200 /widgets/[] properties: - size",
		}},
		"a property is gone": {"        made: {type: string, format: date-time, nullable: true}\n", "", []string{
			"CreateWidget response 201 properties: + made", "FetchWidget response 200 properties: + made",
			"ListWidget response 200 /widgets/[] properties: + made",
		}},
		"a type": {"made: {type: string", "made: {type: integer", []string{
			"CreateWidget response 201 /made type: + string", "CreateWidget response 201 /made type: - integer",
			"FetchWidget response 200 /made type: + string", "FetchWidget response 200 /made type: - integer",
			"ListWidget response 200 /widgets/[]/made type: + string",
			"ListWidget response 200 /widgets/[]/made type: - integer",
		}},
		"a format": {"format: date-time", "format: date", []string{
			"CreateWidget response 201 /made format: date -> date-time",
			"FetchWidget response 200 /made format: date -> date-time",
			"ListWidget response 200 /widgets/[]/made format: date -> date-time",
		}},
		"not nullable any more": {"format: date-time, nullable: true", "format: date-time", []string{
			"CreateWidget response 201 /made nullable: false -> true",
			"FetchWidget response 200 /made nullable: false -> true",
			"ListWidget response 200 /widgets/[]/made nullable: false -> true",
		}},
		"a required property": {"    v1.widget:\n      type: object\n",
			"    v1.widget:\n      type: object\n      required: [name]\n", []string{
				"CreateWidget response 201 required: - name", "FetchWidget response 200 required: - name",
				"ListWidget response 200 /widgets/[] required: - name",
			}},
		"an enum value of an answer": {"[new, old]", "[new, old, lost]", []string{
			"CreateWidget response 201 /state enum: - lost", "FetchWidget response 200 /state enum: - lost",
			"ListWidget response 200 /widgets/[]/state enum: - lost",
		}},
		"an enum value of a form": {"[red, blue]", "[red, green]",
			[]string{"CreateWidget request /Colour enum: + blue", "CreateWidget request /Colour enum: - green"}},
		"another length": {"Name: {type: string}", "Name: {type: string, maxLength: 64}",
			[]string{"CreateWidget request /Name maxLength: 64 -> 50"}},
		"a pattern": {"'^WI[0-9]{4}$'}}", "'^WJ[0-9]{4}$'}}",
			[]string{"FetchWidget path Sid pattern: ^WJ[0-9]{4}$ -> ^WI[0-9]{4}$"}},
		"a field": {"                Name:",
			"                Size: {type: integer}\n                Name:",
			[]string{"CreateWidget request properties: - Size"}},
		"a required field": {"required: [Name]", "required: [Name, Colour]",
			[]string{"CreateWidget request required: - Colour"}},
		"a required body": {"      requestBody:\n", "      requestBody:\n        required: true\n",
			[]string{"CreateWidget request required: true -> false"}},
		"a parameter": {"      parameters:\n        - {name: PageSize",
			"      parameters:\n        - {name: Page, in: query, schema: {type: integer}}\n        - {name: PageSize",
			[]string{"ListWidget parameters query: - Page"}},
		"a limit": {"maximum: 1000", "maximum: 500",
			[]string{"ListWidget query PageSize max: 500 -> 1000"}},
		"another status": {"'201'", "'202'",
			[]string{"CreateWidget responses: + 201", "CreateWidget responses: - 202"}},
		"a documented error": {"        '201':", "        '409': {description: Conflict}\n        '201':",
			[]string{"CreateWidget responses: - 409"}},
		"a header": {"Access-Control-Allow-Origin", "Retry-After",
			[]string{"CreateWidget response 201 headers: + Access-Control-Allow-Origin",
				"CreateWidget response 201 headers: - Retry-After"}},
		"another media type": {"application/x-www-form-urlencoded", "application/json",
			[]string{"CreateWidget request content: + application/x-www-form-urlencoded",
				"CreateWidget request content: - application/json"}},
		"an operation": {"  /v1/Widgets/{Sid}:\n",
			"  /v1/Widgets/{Sid}:\n    delete: {operationId: DeleteWidget, responses: {'204': {description: Gone}}, parameters: [{name: Sid, in: path, required: true, schema: {type: string}}]}\n", []string{"paths /v1/Widgets/{Sid} operations: - DELETE"}},
		"a path": {"paths:\n",
			"paths:\n  /v1/Gadgets:\n    get: {operationId: ListGadget, responses: {'200': {description: OK}}}\n",
			[]string{"paths: - /v1/Gadgets"}},
		"an operationId": {"operationId: FetchWidget", "operationId: ReadWidget",
			[]string{"FetchWidget operationID: ReadWidget -> FetchWidget"}},
		"another host of a path": {"    servers: [{url: 'https://widgets.example'}]",
			"    servers: [{url: 'https://upload.example'}]",
			[]string{"CreateWidget servers: + https://widgets.example",
				"CreateWidget servers: - https://upload.example",
				"ListWidget servers: + ", "ListWidget servers: - "}},
		"no security": {"      operationId: FetchWidget\n",
			"      operationId: FetchWidget\n      security: []\n", []string{"FetchWidget securityRequirements: + "}},
		"another scheme": {"scheme: basic", "scheme: bearer",
			[]string{"securitySchemes key scheme: bearer -> basic"}},
		"no longer personal": {", x-twilio: {pii: {handling: standard}}", "",
			[]string{"CreateWidget response 201 /name extensions: + x-pii",
				"FetchWidget response 200 /name extensions: + x-pii",
				"ListWidget response 200 /widgets/[]/name extensions: + x-pii"}},
		"deprecated": {"      operationId: FetchWidget\n",
			"      operationId: FetchWidget\n      deprecated: true\n",
			[]string{"FetchWidget deprecated: true -> false"}},
		"texts, tags and names":     {"tags: [V1Widget]", "tags: [Other]\n      summary: Another text", nil},
		"the name of a path's part": {"/v1/Widgets/{Sid}:", "/v1/Widgets/{Sid}: # the same", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := compare(edited(t, officialFile, test.old, test.instead), contractFile, []byte(read(t, rulesFile)))
			require.NoError(t, err)
			require.Len(t, r.undeclared, len(test.undeclared), strings.Join(r.undeclared, "\n"))
			for i, line := range r.undeclared {
				assert.True(t, strings.HasPrefix(line, test.undeclared[i]), "%q is not %q", line, test.undeclared[i])
			}
		})
	}
}

// TestCompare_staleDeviation: the official document has caught up.
func TestCompare_staleDeviation(t *testing.T) {
	t.Parallel()
	r, err := compare(edited(t, officialFile, "Name: {type: string}", "Name: {type: string, maxLength: 50}"),
		contractFile, []byte(read(t, rulesFile)))
	require.NoError(t, err)
	assert.Empty(t, r.undeclared)
	require.Len(t, r.stale, 1)
	assert.Contains(t, r.stale[0], "CreateWidget: The name has the length")
}

// TestRules_restOnTexts: no rule without a text, no text without a rule.
func TestRules_restOnTexts(t *testing.T) {
	t.Parallel()
	rulesText := read(t, rulesFile)
	for name, test := range map[string]struct{ contract, rules, problem string }{
		"text is gone": {
			edited(t, contractFile, "      x-deviation: The name has the length that the server enforces.\n", ""),
			rulesText,
			"no x-deviation at CreateWidget",
		},
		"text without a rule": {
			edited(t, contractFile, "      x-source:", "      x-deviation: Something else.\n      x-source:"),
			rulesText,
			"no rule for the x-deviation at schemas/Widget: Something else.",
		},
		"no pattern": {contractFile, strings.Replace(rulesText, "20[01](?:", "20[01(?:", 1), "error parsing regexp"},
		"no reason": {contractFile, strings.Replace(rulesText, "  unseen: schemas are compared where they are used\n",
			"", 1), "needs either"},
		"unknown field": {contractFile, strings.Replace(rulesText, "unseen:", "unsen:", 1), "field unsen not found"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := compare(officialFile, test.contract, []byte(test.rules))
			require.ErrorContains(t, err, test.problem)
		})
	}
}

// TestRules_ofTheContract holds the rules for the official document against the texts of the
// contract, which needs no official document.
func TestRules_ofTheContract(t *testing.T) {
	t.Parallel()
	contract, err := readDocument("../../openapi/serverless.yaml")
	require.NoError(t, err)
	rules, err := parseRules(rulesText, contract.deviations)
	require.NoError(t, err)
	assert.Greater(t, len(rules), 10)
}

func TestRun(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args           []string
		code           int
		stdout, stderr string
	}{
		"no argument":    {nil, exitCannotRun, "", "usage:"},
		"empty argument": {[]string{""}, exitCannotRun, "", "usage:"},
		"no file":        {[]string{"nowhere.json"}, exitCannotRun, "", "nowhere.json"},
		"no OpenAPI":     {[]string{"rules.yaml"}, exitCannotRun, "", "drift:"},
		"the contract": {[]string{"../../openapi/serverless.yaml"}, exitNone,
			"0 differences that an x-deviation accounts for, 0 that none does", ""},
		"quite another":    {[]string{officialFile}, exitDrift, "paths: - /v1/Widgets\n", ""},
		"rules do not fit": {[]string{officialFile, contractFile}, exitCannotRun, "", "no x-deviation at"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr bytes.Buffer
			assert.Equal(t, test.code, run(test.args, &stdout, &stderr), stderr.String())
			assert.Contains(t, stdout.String(), test.stdout)
			assert.Contains(t, stderr.String(), test.stderr)
		})
	}
}

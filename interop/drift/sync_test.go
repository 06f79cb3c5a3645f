package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

const repository = "../.."

// rebuilt makes an official document from what the lock keeps of it, so that these tests need no
// copy of the document itself. It has no texts and, but for one operation, no examples.
func rebuilt(t *testing.T) map[string]any {
	t.Helper()
	l, err := readLock(filepath.Join(repository, lockFile))
	require.NoError(t, err)
	paths, schemas := map[string]any{}, map[string]any{}
	document := map[string]any{"openapi": "3.0.1", "paths": paths, "components": map[string]any{"schemas": schemas}}
	operations := map[string]map[string]any{}
	for _, place := range l.facts.places() { // an operation comes before its parts
		p, value := parsePlace(place), aspects(l.facts[place].value)
		switch {
		case p.enum != "":
			continue
		case p.kind == "":
			method, path, _ := strings.Cut(value[0], " ")
			operations[p.operation] = map[string]any{"operationId": p.operation, "parameters": []any{},
				"responses": map[string]any{}}
			sub(paths, path)[strings.ToLower(method)] = operations[p.operation]
		case p.kind == "query" || p.kind == "path":
			op := operations[p.operation]
			op["parameters"] = append(op["parameters"].([]any), map[string]any{
				"name": p.name, "in": p.kind, "required": contains(value, "required"),
				"schema": schemaOf(l.facts, place),
			})
		case p.kind == "server":
			operations[p.operation]["servers"] = []any{map[string]any{"url": value[0]}}
		case p.kind == "credentials":
			operations[p.operation]["security"] = []any{map[string]any{value[0]: []any{}}}
		case p.kind == "words":
			continue
		case p.kind == "body":
			sub(sub(operations[p.operation], "requestBody", "content"), value[0])
		case p.kind == "field":
			form := sub(operations[p.operation], "requestBody", "content", "application/x-www-form-urlencoded",
				"schema")
			property(form, p.name, schemaOf(l.facts, place), contains(value, "required"))
		case p.kind == "answer":
			answer := sub(operations[p.operation], "responses", p.name)
			if value[0] != "nothing" {
				sub(answer, "content", "application/json")["schema"] = typeOf(value[0])
			}
		case p.kind == "property":
			owner := sub(schemas, p.object)
			if p.operation != "" {
				owner = sub(operations[p.operation], "responses", "200", "content", "application/json", "schema")
			}
			for outer := range strings.SplitSeq(strings.TrimSuffix(p.name,
				p.name[strings.LastIndex(p.name, "/")+1:]), "/") {
				if outer != "" {
					owner = sub(owner, "properties", outer)
				}
			}
			property(owner, p.name[strings.LastIndex(p.name, "/")+1:], schemaOf(l.facts, place),
				contains(value, "required"))
		}
	}
	return document
}

func sub(at map[string]any, keys ...string) map[string]any {
	for _, key := range keys {
		if at[key] == nil {
			at[key] = map[string]any{}
		}
		at = at[key].(map[string]any)
	}
	return at
}

func property(owner map[string]any, name string, schema map[string]any, required bool) {
	sub(owner, "properties")[name] = schema
	if required {
		list, _ := owner["required"].([]any)
		owner["required"] = append(list, name)
	}
}

func contains(list []string, item string) bool {
	return strings.Contains(";"+strings.Join(list, ";")+";", ";"+item+";")
}

// schemaOf reads the line of YAML that sync itself proposes, which is thereby tested too.
func schemaOf(f facts, place string) map[string]any {
	var schema map[string]any
	if err := yaml.Unmarshal([]byte(schemaYAML(place, f, facts{})), &schema); err != nil {
		panic(place + ": " + err.Error())
	}
	if schema["type"] == "anything" {
		delete(schema, "type")
	}
	if items, ok := schema["items"].(map[string]any); ok && items["type"] == "anything" {
		schema["items"] = map[string]any{}
	}
	return schema
}

func typeOf(value string) map[string]any {
	if name, ok := strings.CutPrefix(value, "object "); ok {
		return map[string]any{"$ref": "#/components/schemas/" + name}
	}
	return map[string]any{"type": value}
}

// checkout is a folder with the contract and the lock of this repository.
func checkout(t *testing.T) (root string) {
	t.Helper()
	root = t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(root, "openapi"), 0o755))
	for _, name := range []string{contractPath, lockFile} {
		text := read(t, filepath.Join(repository, name))
		require.NoError(t, os.WriteFile(filepath.Join(root, name), []byte(text), 0o600))
	}
	return root
}

func written(t *testing.T, document map[string]any) string {
	t.Helper()
	text, err := yaml.Marshal(document)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "official.yaml")
	require.NoError(t, os.WriteFile(path, text, 0o600))
	return path
}

func TestRebuilt_isWhatTheLockSays(t *testing.T) {
	t.Parallel()
	l, err := readLock(filepath.Join(repository, lockFile))
	require.NoError(t, err)
	got, err := readFacts([]byte(read(t, written(t, rebuilt(t)))))
	require.NoError(t, err)
	assert.Empty(t, changes(l.facts, got))
}

// The three changes that Twilio is most likely to make. Their names are made up, as the contract may have real ones
// one day.

func runtimes(document map[string]any) map[string]any {
	return sub(document, "components", "schemas", "Build", "properties", "runtime")
}

func addRuntimeAndRetireOne(document map[string]any) {
	var enum []any
	for _, value := range runtimes(document)["enum"].([]any) {
		if value != "node18" {
			enum = append(enum, value)
		}
	}
	runtimes(document)["enum"] = append(enum, "node98")
}

func addPropertyAndFilter(document map[string]any) {
	property(sub(document, "components", "schemas", "Build"), "organ_pipe_url",
		map[string]any{"type": "string", "format": "uri", "nullable": true}, false)
	list := sub(document, "paths", "/v1/Services/{ServiceSid}/Builds", "get")
	list["parameters"] = append(list["parameters"].([]any), map[string]any{
		"name": "Mood", "in": "query", "schema": map[string]any{"type": "string",
			"enum": []any{"calm", "stormy"}},
	})
}

func addOperation(document map[string]any) {
	fetch := sub(document, "paths", "/v1/Services/{ServiceSid}/Builds/{Sid}", "get")
	response := sub(fetch, "responses", "200", "content", "application/json")
	sub(document, "paths", "/v1/Services/{ServiceSid}/Builds/{Sid}/Tune")["post"] = map[string]any{
		"operationId": "TuneBuild", "parameters": fetch["parameters"],
		"requestBody": map[string]any{"content": map[string]any{"application/x-www-form-urlencoded": map[string]any{
			"schema": map[string]any{"type": "object",
				"properties": map[string]any{"FriendlyName": map[string]any{"type": "string", "maxLength": 255}}},
			"examples": map[string]any{"update": map[string]any{"value": map[string]any{"FriendlyName": "my build"}}},
		}}},
		"responses": map[string]any{"200": map[string]any{"content": map[string]any{"application/json": map[string]any{
			"schema": response["schema"],
			"examples": map[string]any{"update": map[string]any{
				"value": map[string]any{"sid": "ZB00000000000000000000000000000000"}}},
		}}}},
	}
}

func TestSync_threeChanges(t *testing.T) {
	t.Parallel()
	root, document := checkout(t), rebuilt(t)
	addRuntimeAndRetireOne(document)
	addPropertyAndFilter(document)
	addOperation(document)
	var out bytes.Buffer
	todo, err := sync(written(t, document), root, false, &out)
	require.NoError(t, err)
	assert.True(t, todo)
	text := out.String()
	for _, want := range []string{
		"Twilio added query parameter Mood (string, one of calm | stormy) to ListBuild.",
		"Twilio added property organ_pipe_url (string, format uri, nullable) to Build (CreateBuild, FetchBuild, " +
			"ListBuild, TuneBuild).",
		"Twilio added node98 to the runtimes of Build",
		"Twilio removed node18 from the runtimes of Build",
		"Twilio added operation TuneBuild (POST /v1/Services/{ServiceSid}/Builds/{Sid}/Tune).",
	} {
		assert.Equal(t, 1, strings.Count(text, want), "%s\n%s", want, text)
	}
	assert.Equal(t, 5, strings.Count(text, "Twilio "), "each change once: %s", text)
	assert.Equal(t, 4, strings.Count(text, "see CONTRIBUTING.md"), "the contract has retired node18 before")
	for _, want := range []string{
		"- {name: Mood, in: query, description: WORDS, schema: {type: string, enum: [calm, stormy]}}",
		"organ_pipe_url: {type: string, format: uri, nullable: true, x-null: WHY}",
		"write {name: node98} at the end of x-runtimes",
		"nothing to write: no new Build with node18 is accepted by x-runtimes",
		"operationId: TuneBuild", "- $ref: '#/components/parameters/BuildSidAsSid'",
		"FriendlyName: {type: string, maxLength: 255}",
	} {
		assert.Contains(t, text, want)
	}
	example := read(t, filepath.Join(root, exampleFolder, "TuneBuild.yaml"))
	assert.Contains(t, example, "operation: TuneBuild\n")
	assert.Contains(t, example, `body: "FriendlyName=my+build"`)
	assert.Contains(t, example, "/Builds/ZB00000000000000000000000000000000/Tune\n        method: POST")
	assert.Equal(t, read(t, filepath.Join(repository, lockFile)), read(t, filepath.Join(root, lockFile)),
		"nothing is taken for done")
}

// TestSync_places looks at the lines that a task names: they are where the contract speaks of the element.
func TestSync_places(t *testing.T) {
	t.Parallel()
	lines := strings.Split(read(t, filepath.Join(repository, contractPath)), "\n")
	for name, test := range map[string]struct {
		change func(document map[string]any)
		near   string // in the line that is named
	}{
		"runtime": {func(d map[string]any) { runtimes(d)["enum"] = append(runtimes(d)["enum"].([]any), "node99") },
			"name: node8"},
		"filter":    {addPropertyAndFilter, "operationId: ListBuild"},
		"operation": {addOperation, "operationId: FetchBuildStatus"},
		"retired before": {func(d map[string]any) {
			all := runtimes(d)["enum"].([]any)
			runtimes(d)["enum"] = slices.DeleteFunc(all, func(v any) bool { return v == "node18" })
		}, "name: node8"},
	} {
		var out bytes.Buffer
		document := rebuilt(t)
		test.change(document)
		_, err := sync(written(t, document), checkout(t), false, &out)
		require.NoError(t, err)
		_, rest, found := strings.Cut(out.String(), contractPath+":")
		require.True(t, found, out.String())
		number, _, _ := strings.Cut(rest, ":")
		var line int
		for _, digit := range number {
			line = line*10 + int(digit-'0')
		}
		assert.Contains(t, lines[line-1], test.near, name)
	}
}

// TestSync_eachKind makes every other kind of change, which must be said once and never silently.
func TestSync_eachKind(t *testing.T) {
	t.Parallel()
	build := func(d map[string]any) map[string]any { return sub(d, "components", "schemas", "Build") }
	list := func(d map[string]any) map[string]any {
		return sub(d, "paths", "/v1/Services/{ServiceSid}/Builds", "get")
	}
	form := func(d map[string]any, path string) map[string]any {
		return sub(d, "paths", path, "post", "requestBody", "content", "application/x-www-form-urlencoded", "schema")
	}
	newest := "" // which retires last
	for _, value := range runtimes(rebuilt(t))["enum"].([]any) {
		if name := value.(string); len(name) > len(newest) || len(name) == len(newest) && name > newest {
			newest = name
		}
	}
	for name, test := range map[string]struct {
		change func(d map[string]any)
		want   string
	}{
		"property gone": {func(d map[string]any) { delete(sub(build(d), "properties"), "date_updated") },
			"Twilio removed property date_updated from Build"},
		"operation gone": {func(d map[string]any) {
			delete(sub(d, "paths", "/v1/Services/{ServiceSid}/Builds/{Sid}"), "delete")
		}, "Twilio removed operation DeleteBuild (DELETE /v1/Services/{ServiceSid}/Builds/{Sid})"},
		"parameter gone": {func(d map[string]any) {
			var kept []any
			for _, p := range list(d)["parameters"].([]any) {
				if p.(map[string]any)["name"] != "Page" {
					kept = append(kept, p)
				}
			}
			list(d)["parameters"] = kept
		}, "Twilio removed query parameter Page from ListBuild"},
		"value gone": {func(d map[string]any) {
			all := runtimes(d)["enum"].([]any)
			runtimes(d)["enum"] = slices.DeleteFunc(all, func(v any) bool { return v == newest })
		}, "Twilio removed " + newest + " from the runtimes of Build (CreateBuild, FetchBuild, ListBuild)"},
		"status gone": {func(d map[string]any) {
			status := sub(build(d), "properties", "status")
			status["enum"] = []any{"building", "completed"}
		}, "Twilio removed failed from the values of property status of Build"},
		"type": {func(d map[string]any) { sub(build(d), "properties", "status")["type"] = "integer" },
			"Twilio changed property status of Build (CreateBuild, FetchBuild, ListBuild): no longer string, " +
				"now integer"},
		"length of two forms": {func(d map[string]any) {
			sub(form(d, "/v1/Services/{ServiceSid}/Functions"), "properties", "FriendlyName")["maxLength"] = 300
			sub(form(d, "/v1/Services/{ServiceSid}/Functions/{Sid}"), "properties", "FriendlyName")["maxLength"] = 300
		}, "Twilio changed field FriendlyName of CreateFunction and UpdateFunction: now maxLength 300"},
		"required": {func(d map[string]any) {
			form(d, "/v1/Services/{ServiceSid}/Builds")["required"] = []any{"Runtime"}
		}, "Twilio changed field Runtime of CreateBuild: now required"},
		"deprecated": {func(d map[string]any) { list(d)["deprecated"] = true },
			"Twilio changed operation ListBuild: now deprecated"},
		"renamed": {func(d map[string]any) { list(d)["operationId"] = "ListBuildRecord" },
			"Twilio renamed operation ListBuild to ListBuildRecord (GET /v1/Services/{ServiceSid}/Builds)"},
		"path": {func(d map[string]any) {
			paths := sub(d, "paths")
			paths["/v2/Builds"] = paths["/v1/Services/{ServiceSid}/Builds/{Sid}/Status"]
			delete(paths, "/v1/Services/{ServiceSid}/Builds/{Sid}/Status")
		}, "Twilio changed operation FetchBuildStatus (GET /v1/Services/{ServiceSid}/Builds/{Sid}/Status -> GET " +
			"/v2/Builds)"},
		"credentials": {func(d map[string]any) { list(d)["security"] = []any{map[string]any{"oauth": []any{}}} },
			"Twilio changed the credentials of ListBuild: no longer accountSid_authToken, now oauth"},
		"server": {func(d map[string]any) {
			for _, item := range sub(d, "paths") {
				for _, operation := range item.(map[string]any) {
					operation.(map[string]any)["servers"] = []any{map[string]any{"url": "https://other.example"}}
				}
			}
		}, "Twilio changed the server of every operation: no longer https://serverless.twilio.com, now " +
			"https://other.example"},
		"meta of every list": {func(d map[string]any) {
			for _, item := range sub(d, "paths") {
				get, _ := item.(map[string]any)["get"].(map[string]any)
				if id, _ := get["operationId"].(string); strings.HasPrefix(id, "List") {
					meta := sub(get, "responses", "200", "content", "application/json", "schema", "properties",
						"meta", "properties")
					meta["total"] = map[string]any{"type": "integer"}
				}
			}
		}, "Twilio added property meta/total (integer) to ListAsset"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root, document := checkout(t), rebuilt(t)
			test.change(document)
			official := written(t, document)
			var out bytes.Buffer
			todo, err := sync(official, root, false, &out)
			require.NoError(t, err)
			assert.True(t, todo)
			assert.Equal(t, 1, strings.Count(out.String(), test.want), out.String())
			assert.Contains(t, out.String(), "CONTRIBUTING.md")
		})
	}
}

// TestSync_words: descriptions and headings ask for nothing by themselves, but what they say may be
// a limit that no schema has. Each is said once, and then kept.
func TestSync_words(t *testing.T) {
	t.Parallel()
	root, document := checkout(t), rebuilt(t)
	build := sub(document, "components", "schemas", "Build")
	build["description"] = "A Build lives 30 days."
	sub(build, "properties", "runtime")["description"] = "At most 40 characters."
	list := sub(document, "paths", "/v1/Services/{ServiceSid}/Builds", "get")
	list["description"], list["tags"] = "Builds, newest first.", []any{"NewHeading"}
	document["info"] = map[string]any{"version": "9.9.9", "description": "The API."}
	official := written(t, document)
	var out bytes.Buffer
	_, err := sync(official, root, true, &out)
	require.NoError(t, err)
	for _, want := range []string{
		`Twilio reworded Build (CreateBuild, FetchBuild, ListBuild): "A Build lives 30 days.".`,
		`Twilio reworded property runtime of Build (CreateBuild, FetchBuild, ListBuild): "At most 40 characters.".`,
		`Twilio reworded ListBuild: "tags NewHeading: Builds, newest first.".`,
		`Twilio reworded the document: "version 9.9.9: The API.".`,
	} {
		assert.Equal(t, 1, strings.Count(out.String(), want), "%s\n%s", want, out.String())
	}
	assert.Equal(t, 4, strings.Count(out.String(), "Twilio "), out.String())
}

// TestSync_newObject: a new operation that answers with a new object comes with the YAML of both, and with what Twilio
// says about each field.
func TestSync_newObject(t *testing.T) {
	t.Parallel()
	document := rebuilt(t)
	property(sub(document, "components", "schemas", "Usage"), "calls",
		map[string]any{"type": "integer", "default": 0, "description": "How often\nit was called."}, false)
	sub(document, "paths", "/v1/Services/{ServiceSid}/Usage")["get"] = map[string]any{
		"operationId": "FetchUsage", "responses": map[string]any{"200": map[string]any{
			"content": map[string]any{"application/json": map[string]any{
				"schema":   map[string]any{"$ref": "#/components/schemas/Usage"},
				"examples": map[string]any{"fetch": map[string]any{"value": map[string]any{"calls": 1}}}}}}},
	}
	var out bytes.Buffer
	_, err := sync(written(t, document), checkout(t), false, &out)
	require.NoError(t, err)
	assert.Equal(t, 1, strings.Count(out.String(), "Twilio added"), out.String())
	assert.Contains(t, out.String(), "Usage:\n         type: object\n")
	assert.Contains(t, out.String(), "calls: {type: integer, default: 0} # Twilio: How often it was called.")
}

// TestSync_nextOfWhatIsGone: what is removed needs other steps than what is added.
func TestSync_nextOfWhatIsGone(t *testing.T) {
	t.Parallel()
	document := rebuilt(t)
	delete(sub(document, "paths", "/v1/Services/{ServiceSid}/Builds/{Sid}"), "delete")
	delete(sub(document, "components", "schemas", "Service", "properties"), "ui_editable")
	var out bytes.Buffer
	_, err := sync(written(t, document), checkout(t), false, &out)
	require.NoError(t, err)
	assert.Equal(t, 2, strings.Count(out.String(), "see CONTRIBUTING.md, Something is removed"), out.String())
	assert.Contains(t, read(t, filepath.Join(repository, "CONTRIBUTING.md")), "### Something is removed\n")
	assert.Contains(t, out.String(), "with: make remove OPERATIONS=DeleteBuild")
	assert.NotContains(t, out.String(), "give it a value")
}

// TestSync_untilTheContractFollows: what the contract says already is named, not asked for; the
// lock is written when all is done.
func TestSync_untilTheContractFollows(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(root, "openapi"), 0o755))
	contract := read(t, contractFile)
	require.NoError(t, os.WriteFile(filepath.Join(root, contractPath), []byte(contract), 0o600))
	s := &syncer{rules: []byte(read(t, rulesFile)), root: root}
	var out bytes.Buffer
	_, err := s.sync(officialFile, false, &out)
	require.ErrorContains(t, err, "ACCEPT=1", "there is no lock yet")
	todo, err := s.sync(officialFile, true, &out)
	require.NoError(t, err)
	assert.False(t, todo)
	assert.Contains(t, out.String(), lockFile+": written")

	out.Reset()
	todo, err = s.sync(officialFile, false, &out)
	require.NoError(t, err)
	assert.False(t, todo)
	assert.Empty(t, out.String(), "nothing to do on an unchanged document")

	newer := edited(t, officialFile, "        made: {", "        size: {type: integer}\n        made: {")
	todo, err = s.sync(newer, false, &out)
	require.NoError(t, err)
	assert.True(t, todo)
	assert.Contains(t, out.String(), "Twilio added property size (integer) to Widget")

	followed := strings.Replace(contract, "        made:", "        size: {type: integer}\n        made:", 1)
	require.NotEqual(t, contract, followed)
	require.NoError(t, os.WriteFile(filepath.Join(root, contractPath), []byte(followed), 0o600))
	out.Reset()
	todo, err = s.sync(newer, false, &out)
	require.NoError(t, err)
	assert.False(t, todo)
	assert.Contains(t, out.String(), "Twilio added property size")
	assert.Contains(t, out.String(), "the contract says so already")
	assert.Contains(t, out.String(), lockFile+": written")
	out.Reset()
	todo, err = s.sync(newer, false, &out)
	require.NoError(t, err)
	assert.False(t, todo)
	assert.Empty(t, out.String())

	reworded := edited(t, newer, "size: {type: integer}", "size: {type: integer, description: In inches.}")
	for _, want := range []string{`Twilio reworded property size of Widget`, ""} {
		out.Reset()
		todo, err = s.sync(reworded, false, &out)
		require.NoError(t, err)
		assert.False(t, todo)
		assert.True(t, strings.Contains(out.String(), want) && (want != "" || out.Len() == 0), "said once: %s",
			out.String())
	}
}

// TestDescribe: an operation of a usual verb, or of one that its path ends in, is written by make describe, and the
// command has the names of its fields.
func TestDescribe(t *testing.T) {
	t.Parallel()
	e := elements{fields: []position{parsePlace("UpdateBuild field FriendlyName"),
		parsePlace("UpdateBuild field Runtime")}}
	assert.Contains(t, describe("UpdateBuild", "/v1/Services/{ServiceSid}/Builds/{Sid}", e),
		`run make describe RESOURCE=Build OPERATIONS=Update FIELDS="FriendlyName Runtime" SOURCE=PAGE`)
	assert.Contains(t, describe("CancelBuild", "/v1/Services/{ServiceSid}/Builds/{Sid}/Cancel", e),
		"run make describe RESOURCE=Build OPERATIONS=Cancel FIELDS=")
	assert.Empty(t, describe("CancelBuild", "/v1/Services/{ServiceSid}/Builds/Cancel", e))
	section := change{place: "object Build property owner", before: "string", now: "string; nullable"}.next()
	assert.Contains(t, section, "see CONTRIBUTING.md, Null, required, or a list of values")
}

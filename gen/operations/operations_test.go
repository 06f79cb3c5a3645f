package operations_test

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/openapi"
)

// tree is a document as plain YAML. The registry is compared with it and not with what the generator read, so
// that a mistake of the generator shows.
type tree map[string]any

func trees(t *testing.T) map[string]tree {
	t.Helper()
	all := map[string]tree{}
	for _, name := range []string{openapi.ServerlessFile, openapi.UploadFile} {
		text, err := openapi.FS.ReadFile(name)
		require.NoError(t, err)
		var document tree
		require.NoError(t, yaml.Unmarshal(text, &document))
		all[name] = document
	}
	return all
}

// resolve follows a reference, which may lead into the other document.
func resolve(all map[string]tree, file string, value any) tree {
	object, _ := value.(tree)
	ref, isRef := object["$ref"].(string)
	if !isRef {
		return object
	}
	name, pointer, _ := strings.Cut(ref, "#/")
	if name != "" {
		file = path.Base(name)
	}
	var at any = all[file]
	for part := range strings.SplitSeq(pointer, "/") {
		at = at.(tree)[part]
	}
	return resolve(all, file, at)
}

// TestAll_isTheDocuments compares every operation with its text: where it is, what it takes, what it answers.
func TestAll_isTheDocuments(t *testing.T) {
	t.Parallel()
	all, found := trees(t), 0
	for file, document := range all {
		for template, item := range document["paths"].(tree) {
			for method, value := range item.(tree) {
				want := value.(tree)
				id := want["operationId"].(string)
				op, ok := operations.Lookup(id)
				if !assert.True(t, ok, "%s is not in the registry: run make generate", id) {
					continue
				}
				found++
				assert.Equal(t, strings.ToUpper(method), op.Method, id)
				assert.Equal(t, template, op.Template, id)
				assert.Equal(t, file, op.Document, id)
				server := document["servers"].([]any)[0].(tree)["url"].(string)
				assert.Equal(t, server, "https://"+op.Host+".twilio.com", id)
				assert.Equal(t, want["summary"], op.Summary, id)
				assert.Contains(t, want["responses"], strconv.Itoa(op.Success), id)
				for key, answer := range want["responses"].(tree) {
					content, _ := resolve(all, file, answer)["content"].(tree)
					media, _ := content["application/json"].(tree)
					schema, _ := media["schema"].(tree)
					ref := orZero[string](schema["$ref"])
					status, err := strconv.Atoi(strings.Replace(key, "XX", "77", 1)) // one that has no entry of its own
					require.NoError(t, err, key)
					assert.Equal(t, ref[strings.LastIndex(ref, "/")+1:], op.AnswerTo(status), "%s %s", id, key)
				}
				assert.Empty(t, op.AnswerTo(302), id)

				byPlace := map[string][]string{}
				for _, p := range list(want["parameters"]) {
					parameter := resolve(all, file, p)
					in := parameter["in"].(string)
					byPlace[in] = append(byPlace[in], parameter["name"].(string))
				}
				assert.ElementsMatch(t, byPlace["path"], names(op.Path), id)
				assert.Equal(t, byPlace["query"], names(op.Query), id)
				assert.Equal(t, regexp.MustCompile(`\{(\w+)\}`).ReplaceAllString(template, "{}"),
					op.Expand(slices.Repeat([]string{"{}"}, len(op.Path))...), id)

				body, hasBody := want["requestBody"].(tree)
				require.Equal(t, hasBody, op.Body != nil, id)
				if !hasBody {
					continue
				}
				content := body["content"].(tree)
				require.Contains(t, content, op.Body.MediaType, id)
				schema := resolve(all, file, content[op.Body.MediaType].(tree)["schema"])
				assert.Equal(t, slices.Sorted(maps.Keys(schema["properties"].(tree))), names(op.Body.Fields), id)
				for _, f := range op.Body.Fields {
					assert.Equal(t, slices.Contains(list(schema["required"]), any(f.Name)), f.Required, "%s %s",
						id, f.Name)
				}
			}
		}
	}
	assert.Len(t, operations.All(), found, "the registry has operations that no document has: run make generate")
}

func list(value any) []any {
	items, _ := value.([]any)
	return items
}

func names(fields []operations.Field) (names []string) {
	for _, f := range fields {
		names = append(names, f.Name)
	}
	return names
}

// TestSchemas_areTheDocuments compares the properties of every schema, and their constraints one by one.
func TestSchemas_areTheDocuments(t *testing.T) {
	t.Parallel()
	all, found := trees(t), 0
	for file, document := range all {
		for name, value := range document["components"].(tree)["schemas"].(tree) {
			properties, ok := value.(tree)["properties"].(tree)
			if !ok {
				continue
			}
			found++
			schema := operations.Schemas()[name]
			require.Equal(t, slices.Sorted(maps.Keys(properties)), names(schema.Properties),
				"%s: run make generate", name)
			for _, p := range schema.Properties {
				want := resolve(all, file, properties[p.Name])
				place := name + "/" + p.Name
				assert.Equal(t, slices.Contains(list(value.(tree)["required"]), any(p.Name)), p.Required, place)
				assert.Equal(t, orZero[string](want["type"]), p.Type, place)
				assert.Equal(t, orZero[string](want["format"]), p.Format, place)
				assert.Equal(t, orZero[string](want["pattern"]), p.Pattern, place)
				assert.Equal(t, orZero[int](want["minLength"]), p.MinLength, place)
				assert.Equal(t, orZero[int](want["maxLength"]), p.MaxLength, place)
				assert.Equal(t, orZero[int](want["x-max-bytes"]), p.MaxBytes, place)
				assert.Equal(t, orZero[bool](want["nullable"]), p.Nullable, place)
				assert.Equal(t, want["x-pii"] != nil, p.Personal, place)
				assert.Len(t, p.Enum, len(list(want["enum"])), place)
				others, ok := want["additionalProperties"].(tree)
				require.Equal(t, ok, p.Others != nil, place)
				if ok {
					assert.Equal(t, orZero[string](others["format"]), p.Others.Format, place)
				}
			}
		}
	}
	assert.Len(t, operations.Schemas(), found)
}

func orZero[T any](value any) T {
	typed, _ := value.(T)
	return typed
}

func TestLookup(t *testing.T) {
	t.Parallel()
	op, ok := operations.Lookup("ListBuild")
	require.True(t, ok)
	assert.Equal(t, "List", op.Verb())
	assert.Equal(t, "Build", op.Noun())
	assert.Equal(t, "builds", op.List)
	assert.Equal(t, "Build", op.Item)
	assert.Equal(t, operations.ServerlessHost, op.Host)
	_, ok = operations.Lookup("ListBuilds")
	assert.False(t, ok)
	content, ok := operations.Lookup("FetchFunctionVersionContent")
	require.True(t, ok)
	assert.Equal(t, "FunctionVersionContent", content.Noun())
}

// TestMatch asks for the example path of every operation, which must lead to that operation and no other.
func TestMatch(t *testing.T) {
	t.Parallel()
	for _, op := range operations.All() {
		got, values, ok := operations.Match(op.Host, op.Method, op.Example())
		require.True(t, ok, op.ID)
		assert.Equal(t, op.ID, got.ID)
		assert.Len(t, values, len(op.Path), op.ID)
		for i, p := range op.Path {
			assert.Regexp(t, p.Pattern, values[i], "%s %s", op.ID, p.Name)
		}
	}
	for _, tc := range []struct{ name, host, method, path string }{
		{"another host", operations.UploadHost, "GET", "/v1/Services"},
		{"another method", operations.ServerlessHost, "PUT", "/v1/Services"},
		{"slash at the end", operations.ServerlessHost, "GET", "/v1/Services/"},
		{"one segment more", operations.ServerlessHost, "GET", "/v1/Services/a/b"},
		{"another version", operations.ServerlessHost, "GET", "/v2/Services"},
	} {
		_, _, ok := operations.Match(tc.host, tc.method, tc.path)
		assert.False(t, ok, tc.name)
	}
}

func TestSIDPrefix(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ pattern, want string }{
		{"^ZB[0-9a-fA-F]{32}$", "ZB"}, {"^[^/?#]+$", ""}, {"^node[0-9]+$", ""}, {"", ""},
	} {
		assert.Equal(t, tc.want, operations.Value{Pattern: tc.pattern}.SIDPrefix(), tc.pattern)
	}
}

func TestSchema_Follows(t *testing.T) {
	t.Parallel()
	s := operations.Schema{Properties: []operations.Field{
		{Name: "clock", Follows: []string{operations.Itself}}, {Name: "ended", Follows: []string{"status"}}, {Name: "sid"},
	}}
	assert.True(t, s.Follows("clock"))
	assert.False(t, s.Follows("ended"))
	assert.True(t, s.Follows("ended", "status"))
	assert.False(t, s.Follows("sid", "status"))
}

func TestOperation_resource(t *testing.T) {
	t.Parallel()
	const builds = "/v1/Services/{ServiceSid}/Builds"
	for _, tt := range []struct {
		op   operations.Operation
		want string
		acts bool
	}{
		{operations.Operation{ID: "CreateBuild", Template: builds}, builds + "/{Sid}", false},
		{operations.Operation{ID: "ListBuild", Template: builds, List: "builds"}, builds + "/{Sid}", false},
		{operations.Operation{ID: "UpdateBuild", Template: builds + "/{Sid}"}, builds + "/{Sid}", false},
		{operations.Operation{ID: "FetchBuildStatus", Template: builds + "/{Sid}/Status"}, builds + "/{Sid}/Status", false},
		{operations.Operation{ID: "CancelBuild", Template: builds + "/{Sid}/Cancel"}, builds + "/{Sid}", true},
	} {
		assert.Equal(t, tt.want, tt.op.Resource(), tt.op.ID)
		assert.Equal(t, tt.acts, tt.op.Acts(), tt.op.ID)
	}
}

// What Lookup does not find is the zero Operation: a server may answer on any path.
func TestOperation_zero(t *testing.T) {
	t.Parallel()
	none, found := operations.Lookup("NoSuchOperation")
	assert.False(t, found)
	assert.Empty(t, none.Verb())
	assert.False(t, none.Acts())
}

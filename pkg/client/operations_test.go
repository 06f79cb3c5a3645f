package client

import (
	"cmp"
	"context"
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/openapi"
)

// operation is what the contract says about one operation.
type operation struct {
	method, template, host string
	contentType            string
	form                   []string // names of the form's fields
}

// contractOperations reads both documents.
func contractOperations(t *testing.T) map[string]operation {
	t.Helper()
	operations := map[string]operation{}
	for _, file := range []string{openapi.ServerlessFile, openapi.UploadFile} {
		loader := openapi3.NewLoader()
		loader.IsExternalRefsAllowed = true
		loader.ReadFromURIFunc = func(_ *openapi3.Loader, location *url.URL) ([]byte, error) {
			return openapi.FS.ReadFile(filepath.Base(location.Path))
		}
		data, err := openapi.FS.ReadFile(file)
		require.NoError(t, err)
		doc, err := loader.LoadFromDataWithPath(data, &url.URL{Path: file})
		require.NoError(t, err)
		for template, item := range doc.Paths.Map() {
			for method, op := range item.Operations() {
				require.NotContains(t, operations, op.OperationID)
				o := operation{method: method, template: template, host: doc.Servers[0].URL}
				if op.RequestBody != nil {
					for contentType, media := range op.RequestBody.Value.Content {
						o.contentType = contentType
						o.form = slices.Sorted(maps.Keys(media.Schema.Value.Properties))
					}
				}
				operations[op.OperationID] = o
			}
		}
	}
	require.Len(t, operations, 41)
	return operations
}

// directives returns the methods of Client by the operation that their `//spec:operation` line names.
func directives(t *testing.T) map[string][]string {
	t.Helper()
	methods := map[string][]string{}
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, file := range files {
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		parsed, err := parser.ParseFile(gotoken.NewFileSet(), file, source, parser.ParseComments)
		require.NoError(t, err)
		for _, declaration := range parsed.Decls {
			f, ok := declaration.(*ast.FuncDecl)
			if !ok || f.Doc == nil {
				continue
			}
			for _, line := range f.Doc.List {
				if name, ok := strings.CutPrefix(line.Text, "//spec:operation "); ok {
					require.NotNil(t, f.Recv, f.Name.Name)
					methods[name] = append(methods[name], f.Name.Name)
				}
			}
		}
	}
	return methods
}

// notOperations are the exported methods of Client that send nothing.
var notOperations = []string{"APIURL", "UploadURL"}

func TestOperations_oneMethodEach(t *testing.T) {
	t.Parallel()
	want, got := contractOperations(t), directives(t)
	assert.ElementsMatch(t, slices.Collect(maps.Keys(want)), slices.Collect(maps.Keys(got)))
	var named []string
	for id, methods := range got {
		slices.Sort(methods)
		if id == "CreateDeployment" {
			assert.Equal(t, []string{"ClearEnvironment", "CreateDeployment"}, methods)
		} else {
			assert.Len(t, methods, 1, id)
		}
		named = append(named, methods...)
	}
	var exported []string
	for i, client := 0, reflect.TypeFor[*Client](); i < client.NumMethod(); i++ {
		exported = append(exported, client.Method(i).Name)
	}
	assert.ElementsMatch(t, exported, append(named, notOperations...), "exported methods and directives differ")
}

// pathArguments are valid values of the path parameters, in the order in which the methods take them.
func pathArguments(id, template string) (names, values []string) {
	last := map[string]string{
		"Service": serviceID, "Environment": environmentID, "Function": functionID, "Asset": assetID, "Build": buildID,
		"FunctionVersion": versionID, "FunctionVersionContent": versionID, "AssetVersion": versionID, "BuildStatus": buildID,
		"Deployment": deploymentID, "Variable": variableID, "Log": logID,
	}
	for _, m := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(template, -1) {
		value := map[string]string{
			"ServiceSid": serviceID, "EnvironmentSid": environmentID, "FunctionSid": functionID, "AssetSid": assetID,
			"Sid": last[regexp.MustCompile(`^(Fetch|Update|Delete)`).ReplaceAllString(id, "")],
		}[m[1]]
		names, values = append(names, m[1]), append(values, value)
	}
	return names, values
}

// invoke calls a method of c with ctx, the given strings and, for every other parameter, a filled value. An iterator is read
// to its end.
func invoke(ctx context.Context, t *testing.T, c *Client, method string, paths []string) error {
	t.Helper()
	f := reflect.ValueOf(c).MethodByName(method)
	require.True(t, f.IsValid(), method)
	args := []reflect.Value{reflect.ValueOf(ctx)}
	for i := 1; i < f.Type().NumIn(); i++ {
		switch in := f.Type().In(i); in.Kind() {
		case reflect.String:
			args = append(args, reflect.ValueOf(paths[0]))
			paths = paths[1:]
		default:
			args = append(args, filled(in))
		}
	}
	require.Empty(t, paths, "arguments left over")
	out := f.Call(args)
	if last := out[len(out)-1]; last.Kind() != reflect.Func {
		err, _ := last.Interface().(error)
		return err
	}
	var failed error
	for _, err := range out[0].Seq2() {
		if e, ok := err.Interface().(error); ok {
			failed = cmp.Or(failed, e)
		}
	}
	return failed
}

// filled returns a value of a request type with something in every field; nil for options.
func filled(in reflect.Type) reflect.Value {
	if in == reflect.TypeFor[Upload]() {
		return reflect.ValueOf(BytesUpload("/hello", serverless.VisibilityPublic, "text/plain", []byte("hi")))
	}
	value := reflect.New(in).Elem()
	if in.Kind() != reflect.Struct {
		return value
	}
	for i := range value.NumField() {
		field := value.Field(i)
		if field.Kind() == reflect.Pointer {
			field.Set(reflect.New(field.Type().Elem()))
			field = field.Elem()
		}
		switch field.Kind() {
		case reflect.String:
			field.SetString(buildID) // what CreateDeployment wants; any text does for the others
		case reflect.Slice:
			field.Set(reflect.ValueOf([]string{versionID}))
		}
	}
	return value
}

// TestOperations_send calls every method and compares what it sends with the contract.
func TestOperations_send(t *testing.T) {
	t.Parallel()
	operations, called := contractOperations(t), 0
	for id, methods := range directives(t) {
		op := operations[id]
		for _, method := range methods {
			called++
			t.Run(method, func(t *testing.T) {
				t.Parallel()
				names, values := pathArguments(id, op.template)
				wantPath := op.template
				for i, name := range names {
					require.NotEmpty(t, values[i], name)
					wantPath = strings.ReplaceAll(wantPath, "{"+name+"}", values[i])
				}
				c, r := recording(t, func(*http.Request) (*http.Response, error) { return success(id), nil })
				require.NoError(t, invoke(t.Context(), t, c, method, values))

				require.Len(t, r.sent, 1)
				got := r.sent[0]
				assert.Equal(t, op.method, got.method)
				assert.Equal(t, op.host+wantPath, got.url)
				assert.Equal(t, basicAuth, got.header.Get("Authorization"))
				assert.NotContains(t, got.header, "Idempotency-Key")
				contentType, _, _ := strings.Cut(got.header.Get("Content-Type"), ";")
				assert.Equal(t, op.contentType, contentType)
				assert.Equal(t, int64(len(got.body)), got.length)
				if op.contentType == "application/x-www-form-urlencoded" {
					form, err := url.ParseQuery(got.body)
					require.NoError(t, err)
					want := op.form
					if method == "ClearEnvironment" {
						want = nil
					}
					assert.Equal(t, want, slices.Sorted(maps.Keys(form)))
				}
			})
		}
	}
	assert.Equal(t, 42, called)
}

// success is the least answer that the operation's method takes for one.
func success(id string) *http.Response {
	switch {
	case strings.HasPrefix(id, "Delete"):
		return &http.Response{StatusCode: 204, Header: http.Header{}, Body: http.NoBody}
	case strings.HasPrefix(id, "List"):
		return answer(200, `{"`+listKeys[id]+`":[],"meta":{"next_page_url":null}}`)
	case strings.HasPrefix(id, "Create"):
		return answer(201, `{"sid":"any"}`)
	}
	return answer(200, `{"sid":"any"}`)
}

// listKeys are the names of the lists. Source: the schemas List…Response of openapi/serverless.yaml.
var listKeys = map[string]string{
	"ListService": "services", "ListFunction": "functions", "ListFunctionVersion": "function_versions", "ListAsset": "assets",
	"ListAssetVersion": "asset_versions", "ListBuild": "builds", "ListEnvironment": "environments", "ListVariable": "variables",
	"ListDeployment": "deployments", "ListLog": "logs",
}

// TestOperations_endWithTheContext: no method has a way around its context, and none that was never sent has an unknown outcome.
func TestOperations_endWithTheContext(t *testing.T) {
	t.Parallel()
	operations := contractOperations(t)
	for id, methods := range directives(t) {
		for _, method := range methods {
			t.Run(method, func(t *testing.T) {
				t.Parallel()
				_, values := pathArguments(id, operations[id].template)
				ctx, cancel := context.WithCancel(t.Context())
				cancel()
				err := invoke(ctx, t, newClient(t, silent(t)), method, values)
				e := asError(t, err)
				assert.ErrorIs(t, err, context.Canceled)
				assert.NotErrorIs(t, err, ErrOutcomeUnknown)
				assert.NotErrorIs(t, err, ErrNoConnection)
				assert.Equal(t, id, e.Op)
				assert.Equal(t, operations[id].method, e.Method)
				assert.Zero(t, e.Attempts)
			})
		}
	}
}

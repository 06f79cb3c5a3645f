package client

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// methodsOf returns the methods of Client that call an operation.
func methodsOf(op operations.Operation) []string {
	if op.ID == "CreateDeployment" {
		return []string{op.ClientMethod(), "ClearEnvironment"}
	}
	return []string{op.ClientMethod()}
}

// notOperations are the exported methods of Client that send nothing.
var notOperations = []string{"APIURL", "Connect", "UploadURL"}

func TestOperations_oneMethodEach(t *testing.T) {
	t.Parallel()
	want := slices.Clone(notOperations)
	for _, op := range operations.All() {
		want = append(want, methodsOf(op)...)
	}
	var exported []string
	for i, client := 0, reflect.TypeFor[*Client](); i < client.NumMethod(); i++ {
		exported = append(exported, client.Method(i).Name)
	}
	assert.ElementsMatch(t, want, exported, "run make generate; an upload needs a method by hand in upload_versions.go")
}

// pathArguments are valid values of the path parameters, in the order in which the methods take them.
func pathArguments(op operations.Operation) (values []string) {
	for _, p := range op.Path {
		prefix := p.SIDPrefix()
		if prefix == "" {
			prefix = serverless.ServiceSIDPrefix
		}
		values = append(values, prefix+strings.Repeat("5", 32))
	}
	return values
}

// invoke calls a method of c with ctx, the given strings and, for every other parameter, a filled
// value. An iterator is read to its end.
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
	for _, op := range operations.All() {
		for _, method := range methodsOf(op) {
			t.Run(method, func(t *testing.T) {
				t.Parallel()
				values := pathArguments(op)
				c, r := recording(t, func(req *http.Request) (*http.Response, error) { return success(op, req), nil })
				require.NoError(t, invoke(t.Context(), t, c, method, values))

				require.Len(t, r.sent, 1)
				got := r.sent[0]
				assert.Equal(t, op.Method, got.method)
				assert.Equal(t, "https://"+op.Host+".twilio.com"+op.Expand(values...), got.url)
				assert.Equal(t, basicAuth, got.header.Get("Authorization"))
				assert.NotContains(t, got.header, "Idempotency-Key")
				contentType, _, _ := strings.Cut(got.header.Get("Content-Type"), ";")
				assert.Equal(t, int64(len(got.body)), got.length)
				if op.Body == nil {
					assert.Empty(t, contentType)
					return
				}
				assert.Equal(t, op.Body.MediaType, contentType)
				if op.Body.MediaType == "application/x-www-form-urlencoded" {
					form, err := url.ParseQuery(got.body)
					require.NoError(t, err)
					var want []string // every field that the contract knows
					for _, f := range op.Body.Fields {
						if method != "ClearEnvironment" {
							want = append(want, f.Name)
						}
					}
					assert.Equal(t, want, slices.Sorted(maps.Keys(form)))
				}
			})
		}
	}
}

// success is the least answer that the operation's method takes for one.
func success(op operations.Operation, req *http.Request) *http.Response {
	switch {
	case op.Answer == "":
		return noContent()
	case op.List != "":
		return answer(op.Success, `{"`+op.List+`":[],"meta":{"next_page_url":null}}`)
	}
	return answer(op.Success, about(req))
}

func noContent() *http.Response {
	return &http.Response{StatusCode: http.StatusNoContent, Header: http.Header{}, Body: http.NoBody}
}

// TestOperations_endWithTheContext: no method has a way around its context, and none that was never
// sent has an unknown outcome.
func TestOperations_endWithTheContext(t *testing.T) {
	t.Parallel()
	for _, op := range operations.All() {
		for _, method := range methodsOf(op) {
			t.Run(method, func(t *testing.T) {
				t.Parallel()
				values := pathArguments(op)
				ctx, cancel := context.WithCancel(t.Context())
				cancel()
				err := invoke(ctx, t, newClient(t, silent(t)), method, values)
				e := asError(t, err)
				assert.ErrorIs(t, err, context.Canceled)
				assert.NotErrorIs(t, err, ErrOutcomeUnknown)
				assert.NotErrorIs(t, err, ErrNoConnection)
				assert.Equal(t, op.ID, e.Op)
				assert.Equal(t, op.Method, e.Method)
				assert.Zero(t, e.Attempts)
			})
		}
	}
}

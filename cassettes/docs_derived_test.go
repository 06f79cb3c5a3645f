package cassettes_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/dnaeon/go-vcr.v3/cassette"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/internal/english"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// callByContract sends a published request with the method of the client that the contract gives the
// operation, and wants the published answer to come back whole. It needs no line for a new operation.
func callByContract(t *testing.T, d doc) {
	t.Helper()
	op, ok := operations.Lookup(d.Operation)
	require.True(t, ok, "docs/%s.yaml: %q is no operation of the contract: describe it in openapi/", d.name,
		d.Operation)
	require.Len(t, d.Interactions, 1)
	rt := replay(t, filepath.Join("docs", d.name+".yaml"))
	call(t, op, rt, d.Interactions[0].Request, d.Interactions[0].Response)
	require.NoError(t, rt.Close())
}

// call makes the client send a request and compares what it returns with the answer.
func call(t *testing.T, op operations.Operation, rt http.RoundTripper, request cassette.Request,
	answer cassette.Response) {
	t.Helper()
	u, err := url.Parse(request.URL)
	require.NoError(t, err)
	values, ok := op.MatchPath(u.Path)
	require.True(t, ok, "%s is not a path of %s", u.Path, op.ID)
	c, err := client.New(client.AuthToken(account, "a-token-of-tests"),
		&client.Options{HTTPClient: &http.Client{Transport: rt}})
	require.NoError(t, err)
	method := reflect.ValueOf(c).MethodByName(op.ClientMethod())
	require.True(t, method.IsValid(), "the client has no %s: run make generate", op.ClientMethod())
	in := []reflect.Value{reflect.ValueOf(t.Context())}
	for _, value := range values {
		in = append(in, reflect.ValueOf(value))
	}
	if len(in) < method.Type().NumIn() {
		sent, err := url.ParseQuery(u.RawQuery + request.Body)
		require.NoError(t, err)
		in = append(in, filled(t, method.Type().In(len(in)), sent))
	}
	out := method.Call(in)
	if op.List != "" {
		require.NoError(t, sameList(out[0], op.List, answer.Body))
	} else {
		err, _ := out[len(out)-1].Interface().(error)
		require.NoError(t, err)
		if len(out) == 2 {
			assert.NoError(t, sameJSON(out[0].Interface(), answer.Body))
		}
	}
}

// filled makes an argument of the values that are sent under the names of its fields.
func filled(t *testing.T, kind reflect.Type, sent url.Values) reflect.Value {
	t.Helper()
	argument := reflect.New(kind).Elem()
	if kind.Kind() == reflect.Pointer {
		argument.Set(reflect.New(kind.Elem()))
	}
	fields := reflect.Indirect(argument)
	for i := range fields.NumField() {
		name, _, _ := strings.Cut(fields.Type().Field(i).Tag.Get("json"), ",")
		for key, values := range sent {
			if strings.EqualFold(key, name) || name == "" && strings.EqualFold(key, fields.Type().Field(i).Name) {
				require.NoError(t, put(fields.Field(i), values), "%s of %s", key, kind)
				delete(sent, key)
			}
		}
	}
	require.Empty(t, sent, "%s has no field for what is sent", kind)
	return argument
}

func put(field reflect.Value, values []string) error {
	switch field.Kind() {
	case reflect.Pointer:
		field.Set(reflect.New(field.Type().Elem()))
		return put(field.Elem(), values)
	case reflect.Slice:
		for _, value := range values {
			item := reflect.New(field.Type().Elem()).Elem()
			if err := put(item, []string{value}); err != nil {
				return err
			}
			field.Set(reflect.Append(field, item))
		}
		return nil
	case reflect.Struct:
		value, err := time.Parse(time.RFC3339, values[0])
		if field.CanSet() && field.Type() == reflect.TypeFor[time.Time]() {
			field.Set(reflect.ValueOf(value))
			return err
		}
	case reflect.Bool:
		value, err := strconv.ParseBool(values[0])
		field.SetBool(value)
		return err
	case reflect.String:
		field.SetString(values[0])
		return nil
	}
	return fmt.Errorf("no way to fill %s: write its call into docCalls", english.A(field.Type().String()))
}

// sameList runs through an iterator of the client and compares what it gives with the list of the answer.
func sameList(iterator reflect.Value, key, body string) error {
	var published map[string]json.RawMessage
	if err := json.Unmarshal([]byte(body), &published); err != nil {
		return err
	}
	var items []any
	var failed error
	yield := reflect.MakeFunc(iterator.Type().In(0), func(in []reflect.Value) []reflect.Value {
		failed, _ = in[1].Interface().(error)
		if failed == nil {
			items = append(items, in[0].Interface())
		}
		return []reflect.Value{reflect.ValueOf(failed == nil)}
	})
	iterator.Call([]reflect.Value{yield})
	if failed != nil {
		return failed
	}
	if len(items) == 0 {
		items = []any{}
	}
	return sameJSON(items, string(published[key]))
}

// sameJSON reports what of a published text the decoded value has lost.
func sameJSON(decoded any, body string) error {
	back, err := json.Marshal(decoded)
	if err != nil {
		return err
	}
	var want, have any
	if err := json.Unmarshal([]byte(strings.ReplaceAll(body, `+00:00"`, `Z"`)), &want); err != nil {
		return err
	}
	if err := json.Unmarshal(back, &have); err != nil {
		return err
	}
	if !reflect.DeepEqual(want, have) {
		return fmt.Errorf("decoding lost or changed a value: %s\n(a null of an optional property is read as "+
			"if it were absent: give another value in the example): published\n%s\ndecoded\n%s",
			strings.Join(different("", want, have), ", "), body, back)
	}
	return nil
}

// different lists the places where two values are not the same.
func different(place string, want, have any) (places []string) {
	published, isObject := want.(map[string]any)
	decoded, alike := have.(map[string]any)
	if !isObject || !alike {
		if reflect.DeepEqual(want, have) {
			return nil
		}
		return []string{cmp.Or(place, "/")}
	}
	all := maps.Clone(published)
	maps.Copy(all, decoded)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		was, wasThere := published[name]
		is, isThere := decoded[name]
		if wasThere != isThere {
			places = append(places, place+"/"+name)
			continue
		}
		places = append(places, different(place+"/"+name, was, is)...)
	}
	return places
}

// Every example of the official document comes through by the contract alone, so a new one needs no call of its own.
func TestDocs_byContract(t *testing.T) {
	t.Parallel()
	listed := deviations(t, "docs")
	for _, d := range loadDocs(t) {
		older := slices.ContainsFunc(listed, func(v deviation) bool { // than a field that the client sends
			return v.Cassette == d.name && v.Rule == "missing-field"
		})
		if strings.HasPrefix(d.name, "openapi/") && !older {
			t.Run(d.name, func(t *testing.T) {
				t.Parallel()
				callByContract(t, d)
			})
		}
	}
}

func TestSameJSON_sees(t *testing.T) {
	t.Parallel()
	type kept struct {
		A int     `json:"a"`
		B *string `json:"b"`
	}
	assert.NoError(t, sameJSON(kept{A: 1}, `{"b":null,"a":1}`))
	for _, body := range []string{`{"a":1}`, `{"a":2,"b":null}`, `{"a":1,"b":null,"c":3}`, `{"a":1,"b":""}`} {
		assert.Error(t, sameJSON(kept{A: 1}, body), body)
	}
	err := sameJSON(kept{A: 1}, `{"a":2,"b":null,"c":{"d":null}}`)
	assert.ErrorContains(t, err, "value: /a, /c\n", "where")
	assert.ErrorContains(t, sameJSON([]any{}, `[1]`), "value: /\n")
}

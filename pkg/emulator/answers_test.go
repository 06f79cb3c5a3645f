package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// TestAnswers: every answer has the properties that the contract describes, no others, in the order of the published
// example of its operation. What the examples do not have may stand anywhere.
func TestAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lists, ordered := 0, 0
	for _, op := range contract(t) {
		if op.Answer == "" {
			continue
		}
		rec := httptest.NewRecorder()
		w.again(t).emu.ServeHTTP(rec, w.request(t, op, "https://"+op.Host+".twilio.com"))
		require.Equal(t, op.Success, rec.Code, "%s: %s", op.ID, rec.Body)
		name, answer, example := op.Answer, rec.Body.Bytes(), published(t, op.ID)
		if op.List != "" {
			lists++
			assert.Equal(t, "{ first_page_url key next_page_url page page_size previous_page_url url }",
				keys(t, metaOf(t, answer)), op.ID)
			name, answer = op.Item, firstOf(t, answer, op.List)
			example = nil // some have no items; those that fetch one say the same
		}
		if example != nil {
			ordered++
		}
		described(t, op.ID, name, answer, example)
	}
	assert.Positive(t, lists)
	assert.Greater(t, ordered, 2*lists)
	got := newAPI(t, nil).get("/v1/Services/nobody")
	assert.Equal(t, "{ code message more_info status }", keys(t, []byte(got.raw)))
}

// described wants an object to have the properties of a schema of the contract, and those that the example has too in
// its order. The objects inside of it are looked at as well.
func described(t *testing.T, op, schema string, answer, example []byte) {
	t.Helper()
	got, values := members(t, answer)
	var want []string
	for _, property := range operations.Schemas()[schema].Properties {
		want = append(want, property.Name)
		if property.Items == nil || property.Items.Schema == "" {
			continue
		}
		var items []json.RawMessage
		require.NoError(t, json.Unmarshal(values[property.Name], &items))
		if len(items) > 0 {
			described(t, op+" "+property.Name, property.Items.Schema, items[0], nil)
		}
	}
	assert.ElementsMatch(t, want, got, "%s: a property is written in pkg/emulator/views.go, and in the schema %s "+
		"of openapi/",
		op, schema)
	if example == nil {
		return
	}
	order, _ := members(t, example)
	lacks := func(list []string) func(string) bool {
		return func(name string) bool { return !slices.Contains(list, name) }
	}
	assert.Equal(t, slices.DeleteFunc(slices.Clone(order), lacks(got)),
		slices.DeleteFunc(slices.Clone(got), lacks(order)),
		"%s: pkg/emulator/views.go has the properties in the order of cassettes/docs/openapi/%s.yaml", op, op)
}

// published is the body of the example that Twilio publishes for an operation; nil when there is none.
func published(t *testing.T, operation string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "cassettes", "docs", "openapi", operation+".yaml"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	require.NoError(t, err)
	var cassette struct {
		Interactions []struct {
			Response struct{ Body string }
		}
	}
	require.NoError(t, yaml.Unmarshal(text, &cassette))
	require.NotEmpty(t, cassette.Interactions)
	return []byte(cassette.Interactions[0].Response.Body)
}

// members are the properties of a JSON object: their names in their order, and their values.
func members(t *testing.T, text []byte) (names []string, values map[string]json.RawMessage) {
	t.Helper()
	values = map[string]json.RawMessage{}
	dec := json.NewDecoder(bytes.NewReader(text))
	_, err := dec.Token()
	require.NoError(t, err)
	for dec.More() {
		name, err := dec.Token()
		require.NoError(t, err)
		names = append(names, name.(string))
		var value json.RawMessage
		require.NoError(t, dec.Decode(&value))
		values[names[len(names)-1]] = value
	}
	return names, values
}

// firstOf gives the first item of a list, and its meta.
func firstOf(t *testing.T, answer []byte, list string) []byte {
	t.Helper()
	var page map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(answer, &page))
	var items []json.RawMessage
	require.NoError(t, json.Unmarshal(page[list], &items))
	require.NotEmpty(t, items, list)
	return items[0]
}

func metaOf(t *testing.T, answer []byte) []byte {
	t.Helper()
	var page struct{ Meta json.RawMessage }
	require.NoError(t, json.Unmarshal(answer, &page))
	return page.Meta
}

// keys gives the property names of a JSON text in their order, nested ones too; of a list, those
// of its first item.
func keys(t *testing.T, text []byte) string {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(text))
	var out []string
	var value func(show bool)
	value = func(show bool) {
		tok, err := dec.Token()
		require.NoError(t, err)
		open, ok := tok.(json.Delim)
		if !ok {
			return
		}
		say := func(s string) {
			if show {
				out = append(out, s)
			}
		}
		say(open.String())
		for first := true; dec.More(); first = false {
			if open == '{' {
				name, err := dec.Token()
				require.NoError(t, err)
				say(name.(string))
				value(show)
				continue
			}
			value(show && first)
		}
		end, err := dec.Token()
		require.NoError(t, err)
		say(end.(json.Delim).String())
	}
	value(true)
	_, err := dec.Token()
	require.ErrorIs(t, err, io.EOF)
	return strings.Join(out, " ")
}

package emulator

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// Each resource has one golden file with a whole answer, its properties in the order of the
// official examples: a new property is one changed file, which -update writes. All operations
// that answer with the resource have the properties of that file, in that order.
func TestAnswers(t *testing.T) {
	w := newWorld(t)
	lists := 0
	seen := map[string]bool{}
	all := contract(t)
	fetches := func(op operations.Operation) bool { return strings.HasPrefix(op.ID, "Fetch") }
	rest := slices.DeleteFunc(slices.Clone(all), fetches)
	// those that write goldens first
	all = append(slices.DeleteFunc(all, func(op operations.Operation) bool { return !fetches(op) }), rest...)
	for _, op := range all {
		if op.Answer == "" {
			continue
		}
		rec := httptest.NewRecorder()
		w.again(t).emu.ServeHTTP(rec, w.request(t, op, "https://"+op.Host+".twilio.com"))
		require.Equal(t, op.Success, rec.Code, "%s: %s", op.ID, rec.Body)
		name, answer := op.Answer, rec.Body.Bytes()
		if op.List != "" {
			lists++
			name, answer = op.Item, firstOf(t, answer, op.List)
			assert.Equal(t, "{ first_page_url key next_page_url page page_size previous_page_url url }",
				keys(t, metaOf(t, rec.Body.Bytes())), op.ID)
		}
		golden := filepath.Join("testdata", "answers", name+".json")
		if *update && fetches(op) {
			var pretty bytes.Buffer
			require.NoError(t, json.Indent(&pretty, answer, "", "  "))
			require.NoError(t, os.MkdirAll(filepath.Dir(golden), 0o755))
			require.NoError(t, os.WriteFile(golden, append(pretty.Bytes(), '\n'), 0o644))
		}
		want, err := os.ReadFile(golden)
		require.NoError(
			t, err, "%s answers with a resource that has no golden: go test ./pkg/emulator -run Answers -update", op.ID)
		assert.Equal(t, keys(t, want), keys(t, answer), "%s: go test ./pkg/emulator -run Answers -update", op.ID)
		if fetches(op) {
			assert.JSONEq(t, string(want), string(answer), "%s: go test ./pkg/emulator -run Answers -update", op.ID)
		}
		seen[filepath.Base(golden)] = true
	}
	assert.Positive(t, lists)
	files, err := os.ReadDir(filepath.Join("testdata", "answers"))
	require.NoError(t, err)
	for _, file := range files {
		assert.True(t, seen[file.Name()], "%s: no operation answers with it any more: delete the file", file.Name())
	}
	got := newAPI(t, nil).get("/v1/Services/nobody")
	assert.Equal(t, "{ code message more_info status }", keys(t, []byte(got.raw)))
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

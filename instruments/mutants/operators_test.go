package mutants

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// schemaOf reads a schema that is written as JSON.
func schemaOf(t *testing.T, text string) *openapi3.Schema {
	t.Helper()
	schema := new(openapi3.Schema)
	require.NoError(t, json.Unmarshal([]byte(text), schema))
	return schema
}

const sampleSchema = `{"type":"object","required":["sid","items","page","next","state"],"properties":{
	"sid":{"type":"string","pattern":"^ZS[0-9a-f]{4}$","minLength":6,"maxLength":6},
	"path":{"type":"string","pattern":"^/"},
	"runtime":{"type":"string","pattern":"^node[0-9]+$"},
	"date_created":{"type":"string","format":"date-time"},
	"next":{"type":"string","format":"uri","nullable":true},
	"flag":{"type":"boolean"},
	"state":{"type":"string","enum":["a","b"]},
	"page":{"type":"integer","minimum":0,"maximum":9},
	"items":{"type":"array","items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"}}}},
	"links":{"type":"object","nullable":true,"additionalProperties":{"type":"string","format":"uri"}}}}`

const sampleBody = `{"sid":"ZS0123","path":"/a","runtime":"node22","date_created":"2018-11-10T20:00:00Z","next":"https://a.example/x?y=1",` +
	`"flag":true,"state":"a","page":3,"items":[{"name":"one"},{"name":"two"}],"links":{"b":"https://a.example/b"}}`

// Each operator does to a document what its name says, and to nothing else in it.
func TestOperators(t *testing.T) {
	t.Parallel()
	found := slots(schemaOf(t, sampleSchema))
	tests := []struct{ place, operator, want string }{
		// want is a JSON value of the place, or of its parent after a colon
		{"/sid", "missing", "absent"},
		{"/sid", "null", `null`},
		{"/sid", "renamed", "absent"},
		{"/sid", "wrong type", `7`},
		{"/sid", "pattern", `"QQ0123"`},
		{"/sid", "too long", `"ZS01230"`},
		{"/sid", "too short", `"ZS012"`},
		{"/path", "pattern", `"QQ"`},
		{"/runtime", "pattern", `"QQde22"`},
		{"/date_created", "renamed", "absent"},
		{"/date_created", "format", `"Sat, 10 Nov 2018 20:00:00 +0000"`},
		{"/next", "format", `"/x?y=1"`},
		{"/flag", "wrong type", `"true"`},
		{"/state", "enum", `"unheard-of"`},
		{"/page", "wrong type", `"500"`},
		{"/page", "too small", `-1`},
		{"/page", "too large", `10`},
		{"/items", "wrong type", `{}`},
		{"/items", "emptied", `[]`},
		{"/items", "cut short", `[{"name":"one"}]`},
		{"/items/*", "null", `[null,null]`},
		{"/items/*", "wrong type", `[[],[]]`},
		{"/items/*/name", "missing", `[{},{}]`},
		{"/items/*/name", "renamed", `[{"Name":"one"},{"Name":"two"}]`},
		{"/links", "wrong type", `[]`},
		{"/links/*", "format", `{"b":"/b"}`},
		{"/", "null", `null`},
		{"/", "wrong type", `[]`},
	}
	for _, tt := range tests {
		t.Run(tt.place+" "+tt.operator, func(t *testing.T) {
			t.Parallel()
			i := slices.IndexFunc(found, func(s *slot) bool { return s.String() == tt.place })
			require.GreaterOrEqual(t, i, 0)
			all := operators()
			o := all[slices.IndexFunc(all, func(o operator) bool { return o.name == tt.operator })]
			require.True(t, o.applies(found[i]))
			root, err := unmarshal([]byte(sampleBody))
			require.NoError(t, err)
			require.True(t, found[i].edit(&root, func(at *spot) bool { return o.edit(found[i], at) }))

			got := root
			if len(found[i].place) > 0 {
				whole := root.(map[string]any)
				if tt.operator == "renamed" && tt.want == "absent" {
					assert.Contains(t, whole, map[string]string{"sid": "Sid",
						"date_created": "dateCreated"}[found[i].place[0]])
				}
				value, there := whole[found[i].place[0]]
				if tt.want == "absent" {
					assert.False(t, there)
					return
				}
				got = value
				before, err := unmarshal([]byte(sampleBody))
				require.NoError(t, err)
				delete(whole, found[i].place[0])
				delete(before.(map[string]any), found[i].place[0])
				assert.Equal(t, before, root, "the rest is left alone")
			}
			text, err := marshal(got)
			require.NoError(t, err)
			assert.JSONEq(t, tt.want, string(text))
		})
	}
}

func TestOperators_leaveWhatIsNotThere(t *testing.T) {
	t.Parallel()
	for _, s := range slots(schemaOf(t, sampleSchema)) {
		for _, o := range operators() {
			if o.applies(s) && (o.name == "missing" || o.name == "renamed" || o.name == "emptied" ||
				o.name == "pattern" &&
					!s.schema.Nullable) {
				var root any = map[string]any{}
				assert.False(t, s.edit(&root, func(at *spot) bool { return o.edit(s, at) }), "%s %s", s, o.name)
			}
		}
	}
}

func TestOperators_legality(t *testing.T) {
	t.Parallel()
	legal := map[string]bool{}
	for _, s := range slots(schemaOf(t, sampleSchema)) {
		for _, o := range operators() {
			if o.applies(s) {
				legal[s.String()+" "+o.name] = o.legal(s) != ""
			}
		}
	}
	for id, want := range map[string]bool{
		"/sid missing": false, "/path missing": true, "/path renamed": true, "/sid null": false, "/path null": false,
		"/next null": false, "/links null": true, "/links wrong type": false, "/page too small": false,
	} {
		got, there := legal[id]
		assert.True(t, there, id)
		assert.Equal(t, want, got, id)
	}
	for _, id := range []string{"/ missing", "/items/* missing", "/items/* renamed", "/flag enum", "/flag pattern",
		"/sid too small"} {
		assert.NotContains(t, legal, id)
	}
}

func TestEnvelopes(t *testing.T) {
	t.Parallel()
	make := func(status int) *answer {
		return &answer{status: status, header: http.Header{"Content-Type": {jsonMedia}},
			body: []byte(`{"code":1,"status":404}`)}
	}
	changes := map[string]func(*answer) bool{}
	for _, e := range envelopes() {
		changes[e.name] = e.change
	}
	for name, check := range map[string]func(a *answer){
		"media type": func(a *answer) {
			assert.Equal(t, "text/html; charset=utf-8",
				a.header.Get("Content-Type"))
		},
		"no Content-Type": func(a *answer) { assert.NotContains(t, a.header, "Content-Type") },
		"truncated":       func(a *answer) { assert.Equal(t, `{"code":1,"stat`, string(a.body)) },
		"doubled": func(a *answer) {
			assert.Equal(t, `{"code":1,"status":404}{"code":1,"status":404}`,
				string(a.body))
		},
		"empty body": func(a *answer) { assert.Empty(t, a.body) },
		"status": func(a *answer) {
			assert.Equal(t, 422, a.status)
			assert.JSONEq(t, `{"code":1,"status":422}`, string(a.body))
		},
	} {
		a := make(404)
		require.True(t, changes[name](a), name)
		check(a)
	}
	for from, to := range map[int]int{200: 201, 201: 200, 204: 200} {
		a := make(from)
		changes["status"](a)
		assert.Equal(t, to, a.status)
	}
	withBody := bodiless(envelope{name: "doubled"})
	a := &answer{status: 204, header: http.Header{}}
	assert.True(t, withBody.change(a))
	assert.Equal(t, "{}", string(a.body))
	assert.Nil(t, bodiless(envelope{name: "truncated"}).change)
}

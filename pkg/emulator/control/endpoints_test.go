package control

import (
	"bytes"
	"encoding/json"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

func TestNew_refuses(t *testing.T) {
	t.Parallel()
	emu, err := emulator.New(nil)
	require.NoError(t, err)
	_, err = New(nil, nil)
	assert.EqualError(t, err, "control: no emulator: give that of emulator.New")
	_, err = New(emu, &Options{MaxBytes: -1})
	assert.EqualError(t, err, "control: Options.MaxBytes is -1: give a positive number, or 0 for the default")
	_, err = New(emu, nil)
	assert.NoError(t, err)
}

func TestClock(t *testing.T) {
	t.Parallel()
	r := newRig(t, &emulator.Options{BuildTime: 5 * time.Minute}, nil)
	for _, test := range []struct {
		body    string
		want    time.Time
		running bool
	}{
		{`{"advance":"5m"}`, start.Add(5 * time.Minute), false},
		{`{"advance":"-1h"}`, start.Add(-55 * time.Minute), false},
		{`{"now":"2030-01-01T01:00:00+01:00"}`, time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC), false},
		{`{"running":true}`, time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC), true},
		{`{"now":"2031-01-01T00:00:00Z","running":false}`, time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC), false},
	} {
		for _, a := range []*answer{r.must("PUT", "clock", test.body), r.must("GET", "clock", "")} {
			now, err := time.Parse(time.RFC3339, a.json["now"].(string))
			require.NoError(t, err)
			assert.WithinDuration(t, test.want, now, time.Minute, test.body)
			assert.Equal(t, []any{test.running, true}, []any{a.json["running"], a.json["movable"]}, test.body)
		}
	}
	still, err := New(r.emu, nil)
	require.NoError(t, err)
	r.control = still
	a := r.must("GET", "clock", "")
	assert.Equal(t, []any{"2031-01-01T00:00:00Z", false}, []any{a.json["now"], a.json["movable"]})
	assert.Equal(t, 409, r.call("PUT", "clock", `{"advance":"5m"}`).status)
}

func TestState(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil, nil)
	environment, function, build := r.deployed()
	versions := r.must("GET", "builds/"+build, "").json["versions"].([]any)
	assert.Equal(t, function, versions[0].(map[string]any)["parent_sid"])
	before := r.must("GET", "state", "")
	assert.Equal(t, dumpType, before.header.Get("Content-Type"))
	changes := r.control.journal.changes
	r.must("POST", "reset", "")
	assert.Zero(t, r.emu.Overview(0).Count)
	a := r.serve(r.request("PUT", prefix+"state", before.raw, "Content-Type", dumpType))
	require.Equal(t, 200, a.status, a.raw)
	assert.Equal(t, before.raw, r.must("GET", "state", "").raw)
	a = r.must("POST", "logs",
		`{"logs":[{"environment_sid":"`+environment+`","function_sid":"`+function+
			`","message":"one","date":"2026-03-01T11:00:00Z"},`+
			`{"environment_sid":"`+environment+`","function_sid":"`+function+`","level":"ERROR","message":"two"}]}`)
	assert.Len(t, a.json["sids"], 2)
	logs := r.api("GET", "/v1/Services/shop/Environments/"+environment+"/Logs")
	assert.Equal(t, []int{1, 1},
		[]int{strings.Count(logs.raw, `"ERROR"`), strings.Count(logs.raw, "2026-03-01T11:00:00Z")})
	assert.Equal(t, changes+3, r.control.journal.changes, "each is sent to those who watch")

	r.must("POST", "reset", `{"seed":7}`)
	other := newRig(t, nil, nil)
	other.must("POST", "reset", `{"seed":7}`)
	assert.Equal(t, other.create("/v1/Services", "UniqueName", "a", "FriendlyName", "b"),
		r.create("/v1/Services", "UniqueName", "a", "FriendlyName", "b"))

	r.control.restoring.Lock()
	assert.Equal(t, 409, r.serve(r.request("PUT", prefix+"state", before.raw, "Content-Type", dumpType)).status)
}

// The page is of files that need nothing from elsewhere, under a policy that would not allow it.
func TestPage(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil, nil)
	names, err := files.ReadDir("page")
	require.NoError(t, err)
	paths := []string{""}
	for _, name := range names {
		paths = append(paths, "page/"+name.Name())
	}
	assert.Greater(t, len(paths), 6)
	size := 0
	for _, path := range paths {
		a := r.serve(r.request("GET", prefix+path, ""))
		require.Equal(t, 200, a.status, path)
		size += len(a.raw)
		assert.Equal(t, policy, a.header.Get("Content-Security-Policy"))
		assert.Equal(t, "nosniff", a.header.Get("X-Content-Type-Options"))
		assert.Regexp(t, `^text/(html|css|javascript); charset=utf-8$`, a.header.Get("Content-Type"), path)
		for _, foreign := range []string{"http://", "https://", "innerHTML", "insertAdjacentHTML", "document.write",
			"eval(", "style=", "onclick="} {
			assert.NotContains(t, a.raw, foreign, path)
		}
	}
	assert.Less(t, size, 100_000, "it is to stay small")
	assert.Empty(t, r.serve(r.request("HEAD", prefix, "")).raw[:0])
}

// The package stays free of dependencies, as the emulator does.
func TestDependencies(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("*.go")
	require.NoError(t, err)
	const own = "github.com/twilio-serverless/twilio-serverless-go/"
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		require.NoError(t, err)
		for _, spec := range f.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			require.NoError(t, err)
			first, _, _ := strings.Cut(imported, "/")
			assert.True(t, !strings.Contains(first, ".") || imported == own+"pkg/emulator" ||
				imported == own+"pkg/emulator/internal/inspect" ||
				imported == own+"internal/redact" || imported == own+"internal/plainjson", "%s imports %s", path,
				imported)
		}
	}
}

// Whatever is sent, the answer is JSON with the version, and no mistake of ours.
func FuzzControl(f *testing.F) {
	for _, seed := range [][3]string{
		{"PUT", "faults", `[{"operation":"ListService","status":503}]`}, {"PUT", "clock",
			`{"advance":"5m","now":"","running":true}`},
		{"POST", "reset", `{"seed":7}`}, {"POST", "logs",
			`{"logs":[{"environment_sid":"ZE","date":"2026-03-01T11:00:00Z"}]}`},
		{"PUT", "state", `{"state":{"format":"twilio-serverless emulator state","version":1}}`}, {"GET",
			"requests?after=1&limit=2&verdict=ok", ""},
		{"GET", "builds/%2e%2e", ""}, {"DELETE", "faults", ""}, {"GET", "variables/x?values=show", ""},
	} {
		f.Add(seed[0], seed[1], []byte(seed[2]))
	}
	f.Fuzz(func(t *testing.T, method, path string, body []byte) {
		r := newRig(t, nil, nil)
		req := r.request("GET", prefix, string(body), "Content-Type", "application/json")
		target, err := req.URL.Parse(prefix + path)
		if err != nil || !strings.HasPrefix(target.Path, prefix) || strings.HasSuffix(target.Path, "/stream") {
			return
		}
		req.Method, req.URL = method, target
		a := r.serve(req)
		if a.status >= 500 {
			t.Fatalf("%d: %s", a.status, a.raw)
		}
		if isPage(strings.TrimPrefix(target.Path, prefix)) && a.status < 300 ||
			strings.HasSuffix(target.Path, "/state") && a.status < 300 {
			return
		}
		if a.json["version"] == nil || a.status >= 300 && a.json["error"] == nil {
			t.Fatalf("%d: %s", a.status, a.raw)
		}
	})
}

// What is decoded has one meaning: no second reading of it is possible.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{`{"a":1}`, `{"a":1,"a":2}`, `[{"a":[]},{"a":{}}]`, `{"a":1}{`, `"a"`,
		`{"a":{"a":{"b":1,"b":2}}}`, ` `, `[`, `{"\u0061":1,"a":2}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var v any
		if parse(raw, &v) != nil {
			return
		}
		if !json.Valid(raw) {
			t.Fatalf("%q is no JSON", raw)
		}
		var names func(v any) int
		names = func(v any) int {
			n := 0
			switch v := v.(type) {
			case map[string]any:
				for _, x := range v {
					n += 1 + names(x)
				}
			case []any:
				for _, x := range v {
					n += names(x)
				}
			}
			return n
		}
		colons, inText := 0, false
		for i, c := range raw {
			if c == '"' && (i == 0 || !escapedAt(raw, i)) {
				inText = !inText
			}
			if c == ':' && !inText {
				colons++
			}
		}
		if got := names(v); got != colons {
			t.Fatalf("%q has %d names, of which %d were understood", raw, colons, got)
		}
	})
}

func escapedAt(raw []byte, i int) bool {
	return (i-len(bytes.TrimRight(raw[:i], `\`)))%2 == 1
}

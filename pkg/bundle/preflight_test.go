package bundle

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func TestBundle_Warnings(t *testing.T) {
	t.Parallel()
	file := func(v Visibility, size int64) File { return File{Source: "assets/x", Visibility: v, Size: size} }
	files := func(n int, v Visibility) []File {
		var all []File
		for range n {
			all = append(all, file(v, 1))
		}
		return all
	}
	const ten = 10 * 1024 * 1024
	for name, test := range map[string]struct {
		bundle *Bundle
		want   []string
	}{
		"at every limit": {
			&Bundle{
				Functions: files(50, Public),
				Assets: append(append(files(999, Public), file(Protected, 25*1024*1024)),
					append(files(49, Private), file(Private, ten))...),
				Dependencies: []Dependency{{RuntimeHandler, "1.2.0"}},
			},
			nil,
		},
		"over them": {
			&Bundle{
				Functions: files(51, Public), Assets: append(files(1001, Public),
					append(files(50, Private), file(Private, ten+1))...),
				Dependencies: []Dependency{{RuntimeHandler, "1.1.9"}},
			},
			[]string{
				"assets/x has 10485761 bytes; Twilio has documented 10 MB (10485760 bytes) as the limit of a " +
					"private Asset",
				"the Build has 51 Functions; 50 is the limit that Twilio has documented",
				"the Build has 1001 public and protected Assets; 1000 is the limit that Twilio has documented",
				"the Build has 51 private Assets; 50 is the limit that Twilio has documented",
			},
		},
		"empty Functions, a private one among them": {
			&Bundle{Functions: []File{
				{Source: "functions/a.js", Path: "/a", Visibility: Public},
				{Source: "functions/b.protected.js", Path: "/b", Visibility: Protected},
				{Source: "functions/lib.private.js", Path: "/lib", Visibility: Private},
			}},
			[]string{
				"functions/a.js is empty: it exports no handler, so each request to /a is answered with an error",
				"functions/b.protected.js is empty: it exports no handler, so each request to /b is answered " +
					"with an error",
			},
		},
		"tests that are Functions": {
			&Bundle{Functions: []File{
				{Source: "functions/a.test.js", Path: "/a.test", Visibility: Public, Size: 1},
				{Source: "functions/a.spec.private.js", Path: "/a.spec", Visibility: Private, Size: 1},
				{Source: "functions/test.js", Path: "/test", Visibility: Public, Size: 1},
				{Source: "functions/latest.js", Path: "/latest", Visibility: Public, Size: 1},
				{Source: "functions/contest/spec.js", Path: "/contest/spec", Visibility: Public, Size: 1},
			}},
			[]string{"functions/a.test.js looks like a test and becomes a Function that answers at /a.test; name it in " +
				".twilioserverlessignore, or move it out of the folder"},
		},
		"many tests": {
			&Bundle{Functions: []File{
				{Source: "functions/__tests__/a.js", Path: "/__tests__/a", Visibility: Public, Size: 1},
				{Source: "functions/B.Spec.js", Path: "/B.Spec", Visibility: Public, Size: 1},
				{Source: "functions/\x1b.test.protected.js", Path: "/\x1b.test", Visibility: Protected, Size: 1},
			}},
			[]string{`functions/__tests__/a.js, functions/B.Spec.js, "functions/\x1b.test.protected.js" look like tests and ` +
				"become Functions that answer, the first at /__tests__/a; name them in .twilioserverlessignore, or move " +
				"them out of the folder"},
		},
	} {
		assert.Equal(t, test.want, test.bundle.Warnings(), name)
	}
}

// TestRuntimeWarning: an unknown runtime may be new or mistyped, so it is a warning.
func TestRuntimeWarning(t *testing.T) {
	t.Parallel()
	assert.Empty(t, RuntimeWarning(""), "the API chooses")
	for _, known := range serverless.KnownRuntimes() {
		assert.Empty(t, RuntimeWarning(known.Name))
	}
	for _, name := range []string{"node99", "node", "nod22", "node22 "} {
		assert.Contains(t, RuntimeWarning(name), "the runtime "+name+" is not known here")
	}
}

func TestBundle_CheckRuntime(t *testing.T) {
	t.Parallel()
	handler := func(version string) *Bundle { return &Bundle{Dependencies: []Dependency{{RuntimeHandler, version}}} }
	known := serverless.KnownRuntimes()
	newest := known[len(known)-1].Name // never one that is retired next
	for name, test := range map[string]struct {
		bundle  *Bundle
		runtime string
		want    string
	}{
		"retired": {&Bundle{}, "node10",
			"the runtime node10 is retired: the API refuses new Builds with it; choose another one, such as node"},
		"long retired":              {&Bundle{}, "node12", "the runtime node12 is retired"},
		"not retired":               {handler("2.1.2"), newest, ""},
		"latest":                    {&Bundle{}, "latest", ""},
		"unknown, so perhaps newer": {&Bundle{}, "node99", ""},
		"chosen by the API":         {handler("1.0.0"), "", ""},
		"a handler that is too old": {handler("1.1.9"), "node24",
			"Builds for node24 fail with @twilio/runtime-handler 1.1.9; write 2.1.2 or newer"},
		"a handler that is just new": {handler("1.2.0"), "node24", ""},
	} {
		err := test.bundle.CheckRuntime(test.runtime)
		if test.want == "" {
			assert.NoError(t, err, name)
		} else {
			assert.ErrorContains(t, err, test.want, name)
		}
	}
}

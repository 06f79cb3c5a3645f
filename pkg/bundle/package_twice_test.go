package bundle

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What package.json says twice is noted, and read as npm reads it: the last of equal names, and
// names that differ in case are different names.
func TestRead_twiceInPackage(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		text         string
		dependencies []Dependency
		warnings     []string
	}{
		"a dependency": {
			`{"dependencies":{"a":"^1.0.0","socket.io":"4","a":"^2.0.0"}}`,
			[]Dependency{{"a", "^2.0.0"}, {"socket.io", "4"}},
			[]string{"package.json has dependencies.a more than once: the last one counts, as for npm; " +
				"remove the others"},
		},
		"the dependencies": {
			`{"dependencies":{"a":"1"},"dependencies":{"b":"1"}}`, []Dependency{{"b", "1"}},
			[]string{"package.json has dependencies more than once: the last one counts, as for npm; " +
				"remove the others"},
		},
		"the name": {
			`{"name":"a","name":"b"}`, nil,
			[]string{"package.json has name more than once: the last one counts, as for npm; remove the others"},
		},
		"in another case": {`{"dependencies":{"a":"1"},"Dependencies":{"b":"1"}}`, []Dependency{{"a", "1"}}, nil},
		"what no Build reads": {
			`{"scripts":{"x":"1","x":"2"},"devDependencies":{"a":"1","a":"1"},"dependencies":{"a":"1"}}`,
			[]Dependency{{"a", "1"}}, nil,
		},
		"another version for development": {
			`{"dependencies":{"a":"^1.0.0","b":"1"},"devDependencies":{"a":"^2.0.0","b":"1","c":"1"}}`,
			[]Dependency{{"a", "^1.0.0"}, {"b", "1"}},
			[]string{`package.json: a is "^1.0.0" in dependencies, which the Build installs, and "^2.0.0" in devDependencies, which npm installs here; write it once`},
		},
		"an optional version": {
			`{"dependencies":{"a":"1"},"optionalDependencies":{"a":"git+https://me:pw@host/a"}}`,
			[]Dependency{{"a", "1"}},
			[]string{`package.json: a is "1" in dependencies, which the Build installs, and "git+https://***@host/a" in optionalDependencies, which npm installs here; write it once`},
		},
		"lists of another shape": {`{"dependencies":{"a":"1"},"devDependencies":["a"],"optionalDependencies":{"a":1}}`,
			[]Dependency{{"a", "1"}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, err := Read(fstest.MapFS{"package.json": text(tc.text), "functions/a.js": text("x")}, nil)
			require.NoError(t, err)
			assert.Equal(t, tc.dependencies, b.Dependencies)
			assert.Equal(t, tc.warnings, b.Warnings())
		})
	}
}

package deployer_test

import (
	"fmt"
	"testing"
	"testing/fstest"
	"testing/synctest"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
)

// What package.json may name is what a Build of the emulator installs: else a deploy fails after its uploads.
func TestDependencies_asTheBuildTakesThem(t *testing.T) {
	t.Parallel()
	for name, versions := range map[string][]string{
		"lodash": {
			"4.17.21", "^4.17.21", "~4", "4.x", "*", "latest", ">=1 <2", "> 1", "1.2.3 - 2.3.4", "^1 || ^2",
			"1.2.3-beta.1+b",
			"npm:other@1", "npm:@scope/other@^1", "file:../x", "git+https://example.com/x.git", "owner/x",
			"workspace:*",
			"link:x", "^", ">=", "1,2",
		},
		"JSONStream": {"1.3.5"}, "@scope/x.y": {"1"}, "_x": {"1"}, ".x": {"1"}, "a b": {"1"}, "@a": {"1"}, "a/b": {"1"},
	} {
		for _, version := range versions {
			dependency := bundle.Dependency{Name: name, Version: version}
			manifest := fmt.Sprintf(`{"dependencies":{%q:%q}}`, name, version)
			_, refused := bundle.Read(fstest.MapFS{
				"package.json": {Data: []byte(manifest)}, "functions/a.js": {Data: []byte("exports.handler = 1")},
			}, nil)
			synctest.Test(t, func(t *testing.T) {
				r := request(t, project("functions/a.js", "a"))
				r.Bundle.Dependencies = []bundle.Dependency{dependency}
				_, failed := newAccount(t, nil).deploy(t.Context(), t, r)
				assert.Equal(t, refused == nil, failed == nil, "%s %q: before the deploy %v, then %v", name, version,
					refused,
					failed)
			})
		}
	}
}

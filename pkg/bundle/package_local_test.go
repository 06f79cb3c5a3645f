package bundle

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A package of a workspace is one of this machine, and a Build asks the public registry for its name.
func TestWarnings_workspace(t *testing.T) {
	t.Parallel()
	for target, local := range map[string]bool{
		"../../packages/lib": true, "/home/me/lib": true, `..\..\packages\lib`: true,
		"../.pnpm/lib@1.0.0/node_modules/@me/lib": false, "/usr/lib/node_modules/@me/lib": false,
	} {
		b, err := Read(fstest.MapFS{
			"functions/a.js": text("1"), "node_modules/@me/lib": link(target),
			"package.json": text(`{"dependencies": {"@me/lib": "*", "lodash": "4"}}`),
		}, nil)
		require.NoError(t, err)
		if !local {
			assert.Empty(t, b.Warnings(), target)
			continue
		}
		require.Len(t, b.Warnings(), 1, target)
		assert.Contains(t, b.Warnings()[0], "@me/lib is a folder of this machine in node_modules")
	}
}

package bundle

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

// noteLocal notes a dependency that node_modules has as a link to a folder of this machine, as npm makes it for a
// workspace: whoever has published a package under the name is asked for it by the Build. pnpm makes links for all
// packages, into its own folder below node_modules.
// https://docs.npmjs.com/cli/v11/using-npm/workspaces
func (r *reader) noteLocal(name string) {
	target, err := fs.ReadLink(r.fsys, path.Join("node_modules", name))
	if err != nil {
		return
	}
	elements := strings.FieldsFunc(target, func(c rune) bool { return c == '/' || c == '\\' })
	if slices.Contains(elements, "node_modules") || slices.Contains(elements, ".pnpm") {
		return
	}
	r.note("%s: %s is a folder of this machine in node_modules (%s), and the Build installs the package of the public "+
		"npm registry that has the name, if there is one", packageFile, show.Name(name), show.Name(target))
}

package compile

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// always are the packages that every Build has and that Functions share with the platform: two
// copies of twilio would not know each other's TwiML.
var always = []string{"twilio", "@twilio/runtime-handler"}

// importable are the extensions of what code can import. A file without one is JavaScript to Node.
var importable = []string{
	"", ".js", ".cjs", ".mjs", ".jsx", ".ts", ".cts", ".mts", ".tsx", ".json",
}

// guard looks at each file before it is read: it must be a regular file of the project. outside
// gets the packages that cannot be bundled; the build has to be repeated when it has grown.
func (c *compiler) guard(outside map[string]string) api.Plugin {
	return api.Plugin{Name: "project", Setup: func(build api.PluginBuild) {
		build.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: "file"},
			func(args api.OnLoadArgs) (api.OnLoadResult, error) {
				if wrong := c.refuse(args.Path, outside); wrong != nil {
					return api.OnLoadResult{Errors: wrong}, nil
				}
				if text := c.withoutMap(args.Path); text != nil {
					return api.OnLoadResult{Contents: text, Loader: loaderOf(args.Path),
						ResolveDir: filepath.Dir(args.Path)}, nil
				}
				return api.OnLoadResult{}, nil
			})
		if !c.Bundle {
			return
		}
		build.OnResolve(api.OnResolveOptions{Filter: `^[^./#]`},
			func(args api.OnResolveArgs) (api.OnResolveResult, error) {
				name := packageOf(args.Path)
				if _, cannot := outside[name]; cannot || slices.Contains(always, name) &&
					args.Kind != api.ResolveEntryPoint {
					return api.OnResolveResult{Path: args.Path, External: true}, nil
				}
				return api.OnResolveResult{}, nil
			})
	}}
}

// refuse says why a file is not read, if so.
func (c *compiler) refuse(file string, outside map[string]string) []api.Message {
	name, inPackage := packageAt(file)
	if filepath.Ext(file) == ".node" && inPackage {
		outside[name] = "it has native code, which is not JavaScript; Builds do not compile native code either"
		return []api.Message{{Text: name + " has native code"}}
	}
	if !slices.Contains(importable, filepath.Ext(file)) {
		return []api.Message{{Text: "only JavaScript, TypeScript and JSON can be imported: " +
			"make the file a private Asset and read it by Runtime.getAssets()"}}
	}
	below, err := filepath.Rel(c.dir, file)
	if err != nil {
		below = ".." + file
	}
	if !inPackage && (below == ".." || strings.HasPrefix(below, ".."+string(filepath.Separator))) {
		return []api.Message{{Text: fmt.Sprintf(
			"%q lies outside of the project: move it into the project, or make it a package "+
				"among the dependencies", filepath.ToSlash(below))}}
	}
	info, err := os.Stat(file)
	switch {
	case err != nil:
		return nil // esbuild says why it cannot be read
	case !info.Mode().IsRegular():
		return []api.Message{{Text: fmt.Sprintf("%q is not a regular file", filepath.ToSlash(below))}}
	case info.Size() > maxSource:
		return []api.Message{{Text: fmt.Sprintf("%q has %d bytes, the limit is %d", filepath.ToSlash(below),
			info.Size(),
			maxSource)}}
	}
	return nil
}

// packageAt gives the name of the package that a file belongs to.
func packageAt(file string) (name string, ok bool) {
	const folder = "/node_modules/"
	file = filepath.ToSlash(file)
	at := strings.LastIndex(file, folder)
	if at < 0 {
		return "", false
	}
	return packageOf(file[at+len(folder):]), true
}

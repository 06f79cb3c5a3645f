package compile

import (
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/titanous/json5"
)

const (
	maxConfig  = 1 << 20
	maxExtends = 20 // files that extend each other, one after the other
)

// An unread option of TypeScript changes what a program does, and esbuild does not say that it does
// nothing with it.
type unread struct {
	when func(value any) bool // nil: whenever it is set
	what string
}

// unreadOptions are all of those of TypeScript 5.9 with an effect on what runs, by their names below
// compilerOptions. Options about types, declarations, the form of the output and where it is written
// are not among them.
var unreadOptions = map[string]unread{
	"emitDecoratorMetadata": {isTrue,
		"types of decorated members are not written into the Function, so Reflect.getMetadata(\"design:type\", …) finds none"},
	"esModuleInterop": {isFalse,
		"is taken as true: import a CommonJS module that is a function by `import f from`, not by `import * as f from`"},
	"moduleSuffixes": {longerThan(0), "is not read: files are looked for by their names alone"},
	"rootDirs":       {longerThan(1), "is not read: relative imports are looked for beside the file that has them"},
	"reactNamespace": {nil, "is not read: set jsxFactory to its name with .createElement"},
	"jsx": {func(value any) bool { return value == "preserve" || value == "react-native" },
		"is taken as react: Node.js cannot run JSX as it is"},
	"plugins": {hasTransform, "transformers are not run"},
}

func isTrue(value any) bool  { return value == true }
func isFalse(value any) bool { return value == false }

// longerThan reports whether a list has more elements than n, an empty text not counted.
func longerThan(n int) func(any) bool {
	return func(value any) bool {
		list, _ := value.([]any)
		list = slices.DeleteFunc(slices.Clone(list), func(v any) bool { return v == "" })
		return len(list) > n
	}
}

func hasTransform(value any) bool {
	list, _ := value.([]any)
	return slices.ContainsFunc(list, func(v any) bool {
		plugin, _ := v.(map[string]any)
		return plugin["transform"] != nil
	})
}

// warnOfOptions names what the configurations of some sources ask for and do not get.
func (c *compiler) warnOfOptions(sources []entry) (warnings []string) {
	var files []string
	for _, source := range sources {
		if path.Ext(source.name) == ".js" {
			continue // of a Function that is only bundled
		}
		if file := c.tsconfig(source.name); file != "" && !slices.Contains(files, file) {
			files = append(files, file)
		}
	}
	for _, file := range files {
		options := c.compilerOptions(file, maxExtends)
		for _, name := range slices.Sorted(maps.Keys(options)) {
			option, ok := unreadOptions[name]
			if set := options[name]; ok && set.value != nil && (option.when == nil || option.when(set.value)) {
				warnings = append(warnings, fmt.Sprintf("%s: compilerOptions.%s: %s", set.file, name, option.what))
			}
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(warnings)))
}

// A setting is the value of an option and the file that has it.
type setting struct {
	value any
	file  string
}

// compilerOptions gives the options of a configuration and of those that it extends. What cannot be
// read is left out: esbuild says what is wrong with it.
func (c *compiler) compilerOptions(file string, depth int) map[string]setting {
	options := map[string]setting{}
	document := c.readConfig(file)
	if document == nil || depth == 0 {
		return options
	}
	extends, _ := document["extends"].([]any)
	if one, ok := document["extends"].(string); ok {
		extends = []any{one}
	}
	for _, base := range extends {
		if name, ok := base.(string); ok {
			if at := c.extended(path.Dir(file), name); at != "" {
				maps.Copy(options, c.compilerOptions(at, depth-1))
			}
		}
	}
	own, _ := document["compilerOptions"].(map[string]any)
	for name, value := range own {
		options[name] = setting{value, file}
	}
	return options
}

// extended finds a configuration that another one in a folder extends, in the project or in its
// node_modules.
func (c *compiler) extended(folder, name string) string {
	var candidates []string
	add := func(at string) { candidates = append(candidates, at, at+".json", path.Join(at, "tsconfig.json")) }
	if strings.HasPrefix(name, ".") {
		add(path.Join(folder, name))
	} else {
		for ; ; folder = path.Dir(folder) {
			add(path.Join(folder, "node_modules", name))
			if folder == "." {
				break
			}
		}
	}
	for _, at := range candidates {
		if !fs.ValidPath(at) {
			continue
		}
		if info, err := fs.Stat(c.fsys, at); err == nil && info.Mode().IsRegular() {
			return at
		}
	}
	return ""
}

// readConfig decodes a file with comments and commas as TypeScript allows them; nil when it cannot.
func (c *compiler) readConfig(name string) (document map[string]any) {
	file, err := c.fsys.Open(name)
	if err != nil {
		return nil
	}
	defer func() { _ = file.Close() }() // only read
	text, err := io.ReadAll(io.LimitReader(file, maxConfig))
	if err != nil {
		return nil
	}
	defer func() {
		if recover() != nil { // the library is written as encoding/json once was, with panics inside
			document = nil
		}
	}()
	if json5.Unmarshal([]byte(strings.TrimPrefix(string(text), "\ufeff")), &document) != nil {
		return nil
	}
	return document
}

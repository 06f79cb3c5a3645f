package compile

import "slices"

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
		"types of decorated members are not written into the Function, so Reflect.getMetadata(\"design:type\", " +
			"…) finds none"},
	"esModuleInterop": {isFalse,
		"is taken as true: import a CommonJS module that is a function by `import f from`, not by `import " +
			"* as f from`"},
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

package bundle

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Options change what [Read] reads. Nil and the zero value read what [Read] does.
type Options struct {
	// FunctionsFolder and AssetsFolder are slash-separated folders inside the project that are read
	// in the place of the usual ones. One that is named must exist. Where one lies inside the
	// other, its files belong to it alone.
	FunctionsFolder, AssetsFolder string
	// AbsentFolder allows one of the named folders to be absent: version control keeps no empty
	// folders, so a configuration file may name one that is not there. It is listed in
	// [Bundle.Absent].
	AbsentFolder bool
	// NoFunctions and NoAssets leave the folder unread: the Build has none of them.
	NoFunctions, NoAssets bool
	// Ignore says of a file or folder, slash-separated inside the project, that it is left out,
	// unseen by all rules. Nil ignores nothing.
	Ignore func(name string, folder bool) bool
}

// folders are where the Functions and the Assets lie: the first that exists counts, the order of
// twilio-run.
type folders struct {
	functions, assets []string
	named             map[string]bool // by the options: must exist
}

// folders checks the options. A folder that cannot be one is reported and not read.
func (o *Options) folders(report func(Problem)) folders {
	f := folders{functions: []string{"functions", "src"}, assets: []string{"assets", "static"},
		named: map[string]bool{}}
	use := func(usual []string, name string, none bool, what string) []string {
		switch {
		case none:
			return nil
		case name == "":
			return usual
		}
		clean := path.Clean(strings.TrimSuffix(name, "/"))
		if clean == "." || !fs.ValidPath(clean) || strings.ContainsRune(clean, 0) {
			report(Problem{
				Value: name, Reason: fmt.Sprintf("the folder of the %s has to be one inside the project", what),
				Action: `give it relative to the project, such as "dist/` + strings.ToLower(what) + `"`,
			})
			return nil
		}
		f.named[clean] = true
		return []string{clean}
	}
	f.functions = use(f.functions, o.FunctionsFolder, o.NoFunctions, "Functions")
	f.assets = use(f.assets, o.AssetsFolder, o.NoAssets, "Assets")
	return f
}

// skipped decides on an entry before the rules for Functions and Assets do: left out by the
// options, or the other folder's.
func (r *reader) skipped(name string, d fs.DirEntry, other []string) (bool, error) {
	if d.IsDir() && r.folders.named[name] && slices.Contains(other, name) {
		return true, fs.SkipDir
	}
	if r.options.Ignore == nil || !r.options.Ignore(name, d.IsDir()) {
		return false, nil
	}
	if d.IsDir() {
		r.bundle.Excluded = append(r.bundle.Excluded, name+"/")
		return true, fs.SkipDir
	}
	r.bundle.Excluded = append(r.bundle.Excluded, name)
	return true, nil
}

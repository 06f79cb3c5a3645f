package bundle

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Bundle is a project as it lies on disk, ready to be planned and deployed.
type Bundle struct {
	// name of package.json, "" when absent; deployer.CheckServiceName reports whether it can name a
	// Service
	Name         string
	Functions    []File       // sorted by Path
	Assets       []File       // sorted by Path
	Dependencies []Dependency // dependencies of package.json, sorted by Name
	Ignored      []string     // files and folders in functions/ that are not Functions, sorted; folders end in "/"
	Generated    []string     // source maps and the like beside Assets that are not public: left out, sorted
	Absent       []string     // folders that Options name and that do not exist, see Options.AbsentFolder
	Excluded     []string     // what Options.Ignore left out, sorted; folders end in "/"

	notes []string // warnings about package.json
}

// Read reads a project from fsys, whose root is the project's directory.
//
// Functions are the *.js files in functions/ (src/ when there is no functions/);
// other files there are listed in [Bundle.Ignored]. Assets are all files in
// assets/ (static/ when there is no assets/). Visibility comes from ".protected"
// or ".private" before the last extension of a file name. package.json may be
// absent.
//
// Every problem found is collected into one [*Error]; the Bundle is nil
// then. Files are opened to see that they can be read, but not loaded. opts may
// be nil.
func Read(fsys fs.FS, opts *Options) (*Bundle, error) {
	if fsys == nil {
		return nil, errors.New("bundle: there is no file system to read: give it one, such as os.DirFS(\".\")")
	}
	if _, err := fs.Stat(fsys, "."); errors.Is(err, fs.ErrNotExist) {
		return nil, &Error{Problems: []Problem{{
			Source: ".", Reason: "does not exist", Action: "give the folder of the project",
		}}}
	}
	r := &reader{fsys: fsys, bundle: &Bundle{}}
	if opts != nil {
		r.options = *opts
	}
	r.folders = r.options.folders(r.report)
	r.readPackage()
	r.walkFirst(r.folders.functions, r.folders.assets, false, r.addFunction)
	r.walkFirst(r.folders.assets, r.folders.functions, true, r.addAsset)
	sortFiles(r.bundle.Functions)
	sortFiles(r.bundle.Assets)
	slices.Sort(r.bundle.Ignored)
	slices.Sort(r.bundle.Generated)
	slices.Sort(r.bundle.Excluded)
	r.checkDuplicates()
	if len(r.problems) == 0 {
		r.checkEmpty()
	}
	if len(r.problems) > 0 {
		slices.SortStableFunc(r.problems, func(a, b Problem) int { return cmp.Compare(a.Source, b.Source) })
		return nil, &Error{Problems: r.problems}
	}
	return r.bundle, nil
}

// reader holds what one Read has found so far.
type reader struct {
	fsys      fs.FS
	options   Options
	folders   folders
	functions string // what the folder of the Functions is, behind links; "" if there is none
	linked    bool   // the folder of the Functions is a link, or lies behind one
	bundle    *Bundle
	problems  []Problem
}

func (r *reader) report(p Problem) { r.problems = append(r.problems, p) }

func sortFiles(files []File) {
	slices.SortFunc(files, func(a, b File) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Source, b.Source))
	})
}

// checkDuplicates reports files that claim the same URL path. Which of two
// versions with one path a Build serves is not documented.
func (r *reader) checkDuplicates() {
	first := make(map[string]string)
	for _, f := range slices.Concat(r.bundle.Functions, r.bundle.Assets) {
		if other, taken := first[f.Path]; taken {
			r.report(Problem{
				Source: f.Source, Value: f.Path,
				Reason: fmt.Sprintf("%s has the same path", other),
				Action: "rename one of the two files",
			})
			continue
		}
		first[f.Path] = f.Source
	}
}

// checkEmpty reports a project with nothing to deploy: a Build needs at least
// one version (POST Builds answers 400, code 20001, otherwise).
func (r *reader) checkEmpty() {
	if len(r.bundle.Functions)+len(r.bundle.Assets) > 0 {
		return
	}
	p := Problem{
		Reason: fmt.Sprintf("the project has no Functions and no Assets: no *.js file in %s and no file in %s",
			orFolders(r.folders.functions), orFolders(r.folders.assets)),
		Action: "check the directory, or add a file such as functions/hello.js",
	}
	if len(r.bundle.Absent) > 0 {
		p.Reason = fmt.Sprintf("the project has no Functions and no Assets: %s not there", areOrIs(r.bundle.Absent))
		p.Action = "build the project first, or correct the names of the folders"
	} else if action := r.elsewhere(); action != "" {
		p.Action = action
	}
	if n := len(r.bundle.Ignored); n > 0 {
		p.Reason += fmt.Sprintf(" (not Functions: %s)", strings.Join(r.bundle.Ignored[:min(n, 5)], ", "))
	}
	r.report(p)
}

func areOrIs(names []string) string {
	if len(names) == 1 {
		return names[0] + " is"
	}
	return strings.Join(names, " and ") + " are"
}

// builtFolders are where the tools of TypeScript and of bundlers write to.
var builtFolders = []string{"dist", "build", "out", "lib"}

// elsewhere says what to do when a project has been compiled, or has to be.
func (r *reader) elsewhere() string {
	for _, built := range builtFolders {
		folder := built + "/functions"
		names, err := fs.Glob(r.fsys, folder+"/*.js")
		if err != nil || len(names) == 0 {
			continue
		}
		action := fmt.Sprintf("%s has Functions: pass --functions-folder %s", folder, folder)
		if info, err := fs.Stat(r.fsys, built+"/assets"); err == nil && info.IsDir() {
			action += " --assets-folder " + built + "/assets"
		}
		return action
	}
	if names, err := fs.Glob(r.fsys, "*.js"); err == nil && len(names) > 0 {
		return fmt.Sprintf("%s lies at the top: put it into a folder functions, or give the folder above if this one "+
			"is the folder of the Functions", names[0])
	}
	if slices.ContainsFunc(r.bundle.Ignored, func(name string) bool { return path.Ext(name) == ".ts" }) {
		return "TypeScript has to be compiled first: run the build of the project, then pass its folder as " +
			"--functions-folder"
	}
	return ""
}

// orFolders names the folders that were looked into.
func orFolders(folders []string) string {
	switch len(folders) {
	case 0:
		return "any folder, since it is left out"
	case 1:
		return folders[0] + "/"
	}
	return fmt.Sprintf("%s/ (or %s/)", folders[0], folders[1])
}

// Check returns an error for a Bundle that [Read] has not made: nil, without any file, or with files
// that have no content, or one path. The API would refuse such a Build only after all uploads.
func (b *Bundle) Check() error {
	switch {
	case b == nil:
		return errors.New("the request has no bundle: read one with bundle.Read")
	case len(b.Functions)+len(b.Assets) == 0:
		return errors.New("the bundle has no Functions and no Assets: there is nothing to deploy")
	}
	var errs []error
	at := map[string]string{}
	for _, f := range slices.Concat(b.Functions, b.Assets) {
		if other, twice := at[f.Path]; twice {
			errs = append(errs, fmt.Errorf("the files %q and %q of the bundle have the same path %q: leave one out",
				other, f.Source, f.Path))
		}
		at[f.Path] = f.Source
		if f.fsys == nil {
			errs = append(errs, fmt.Errorf("the file %q of the bundle has no content: read it with bundle.Read",
				cmp.Or(f.Source, f.Path)))
		}
	}
	return errors.Join(errs...)
}

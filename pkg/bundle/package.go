package bundle

import (
	"cmp"
	"encoding/json"
	"errors"
	"io/fs"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

// Dependency is an npm package that the Functions of a Build need. Version is an
// exact version, a range or a tag; a Build resolves it on the server.
type Dependency struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

const packageFile = "package.json"

// readPackage takes name and dependencies from package.json.
func (r *reader) readPackage() {
	data, err := readRegular(r.fsys, packageFile, maxPackage)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err != nil {
		r.report(unreadable(packageFile, err))
		return
	}
	data = plainjson.TrimMark(data) // as npm does
	var manifest struct {
		Name            string                     `json:"name"`
		Dependencies    map[string]json.RawMessage `json:"dependencies"`
		DevDependencies json.RawMessage            `json:"devDependencies"`
	}
	if err := json.Unmarshal(data, &manifest); err != nil {
		r.report(Problem{
			Source: packageFile, Reason: plainjson.Explain(data, err).Error(), Action: "correct the file", Err: err,
		})
		return
	}
	// Decoded once more, by exact names and the last of equal ones: encoding/json would add "Dependencies" and an
	// earlier "dependencies" to the map, and npm takes neither.
	var members map[string]json.RawMessage
	_ = json.Unmarshal(data, &members) // it was an object above
	manifest.Name, manifest.Dependencies = "", nil
	_ = json.Unmarshal(members["name"], &manifest.Name)
	_ = json.Unmarshal(members["dependencies"], &manifest.Dependencies)
	r.bundle.Name = manifest.Name
	r.noteRepeated(plainjson.Repeated(data))
	_, needed := manifest.Dependencies[RuntimeHandler]
	var forDevelopment map[string]json.RawMessage
	_ = json.Unmarshal(manifest.DevDependencies, &forDevelopment) // of another shape it does not matter here
	r.noteOtherVersions(manifest.Dependencies, "optionalDependencies", members)
	r.noteOtherVersions(manifest.Dependencies, "devDependencies", members)
	if _, dev := forDevelopment[RuntimeHandler]; dev && !needed {
		r.report(Problem{
			Source: packageFile, Value: RuntimeHandler,
			Reason: "stands in devDependencies, which a Build does not install: it would run with another version " +
				"than the project is tested with",
			Action: "move it to dependencies",
		})
	}
	for name, raw := range manifest.Dependencies {
		d := Dependency{Name: name}
		if err := json.Unmarshal(raw, &d.Version); err != nil || string(raw) == "null" {
			r.report(Problem{
				Source: packageFile, Value: name, Reason: "the version of this dependency is not a string",
				Action: `write it as "^1.2.3"`, Err: err,
			})
			continue
		}
		d.Version = cmp.Or(strings.TrimSpace(d.Version), "*")
		if problem := checkDependency(d); problem != nil {
			r.report(*problem)
			continue
		}
		r.bundle.Dependencies = append(r.bundle.Dependencies, d)
	}
	slices.SortFunc(r.bundle.Dependencies, func(a, b Dependency) int { return cmp.Compare(a.Name, b.Name) })
	for _, d := range r.bundle.Dependencies {
		r.noteLocal(d.Name)
	}
}

const RuntimeHandler = "@twilio/runtime-handler"

var exactVersion = lazyregexp.New(`^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`)

// What npm takes for a name, older packages with capitals included, and for a version, range or tag.
// https://docs.npmjs.com/cli/v11/configuring-npm/package-json#name
var (
	packageName = lazyregexp.New(`^(@[A-Za-z0-9~-][A-Za-z0-9._~-]*/)?[A-Za-z0-9~!'()*-][A-Za-z0-9._~!'()*-]*$`)
	rangeText   = lazyregexp.New(`^[A-Za-z0-9._~^<>=|*+ -]*$`)
	packageTag  = lazyregexp.New(`^[A-Za-z0-9._~*+-]*[A-Za-z0-9._*+-]$`) // also a whole version
	// A comparator: an operator and the beginning of a version, x and * standing for any number.
	comparator = lazyregexp.New(
		`^([<>]=?|~>?|\^|=)?[v=]*(\d+|[xX*])(\.(\d+|[xX*])){0,2}(-?[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`)
	operatorGap = lazyregexp.New(`([<>=~^v])\s+`)
	userInURL   = lazyregexp.New(`//[^/\s]*@`)
)

// Limits of npm: of a name, and of a version in the package semver.
const (
	maxPackageName    = 214
	maxPackageVersion = 256
)

// checkDependency reports what a Build is known to refuse, late and after all
// uploads: packages that are not on the public npm registry, and a runtime
// handler whose version is a range.
// https://www.twilio.com/docs/serverless/functions-assets/functions/dependencies
// https://www.twilio.com/docs/serverless/functions-assets/handler
func checkDependency(d Dependency) *Problem {
	p := &Problem{Source: packageFile, Value: show.Short(d.Name + " " + concealUser(d.Version))}
	switch {
	case d.Name == "":
		p.Value, p.Reason, p.Action = "", "a dependency has no name", "remove it"
	case !packageName.MatchString(d.Name) || len(d.Name) > maxPackageName:
		p.Value = show.Short(d.Name)
		p.Reason = "is no name of an npm package, so the Build would fail"
		p.Action = "correct it; packages are named such as lodash or @twilio/runtime-handler"
	// The API looks a version up among those of the package of that name (twilio-labs/serverless-toolkit#325), which
	// has none called npm:other@1.
	case strings.HasPrefix(d.Version, "npm:"):
		p.Reason = "is an alias, and a Build installs each package under its own name"
		p.Action = "depend on the package itself, and require it under its name"
	// Ranges and tags hold neither; file:, git+https:, owner/repository do.
	case strings.ContainsAny(d.Version, ":/"):
		p.Reason = "a Build installs only packages of the public npm registry, by version"
		p.Action = "publish the package, or put the code into a private Function"
	case d.Name == RuntimeHandler && !exactVersion.MatchString(d.Version):
		p.Reason, p.Action = "the runtime handler needs an exact version", `write it as "2.1.2"`
	case !isPackageVersion(d.Version) || len(d.Version) > maxPackageVersion:
		p.Reason, p.Action = "the version is neither a version nor a range nor a tag", `write it as "^1.2.3"`
	default:
		return nil
	}
	return p
}

// isPackageVersion reports what npm takes for a version, a range or a tag. Whether there is such a one, only npm knows.
func isPackageVersion(version string) bool {
	if packageTag.MatchString(version) {
		return true
	}
	if !rangeText.MatchString(version) {
		return false
	}
	// npm leaves out what it cannot read of a range, so one part that it can read makes a range.
	for alternative := range strings.SplitSeq(version, "||") {
		parts := strings.Fields(operatorGap.Get().ReplaceAllString(alternative, "$1"))
		if len(parts) == 0 || slices.ContainsFunc(parts, comparator.MatchString) {
			return true
		}
	}
	return false
}

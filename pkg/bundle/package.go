package bundle

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
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
	// npm accepts a byte order mark, which some editors write.
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	var manifest struct {
		Name            string                     `json:"name"`
		Dependencies    map[string]json.RawMessage `json:"dependencies"`
		DevDependencies json.RawMessage            `json:"devDependencies"`
	}
	if err := json.Unmarshal(data, &manifest); err != nil {
		r.report(Problem{
			Source: packageFile, Reason: describeJSON(data, err), Action: "correct the file", Err: err,
		})
		return
	}
	r.bundle.Name = manifest.Name
	_, needed := manifest.Dependencies[RuntimeHandler]
	var forDevelopment map[string]json.RawMessage
	_ = json.Unmarshal(manifest.DevDependencies, &forDevelopment) // of another shape it is nobody's concern here
	if _, dev := forDevelopment[RuntimeHandler]; dev && !needed {
		r.report(Problem{
			Source: packageFile, Value: RuntimeHandler,
			Reason: "stands in devDependencies, which a Build does not install: it would run with another version than the project is tested with",
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
}

const RuntimeHandler = "@twilio/runtime-handler"

var exactVersion = lazyregexp.New(`^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`)

// checkDependency reports what a Build is known to refuse, late and after all
// uploads: packages that are not on the public npm registry, and a runtime
// handler whose version is a range.
// https://www.twilio.com/docs/serverless/functions-assets/functions/dependencies
// https://www.twilio.com/docs/serverless/functions-assets/handler
func checkDependency(d Dependency) *Problem {
	p := &Problem{Source: packageFile, Value: fmt.Sprintf("%s %s", d.Name, d.Version)}
	switch {
	case d.Name == "":
		p.Reason, p.Action = "a dependency has no name", "remove it"
	// Ranges and tags hold neither; file:, git+https:, owner/repository do.
	case strings.ContainsAny(d.Version, ":/") && !strings.HasPrefix(d.Version, "npm:"):
		p.Reason = "a Build installs only packages of the public npm registry, by version"
		p.Action = "publish the package, or put the code into a private Function"
	case d.Name == RuntimeHandler && !exactVersion.MatchString(d.Version):
		p.Reason, p.Action = "the runtime handler needs an exact version", `write it as "2.1.2"`
	default:
		return nil
	}
	return p
}

// describeJSON adds line and column to an error of encoding/json.
func describeJSON(data []byte, err error) string {
	var syntax *json.SyntaxError
	var mismatch *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		line, column := position(data, syntax.Offset)
		return fmt.Sprintf("is not valid JSON at line %d, column %d: %v", line, column, err)
	case errors.As(err, &mismatch):
		line, column := position(data, mismatch.Offset)
		what := cmp.Or(mismatch.Field, "the document")
		return fmt.Sprintf("line %d, column %d: %s is a JSON %s where %s is needed", line, column, what, mismatch.Value,
			jsonName(mismatch))
	}
	return "cannot be decoded: " + err.Error()
}

func jsonName(err *json.UnmarshalTypeError) string {
	if err.Type != nil && err.Type.Kind().String() == "string" {
		return "a string"
	}
	return "an object"
}

// position converts an offset of encoding/json, which counts the bytes read
// including the offending one, to a line and a column, both from 1.
func position(data []byte, offset int64) (line, column int) {
	before := data[:max(0, min(int(offset)-1, len(data)))]
	line = 1 + bytes.Count(before, []byte("\n"))
	return line, len([]rune(string(before[bytes.LastIndexByte(before, '\n')+1:]))) + 1
}

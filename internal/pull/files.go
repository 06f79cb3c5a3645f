package pull

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// File is a file of the project.
type File struct {
	// Action is ActionCreate for a new file, ActionUpdate for one that had other
	// content, ActionKeep for one that is there and the same.
	Action     deployer.Action   `json:"action"`
	Source     string            `json:"source"` // slash-separated, inside the project
	Path       string            `json:"path,omitempty"`
	Visibility bundle.Visibility `json:"visibility,omitempty"`
	Size       int64             `json:"size"` // bytes

	parent, version string // SIDs; of Functions both
	asset           bool
	text            []byte // of files that are neither
	private         bool   // readable by the owner only
	staged          string
	moved           bool // into the folder of the project
}

// Left is something live that is not part of the project.
type Left struct {
	Kind       string            `json:"kind"` // function or asset
	Path       string            `json:"path"`
	Visibility bundle.Visibility `json:"visibility"`
	Reason     string            `json:"reason"`
}

// files sorts out what of a Build can be a file. The manifest is not the user's.
func files(build *serverless.Build, signed bool) (files []File, left []Left) {
	leave := func(kind, path string, v bundle.Visibility, reason string) {
		left = append(left, Left{kind, path, v, reason})
	}
	taken := map[string]string{} // by lower-case name of the file, and of its folders
	add := func(kind string, f File, err error) {
		if err == nil {
			err = claim(taken, f)
		}
		if err != nil {
			leave(kind, f.Path, f.Visibility, err.Error())
			return
		}
		files = append(files, f)
	}
	for _, v := range build.FunctionVersions {
		if v.Path == deployer.ManifestPath {
			continue
		}
		visibility := visibilityOf(v.Visibility)
		source, err := bundle.FunctionSource(v.Path, visibility)
		add("function", File{Source: source, Path: v.Path, Visibility: visibility, parent: v.FunctionSID,
			version: v.SID},
			err)
	}
	for _, v := range build.AssetVersions {
		visibility := visibilityOf(v.Visibility)
		source, err := bundle.AssetSource(v.Path, visibility)
		switch {
		case visibility == bundle.Private:
			leave("asset", v.Path, visibility,
				"private: nothing gives back its content; copy the file from where it came from")
		case visibility == bundle.Protected && !signed:
			leave("asset", v.Path, visibility, "protected: reading it takes the Auth Token; set TWILIO_AUTH_TOKEN")
		default:
			add("asset", File{Source: source, Path: v.Path, Visibility: visibility, asset: true}, err)
		}
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Source, b.Source) })
	return files, left
}

// visibilityOf: Builds print it in either case. Source: BuildVisibility of openapi/serverless.yaml.
func visibilityOf(v serverless.BuildVisibility) bundle.Visibility {
	return bundle.Visibility(strings.ToLower(string(v)))
}

// claim notes the names that a file takes, and refuses those that another one has:
// on some machines upper and lower case are the same, and on none can a name be
// both a file and a folder. Two files with one path could not be deployed.
func claim(taken map[string]string, f File) error {
	source := strings.ToLower(f.Source)
	url := "path " + f.Path
	for _, name := range []string{source, source + "/", url} {
		if other, ok := taken[name]; ok {
			return fmt.Errorf("its file %s collides with %s", f.Source, other)
		}
	}
	for dir := path.Dir(f.Source); dir != "."; dir = path.Dir(dir) {
		lower := strings.ToLower(dir)
		if other, ok := taken[lower]; ok {
			return fmt.Errorf("its file %s collides with %s", f.Source, other)
		}
		if other, ok := taken[lower+"/"]; ok && other != dir+"/" {
			return fmt.Errorf("its folder %s/ collides with %s", dir, other)
		}
	}
	taken[source], taken[url] = f.Source, f.Source
	for dir := path.Dir(f.Source); dir != "."; dir = path.Dir(dir) {
		taken[strings.ToLower(dir)+"/"] = dir + "/"
	}
	return nil
}

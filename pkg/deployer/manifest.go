package deployer

import (
	"encoding/json"
	"iter"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
)

// ManifestPath is the path of the manifest: a private Function inside each Build that says what the
// Build was made from, so that a machine without a memory of earlier deploys uploads only what
// differs. It has no URL, holds digests and SIDs and no content, and goes along when a Build is
// promoted or rolled back. No project has a file there: [bundle.Read] takes nothing out of hidden
// folders.
const ManifestPath = "/.twilio-serverless/manifest"

// WithoutManifest leaves the manifest's Function out of a list of Functions, which is what the
// command line shows.
func WithoutManifest(functions iter.Seq2[serverless.Function, error]) iter.Seq2[serverless.Function, error] {
	return func(yield func(serverless.Function, error) bool) {
		for f, err := range functions {
			if err == nil && f.FriendlyName == ManifestPath {
				continue
			}
			if !yield(f, err) {
				return
			}
		}
	}
}

const manifestFormat = 1

// manifest is the content of the manifest Function. A digest is bound to a version SID: a Build
// that another client makes may carry the manifest along and have other versions under the same
// paths.
type manifest struct {
	Format    int                  `json:"format"`
	Build     string               `json:"build"`
	Functions map[string][2]string `json:"functions"` // path → digest, version SID
	Assets    map[string][2]string `json:"assets"`
}

const (
	manifestHead = "// What this Build was made from; twilio-serverless uploads only what differs from it.\n" +
		"module.exports = "
	manifestTail = ";\n"
)

func encodeManifest(build string, functions, assets []DeployedFile) ([]byte, error) {
	entries := func(files []DeployedFile) map[string][2]string {
		m := map[string][2]string{}
		for _, f := range files {
			m[f.Path] = [2]string{f.Digest, f.VersionSID}
		}
		return m
	}
	text, err := json.Marshal(manifest{manifestFormat, build, entries(functions), entries(assets)})
	return append(append([]byte(manifestHead), text...), manifestTail...), err
}

// manifestDigest is that of any version.
func manifestDigest(content []byte) string {
	return digestText(bundle.File{
		Path: ManifestPath, Visibility: bundle.Private, ContentType: bundle.FunctionContentType,
	}, string(content))
}

// decodeManifest returns nil for what is not a manifest of this format. It is no error then: the
// same holds as without a manifest.
func decodeManifest(text string) *record {
	text, found := strings.CutPrefix(text, manifestHead)
	if !found {
		return nil
	}
	var m manifest
	if err := json.Unmarshal([]byte(strings.TrimSuffix(text, manifestTail)), &m); err != nil ||
		m.Format != manifestFormat {
		return nil
	}
	files := func(entries map[string][2]string) map[string]KnownFile {
		files := map[string]KnownFile{}
		for path, e := range entries {
			files[path] = KnownFile{Path: path, Digest: e[0], VersionSID: e[1]}
		}
		return files
	}
	return &record{build: m.Build, functions: files(m.Functions), assets: files(m.Assets)}
}

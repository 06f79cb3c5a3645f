package dev

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"deps.dev/util/semver"

	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
)

// localFile gives the file of the project that has a path, if its content is that of the version, for
// TypeScript the script that was made of it: then stacks and debuggers name it.
func (s *server) localFile(path, digest string) string {
	f, ok := s.file(path)
	if !ok {
		return ""
	}
	content, err := f.Open()
	if err != nil {
		return ""
	}
	defer content.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, content); err != nil || hex.EncodeToString(sum.Sum(nil)) != digest {
		return ""
	}
	return filepath.Join(s.o.Dir, filepath.FromSlash(f.Source))
}

// localPackages gives the project's own node_modules if it has what Functions need.
func (s *server) localPackages(dependencies map[string]string) string {
	for name, spec := range dependencies {
		if version, there := s.installed(name); !there || !fits(version, spec) {
			return ""
		}
	}
	return filepath.Join(s.o.Dir, modules)
}

// modules is where npm puts the packages of a project.
const modules = "node_modules"

// otherVersions warns of packages in node_modules that a Build would not get.
func (s *server) otherVersions(p *Project) (warnings []string) {
	if info, err := os.Stat(filepath.Join(s.o.Dir, modules)); err != nil || !info.IsDir() {
		return nil // nothing is installed: what is needed comes from elsewhere
	}
	for _, d := range p.Request.Bundle.Dependencies {
		if d.Name == bundle.RuntimeHandler { // which is not run here
			continue
		}
		version, there := s.installed(d.Name)
		switch {
		case !there:
			warnings = append(warnings, fmt.Sprintf(
				"package.json asks for %s %s and node_modules has none, so node_modules is not used: run npm install",
				show.Name(d.Name), show.Name(d.Version)))
		case !fits(version, d.Version):
			warnings = append(warnings, fmt.Sprintf(
				"package.json asks for %s %s and node_modules has %s, so node_modules is not used: run npm install",
				show.Name(d.Name), show.Name(d.Version), show.Name(show.Short(version))))
		}
	}
	return warnings
}

// maxManifest bounds the package.json of a package.
const maxManifest = 1 << 20

// installed gives the version of a package in node_modules.
func (s *server) installed(name string) (version string, there bool) {
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return "", false
	}
	file := filepath.Join(s.o.Dir, modules, filepath.FromSlash(name), "package.json")
	data, err := project.ReadFile(file, maxManifest)
	if err != nil {
		return "", false
	}
	var manifest struct {
		Version string `json:"version"`
	}
	return manifest.Version, json.Unmarshal(data, &manifest) == nil
}

// fits reports whether a specifier allows a version.
func fits(version, spec string) bool {
	if slices.Contains([]string{"", "*", "latest", "next"}, spec) {
		return true
	}
	if _, err := semver.NPM.Parse(version); err != nil {
		return false
	}
	allowed, err := semver.NPM.ParseConstraint(spec)
	return err == nil && allowed.Match(version)
}

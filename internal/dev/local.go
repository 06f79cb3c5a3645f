package dev

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"

	"github.com/Masterminds/semver/v3"
)

// localFile gives the file of the project that has a path, if its content is that of the version: then
// stacks and debuggers name it.
func (s *server) localFile(path, digest string) string {
	source := s.source(path)
	if source == path {
		return ""
	}
	at := filepath.Join(s.o.Dir, filepath.FromSlash(source))
	content, err := os.ReadFile(at)
	if err != nil {
		return ""
	}
	if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != digest {
		return ""
	}
	return at
}

// localPackages gives the project's own node_modules if it has what Functions need.
func (s *server) localPackages(dependencies map[string]string) string {
	modules := filepath.Join(s.o.Dir, "node_modules")
	for name, spec := range dependencies {
		if !fits(modules, name, spec) {
			return ""
		}
	}
	return modules
}

// fits reports whether a package of a folder node_modules has a version that a specifier allows.
func fits(modules, name, spec string) bool {
	data, err := os.ReadFile(filepath.Join(modules, filepath.FromSlash(name), "package.json"))
	if err != nil {
		return false
	}
	var manifest struct {
		Version string `json:"version"`
	}
	if json.Unmarshal(data, &manifest) != nil {
		return false
	}
	if slices.Contains([]string{"", "*", "latest", "next"}, spec) {
		return true
	}
	version, err := semver.NewVersion(manifest.Version)
	if err != nil {
		return false
	}
	allowed, err := semver.NewConstraint(spec)
	return err == nil && allowed.Check(version)
}

package dev

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/Masterminds/semver/v3"
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

package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
)

// Packages for npm, the way esbuild does it: a small package with a bin that starts the binary of the platform,
// and a package for each platform, which npm installs on that platform alone. Nothing is run when they are
// installed, and nothing is downloaded later.

//go:embed npm/start.js
var npmStart []byte

//go:embed npm/README.md
var npmReadme []byte

// npmPackage is package.json, in the order that it is written.
type npmPackage struct {
	Name                 string            `json:"name"`
	Version              string            `json:"version"`
	Description          string            `json:"description"`
	License              string            `json:"license"`
	Homepage             string            `json:"homepage"`
	Repository           map[string]string `json:"repository"`
	Bin                  map[string]string `json:"bin,omitempty"`
	Engines              map[string]string `json:"engines,omitempty"`
	OS                   []string          `json:"os,omitempty"`
	CPU                  []string          `json:"cpu,omitempty"`
	PreferUnplugged      bool              `json:"preferUnplugged,omitempty"`
	OptionalDependencies map[string]string `json:"optionalDependencies,omitempty"`
	Files                []string          `json:"files"`
}

const description = "Deployer, emulator and contract tests for the Twilio Serverless (Functions & Assets) API"

// npm is the platform in the words of npm.
func (p Platform) npm() (os, cpu string) {
	os, cpu = p.OS, p.Arch
	if os == "windows" {
		os = "win32"
	}
	if cpu == "amd64" {
		cpu = "x64"
	}
	return os, cpu
}

// npmName is the package that has the binary of the platform.
func (p Platform) npmName() string {
	os, cpu := p.npm()
	return "@" + name + "/" + os + "-" + cpu
}

func (r *Release) npmOf(packageName string) npmPackage {
	return npmPackage{
		Name: packageName, Version: r.Version.Plain(), Description: description, License: "Apache-2.0", Homepage: home,
		Repository: map[string]string{"type": "git", "url": "git+" + home + ".git"},
	}
}

// npmMain is the package that people install.
func (r *Release) npmMain(licence []byte) (Entry, error) {
	p := r.npmOf(name)
	p.Bin = map[string]string{name: "bin/start.js"}
	p.Engines = map[string]string{"node": ">=18"}
	p.Files = []string{"bin"}
	p.OptionalDependencies = map[string]string{}
	for _, platform := range platforms {
		p.OptionalDependencies[platform.npmName()] = p.Version
	}
	return r.npmTarball(name, p, []Entry{
		{Name: "package/bin/start.js", Mode: 0o755, Body: npmStart},
		{Name: "package/README.md", Body: npmReadme},
		{Name: "package/LICENSE", Body: licence},
	})
}

// npmPlatform is the package with the binary of one platform.
func (r *Release) npmPlatform(platform Platform, binary []byte, documents []Entry) (Entry, error) {
	os, cpu := platform.npm()
	p := r.npmOf(platform.npmName())
	p.Description = "The binary of " + name + " for " + os + " on " + cpu
	p.OS, p.CPU, p.PreferUnplugged = []string{os}, []string{cpu}, true
	p.Files = []string{"bin", "LICENSES-OF-DEPENDENCIES.txt"}
	entries := []Entry{{Name: "package/bin/" + platform.Binary(), Mode: 0o755, Body: binary}}
	for _, file := range []string{"LICENSE", "LICENSES-OF-DEPENDENCIES.txt"} {
		entries = append(entries, Entry{Name: "package/" + file, Body: find(documents, file)})
	}
	return r.npmTarball(name+"-"+os+"-"+cpu, p, entries)
}

// npmTarball is a package under the name that npm pack gives it.
func (r *Release) npmTarball(file string, p npmPackage, entries []Entry) (Entry, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(p); err != nil {
		return Entry{}, err
	}
	body, err := tarGzip(append(entries, Entry{Name: "package/package.json", Body: text.Bytes()}), r.Source.Time)
	return Entry{Name: "npm/" + file + "-" + p.Version + ".tgz", Body: body}, err
}

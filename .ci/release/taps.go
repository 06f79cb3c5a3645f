package main

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"text/template"
)

//go:embed formula.rb.tmpl
var formulaText string

var formulaTemplate = template.Must(template.New("formula").Parse(formulaText))

// downloads is where the files of a version are published.
func (r *Release) downloads() string { return home + "/releases/download/" + string(r.Version) + "/" }

// formula is the Homebrew formula: the archives of four platforms, by digest.
func (r *Release) formula(files []Entry) (Entry, error) {
	archive := func(os, arch string) map[string]string {
		file := Platform{os, arch}.File(r.Version, ".tar.gz")
		return map[string]string{"URL": r.downloads() + file, "SHA256": digest(find(files, file))}
	}
	var out bytes.Buffer
	err := formulaTemplate.Execute(&out, map[string]any{
		"Description": description, "Home": home, "Version": r.Version.Plain(),
		"DarwinARM": archive("darwin", "arm64"), "DarwinIntel": archive("darwin", "amd64"),
		"LinuxARM": archive("linux", "arm64"), "LinuxIntel": archive("linux", "amd64"),
	})
	return Entry{Name: name + ".rb", Body: out.Bytes()}, err
}

// scoop is the manifest of Scoop, the installer for Windows.
func (r *Release) scoop(files []Entry) (Entry, error) {
	archive := func(arch string) map[string]string {
		file := Platform{"windows", arch}.File(r.Version, ".zip")
		return map[string]string{"url": r.downloads() + file, "hash": digest(find(files, file))}
	}
	text, err := json.MarshalIndent(map[string]any{
		"version": r.Version.Plain(), "description": description, "homepage": home, "license": "Apache-2.0",
		"architecture": map[string]any{"64bit": archive("amd64"), "arm64": archive("arm64")},
		"bin":          name + ".exe",
		"checkver":     "github",
	}, "", "  ")
	return Entry{Name: name + ".scoop.json", Body: append(text, '\n')}, err
}

func digest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

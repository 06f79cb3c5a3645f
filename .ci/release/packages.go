package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/goreleaser/nfpm/v2"
	_ "github.com/goreleaser/nfpm/v2/deb" // registers deb
	"github.com/goreleaser/nfpm/v2/files"
	_ "github.com/goreleaser/nfpm/v2/rpm" // registers rpm
)

// systemPackages returns the deb and the rpm of a platform of Linux.
func (r *Release) systemPackages(p Platform, binary []byte, documents []Entry) ([]Entry, error) {
	dir, err := os.MkdirTemp("", "release-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	contents, err := r.installed(dir, binary, documents)
	if err != nil {
		return nil, err
	}
	var entries []Entry
	for _, form := range []string{"deb", "rpm"} {
		packager, err := nfpm.Get(form)
		if err != nil {
			return nil, err
		}
		info := nfpm.WithDefaults(&nfpm.Info{
			Name: name, Arch: p.Arch, Platform: p.OS, Version: r.Version.Plain(), VersionSchema: "semver", Release: "1",
			Section: "devel", Priority: "optional", Maintainer: "The twilio-serverless authors <" + home + ">",
			Description: description, Homepage: home, License: "Apache-2.0", DisableGlobbing: true,
			MTime: r.Source.Time,
			Overridables: nfpm.Overridables{
				Contents: contents, Suggests: []string{"nodejs"}, // runs Functions
				RPM: nfpm.RPM{BuildHost: "localhost", Summary: description},
			},
		})
		if err := nfpm.PrepareForPackager(info, form); err != nil {
			return nil, fmt.Errorf("%s: %w", form, err)
		}
		var out bytes.Buffer
		if err := packager.Package(info, &out); err != nil {
			return nil, fmt.Errorf("%s: %w", form, err)
		}
		entries = append(entries, Entry{Name: p.File(r.Version, "."+form), Body: out.Bytes()})
	}
	return entries, nil
}

// installed writes the files of a package into a folder, and says where on a system they belong.
func (r *Release) installed(dir string, binary []byte, documents []Entry) (files.Contents, error) {
	var contents files.Contents
	add := func(e Entry, destination string, info files.ContentFileInfo) error {
		source := filepath.Join(dir, filepath.FromSlash(e.Name))
		if err := os.MkdirAll(filepath.Dir(source), 0o755); err != nil {
			return err
		}
		info.Mode, info.MTime = os.FileMode(e.mode()), r.Source.Time
		info.Owner, info.Group, info.Size = "root", "root", int64(len(e.Body))
		contents = append(contents, &files.Content{Source: source, Destination: destination, FileInfo: &info})
		return os.WriteFile(source, e.Body, 0o600)
	}
	if err := add(Entry{name, 0o755, binary}, "/usr/bin/"+name, files.ContentFileInfo{}); err != nil {
		return nil, err
	}
	for _, e := range documents {
		base := filepath.Base(e.Name)
		destination := "/usr/share/doc/" + name + "/" + base
		switch {
		case strings.HasPrefix(e.Name, "man/"):
			destination = "/usr/share/man/man1/" + base
		case e.Name == "completions/"+shells["bash"]:
			destination = "/usr/share/bash-completion/completions/" + name
		case e.Name == "completions/"+shells["zsh"]:
			destination = "/usr/share/zsh/site-functions/" + base
		case e.Name == "completions/"+shells["fish"]:
			destination = "/usr/share/fish/vendor_completions.d/" + base
		case strings.HasPrefix(e.Name, "completions/"):
			continue
		case e.Name == "LICENSE":
			destination = "/usr/share/doc/" + name + "/copyright" // where Debian looks
		}
		if err := add(e, destination, files.ContentFileInfo{}); err != nil {
			return nil, err
		}
	}
	return contents, nil
}

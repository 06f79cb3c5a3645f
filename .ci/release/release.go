package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/go-containerregistry/pkg/v1/layout"
)

// Release is a version to make.
type Release struct {
	Version   Version
	Source    *Source
	Platforms []Platform
	// NodeBase is a folder with the OCI image layout of Node.js, or empty: it cannot be made here, and comes over a
	// network.
	NodeBase string

	// Build makes a binary. Tests give the same one to all platforms; nil is the compiler.
	Build func(context.Context, Platform) ([]byte, error)
}

func (r *Release) build(ctx context.Context, p Platform) ([]byte, error) {
	if r.Build != nil {
		return r.Build(ctx, p)
	}
	return r.compile(ctx, p)
}

// Make returns all files of the release, sorted, the checksums of the others last.
func (r *Release) Make(ctx context.Context) ([]Entry, error) {
	documents, err := r.documents(ctx)
	if err != nil {
		return nil, err
	}
	var out []Entry
	binaries := map[Platform][]byte{}
	for _, p := range r.Platforms {
		binary, err := r.build(ctx, p)
		if err != nil {
			return nil, err
		}
		binaries[p] = binary
		made, err := r.platform(p, binary, documents)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p, err)
		}
		out = append(out, made...)
	}
	main, err := r.npmMain(find(documents, "LICENSE"))
	if err != nil {
		return nil, err
	}
	out = append(out, main)
	images, err := r.images(binaries)
	if err != nil {
		return nil, err
	}
	out = append(out, images...)
	if len(r.Platforms) == len(platforms) { // the others would name files that are not there
		for _, make := range []func([]Entry) (Entry, error){r.formula, r.scoop} {
			entry, err := make(out)
			if err != nil {
				return nil, err
			}
			out = append(out, entry)
		}
	}
	out = append(out, pins(r.Version, binaries))
	return append(sorted(out), sums(sorted(out))), nil
}

// platform makes what is made of one binary.
func (r *Release) platform(p Platform, binary []byte, documents []Entry) ([]Entry, error) {
	packed := append([]Entry{{p.Binary(), 0o755, binary}}, documents...)
	archive, extension, err := []byte(nil), ".tar.gz", error(nil)
	if p.OS == "windows" {
		extension = ".zip"
		archive, err = zipped(packed, r.Source.Time)
	} else {
		archive, err = tarGzip(packed, r.Source.Time)
	}
	if err != nil {
		return nil, err
	}
	bill, err := r.billOfMaterials(p, binary)
	if err != nil {
		return nil, err
	}
	npm, err := r.npmPlatform(p, binary, documents)
	if err != nil {
		return nil, err
	}
	out := []Entry{{Name: p.File(r.Version, extension), Body: archive},
		{Name: p.File(r.Version, ".cdx.json"), Body: bill}, npm}
	if p.OS != "linux" {
		return out, nil
	}
	packages, err := r.systemPackages(p, binary, documents)
	return append(out, packages...), err
}

func (r *Release) images(binaries map[Platform][]byte) ([]Entry, error) {
	static, err := r.image(binaries, nil)
	if err != nil {
		return nil, err
	}
	out := []Entry{{Name: name + "_" + r.Version.Plain() + "_image.oci.tar", Body: static}}
	if r.NodeBase == "" {
		return out, nil
	}
	base, err := layout.ImageIndexFromPath(r.NodeBase)
	if err != nil {
		return nil, fmt.Errorf("-node-base %s: %w", r.NodeBase, err)
	}
	node, err := r.image(binaries, base)
	if err != nil {
		return nil, fmt.Errorf("-node-base %s: %w", r.NodeBase, err)
	}
	return append(out, Entry{Name: name + "_" + r.Version.Plain() + "_image-node.oci.tar", Body: node}), nil
}

// checksums is the name of the file with the digests of all others.
const checksums = "SHA256SUMS"

// sums is in the form that sha256sum -c reads.
func sums(files []Entry) Entry {
	var out strings.Builder
	for _, f := range files {
		fmt.Fprintf(&out, "%s  %s\n", digest(f.Body), f.Name)
	}
	return Entry{Name: checksums, Body: []byte(out.String())}
}

// pins are the digests of the binaries themselves. They do not depend on the commit that has them, unlike those of
// archives, so that the commit of a version can hold what it is checked by: .github/action/binaries.
func pins(v Version, binaries map[Platform][]byte) Entry {
	var out strings.Builder
	fmt.Fprintf(&out, "%s\n", v)
	for _, p := range platforms {
		if binary, found := binaries[p]; found {
			fmt.Fprintf(&out, "%s  %s\n", digest(binary), p)
		}
	}
	return Entry{Name: "binaries", Body: []byte(out.String())}
}

// find returns the body of the entry with a name, which is there.
func find(entries []Entry, name string) []byte {
	for _, e := range entries {
		if e.Name == name {
			return e.Body
		}
	}
	panic("no entry " + name)
}

// Write replaces a folder by the files. A folder that holds anything but a release is left alone.
func Write(dir string, files []Entry) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if len(entries) > 0 {
		if _, err := os.Stat(filepath.Join(dir, checksums)); err != nil {
			return fmt.Errorf("%s holds other files than a release: name another folder, or empty it", dir)
		}
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
	}
	for _, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, f.Body, os.FileMode(f.mode())); err != nil {
			return err
		}
	}
	return nil
}

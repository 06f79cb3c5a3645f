package main

import (
	"bytes"
	"encoding/pem"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// user runs what is in an image: not root, and without a name on any system.
const user = "65532"

// image packs an OCI image layout for the platforms of Linux into a tar, as `skopeo copy oci-archive:` and `docker
// load` take it. Where base is nil, an image has the binary, the certificates of the public authorities, and nothing
// else.
func (r *Release) image(binaries map[Platform][]byte, base v1.ImageIndex) ([]byte, error) {
	var index v1.ImageIndex = mutate.IndexMediaType(empty.Index, types.OCIImageIndex)
	labels := map[string]string{
		"org.opencontainers.image.title": name, "org.opencontainers.image.description": description,
		"org.opencontainers.image.source": home, "org.opencontainers.image.version": r.Version.Plain(),
		"org.opencontainers.image.revision": r.Source.Commit, "org.opencontainers.image.licenses": "Apache-2.0",
		"org.opencontainers.image.created": r.Source.Time.Format(time.RFC3339),
	}
	for _, p := range r.Platforms {
		if p.OS != "linux" {
			continue
		}
		from, err := baseOf(base, p)
		if err != nil {
			return nil, err
		}
		img, err := r.platformImage(p, binaries[p], from, base == nil, labels)
		if err != nil {
			return nil, fmt.Errorf("image for %s: %w", p, err)
		}
		index = mutate.AppendManifests(index, mutate.IndexAddendum{Add: img, Descriptor: v1.Descriptor{
			MediaType: types.OCIManifestSchema1, Platform: &v1.Platform{OS: p.OS, Architecture: p.Arch},
		}})
	}
	annotated, ok := mutate.Annotations(index, labels).(v1.ImageIndex)
	if !ok {
		return nil, fmt.Errorf("the index has lost its kind")
	}
	return r.layout(annotated)
}

func (r *Release) platformImage(p Platform, binary []byte, from v1.Image, bare bool,
	labels map[string]string) (v1.Image, error) {
	entries := []Entry{{"usr/bin/" + name, 0o755, binary}}
	if bare {
		entries = append(entries,
			Entry{Name: "etc/ssl/certs/ca-certificates.crt", Body: certificates()},
			Entry{Name: "etc/passwd", Body: []byte("root:x:0:0::/:/none\nuser:x:" + user + ":" + user +
				"::/work:/none\n")},
			Entry{Name: "tmp/", Mode: 0o1777}, Entry{Name: "work/", Mode: 0o777})
	}
	plain, err := layerOf(entries, r.Source.Time)
	if err != nil {
		return nil, err
	}
	img, err := mutate.Append(from, mutate.Addendum{Layer: plain, MediaType: types.OCILayer, History: v1.History{
		Created: v1.Time{Time: r.Source.Time}, CreatedBy: "make release VERSION=" + string(r.Version),
	}})
	if err != nil {
		return nil, err
	}
	file, err := img.ConfigFile()
	if err != nil {
		return nil, err
	}
	file = file.DeepCopy()
	file.OS, file.Architecture, file.Created = p.OS, p.Arch, v1.Time{Time: r.Source.Time}
	file.Config.Entrypoint, file.Config.Cmd = []string{"/usr/bin/" + name}, []string{"--help"}
	file.Config.User, file.Config.WorkingDir, file.Config.Labels = user+":"+user, "/work", labels
	if bare {
		file.Config.Env = []string{"PATH=/usr/bin", "HOME=/work"}
	}
	if img, err = mutate.ConfigFile(img, file); err != nil {
		return nil, err
	}
	return mutate.ConfigMediaType(mutate.MediaType(img, types.OCIManifestSchema1), types.OCIConfigJSON), nil
}

// baseOf is the image of a platform that an index has, or the empty one.
func baseOf(base v1.ImageIndex, p Platform) (v1.Image, error) {
	if base == nil {
		return empty.Image, nil
	}
	manifest, err := base.IndexManifest()
	if err != nil {
		return nil, err
	}
	for _, m := range manifest.Manifests {
		switch {
		case m.MediaType.IsIndex(): // a layout has one index of all platforms
			inner, err := base.ImageIndex(m.Digest)
			if err != nil {
				return nil, err
			}
			if img, err := baseOf(inner, p); err == nil {
				return img, nil
			}
		case m.Platform != nil && m.Platform.OS == p.OS && m.Platform.Architecture == p.Arch:
			return base.Image(m.Digest)
		}
	}
	return nil, fmt.Errorf("the base image has nothing for %s", p)
}

func layerOf(entries []Entry, at time.Time) (v1.Layer, error) {
	plain, err := pack(entries, at)
	if err != nil {
		return nil, err
	}
	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(plain)), nil }
	return tarball.LayerFromOpener(open, tarball.WithMediaType(types.OCILayer))
}

// certificates are the roots that Mozilla trusts, as the Go team publishes them: a version of a module, so the same
// bytes each time.
func certificates() []byte {
	var out bytes.Buffer
	for root := range bundle.Roots() {
		_ = pem.Encode(&out, &pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate}) // a buffer takes everything
	}
	return out.Bytes()
}

// layout writes an index as OCI image layout and packs the folder.
func (r *Release) layout(index v1.ImageIndex) ([]byte, error) {
	dir, err := os.MkdirTemp("", "release-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path, err := layout.Write(dir, empty.Index)
	if err != nil {
		return nil, err
	}
	if err := path.AppendIndex(index, layout.WithAnnotations(map[string]string{
		"org.opencontainers.image.ref.name": r.Version.Plain(),
	})); err != nil {
		return nil, err
	}
	var entries []Entry
	err = filepath.WalkDir(dir, func(file string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(dir, file)
		entries = append(entries, Entry{Name: filepath.ToSlash(relative), Body: body})
		return err
	})
	if err != nil {
		return nil, err
	}
	return pack(entries, r.Source.Time)
}

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/blakesmith/ar"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/validate"
	"github.com/sassoftware/go-rpmutils"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRelease_npm(t *testing.T) {
	t.Parallel()
	main := untarGzip(t, file(t, "npm/twilio-serverless-1.2.3-rc.1.tgz"))
	lines := listing(main)
	var p npmPackage
	require.NoError(t, json.Unmarshal(main["package/package.json"].Body, &p))
	assert.Contains(t, main, "package/"+p.Bin["twilio-serverless"])
	require.Len(t, p.OptionalDependencies, len(platforms))
	start := string(main["package/bin/start.js"].Body)
	for _, platform := range platforms {
		os, cpu := platform.npm()
		assert.Contains(t, start, "'"+os+"-"+cpu+"'")
		unpacked := untarGzip(t, file(t, fmt.Sprintf("npm/twilio-serverless-%s-%s-1.2.3-rc.1.tgz", os, cpu)))
		var of npmPackage
		require.NoError(t, json.Unmarshal(unpacked["package/package.json"].Body, &of))
		assert.Equal(t, p.OptionalDependencies[of.Name], of.Version, of.Name)
		assert.Equal(t, []string{os, cpu}, append(of.OS, of.CPU...))
		lines = append(lines, of.Name)
		for _, line := range listing(unpacked) {
			lines = append(lines, of.Name+" "+line)
		}
	}
	golden(t, "npm.txt", lines)
}

func TestRelease_deb(t *testing.T) {
	t.Parallel()
	var lines []string
	for r := ar.NewReader(bytes.NewReader(file(t, "twilio-serverless_1.2.3-rc.1_linux_arm64.deb"))); ; {
		header, err := r.Next()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		body, err := io.ReadAll(r)
		require.NoError(t, err)
		switch name := strings.TrimSuffix(header.Name, "/"); name {
		case "control.tar.gz":
			control := string(untarGzip(t, body)["./control"].Body)
			assert.Contains(t, control, "Version: 1.2.3~rc.1-1\n", "before 1.2.3, as Debian orders versions")
			assert.Contains(t, control, "Architecture: arm64\n")
			assert.NotContains(t, control, "Depends:")
		case "data.tar.gz":
			lines = listing(untarGzip(t, body))
		}
	}
	golden(t, "deb.txt", lines)
}

func TestRelease_rpm(t *testing.T) {
	t.Parallel()
	p, err := rpmutils.ReadRpm(bytes.NewReader(file(t, "twilio-serverless_1.2.3-rc.1_linux_arm64.rpm")))
	require.NoError(t, err)
	nevra, err := p.Header.GetNEVRA()
	require.NoError(t, err)
	assert.Equal(t, "twilio-serverless-0:1.2.3~rc.1-1.aarch64.rpm", nevra.String())
	built, err := p.Header.GetInts(rpmutils.BUILDTIME)
	require.NoError(t, err)
	assert.Equal(t, []int{1893553446}, built)
	host, err := p.Header.GetString(rpmutils.BUILDHOST)
	require.NoError(t, err)
	assert.Equal(t, "localhost", host)
	found, err := p.Header.GetFiles()
	require.NoError(t, err)
	var lines []string
	for _, f := range found {
		lines = append(lines, fmt.Sprintf("%04o %s", f.Mode()&0o777, f.Name()))
		assert.Equal(t, "root", f.UserName(), f.Name())
	}
	golden(t, "rpm.txt", lines)
}

func TestRelease_bills(t *testing.T) {
	t.Parallel()
	var bill struct {
		BomFormat, SpecVersion string
		Components             []struct{ Name, Version, PURL string }
	}
	require.NoError(t, json.Unmarshal(file(t, here.File(testVersion, ".cdx.json")), &bill))
	assert.Equal(t, []string{"CycloneDX", "1.6"}, []string{bill.BomFormat, bill.SpecVersion})
	// What is linked is what `go version -m` lists, one module a line.
	var names []string
	for _, c := range bill.Components {
		names = append(names, c.Name)
		assert.Equal(t, "pkg:golang/"+c.Name+"@"+c.Version, c.PURL)
	}
	assert.Contains(t, names, "std")
	assert.Contains(t, names, "github.com/spf13/cobra")
	assert.NotContains(t, names, "github.com/stretchr/testify", "only tests have it")
}

func TestRelease_image(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	unpacked := untar(t, bytes.NewReader(file(t, "twilio-serverless_1.2.3-rc.1_image.oci.tar")))
	var entries []Entry
	for _, e := range unpacked {
		entries = append(entries, e)
	}
	require.NoError(t, Write(dir, entries))
	outer, err := layout.ImageIndexFromPath(dir)
	require.NoError(t, err)
	require.NoError(t, validate.Index(outer), "digests, sizes and layers agree")
	manifest, err := outer.IndexManifest()
	require.NoError(t, err)
	require.Len(t, manifest.Manifests, 1)
	index, err := outer.ImageIndex(manifest.Manifests[0].Digest)
	require.NoError(t, err)
	for _, arch := range []string{"amd64", "arm64"} {
		img, err := baseOf(index, Platform{"linux", arch})
		require.NoError(t, err)
		config, err := img.ConfigFile()
		require.NoError(t, err)
		assert.Equal(t, arch, config.Architecture)
		assert.Equal(t, "65532:65532", config.Config.User)
		assert.Equal(t, []string{"/usr/bin/twilio-serverless"}, config.Config.Entrypoint)
		assert.Equal(t, "1.2.3-rc.1", config.Config.Labels["org.opencontainers.image.version"])
		content := mutate.Extract(img)
		defer content.Close()
		files := untar(t, content)
		assert.Contains(t, string(files["etc/ssl/certs/ca-certificates.crt"].Body), "BEGIN CERTIFICATE")
		golden(t, "image.txt", listing(files))
	}
}

// On a base that others made, the image has what the base has, and the binary.
func TestRelease_nodeImage(t *testing.T) {
	t.Parallel()
	r, err := testRelease()
	require.NoError(t, err)
	binaries := map[Platform][]byte{{"linux", "amd64"}: []byte("binary"), {"linux", "arm64"}: []byte("binary")}
	packed, err := r.image(map[Platform][]byte{{"linux", "amd64"}: []byte("node"), {"linux", "arm64"}: []byte("node")},
		nil)
	require.NoError(t, err)
	dir := t.TempDir()
	var entries []Entry
	for _, e := range untar(t, bytes.NewReader(packed)) {
		entries = append(entries, e)
	}
	require.NoError(t, Write(dir, entries))
	r.NodeBase = dir
	images, err := r.images(binaries)
	require.NoError(t, err)
	require.Len(t, images, 2)
	assert.Equal(t, "twilio-serverless_1.2.3-rc.1_image-node.oci.tar", images[1].Name)
	layers := 0
	for _, e := range untar(t, bytes.NewReader(images[1].Body)) {
		if strings.HasPrefix(e.Name, "blobs/") && bytes.HasPrefix(e.Body, []byte{0x1f, 0x8b}) {
			layers++
		}
	}
	assert.Equal(t, 2, layers, "one of the base and one of ours, the same for both platforms")
	r.NodeBase = t.TempDir()
	_, err = r.images(binaries)
	require.ErrorContains(t, err, "-node-base "+r.NodeBase)
}

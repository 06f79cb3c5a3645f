package deployer

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
)

// Whatever the Function at the reserved path says, it is a manifest that can be written again, or
// none.
func FuzzDecodeManifest(f *testing.F) {
	text, err := encodeManifest("b", []DeployedFile{{Path: "/a</script>", Digest: "d", VersionSID: "ZN"}}, nil)
	require.NoError(f, err)
	f.Add(string(text))
	f.Add(manifestHead + `{"format":1}`)
	f.Add(manifestHead + `{"format":1,"functions":{"/a":["d"]},"assets":null}` + manifestTail)
	f.Fuzz(func(t *testing.T, text string) {
		r := decodeManifest(text)
		if r == nil {
			return
		}
		deployed := func(files map[string]KnownFile) (all []DeployedFile) {
			for path, k := range files {
				assert.Equal(t, path, k.Path)
				all = append(all, DeployedFile{Path: path, Digest: k.Digest, VersionSID: k.VersionSID})
			}
			return all
		}
		again, err := encodeManifest(r.build, deployed(r.functions), deployed(r.assets))
		require.NoError(t, err)
		assert.Equal(t, r, decodeManifest(string(again)))
	})
}

func TestDecodeManifest(t *testing.T) {
	t.Parallel()
	r := decodeManifest(manifestHead + `{"format":1,"build":"b","functions":{"/a":["d","ZN"]}}` + manifestTail)
	require.NotNil(t, r)
	assert.Equal(t, &record{"b", map[string]KnownFile{"/a": {"/a", "d", "ZN"}}, map[string]KnownFile{}}, r)
	for _, text := range []string{"", "module.exports = {};", manifestHead, manifestHead + `{"format":2}`,
		manifestHead + `[]`} {
		assert.Nil(t, decodeManifest(text), text)
	}
}

// Two files whose parts run into each other are two files.
func TestDigest_keepsPartsApart(t *testing.T) {
	t.Parallel()
	digests := map[string]bool{}
	for _, f := range []bundle.File{
		{Path: "/a", Visibility: bundle.Public, ContentType: "text/plain"},
		{Path: "/ap", Visibility: "ublic", ContentType: "text/plain"},
		{Path: "/a", Visibility: bundle.Private, ContentType: "text/plain"},
		{Path: "/a", Visibility: bundle.Public, ContentType: "text/plai"},
		{Path: "/b", Visibility: bundle.Public, ContentType: "text/plain"},
	} {
		for _, content := range []string{"", "n"} {
			digests[digestText(f, content)] = true
		}
	}
	assert.Len(t, digests, 10)
	one := PlannedBuild{Dependencies: []bundle.Dependency{{Name: "a", Version: "1"}, {Name: "b", Version: "2"}},
		Runtime: "node22"}
	other := PlannedBuild{Dependencies: []bundle.Dependency{{Name: "b", Version: "2"}, {Name: "a", Version: "1"}},
		Runtime: "node22"}
	assert.Equal(t, one.digest(), other.digest(), "the order of dependencies means nothing")
	for _, b := range []PlannedBuild{{}, {Runtime: "node22"}, {Dependencies: one.Dependencies},
		{Dependencies: []bundle.Dependency{{Name: "a", Version: "1"}, {Name: "b", Version: "3"}}, Runtime: "node22"}} {
		assert.NotEqual(t, one.digest(), b.digest())
	}
}

package install

import (
	"archive/tar"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// registry is as much of an npm registry as npm asks for, with what the release has for this platform. Of the other
// platforms it knows the packages and counts who wants their files.
type registry struct {
	*httptest.Server
	mu      sync.Mutex
	fetched []string
}

func newRegistry(t *testing.T) *registry {
	t.Helper()
	packages, files := map[string]map[string]any{}, map[string][]byte{}
	for _, file := range tarballs(t) {
		body, err := os.ReadFile(file)
		require.NoError(t, err)
		p := packageJSON(t, file)
		sum := sha512.Sum512(body)
		p["dist"] = map[string]any{"tarball": path.Base(file), "integrity": "sha512-" +
			base64.StdEncoding.EncodeToString(sum[:])}
		name, _ := p["name"].(string)
		packages[name], files[path.Base(file)] = p, body
	}
	optional, _ := packages["twilio-serverless"]["optionalDependencies"].(map[string]any)
	require.Len(t, optional, 6)
	for name, number := range optional {
		if packages[name] == nil {
			os, cpu, _ := strings.Cut(path.Base(name), "-")
			packages[name] = map[string]any{"name": name, "version": number, "os": []string{os}, "cpu": []string{cpu},
				"dist": map[string]any{"tarball": "of-another-platform.tgz", "integrity": "sha512-" +
					strings.Repeat("A", 86) + "=="}}
		}
	}
	r := &registry{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		name, _ := url.PathUnescape(strings.TrimPrefix(req.URL.EscapedPath(), "/"))
		if file, found := strings.CutPrefix(name, "files/"); found {
			r.mu.Lock()
			r.fetched = append(r.fetched, file)
			r.mu.Unlock()
			_, _ = w.Write(files[file])
			return
		}
		p := packages[name]
		if p == nil {
			http.NotFound(w, req)
			return
		}
		of := map[string]any{}
		for key, value := range p {
			of[key] = value
		}
		dist, _ := p["dist"].(map[string]any)
		of["dist"] = map[string]any{"tarball": r.URL + "/files/" + dist["tarball"].(string),
			"integrity": dist["integrity"]}
		number, _ := p["version"].(string)
		_ = json.NewEncoder(w).Encode(map[string]any{
			"name": name, "dist-tags": map[string]any{"latest": number}, "versions": map[string]any{number: of}})
	}))
	t.Cleanup(r.Close)
	return r
}

func packageJSON(t *testing.T, file string) (p map[string]any) {
	t.Helper()
	f, err := os.Open(file)
	require.NoError(t, err)
	defer f.Close()
	unzipped, err := gzip.NewReader(f)
	require.NoError(t, err)
	for r := tar.NewReader(unzipped); ; {
		header, err := r.Next()
		require.NoError(t, err)
		if header.Name == "package/package.json" {
			body, err := io.ReadAll(r)
			require.NoError(t, err)
			require.NoError(t, json.Unmarshal(body, &p))
			return p
		}
	}
}

// From a registry: npx without an installation, and an installation that has what this platform needs and no more.
func TestNode_registry(t *testing.T) {
	r := newRegistry(t)
	m := node(t, r.URL+"/")
	assert.Contains(t, m.run("", "npx", "--yes", "twilio-serverless", "version"), version)
	m.write("shop/package.json", `{"name": "shop", "version": "1.0.0"}`)
	m.run("shop", "npm", "install", "--save-dev", "twilio-serverless")
	assert.Contains(t, m.run("shop", "npx", "twilio-serverless", "version"), version)
	assert.Len(t, r.fetched, 2, "%v", r.fetched)
	assert.NotContains(t, r.fetched, "of-another-platform.tgz")

	// Installed, it needs no registry any more.
	r.Close()
	m.env = append(m.env, "npm_config_registry="+nowhere)
	assert.Contains(t, m.run("shop", "npx", "twilio-serverless", "version"), version)
}

package pull

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// account is an API with one live Build, and its site.
type account struct {
	build    *serverless.Build
	live     string
	content  map[string]string // by SID of the version
	contents error
}

func (a *account) FetchBuild(context.Context, string, string) (*serverless.Build, error) {
	return a.build, nil
}

func (a *account) FetchEnvironment(context.Context, string, string) (*serverless.Environment, error) {
	return &serverless.Environment{BuildSID: &a.live}, nil
}

func (a *account) FetchFunctionVersionContent(_ context.Context, _, _,
	sid string) (*serverless.FunctionVersionContent, error) {
	return &serverless.FunctionVersionContent{Content: a.content[sid]}, a.contents
}

func newAccount() *account {
	return &account{
		live: "ZB1", content: map[string]string{"ZN1": "exports.handler = 1", "ZN2": "exports.handler = 2"},
		build: &serverless.Build{
			SID: "ZB1", Runtime: "node22", Dependencies: []serverless.Dependency{{Name: "twilio", Version: "^5.0.3"}},
			FunctionVersions: []serverless.BuildFunctionVersion{
				{SID: "ZN1", FunctionSID: "ZH1", Path: "/hello", Visibility: "public"},
				{SID: "ZN2", FunctionSID: "ZH2", Path: "/admin/sms", Visibility: "protected"},
			},
			AssetVersions: []serverless.BuildAssetVersion{
				{Path: "/a b.txt", Visibility: "public"}, // with a blank: no deploy makes it
				{Path: "/ü.css", Visibility: "public"},
				{Path: "/menu.xml", Visibility: "protected"},
				{Path: "/key.json", Visibility: "private"},
			},
		},
	}
}

func (a *account) request(t *testing.T, site http.Handler) *Request {
	t.Helper()
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	base, err := url.Parse(server.URL)
	require.NoError(t, err)
	live := a.live
	return &Request{
		API: a, Dir: filepath.Join(t.TempDir(), "new"),
		Site:    &Site{Client: server.Client(), Domain: "hello-1234-dev.twil.io", Base: base, AuthToken: "12345"},
		Service: &serverless.Service{UniqueName: "hello"}, Environment: &serverless.Environment{BuildSID: &live},
	}
}

func assets(t *testing.T) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "hello-1234-dev.twil.io", r.Host)
		assert.Empty(t, r.Header.Get("Authorization"), "the site has no business with credentials")
		switch r.URL.EscapedPath() {
		case "/%C3%BC.css":
			assert.Empty(t, r.Header.Get("X-Twilio-Signature"))
			_, _ = io.WriteString(w, "a{}")
		case "/menu.xml":
			assert.Equal(t, menuSignature, r.Header.Get("X-Twilio-Signature"))
			_, _ = io.WriteString(w, "<menu/>")
		default:
			http.NotFound(w, r)
		}
	})
}

func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[filepath.ToSlash(name)] = string(text)
		return err
	}))
	return files
}

const packageJSON = `{
  "name": "hello",
  "version": "0.0.0",
  "private": true,
  "dependencies": {
    "twilio": "^5.0.3"
  },
  "engines": {
    "node": "22"
  }
}
`

func TestPull(t *testing.T) {
	t.Parallel()
	r := newAccount().request(t, assets(t))
	r.EnvFile = []byte("A=1\n")
	result, err := Pull(t.Context(), r)
	require.NoError(t, err)
	assert.Equal(t, map[string]string{
		"functions/hello.js": "exports.handler = 1", "functions/admin/sms.protected.js": "exports.handler = 2",
		"assets/ü.css": "a{}", "assets/menu.protected.xml": "<menu/>", "package.json": packageJSON, ".env": "A=1\n",
	}, tree(t, r.Dir), "and no folder of downloads")
	entries, err := os.ReadDir(r.Dir)
	require.NoError(t, err)
	assert.Len(t, entries, 4)
	info, err := os.Stat(filepath.Join(r.Dir, ".env"))
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	require.Len(t, result.Left, 2)
	assert.Equal(t, "/a b.txt", result.Left[0].Path)
	assert.Equal(t, "/key.json", result.Left[1].Path)

	again, err := Pull(t.Context(), r)
	require.NoError(t, err)
	for _, f := range again.Files {
		assert.Equal(t, "keep", string(f.Action), f.Source)
	}
}

func TestPull_conflicts(t *testing.T) {
	t.Parallel()
	r := newAccount().request(t, assets(t))
	put := func(name, text string) {
		path := filepath.Join(r.Dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
	put("functions/hello.js", "mine")
	put("functions/admin", "a file")
	put("package.json", `{"name":"mine","scripts":{}}`)
	put("functions/own.js", "stays")
	before := tree(t, r.Dir)
	// What no force replaces is told first, with force and without.
	for _, r.Force = range []bool{true, false} {
		_, err := Pull(t.Context(), r)
		var blocked *BlockedError
		require.ErrorAs(t, err, &blocked)
		assert.Equal(t, []string{"functions/admin/sms.protected.js (a file is where its folder belongs)"},
			blocked.Files)
		assert.Equal(t, before, tree(t, r.Dir))
	}
	require.NoError(t, os.Remove(filepath.Join(r.Dir, "functions/admin")))
	before = tree(t, r.Dir)
	_, err := Pull(t.Context(), r)
	var conflict *ConflictError
	require.ErrorAs(t, err, &conflict)
	assert.Equal(t, []string{"functions/hello.js"}, conflict.Files)
	assert.Equal(t, before, tree(t, r.Dir))
	put("functions/hello.js", "exports.handler = 1")
	result, err := Pull(t.Context(), r)
	require.NoError(t, err)
	assert.Len(t, result.Notes, 1)
	assert.Equal(t, before["package.json"], tree(t, r.Dir)["package.json"], "it says more than a Build does")
	put("functions/hello.js", "mine")
	r.Force = true
	result, err = Pull(t.Context(), r)
	require.NoError(t, err)
	assert.Empty(t, result.Notes)
	after := tree(t, r.Dir)
	assert.Equal(t, "exports.handler = 1", after["functions/hello.js"])
	assert.Equal(t, packageJSON, after["package.json"])
	assert.Equal(t, "stays", after["functions/own.js"])
}

func TestPull_otherFolders(t *testing.T) {
	t.Parallel()
	r := newAccount().request(t, assets(t))
	require.NoError(t, os.MkdirAll(filepath.Join(r.Dir, "src"), 0o755))
	_, err := Pull(t.Context(), r)
	require.NoError(t, err)
	assert.FileExists(t, filepath.Join(r.Dir, "src/admin/sms.protected.js"))
	assert.FileExists(t, filepath.Join(r.Dir, "assets/ü.css"))
	assert.NoDirExists(t, filepath.Join(r.Dir, "functions"))
}

// A link is no way out of the project.
func TestPull_links(t *testing.T) {
	t.Parallel()
	outside := t.TempDir()
	r := newAccount().request(t, assets(t))
	require.NoError(t, os.MkdirAll(r.Dir, 0o755))
	require.NoError(t, os.Symlink(outside, filepath.Join(r.Dir, "functions")))
	r.Force = true
	_, err := Pull(t.Context(), r)
	require.ErrorContains(t, err, "functions/hello.js (a link in its path leads out of the directory)")
	assert.NotContains(t, err.Error(), "escapes")
	assert.Empty(t, tree(t, outside))
	require.NoError(t, os.Remove(filepath.Join(r.Dir, "functions")))

	target := filepath.Join(outside, "precious")
	require.NoError(t, os.WriteFile(target, []byte("precious"), 0o600))
	require.NoError(t, os.Symlink(target, filepath.Join(r.Dir, "package.json")))
	_, err = Pull(t.Context(), r)
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"precious": "precious"}, tree(t, outside),
		"the link is replaced, not what it leads to")
}

// Whatever goes wrong before the end leaves nothing behind.
func TestPull_fails(t *testing.T) {
	t.Parallel()
	cut := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "half")
	})
	for want, c := range map[string]func(*testing.T, *account) *Request{
		"assets/menu.protected.xml: https://hello-1234-dev.twil.io/menu.xml answers 403 Forbidden: the request for a " +
			"protected Asset is signed": func(t *testing.T, a *account) *Request {
			a.build.AssetVersions = a.build.AssetVersions[2:]
			return a.request(t, http.HandlerFunc(
				func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }))
		},
		"answers 302 Found (asked at 127.0.0.1:": func(t *testing.T, a *account) *Request {
			return a.request(t, http.RedirectHandler("/other", http.StatusFound))
		},
		"another Build than ZB1 went live in the meantime": func(t *testing.T, a *account) *Request {
			r := a.request(t, assets(t))
			a.live = "ZB2"
			return r
		},
		"no content today": func(t *testing.T, a *account) *Request {
			a.contents = errors.New("no content today")
			return a.request(t, assets(t))
		},
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			r := c(t, newAccount())
			_, err := Pull(t.Context(), r)
			require.ErrorContains(t, err, want)
			assert.NoDirExists(t, r.Dir)
		})
	}
	t.Run("half a file", func(t *testing.T) {
		t.Parallel()
		r := newAccount().request(t, cut)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		r.Site.Client = &http.Client{Transport: &impatient{next: http.DefaultTransport, after: 1, cancel: cancel}}
		_, err := Pull(ctx, r)
		require.Error(t, err)
		assert.NoDirExists(t, r.Dir)
	})
	nothing := newAccount().request(t, assets(t))
	nothing.Environment.BuildSID = nil
	_, err := Pull(t.Context(), nothing)
	require.ErrorIs(t, err, ErrNothingLive)
}

// impatient gives up after some requests.
type impatient struct {
	next   http.RoundTripper
	after  int32
	n      atomic.Int32
	cancel func()
}

func (i *impatient) RoundTrip(r *http.Request) (*http.Response, error) {
	if i.n.Add(1) > i.after {
		i.cancel()
	}
	return i.next.RoundTrip(r)
}

type discard struct{ strings.Builder }

func (*discard) Close() error { return nil }

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// A site that has trouble is asked again, with what it gave in half forgotten.
func TestSite_triesAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := 0
		s := &Site{Domain: "x.twil.io", Client: &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response,
			error) {
			assert.Equal(t, "https://x.twil.io/a", r.URL.String())
			switch n++; {
			case n < 2:
				return &http.Response{StatusCode: http.StatusBadGateway, Body: http.NoBody, Request: r}, nil
			case n == 2:
				return nil, io.ErrUnexpectedEOF
			}
			return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader("whole")),
				Request: r}, nil
		})}}
		var got *discard
		size, err := s.fetch(t.Context(), "/a", false,
			func() (io.WriteCloser, error) { got = &discard{}; return got, nil })
		require.NoError(t, err)
		assert.Equal(t, int64(5), size)
		assert.Equal(t, "whole", got.String())
		n = -10
		_, err = s.fetch(t.Context(), "/a", false, nil)
		require.Error(t, err)
		assert.Equal(t, -10+tries, n)
	})
}

// menuSignature is by openssl: HMAC-SHA1 of https://hello-1234-dev.twil.io/menu.xml with 12345.
const menuSignature = "HI00SECvzY8MqN0uRn/dAPN0S5c="

func TestSign(t *testing.T) {
	t.Parallel()
	assert.Equal(t, menuSignature, sign("12345", "https://hello-1234-dev.twil.io/menu.xml"))
}

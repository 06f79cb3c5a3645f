package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"debug/elf"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write testdata/ anew")

const testVersion = Version("v1.2.3-rc.1")

var here = Platform{runtime.GOOS, runtime.GOARCH}

// made is a release of all platforms: this one with its binary, the others with a program of a line, since compiling
// and packing six takes minutes.
var made = sync.OnceValues(func() ([]Entry, error) {
	r, err := testRelease()
	if err != nil {
		return nil, err
	}
	binary, err := r.compile(context.Background(), here)
	if err != nil {
		return nil, err
	}
	small, err := smallProgram()
	if err != nil {
		return nil, err
	}
	r.Build = func(_ context.Context, p Platform) ([]byte, error) {
		if p == here {
			return binary, nil
		}
		return small, nil
	}
	return r.Make(context.Background())
})

// smallProgram has no dependencies.
func smallProgram() ([]byte, error) {
	dir, err := os.MkdirTemp("", "small-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	files := map[string]string{"go.mod": "module small\n", "main.go": "package main\n\nfunc main() {}\n"}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return nil, err
		}
	}
	build := exec.Command("go", "build", "-ldflags=-s -w", "-o", "small", ".")
	build.Dir = dir
	if _, err := output(build); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, "small"))
}

func testRelease() (*Release, error) {
	source, err := ReadSource(context.Background(), ".", true)
	if err != nil {
		return nil, err
	}
	// The goldens hold neither the commit nor its time.
	source.Commit, source.Time = strings.Repeat("c", 40), time.Date(2030, 1, 2, 3, 4, 6, 0, time.UTC)
	return &Release{Version: testVersion, Source: source, Platforms: platforms}, nil
}

func allFiles(t *testing.T) []Entry {
	t.Helper()
	entries, err := made()
	require.NoError(t, err)
	return entries
}

func file(t *testing.T, name string) []byte {
	t.Helper()
	i := slices.IndexFunc(allFiles(t), func(e Entry) bool { return e.Name == name })
	require.GreaterOrEqual(t, i, 0, "the release has no %s", name)
	return allFiles(t)[i].Body
}

var manual = regexp.MustCompile(`(?m)^.*twilio-serverless[a-z-]*\.1(\.gz)?\n`)

// golden compares a list with a file. Manual pages are one line, since each verb brings one.
func golden(t *testing.T, name string, lines []string) {
	t.Helper()
	slices.Sort(lines)
	got := strings.Join(lines, "\n") + "\n"
	pages := manual.FindAllString(got, -1)
	if len(pages) > 20 {
		first := manual.FindStringIndex(got)[0]
		got = got[:first] + regexp.MustCompile(`twilio-serverless[a-z-]*\.1`).ReplaceAllString(pages[0], "*.1") +
			manual.ReplaceAllString(got[first:], "")
	}
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), got, "if that is meant: go test . -update")
}

func TestRelease_files(t *testing.T) {
	t.Parallel()
	var names []string
	for _, e := range allFiles(t) {
		names = append(names, e.Name)
	}
	golden(t, "release.txt", names)
}

// The same bytes come from another folder and another environment; go test has the first build in its cache, which
// holds packages without their folders, but links anew.
func TestRelease_reproducible(t *testing.T) {
	first := file(t, here.File(testVersion, ".tar.gz"))
	r, err := testRelease()
	require.NoError(t, err)
	other := filepath.Join(t.TempDir(), "another folder")
	list := exec.CommandContext(t.Context(), "git", "ls-files", "--cached", "--others", "--exclude-standard")
	list.Dir = r.Source.Root
	out, err := output(list)
	require.NoError(t, err)
	for name := range strings.Lines(string(out)) {
		name = strings.TrimSuffix(name, "\n")
		body, err := os.ReadFile(filepath.Join(r.Source.Root, name))
		if os.IsNotExist(err) {
			continue // removed, and not yet committed
		}
		require.NoError(t, err)
		path := filepath.Join(other, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, body, 0o600))
	}
	for key, value := range map[string]string{
		"GOFLAGS": "-tags=another", "GOAMD64": "v3", "CGO_ENABLED": "1", "TZ": "Asia/Tokyo", "LANG": "de_DE.UTF-8",
		"HOME": t.TempDir(), "SOURCE_DATE_EPOCH": "7",
		"GOCACHE": goEnv(t, "GOCACHE"), "GOMODCACHE": goEnv(t, "GOMODCACHE"),
	} {
		t.Setenv(key, value)
	}
	r.Source.Root, r.Platforms = other, []Platform{here}
	again, err := r.Make(t.Context())
	require.NoError(t, err)
	assert.Equal(t, digest(first), digest(find(again, here.File(testVersion, ".tar.gz"))))
	for _, e := range again {
		if e.Name != checksums && e.Name != "binaries" && !strings.Contains(e.Name, "image") {
			assert.Equal(t, digest(file(t, e.Name)), digest(e.Body), e.Name)
		}
	}
}

func goEnv(t *testing.T, key string) string {
	t.Helper()
	out, err := output(exec.CommandContext(t.Context(), "go", "env", key))
	require.NoError(t, err)
	return strings.TrimSpace(string(out))
}

// untar reads a tar back: what each file is and when it was made.
func untar(t *testing.T, r io.Reader) map[string]Entry {
	t.Helper()
	found := map[string]Entry{}
	for reader := tar.NewReader(r); ; {
		header, err := reader.Next()
		if err == io.EOF {
			return found
		}
		require.NoError(t, err)
		assert.Equal(t, int64(1893553446), header.ModTime.Unix(), "%s has the time of the commit", header.Name)
		assert.Zero(t, header.Uid+header.Gid, header.Name)
		body, err := io.ReadAll(reader)
		require.NoError(t, err)
		found[header.Name] = Entry{header.Name, header.Mode, body}
	}
}

func untarGzip(t *testing.T, body []byte) map[string]Entry {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(body))
	require.NoError(t, err)
	return untar(t, r)
}

func listing(entries map[string]Entry) (lines []string) {
	for _, e := range entries {
		lines = append(lines, fmt.Sprintf("%04o %s", e.Mode, e.Name))
	}
	return lines
}

func TestRelease_archives(t *testing.T) {
	t.Parallel()
	unpacked := untarGzip(t, file(t, "twilio-serverless_1.2.3-rc.1_linux_amd64.tar.gz"))
	golden(t, "archive.txt", listing(unpacked))
	assert.Contains(t, string(unpacked["LICENSES-OF-DEPENDENCIES.txt"].Body), "==== github.com/spf13/cobra v")
	assert.Contains(t, string(unpacked["man/twilio-serverless.1"].Body), `"Jan 2030"`)
	body := file(t, "twilio-serverless_1.2.3-rc.1_windows_arm64.zip")
	r, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	require.NoError(t, err)
	var lines []string
	for _, f := range r.File {
		lines = append(lines, f.Name)
		assert.Equal(t, int64(1893553446), f.Modified.Unix(), f.Name)
	}
	golden(t, "archive-windows.txt", lines)
}

// The binary says its version, and links nothing of the system: it runs in an empty image.
func TestRelease_binary(t *testing.T) {
	t.Parallel()
	binary := untarGzip(t, file(t, here.File(testVersion, ".tar.gz")))[here.Binary()].Body
	path := filepath.Join(t.TempDir(), "program")
	require.NoError(t, os.WriteFile(path, binary, 0o700))
	out, err := output(exec.CommandContext(t.Context(), path, "version", "-o", "json"))
	require.NoError(t, err)
	assert.Contains(t, string(out), `"v1.2.3-rc.1"`)
	assert.NotContains(t, string(binary), goEnv(t, "GOMODCACHE"), "a path of this machine")
	f, err := elf.NewFile(bytes.NewReader(binary))
	require.NoError(t, err)
	for _, program := range f.Progs {
		assert.NotEqual(t, elf.PT_INTERP, program.Type, "it wants a linker")
	}
	pins := strings.Split(string(file(t, "binaries")), "\n")
	assert.Equal(t, "v1.2.3-rc.1", pins[0])
	assert.Contains(t, pins, digest(binary)+"  linux/amd64")
}

// Each name that another file of the release refers to is there, with that digest.
func TestRelease_references(t *testing.T) {
	t.Parallel()
	byURL := map[string]string{}
	for _, e := range allFiles(t) {
		byURL[home+"/releases/download/v1.2.3-rc.1/"+e.Name] = digest(e.Body)
	}
	pairs := regexp.MustCompile(`url "(.+)"\n\s+sha256 "(.+)"`).FindAllStringSubmatch(
		string(file(t, "twilio-serverless.rb")), -1)
	require.Len(t, pairs, 4)
	var scoop struct {
		Version      string
		Architecture map[string]struct{ URL, Hash string }
	}
	require.NoError(t, json.Unmarshal(file(t, "twilio-serverless.scoop.json"), &scoop))
	assert.Equal(t, "1.2.3-rc.1", scoop.Version)
	require.Len(t, scoop.Architecture, 2)
	for _, a := range scoop.Architecture {
		pairs = append(pairs, []string{"", a.URL, a.Hash})
	}
	for _, pair := range pairs {
		assert.Equal(t, byURL[pair[1]], pair[2], pair[1])
	}
	listed := strings.Count(string(file(t, checksums)), "\n")
	assert.Equal(t, len(allFiles(t))-1, listed, "every file but the list itself")
	for line := range strings.Lines(string(file(t, checksums))) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		assert.Equal(t, digest(file(t, name)), sum, name)
	}
}

func TestParseVersion(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"v1.2.3": "1.2.3", "v0.1.0-rc.1": "0.1.0-rc.1", "v10.20.30": "10.20.30"} {
		v, err := ParseVersion(text)
		require.NoError(t, err)
		assert.Equal(t, want, v.Plain())
	}
	for _, text := range []string{"", "1.2.3", "v1.2", "v01.2.3", "v1.2.3+5", "v1.2.3-", "latest", "v1.2.3\n",
		"v1.2.3-a..b"} {
		_, err := ParseVersion(text)
		assert.ErrorContains(t, err, fmt.Sprintf("%q", text))
	}
}

func TestWrite_keepsOthers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "mine"), nil, 0o600))
	require.ErrorContains(t, Write(dir, allFiles(t)[:1]), "holds other files")
	assert.FileExists(t, filepath.Join(dir, "mine"))
}

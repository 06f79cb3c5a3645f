package disk

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

func opened(t testing.TB, dir string) (*Store, *emulator.Emulator) {
	t.Helper()
	store, err := Open(dir)
	require.NoError(t, err)
	t.Cleanup(func() { _ = store.Close() })
	emu, err := emulator.New(&emulator.Options{Store: store, Seed: 5})
	require.NoError(t, err)
	return store, emu
}

// filled leaves a folder with some of everything, closed, and returns what it holds.
func filled(t testing.TB, dir string) (dump string) {
	t.Helper()
	store, emu := opened(t, dir)
	u := &user{client: &http.Client{Transport: emu.Transport()}, base: "http://emulator"}
	m := newModel(0)
	for range 60 {
		require.NoError(t, m.step(u))
	}
	dump = dumped(t, emu)
	require.NoError(t, store.Close())
	return dump
}

func dumped(t testing.TB, emu *emulator.Emulator) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, emu.Dump(&b))
	return b.String()
}

func TestOpen_again(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "deep", "state")
	want := filled(t, dir)
	assert.Greater(t, len(want), 10_000)
	for range 2 {
		store, emu := opened(t, dir)
		assert.Equal(t, want, dumped(t, emu))
		require.NoError(t, store.Close())
	}
	info, err := os.Stat(filepath.Join(dir, databaseName))
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	info, err = os.Stat(dir)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o700), info.Mode().Perm())
}

func TestRestoreAndReset(t *testing.T) {
	t.Parallel()
	dump := filled(t, t.TempDir())
	dir := t.TempDir()
	store, emu := opened(t, dir)
	require.NoError(t, emu.Restore(strings.NewReader(dump)))
	require.NoError(t, store.Close())
	store, emu = opened(t, dir)
	assert.Equal(t, dump, dumped(t, emu))
	require.NoError(t, emu.Reset(0))
	require.NoError(t, store.Close())
	store, emu = opened(t, dir)
	assert.Empty(t, emu.Overview(0).Services)
	files, err := os.ReadDir(store.contents())
	require.NoError(t, err)
	assert.Empty(t, files, "contents that no record names are gone")
}

func TestOpen_refuses(t *testing.T) {
	t.Parallel()
	contentOf := func(t *testing.T, dir string) string {
		files, err := filepath.Glob(filepath.Join(dir, contentsName, "*"))
		require.NoError(t, err)
		require.NotEmpty(t, files)
		return files[0]
	}
	database := func(dir string) string { return filepath.Join(dir, databaseName) }
	for _, tc := range []struct {
		name   string
		damage func(t *testing.T, dir string)
		want   []string
	}{
		{"a folder with other files", func(t *testing.T, dir string) {
			require.NoError(t, os.Remove(database(dir)))
			require.NoError(t, os.WriteFile(filepath.Join(dir, "package.json"), nil, 0o600))
		}, []string{"package.json", "new or empty folder"}},
		{"the database is lost", func(t *testing.T, dir string) {
			require.NoError(t, os.Remove(database(dir)))
		}, []string{databaseName + " is missing", "contents that it named", "restore a copy"}},
		{"a file", func(t *testing.T, dir string) {
			require.NoError(t, os.RemoveAll(dir))
			require.NoError(t, os.WriteFile(dir, nil, 0o600))
		}, []string{"not a directory"}},
		{"no database", func(t *testing.T, dir string) {
			require.NoError(t, os.WriteFile(database(dir), []byte(strings.Repeat("hello ", 10_000)), 0o600))
		}, []string{databaseName, "damaged: it is no database of this program: restore a copy"}},
		{"empty", func(t *testing.T, dir string) {
			require.NoError(t, os.Truncate(database(dir), 0))
		}, []string{databaseName, "damaged: it is empty: restore a copy of the folder or begin with a new one"}},
		{"cut off", func(t *testing.T, dir string) {
			require.NoError(t, os.Truncate(database(dir), 3*int64(os.Getpagesize())))
		}, []string{databaseName}},
		{"pages of nothing", func(t *testing.T, dir string) {
			f, err := os.OpenFile(database(dir), os.O_WRONLY, 0)
			require.NoError(t, err)
			info, err := f.Stat()
			require.NoError(t, err)
			_, err = f.WriteAt(make([]byte, info.Size()-2*int64(os.Getpagesize())), 2*int64(os.Getpagesize()))
			require.NoError(t, err)
			require.NoError(t, f.Close())
		}, []string{databaseName, "damaged"}},
		{"pages of noise", func(t *testing.T, dir string) {
			b, err := os.ReadFile(database(dir))
			require.NoError(t, err)
			for i := 2 * os.Getpagesize(); i < len(b); i++ {
				b[i] ^= byte(i*7 + i>>8)
			}
			require.NoError(t, os.WriteFile(database(dir), b, 0o600))
		}, []string{databaseName, "damaged"}},
		{"one letter", func(t *testing.T, dir string) {
			b, err := os.ReadFile(database(dir))
			require.NoError(t, err)
			require.NoError(
				t, os.WriteFile(database(dir), bytes.ReplaceAll(b, []byte("friendly_name"), []byte("friendly_mane")),
					0o600))
		}, []string{databaseName, "wrong checksum"}},
		{"no contents", func(t *testing.T, dir string) {
			require.NoError(t, os.RemoveAll(filepath.Join(dir, contentsName)))
		}, []string{contentsName, "damaged: the folder is missing: restore a copy"}},
		{"a file instead of contents", func(t *testing.T, dir string) {
			require.NoError(t, os.RemoveAll(filepath.Join(dir, contentsName)))
			require.NoError(t, os.WriteFile(filepath.Join(dir, contentsName), nil, 0o600))
		}, []string{contentsName, "damaged: the folder is missing"}},
		{"a content is missing", func(t *testing.T, dir string) {
			require.NoError(t, os.Remove(contentOf(t, dir)))
		}, []string{contentsName, "it is missing"}},
		{"a content is cut off", func(t *testing.T, dir string) {
			require.NoError(t, os.Truncate(contentOf(t, dir), 1))
		}, []string{contentsName, "it has 1 bytes"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "state")
			filled(t, dir)
			tc.damage(t, dir)
			store, err := Open(dir)
			if err == nil {
				defer store.Close()
				_, err = emulator.New(&emulator.Options{Store: store})
			}
			require.Error(t, err)
			for _, want := range tc.want {
				assert.ErrorContains(t, err, want)
			}
			assert.ErrorContains(t, err, dir)
		})
	}
}

// Two processes must not share a folder; here it is two openings, for which the lock
// is the same.
func TestOpen_twice(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, _ := opened(t, dir)
	_, err := Open(dir)
	require.ErrorContains(t, err, "another process has it open")
	require.NoError(t, first.Close())
	second, err := Open(dir)
	require.NoError(t, err)
	require.NoError(t, second.Close())
}

func TestOpen_sweeps(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	want := filled(t, dir)
	garbage := []string{
		filepath.Join(dir, contentsName, uploadPrefix+"123"),
		filepath.Join(dir, contentsName, strings.Repeat("ab", 32)),
		filepath.Join(dir, newPrefix+"456"),
	}
	kept := filepath.Join(dir, contentsName, "README")
	for _, path := range append(garbage, kept) {
		require.NoError(t, os.WriteFile(path, []byte("x"), 0o600))
	}
	_, emu := opened(t, dir)
	for _, path := range garbage {
		assert.NoFileExists(t, path)
	}
	assert.FileExists(t, kept, "not ours")
	assert.Equal(t, want, dumped(t, emu))
}

// A refused upload leaves nothing, a content has its digest as name, and one that was
// changed behind our back is no answer.
func TestContents(t *testing.T) {
	t.Parallel()
	store, emu := opened(t, t.TempDir())
	srv := httptest.NewServer(emu)
	defer srv.Close()
	u := &user{client: srv.Client(), base: srv.URL}
	service := u.must(t, "POST", "/v1/Services", "UniqueName", "s", "FriendlyName", "s")
	fn := "/v1/Services/" + service + "/Functions/" + u.must(t, "POST", "/v1/Services/"+service+"/Functions",
		"FriendlyName", "f")
	status, _, err := u.upload(fn, "no?path", "text")
	require.NoError(t, err)
	assert.Equal(t, 400, status)
	files, err := os.ReadDir(store.contents())
	require.NoError(t, err)
	assert.Empty(t, files)

	large := strings.Repeat("text ", 20_000)
	status, answer, err := u.upload(fn, "/path", large)
	require.NoError(t, err)
	require.Equal(t, 201, status)
	path := filepath.Join(store.contents(), sum(large))
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, large, string(text))
	require.NoError(t, os.WriteFile(path, []byte(strings.Replace(large, "text", "next", 1)), 0o600))
	status, changed, err := u.do("GET", fn+"/Versions/"+answer.sid()+"/Content")
	require.NoError(t, err)
	assert.Equal(t, 500, status)
	assert.Contains(t, changed["message"], "damaged")
	assert.ErrorContains(t, emu.Dump(io.Discard), "damaged")

	_, err = store.OpenContent("../state.db")
	assert.ErrorContains(t, err, "no SHA-256")
	w, err := store.NewContent()
	require.NoError(t, err)
	assert.ErrorContains(t, w.Keep("../x"), "no SHA-256")
}

// What is written to a folder that was removed, or replaced by another, is lost: it is no success.
func TestCommit_afterTheFolderIsGone(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(t *testing.T, dir string){
		"removed": func(t *testing.T, dir string) { require.NoError(t, os.RemoveAll(dir)) },
		"replaced": func(t *testing.T, dir string) {
			require.NoError(t, os.Rename(dir, dir+"-before"))
			filled(t, dir)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "state")
			_, emu := opened(t, dir)
			u := &user{client: &http.Client{Transport: emu.Transport()}, base: "http://emulator"}
			u.must(t, "POST", "/v1/Services", "UniqueName", "s", "FriendlyName", "s")
			lose(t, dir)
			status, answer, err := u.do("POST", "/v1/Services", "UniqueName", "t", "FriendlyName", "t")
			require.NoError(t, err)
			assert.Equal(t, 500, status)
			assert.Contains(t, answer["message"], "while it is open")
			status, _, err = u.do("GET", "/v1/Services/s")
			require.NoError(t, err)
			assert.Equal(t, 200, status, "reading goes on")
		})
	}
}

// With the folder gone a write is refused, and reading goes on.
func TestCommit_fails(t *testing.T) {
	t.Parallel()
	store, emu := opened(t, t.TempDir())
	u := &user{client: &http.Client{Transport: emu.Transport()}, base: "http://emulator"}
	require.NoError(t, store.Close())
	status, answer, err := u.do("POST", "/v1/Services", "UniqueName", "s", "FriendlyName", "s")
	require.NoError(t, err)
	assert.Equal(t, 500, status)
	assert.Contains(t, answer["message"], databaseName)
}

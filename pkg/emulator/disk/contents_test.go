package disk

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// rig is a folder with an emulator, one Service and one Asset in it.
type rig struct {
	*user
	store          *Store
	emu            *emulator.Emulator
	service, asset string
	problems       []error
	mu             sync.Mutex
}

func newRig(t *testing.T, dir string) *rig {
	t.Helper()
	store, err := Open(dir)
	require.NoError(t, err)
	t.Cleanup(func() { _ = store.Close() })
	r := &rig{store: store}
	r.emu, err = emulator.New(&emulator.Options{Store: store, OnProblem: func(err error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.problems = append(r.problems, err)
	}})
	require.NoError(t, err)
	r.user = &user{client: &http.Client{Transport: r.emu.Transport()}, base: "http://emulator"}
	r.service = "/v1/Services/" + r.must(t, "POST", "/v1/Services", "UniqueName", "s", "FriendlyName", "s")
	r.asset = r.another(t)
	return r
}

func (r *rig) another(t *testing.T) string {
	t.Helper()
	return r.service + "/Assets/" + r.must(t, "POST", r.service+"/Assets", "FriendlyName", "a")
}

func (r *rig) version(t *testing.T, asset, content string) string {
	t.Helper()
	status, a, err := r.upload(asset, "/file.txt", content)
	require.NoError(t, err)
	require.Equal(t, 201, status)
	return a.sid()
}

// files and small count the contents on the disk.
func (r *rig) files(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir(r.store.contents())
	require.NoError(t, err)
	return len(entries)
}

func (r *rig) small(t *testing.T) (n int) {
	t.Helper()
	require.NoError(t, r.store.db.View(func(tx *bbolt.Tx) error {
		n = tx.Bucket(contentBucket).Stats().KeyN
		return nil
	}))
	return n
}

// Both kinds of contents are there once, however often they are uploaded, and go with the last
// version that has them, while the emulator runs.
func TestContents_goWithTheirVersions(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{"small": "text", "large": strings.Repeat("text ", 20_000)} {
		dir := t.TempDir()
		r := newRig(t, dir)
		other := r.another(t)
		count := func() int { return r.files(t) + r.small(t) }
		for range 3 {
			r.version(t, r.asset, content)
			r.version(t, other, content)
		}
		last := r.version(t, other, content)
		assert.Equal(t, 1, count(), name)
		build := r.must(t, "POST", r.service+"/Builds", "AssetVersions", last)
		status, _, err := r.do("DELETE", r.asset)
		require.NoError(t, err)
		assert.Equal(t, 204, status)
		assert.Equal(t, 1, count(), "%s: others have it", name)
		for _, path := range []string{r.service + "/Builds/" + build, other} {
			status, _, err = r.do("DELETE", path)
			require.NoError(t, err)
			assert.Equal(t, 204, status, path)
		}
		assert.Equal(t, 0, count(), "%s: no version has it", name)
		again := r.another(t)
		r.version(t, again, content)
		assert.Equal(t, 1, count(), "%s: and it can come back", name)
		want := dumped(t, r.emu)
		require.NoError(t, r.store.Close())
		_, emu := opened(t, dir)
		assert.Equal(t, want, dumped(t, emu))
		require.NoError(t, emu.Reset(0))
	}
}

// Reset and Restore leave no contents of the state before.
func TestContents_goWithTheState(t *testing.T) {
	t.Parallel()
	r := newRig(t, t.TempDir())
	r.version(t, r.asset, "text")
	r.version(t, r.asset, strings.Repeat("text ", 20_000))
	dump := dumped(t, r.emu)
	assert.Equal(t, 2, r.files(t)+r.small(t))
	require.NoError(t, r.emu.Reset(0))
	assert.Equal(t, 0, r.files(t)+r.small(t))
	require.NoError(t, r.emu.Restore(strings.NewReader(dump)))
	assert.Equal(t, 2, r.files(t)+r.small(t))
	assert.Equal(t, dump, dumped(t, r.emu))
}

// Uploads and deletions of one content at once: each version has its content.
func TestContents_comeAndGoAtOnce(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{"small": "text", "large": strings.Repeat("text ", 20_000)} {
		dir := t.TempDir()
		r := newRig(t, dir)
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				for range 15 {
					asset := r.another(t)
					r.version(t, asset, content)
					assert.NoError(t, r.emu.Dump(nowhere{}), name)
					status, _, err := r.do("DELETE", asset)
					assert.NoError(t, err)
					assert.Equal(t, 204, status)
				}
			})
		}
		wg.Wait()
		r.version(t, r.asset, content)
		assert.Equal(t, 1, r.files(t)+r.small(t), name)
		require.NoError(t, r.store.Close())
		_, emu := opened(t, dir)
		assert.NoError(t, emu.Dump(nowhere{}), name)
	}
}

type nowhere struct{}

func (nowhere) Write(p []byte) (int, error) { return len(p), nil }

// A content that the disk has damaged is a 500 wherever it is read, and a problem that is reported:
// never 200 with wrong bytes.
func TestContents_damagedIsNeverServed(t *testing.T) {
	t.Parallel()
	r := newRig(t, t.TempDir())
	content := strings.Repeat("text ", 20_000)
	zn := r.version(t, r.asset, content)
	build := r.must(t, "POST", r.service+"/Builds", "AssetVersions", zn)
	status, env, err := r.do("POST", r.service+"/Environments", "UniqueName", "e", "DomainSuffix", "e")
	require.NoError(t, err)
	require.Equal(t, 201, status)
	r.must(t, "POST", r.service+"/Environments/"+env.sid()+"/Deployments", "BuildSid", build)
	visit := func(ranged string) *http.Response {
		req, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+env["domain_name"].(string)+"/file.txt",
			nil)
		require.NoError(t, err)
		if ranged != "" {
			req.Header.Set("Range", ranged)
		}
		res, err := r.client.Do(req)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		return res
	}
	assert.Equal(t, 200, visit("").StatusCode)
	assert.Empty(t, r.problems)
	path := filepath.Join(r.store.contents(), sum(content))
	for name, damaged := range map[string]string{
		"four bytes": content[:len(content)-4] + "xxxx", "cut off": content[:1000], "longer": content +
			"x", "empty": "",
	} {
		before := len(r.problems)
		require.NoError(t, os.WriteFile(path, []byte(damaged), 0o600))
		assert.Equal(t, 500, visit("").StatusCode, name)
		assert.Equal(t, 500, visit("bytes=0-10").StatusCode, name)
		require.Len(t, r.problems, before+2, name)
		assert.ErrorContains(t, r.problems[before], "damaged", name)
	}
	require.NoError(t, os.Remove(path))
	before := len(r.problems)
	assert.Equal(t, 500, visit("").StatusCode)
	assert.Len(t, r.problems, before+1)
}

// A folder of the format before, in which small contents are files too, is taken over.
func TestOpen_oldFormat(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := newRig(t, dir)
	r.version(t, r.asset, "text")
	want := dumped(t, r.emu)
	require.NoError(t, r.store.db.Update(func(tx *bbolt.Tx) error {
		if err := tx.DeleteBucket(contentBucket); err != nil {
			return err
		}
		return tx.Bucket(metaBucket).Put(formatKey, []byte(oldFormat))
	}))
	require.NoError(t, os.WriteFile(filepath.Join(r.store.contents(), sum("text")), []byte("text"), 0o600))
	require.NoError(t, r.store.Close())
	for range 2 {
		store, emu := opened(t, dir)
		assert.Equal(t, want, dumped(t, emu))
		require.NoError(t, store.Close())
	}
}

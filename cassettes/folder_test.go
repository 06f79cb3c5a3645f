package cassettes_test

import (
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/dnaeon/go-vcr.v3/cassette"
)

// fileLimit is what one recording of this folder may have: one is read as a whole.
const fileLimit = 64 << 10

// totalLimit is what all recordings together may have: every clone of the code has them.
const totalLimit = 1 << 20

// TestRecordings_budget holds sizes and places.
func TestRecordings_budget(t *testing.T) {
	t.Parallel()
	total := int64(0)
	require.NoError(t, filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".yaml" {
			return err
		}
		assert.Regexp(t, `^(docs|published|emulator|live)/`, filepath.ToSlash(path),
			"the first folder says where a recording comes from")
		info, err := entry.Info()
		require.NoError(t, err)
		assert.LessOrEqual(t, info.Size(), int64(fileLimit), path)
		total += info.Size()
		return nil
	}))
	assert.LessOrEqual(t, total, int64(totalLimit))
	assert.Positive(t, total)
}

// TestRecordings_live: what claims to come from the real API must have been recorded there. Until
// then there is nothing.
func TestRecordings_live(t *testing.T) {
	t.Parallel()
	assert.Empty(t, recordings(t, "live"), "tell date and kind of account in live/README.md, and change this test")
}

// TestRecordings_holdNothingPrivate looks at every recording as Record should have left it.
func TestRecordings_holdNothingPrivate(t *testing.T) {
	t.Parallel()
	paths := slices.Concat(recordings(t, "docs"), recordings(t, "published"), recordings(t, "emulator"))
	require.NotEmpty(t, paths)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Empty(t, private(string(text)), path)
		if strings.HasPrefix(filepath.ToSlash(path), "emulator/") {
			assert.True(t, strings.HasPrefix(string(text), "# "+emulatorSource+"\n"),
				"%s does not say where it comes from",
				path)
			assert.NotContains(t, string(text), "serverless.twilio.com", path)
		}
		recorded, err := cassette.Load(strings.TrimSuffix(path, ".yaml"))
		require.NoError(t, err, path)
		require.NotEmpty(t, recorded.Interactions, path)
		for _, i := range recorded.Interactions {
			allowed(t, path, i.Request.Headers, "Accept", "Authorization", "Content-Type")
			allowed(t, path, i.Response.Headers, "Content-Type", "Location", "Retry-After", "Www-Authenticate")
			assert.Contains(t, []string{"", "REDACTED"}, i.Request.Headers.Get("Authorization"), path)
			assert.Equal(t, int64(len(i.Response.Body)), i.Response.ContentLength, "%s: #%d", path, i.ID)
		}
	}
}

func allowed(t *testing.T, path string, headers http.Header, names ...string) {
	for name := range headers {
		assert.Contains(t, names, name, path)
	}
}

// private returns what looks like a credential: SIDs of accounts and keys other than the fixed
// fakes, and what stands behind the schemes of the Authorization header.
func private(text string) []string {
	var found []string
	for _, pattern := range []string{`AC[0-9a-fA-F]{32}`,
		`SK[0-9a-fA-F]{32}`} { // one prefix each: alternatives are ten times slower
		for _, sid := range regexp.MustCompile(pattern).FindAllString(text, -1) {
			if strings.Trim(sid[2:], "a") != "" {
				found = append(found, sid)
			}
		}
	}
	lower := strings.ToLower(text)
	for _, pattern := range []string{`basic [a-z0-9+/=_-]{8,}`, `bearer [a-z0-9+/=_-]{8,}`, `eyj[a-z0-9_-]{10,}\.`} {
		found = append(found, regexp.MustCompile(pattern).FindAllString(lower, -1)...)
	}
	return found
}

func TestPrivate_seesCredentials(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"AC" + strings.Repeat("0", 32), "x SK" + strings.Repeat("aB", 16), "basic " + strings.Repeat("Q", 12),
		"eyJ" + strings.Repeat("a", 12) + ".b",
	} {
		assert.Len(t, private(text), 1, text)
	}
	assert.Empty(t, private("AC"+strings.Repeat("a", 32)+" Basic REALM"))
}

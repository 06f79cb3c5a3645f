package project

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var journalTarget = Target{"https://serverless.twilio.com", testAccount, "hello", "dev"}

func written(t testing.TB, dir string, entries ...string) string {
	t.Helper()
	j := NewJournal(dir, journalTarget)
	for _, e := range entries {
		require.NoError(t, j.Append(json.RawMessage(e)))
	}
	require.NoError(t, j.Close())
	return j.file
}

func readBack(t testing.TB, dir string) []string {
	t.Helper()
	lines, err := NewJournal(dir, journalTarget).Read()
	require.NoError(t, err)
	texts := []string{}
	for _, l := range lines {
		texts = append(texts, string(l))
	}
	return texts
}

func TestJournal(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.Empty(t, readBack(t, dir))
	j := NewJournal(dir, journalTarget)
	require.NoError(t, j.Remove(), "there is none")
	require.NoError(t, j.Sync())
	_, err := os.Stat(j.folder)
	require.ErrorIs(t, err, os.ErrNotExist, "nothing is made before the first line")

	require.NoError(t, j.Append(map[string]int{"a": 1}))
	assert.Equal(t, []string{`{"a":1}`}, readBack(t, dir), "before it is closed")
	require.NoError(t, j.Append(map[string]int{"b": 2}))
	require.NoError(t, j.Sync())
	require.NoError(t, j.Close())
	written(t, dir, `{"c":3}`)
	assert.Equal(t, []string{`{"a":1}`, `{"b":2}`, `{"c":3}`}, readBack(t, dir), "the next run goes on")

	for name, mode := range map[string]os.FileMode{j.file: 0o600, j.folder: 0o700,
		filepath.Join(j.folder, ".gitignore"): 0o600} {
		info, err := os.Stat(name)
		require.NoError(t, err)
		assert.Equal(t, mode, info.Mode().Perm(), name)
	}
	text, err := os.ReadFile(j.file)
	require.NoError(t, err)
	assert.Contains(t, string(text), `{"version":1,"api_url":"https://serverless.twilio.com","account_sid":"`+
		testAccount+`","service":"hello","environment":"dev"}`)

	require.NoError(t, j.Append(map[string]int{"d": 4}), "after it was closed")
	require.NoError(t, j.Remove())
	assert.Empty(t, readBack(t, dir))
	_, err = os.Stat(j.file)
	require.ErrorIs(t, err, os.ErrNotExist)
}

// Each part of a target distinguishes journals, and so does the head where the names of the files do not.
func TestJournal_ofAnotherTarget(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := written(t, dir, `{"a":1}`)
	for _, change := range []func(*Target){
		func(t *Target) { t.APIURL = "http://127.0.0.1:8080" },
		func(t *Target) { t.AccountSID = "SK" + testAccount[2:] },
		func(t *Target) { t.Service = "other" },
		func(t *Target) { t.Environment = "stage" },
	} {
		other := journalTarget
		change(&other)
		j := NewJournal(dir, other)
		assert.NotEqual(t, file, j.file)
		j.file = file
		lines, err := j.Read()
		require.NoError(t, err)
		assert.Empty(t, lines)
	}
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	newer := strings.Replace(string(text), `"version":1`, `"version":2`, 1)
	require.NoError(t, os.WriteFile(file, []byte(newer), 0o600))
	assert.Empty(t, readBack(t, dir), "of another version of the program")
	written(t, dir, `{"b":2}`)
	assert.Equal(t, []string{`{"b":2}`}, readBack(t, dir), "which is replaced")
}

// The process is killed while it writes, after any byte: whole lines count, and the next run writes behind them.
func TestJournal_cutOff(t *testing.T) {
	t.Parallel()
	file := written(t, t.TempDir(), `{"a":1}`, `{"b":[2]}`)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	for cut := range len(text) + 1 {
		dir := t.TempDir()
		require.NoError(t, os.Mkdir(filepath.Join(dir, StateDir), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(dir, StateDir, filepath.Base(file)), text[:cut], 0o600))
		want := []string{`{"a":1}`, `{"b":[2]}`}[:max(0, strings.Count(string(text[:cut]), "\n")-1)]
		require.Equal(t, want, readBack(t, dir), "%d bytes", cut)
		written(t, dir, `{"c":3}`)
		got := readBack(t, dir)
		require.Equal(t, want, got[:len(want)], "%d bytes", cut)
		require.Equal(t, `{"c":3}`, got[len(got)-1], "%d bytes", cut)
	}
}

// Two processes deploy the same at the same time: no line is lost.
func TestJournal_twoWriters(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a, b := NewJournal(dir, journalTarget), NewJournal(dir, journalTarget)
	for i := range 50 {
		require.NoError(t, a.Append(i))
		require.NoError(t, b.Append(i))
	}
	require.NoError(t, a.Close())
	require.NoError(t, b.Close())
	assert.Len(t, readBack(t, dir), 100)
}

func TestJournal_cannotBeWritten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, StateDir), nil, 0o600))
	j := NewJournal(dir, journalTarget)
	require.Error(t, j.Append(1))
	require.Error(t, j.Append(func() {}), "what is no JSON")
	_, err := j.Read()
	require.Error(t, err)
	require.NoError(t, j.Remove(), "there is none")
}

// Whatever is in the file, reading gives JSON or nothing.
func FuzzJournal(f *testing.F) {
	j := NewJournal("", journalTarget)
	f.Add([]byte(string(j.head) + "\n{}\n"))
	f.Add([]byte(string(j.head) + "\n{}\n{\"a\":\n" + string(j.head) + "\n1\n{"))
	f.Add([]byte("{}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, line := range j.decode(data) {
			if !json.Valid(line) || strings.Contains(string(line), "\n") {
				t.Fatalf("%q", line)
			}
		}
	})
}

// A line is a write and no more: some microseconds beside an upload of many milliseconds.
func BenchmarkJournal_Append(b *testing.B) {
	j := NewJournal(b.TempDir(), journalTarget)
	entry := map[string]string{"step": "function", "name": "/hello", "sid": "ZH" + testAccount[2:],
		"digest": strings.Repeat("0", 64)}
	for b.Loop() {
		if err := j.Append(entry); err != nil {
			b.Fatal(err)
		}
	}
	if err := j.Remove(); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkJournal_Sync(b *testing.B) {
	j := NewJournal(b.TempDir(), journalTarget)
	for b.Loop() {
		if err := j.Append("line"); err != nil {
			b.Fatal(err)
		}
		if err := j.Sync(); err != nil {
			b.Fatal(err)
		}
	}
	if err := j.Remove(); err != nil {
		b.Fatal(err)
	}
}

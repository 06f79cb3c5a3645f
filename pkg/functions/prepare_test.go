package functions

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The worker of Prepare is the one that answers: Node is started once.
func TestRunner_Prepare(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the program of this test is a script")
	}
	needNode(t)
	node, err := exec.LookPath("node")
	require.NoError(t, err)
	dir := t.TempDir()
	log, program := filepath.Join(dir, "log"), filepath.Join(dir, "node")
	script := "#!/bin/sh\necho \"$*\" >> " + log + "\nexec " + node + " \"$@\"\n"
	require.NoError(t, os.WriteFile(program, []byte(script), 0o700))
	s := newStage(t, &Options{Node: program},
		map[string]string{"pid": `exports.handler = (c, e, callback) => callback(null, String(process.pid));`})
	s.Prepare()
	s.Prepare()
	require.NoError(t, s.Check(t.Context(), s.d))
	s.awaitSpare(t.Context())
	s.spare.mu.Lock()
	first := s.spare.worker.cmd.Process.Pid
	s.spare.mu.Unlock()
	assert.Equal(t, []int{first}, s.Workers())
	assert.Equal(t, first, number(t, body(s.get("pid", ""))))
	lines, err := os.ReadFile(log)
	require.NoError(t, err)
	assert.Equal(t, 1, strings.Count(string(lines), "--version"))
}

// What needs a program that cannot be used reports it, with the words that it had without Prepare.
func TestRunner_Prepare_unusable(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the program of this test is a script")
	}
	dir := t.TempDir()
	for name, tc := range map[string]struct{ script, want string }{
		"absent": {"", "was not found"},
		"old":    {"#!/bin/sh\necho v18.1.0\n", "is v18.1.0: install it"},
		"other":  {"#!/bin/sh\necho hello\n", "was not found"},
		"broken": {"#!/bin/sh\nexit 3\n", "was not found"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			program := filepath.Join(dir, name)
			if tc.script != "" {
				require.NoError(t, os.WriteFile(program, []byte(tc.script), 0o700))
			}
			r, err := New(&Options{Node: program})
			require.NoError(t, err)
			defer func() { require.NoError(t, r.Close()) }()
			r.Prepare()
			err = r.Check(t.Context(), deploymentOf("ZD1", map[string]string{"hello": hello}))
			require.ErrorAs(t, err, new(*NodeError))
			assert.ErrorContains(t, err, strings.TrimSpace(tc.want))
		})
	}
}

// Closing ends what Prepare has begun.
func TestRunner_Prepare_closed(t *testing.T) {
	t.Parallel()
	needNode(t)
	for range 5 {
		r, err := New(nil)
		require.NoError(t, err)
		r.Prepare()
		require.NoError(t, r.Close())
		assert.Empty(t, r.Workers())
	}
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	require.NoError(t, err)
	return n
}

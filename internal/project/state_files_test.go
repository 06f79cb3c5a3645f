package project

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestState_remembersFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	target := Target{Service: "hello", Environment: "dev"}
	r := testRecord("a")
	r.Memory = Memory{
		ServiceName: "hello", BuildDigest: "b",
		Functions: []RecordedFile{{Path: "/a", Digest: "d", VersionSID: "v"}}, Assets: []RecordedFile{{Path: "/b"}},
	}
	var s State
	s.Set(target, r)
	require.NoError(t, s.Write(dir))
	again, err := ReadState(dir)
	require.NoError(t, err)
	got, ok := again.Get(target)
	assert.True(t, ok)
	assert.Equal(t, r, got)
	text, err := os.ReadFile(filepath.Join(dir, StateDir, "deployments.json"))
	require.NoError(t, err)
	assert.Contains(t, string(text), `"build_digest": "b"`)
	assert.Contains(t, string(text), `"version_sid": "v"`)
}

package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestRemove_undoesADescription: what was described for an operation goes with it, and nothing else.
func TestRemove_undoesADescription(t *testing.T) {
	t.Parallel()
	upload, err := os.ReadFile("../../../openapi/upload.yaml")
	require.NoError(t, err)
	before := contract(t)
	first := addition{Resource: "OrganPipe", Below: "Service", Prefix: "XX", Verbs: verbs(), Source: page, Fields: []string{"UniqueName", "Tone=high|low"}}
	described, err := first.write(before)
	require.NoError(t, err)
	_, err = remove(described, string(upload), []string{"FetchHarp"})
	require.ErrorContains(t, err, "the document has no FetchHarp")

	some, err := remove(described, string(upload), []string{"UpdateOrganPipe", "DeleteOrganPipe"})
	require.NoError(t, err)
	first.Verbs = []string{"List", "Create", "Fetch"}
	first.Fields = []string{"UniqueName", "Tone=high|low"}
	want, err := first.write(before)
	require.NoError(t, err)
	assert.Equal(t, want, some)

	none, err := remove(some, string(upload), []string{"CreateOrganPipe", "ListOrganPipe", "FetchOrganPipe"})
	require.NoError(t, err)
	assert.Equal(t, before, none)
}

func TestRunRemove(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "openapi")
	pipe := addition{Resource: "OrganPipe", Below: "Service", Prefix: "XX", Verbs: verbs(), Source: page, Fields: []string{"UniqueName"}}
	document, err := pipe.write(contract(t))
	require.NoError(t, err)
	examples := filepath.Join(folder, "../cassettes/docs/openapi")
	require.NoError(t, os.MkdirAll(examples, 0o700))
	require.NoError(t, os.MkdirAll(folder, 0o700))
	for name, content := range map[string]string{
		"serverless.yaml": document, "upload.yaml": "",
		"operations.txt": "# A comment.\nserverless.yaml DeleteOrganPipe\nserverless.yaml ListOrganPipe\n",
		"../cassettes/docs/openapi/DeleteOrganPipe.yaml": "x",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600))
	}
	require.NoError(t, runRemove(filepath.Join(folder, "serverless.yaml"), []string{"DeleteOrganPipe"}))
	list, err := os.ReadFile(filepath.Join(folder, "operations.txt"))
	require.NoError(t, err)
	assert.Equal(t, "# A comment.\nserverless.yaml ListOrganPipe\n", string(list))
	assert.NoFileExists(t, filepath.Join(examples, "DeleteOrganPipe.yaml"))
	left, err := os.ReadFile(filepath.Join(folder, "serverless.yaml"))
	require.NoError(t, err)
	assert.NotContains(t, string(left), "DeleteOrganPipe")
	assert.Contains(t, string(left), "    OrganPipeSidAsSid:\n", "FetchOrganPipe refers to it")
}

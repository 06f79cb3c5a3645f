package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A next step that leads to a section of CONTRIBUTING names one that is there, or its beginning.
func TestSections_areThere(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../CONTRIBUTING.md")
	require.NoError(t, err)
	sources, err := filepath.Glob("*.go")
	require.NoError(t, err)
	named := 0
	for _, name := range sources {
		source, err := os.ReadFile(name)
		require.NoError(t, err)
		for _, section := range regexp.MustCompile(`see CONTRIBUTING\.md, ([A-Z][^"%\\]*)`).FindAllSubmatch(source, -1) {
			named++
			assert.Contains(t, string(page), "\n### "+string(section[1]), name)
		}
	}
	assert.Positive(t, named)
}

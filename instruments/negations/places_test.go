package negations

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// placesOf lists where the files of this folder write the name of a bug, as FILE:LINE.
func placesOf(t *testing.T, id string) string {
	t.Helper()
	_, name, _ := strings.Cut(id, "/")
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	var places []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		number := 0
		for line := range strings.Lines(string(text)) {
			if number++; strings.Contains(line, strconv.Quote(name)) {
				places = append(places, fmt.Sprintf("instruments/negations/%s:%d", file, number))
			}
		}
	}
	return cmp.Or(strings.Join(places, " or "), "instruments/negations")
}

// What a red test tells to delete must be found: a few names are put together from parts.
func TestPlacesOf(t *testing.T) {
	t.Parallel()
	all, found := All(), 0
	for i := 0; i < len(all); i += 20 {
		if strings.Contains(placesOf(t, all[i].ID), ".go:") {
			found++
		}
	}
	assert.Greater(t, found, len(all)/20*9/10)
}

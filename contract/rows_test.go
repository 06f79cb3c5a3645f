package contract

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// RowPlaces lists where tests of this package write a row of this name, as FILE:LINE, so that a red one says where it
// is to be corrected. Names of subtests are found too.
func RowPlaces(t testing.TB, name string) string {
	t.Helper()
	files, err := filepath.Glob("*_test.go")
	require.NoError(t, err)
	quoted := regexp.MustCompile(`"[^"]*"`)
	var places []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		number := 0
		for line := range strings.Lines(string(text)) {
			number++
			for _, literal := range quoted.FindAllString(line, -1) {
				if strings.ReplaceAll(strings.Trim(literal, `"`), " ", "_") == strings.ReplaceAll(name, " ", "_") {
					places = append(places, fmt.Sprintf("contract/%s:%d", file, number))
				}
			}
		}
	}
	return cmp.Or(strings.Join(places, " or "), "contract/*_test.go")
}

func TestRowPlaces(t *testing.T) {
	t.Parallel()
	assert.Contains(t, RowPlaces(t, "a row of this name"), "contract/rows_test.go:", "spaces or not")
	assert.Equal(t, RowPlaces(t, "a row of this name"), RowPlaces(t, "a_row_of"+"_this_name"))
	assert.Equal(t, "contract/*_test.go", RowPlaces(t, "no row "+"has this name"))
}

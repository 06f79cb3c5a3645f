package cases

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A field that becomes required must not reach each case: forms go through Session.Post, or through Session.Rest where
// their text matters. Both add what is required.
func TestForms_goOneWay(t *testing.T) {
	t.Parallel()
	around := regexp.MustCompile(`API\.Create\w+Formdata|Send\([^,]+, (http\.MethodPost|"POST"),[^"]*(formMedia|urlencoded)`)
	mayBeRefused := "values/methods.go" // whatever is answered
	for _, folder := range []string{".", "../suite"} {
		require.NoError(t, filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			for _, at := range around.FindAllIndex(text, -1) {
				if bytes.HasPrefix(text[at[1]:], []byte(`, "")`)) || filepath.ToSlash(path) == mayBeRefused {
					continue // an empty body
				}
				t.Errorf("contract/cases/%s: %s… sends a form without what the contract requires besides: use "+
					"Session.Post, or put Session.Rest before a form that is a text", path, text[at[0]:at[1]])
			}
			return err
		}))
	}
}

package bundle

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

// mostTests is how many names a warning has.
const mostTests = 3

// tests is the warning of files that look like tests and become Functions that the public can request: whoever writes
// tests keeps them beside the code. It is "" without any.
func (b *Bundle) tests() string {
	var names []string
	first := ""
	for _, f := range b.Functions {
		if f.Visibility == Private || !isTest(f.Path) {
			continue
		}
		if names = append(names, show.Name(f.Source)); first == "" {
			first = show.Name(f.Path)
		}
	}
	switch n := len(names); {
	case n == 0:
		return ""
	case n == 1:
		return fmt.Sprintf("%s looks like a test and becomes a Function that answers at %s; name it in "+
			".twilioserverlessignore, or move it out of the folder", names[0], first)
	case n > mostTests:
		names = append(names[:mostTests], fmt.Sprintf("and %d more", n-mostTests))
	}
	return fmt.Sprintf("%s look like tests and become Functions that answer, the first at %s; name them in "+
		".twilioserverlessignore, or move them out of the folder", strings.Join(names, ", "), first)
}

// isTest reports whether the path of a Function is that of a test, as the usual runners of tests find them.
func isTest(urlPath string) bool {
	lower := strings.ToLower(urlPath)
	return slices.Contains([]string{".test", ".spec"}, path.Ext(lower)) ||
		slices.Contains(strings.Split(path.Dir(lower), "/"), "__tests__")
}

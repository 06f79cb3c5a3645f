package layout

import (
	"strings"
	"testing"
)

// No package compiles regular expressions before main: a verb would wait for those of all others.
func TestStart_expressions(t *testing.T) {
	t.Parallel()
	for _, file := range sources(t) {
		if file.test {
			continue
		}
		inside := false
		for i, line := range file.lines {
			switch {
			case strings.HasPrefix(line, "func ") && strings.HasSuffix(line, "{"):
				inside = true
			case line == "}":
				inside = false
			case !inside && strings.HasPrefix(line, "var ") && strings.Contains(line, "= regexp.MustCompile("),
				!inside && strings.HasPrefix(line, "\t") && strings.Contains(line, " regexp.MustCompile("):
				t.Errorf("%s:%d: write lazyregexp.New, which compiles at the first use", file.path, i+1)
			}
		}
	}
}

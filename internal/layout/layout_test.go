package layout

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
)

// A reader keeps about 40 files in view. A package that outgrows this has two subjects: split it.
func TestPackages_haveFewFiles(t *testing.T) {
	t.Parallel()
	limits := map[string]int{
		"contract":     25,
		"pkg/deployer": 46, // to be split; lower this with each file that leaves
	}
	files, all, lines := map[string]int{}, 0, 0
	for _, s := range sources(t) {
		if !s.test {
			files[s.folder()]++
			all, lines = all+1, lines+len(s.lines)
		}
	}
	largest := slices.SortedFunc(maps.Keys(files), func(a, b string) int {
		return cmp.Or(files[b]-files[a], strings.Compare(a, b))
	})
	t.Logf("written by hand, without tests: %d lines of Go in %d files of %d packages", lines, all, len(files))
	for _, folder := range largest[:5] {
		t.Logf("%3d files in %s", files[folder], folder)
	}
	for folder, n := range files {
		limit, found := limits[folder]
		if !found {
			limit = 40
		}
		assert.LessOrEqual(t, n, limit, "%s has %d files besides tests: give a subject its own package", folder, n)
	}
	for folder := range limits {
		assert.Positive(t, files[folder], "%s is gone: take it off the list", folder)
	}
}

func TestFiles_areShort(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		assert.LessOrEqual(t, len(s.lines), 500, "%s: split it by subject", s.path)
	}
}

// history are words that say when or why a file was written and not what is in it.
var history = regexp.MustCompile(
	`_(more|extra|use|misc|rest|coverage|strength|holders|new|old|fix|fixes|v2|2|part\d)(_test)?\.go$`)

func TestFiles_areNamedBySubject(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		assert.False(t, history.MatchString(s.path), "%s: name it by its subject", s.path)
	}
	for name, want := range map[string]bool{
		"builds_more.go": true, "builds_use_test.go": true, "page_2.go": true,
		"news.go": false, "builds_create.go": false, "reuse.go": false,
	} {
		assert.Equal(t, want, history.MatchString(name), name)
	}
}

// Lines of Go stay under 120 columns, with tabs of 4. The goal is half a percent above, for URLs and tables;

func TestLines_areShort(t *testing.T) {
	t.Parallel()
	const limit = 0.5 // percent of all lines
	long, all := map[string]int{}, map[string]int{}
	for _, s := range sources(t) {
		for _, folder := range []string{"", s.folder()} {
			all[folder] += len(s.lines)
			for _, line := range s.lines {
				if utf8.RuneCountInString(strings.ReplaceAll(line, "\t", "    ")) > 120 {
					long[folder]++
				}
			}
		}
	}
	t.Logf("%d of %d lines are over 120 columns", long[""], all[""])
	assert.LessOrEqual(t, 100*float64(long[""])/float64(all[""]), limit,
		"%d of %d lines are over 120 columns: wrap those of the packages that you touched", long[""], all[""])
	assert.Zero(t, long["internal/layout"], "this package keeps its own rule")
}

// A noun that is put into a sentence brings its article: "an Environment", not "a Environment".
func TestArticles(t *testing.T) {
	t.Parallel()
	fixed := regexp.MustCompile(`"[^"]*\b[Aa]n? %[sv]`)
	for _, s := range sources(t) {
		for i, line := range s.lines {
			assert.False(t, fixed.MatchString(line),
				"%s:%d: the noun may begin with another letter: use english.A of internal/english", s.path, i+1)
		}
	}
}

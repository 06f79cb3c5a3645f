package layout

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

const root = "../.."

var (
	fence   = regexp.MustCompile("(?ms)^```.*?^```")
	code    = regexp.MustCompile("`[^`\n]*`")
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	linked  = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	heading = regexp.MustCompile(`(?m)^#{1,6} +(.+?) *#*$`)
)

// anchors are the places in a page that links lead to, as GitHub names them: headings in lower case, without
// punctuation, with dashes in the place of spaces, and numbered when they repeat.
func anchors(page string) map[string]bool {
	found := map[string]bool{}
	for _, match := range heading.FindAllStringSubmatch(fence.ReplaceAllString(page, ""), -1) {
		text := linked.ReplaceAllString(match[1], "$1")
		name := strings.Map(func(c rune) rune {
			switch {
			case c == ' ':
				return '-'
			case c == '-', c == '_', unicode.IsLetter(c), unicode.IsDigit(c):
				return unicode.ToLower(c)
			}
			return -1
		}, text)
		unique := name
		for i := 1; found[unique]; i++ {
			unique = fmt.Sprintf("%s-%d", name, i)
		}
		found[unique] = true
	}
	return found
}

func TestAnchors(t *testing.T) {
	t.Parallel()
	assert.Equal(t, map[string]bool{
		"a-value-is-added-or-retired": true, "12-env-is-read-literally": true, "verify---check": true,
		"twice": true, "twice-1": true, "a-link": true, "naïve_name": true,
	}, anchors("# A value is added or retired\n## 12. `.env` is read literally\n### verify, `--check`\n"+
		"# Twice\n# Twice\n# A [link](x)\n```sh\n# no heading\n```\n# Naïve_name #\n"))
}

// pages are the pages that people wrote, with their text.
func pages(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, pattern := range []string{"*.md", "docs/*.md", "*/README.md", "docs/cli/*.md"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		require.NoError(t, err)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			all[file] = string(text)
		}
	}
	require.Contains(t, all, filepath.Join(root, "README.md"))
	return all
}

// Every link within the repository leads to a file that is there, and to a heading that is in it.
func TestLinks(t *testing.T) {
	t.Parallel()
	checked := 0
	for file, page := range pages(t) {
		page = code.ReplaceAllString(fence.ReplaceAllString(page, ""), "")
		for _, match := range link.FindAllStringSubmatch(page, -1) {
			target, anchor, _ := strings.Cut(match[1], "#")
			if strings.Contains(target, ":") { // to another host
				continue
			}
			checked++
			to := file
			if target != "" {
				to = filepath.Join(filepath.Dir(file), filepath.FromSlash(target))
			}
			text, err := os.ReadFile(to)
			if info, statErr := os.Stat(to); statErr == nil && info.IsDir() {
				err = nil
			}
			if assert.NoError(t, err, "%s links to %s", file, match[1]) && anchor != "" {
				assert.Contains(t, anchors(string(text)), anchor, "%s links to %s", file, match[1])
			}
		}
	}
	assert.Greater(t, checked, 100)
}

// What is promised about a resource is two steps from the README: the page, and in it the heading that its
// contents link to.
func TestPromises_areTwoStepsAway(t *testing.T) {
	t.Parallel()
	all := pages(t)
	readme, promises := all[filepath.Join(root, "README.md")], all[filepath.Join(root, "docs/promises.md")]
	assert.Contains(t, readme, "](docs/promises.md)")
	_, contents, found := strings.Cut(promises, "**Contents:**")
	require.True(t, found)
	contents, _, _ = strings.Cut(contents, "\n\n")
	for _, op := range operations.All() {
		name := strings.ToLower(strings.ReplaceAll(op.Tag, " ", "-"))
		assert.Contains(t, contents, "](#"+name+")", op.ID)
		assert.Contains(t, anchors(promises), name, op.ID)
	}
}

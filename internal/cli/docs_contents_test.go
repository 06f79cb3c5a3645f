package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/topics"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/contents"
)

// notForUsers are the pages that are no topics of help: they are about the code.
var notForUsers = []string{"bench.md", "design.md", "mutants.md", "negations.md"}

var (
	hiddenInPages = regexp.MustCompile("\\]\\([^)]*\\)|(?m)^```.*$")
	helpInText    = regexp.MustCompile("`help ([^`]+)`")
)

func docsPages(t *testing.T) []string {
	t.Helper()
	pages, err := filepath.Glob("../../docs/*.md")
	require.NoError(t, err)
	require.Greater(t, len(pages), 15)
	return pages
}

// TestDocs_contents: each page with four sections or more begins with links to them. -update writes
// them.
func TestDocs_contents(t *testing.T) {
	t.Parallel()
	for _, page := range append(docsPages(t), "../../README.md") {
		if slices.Contains([]string{"mutants.md", "negations.md"}, filepath.Base(page)) {
			continue // a program writes them
		}
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		want := contents.Insert(string(text))
		if *update {
			require.NoError(t, os.WriteFile(page, []byte(want), 0o644))
			continue
		}
		assert.True(t, want == string(text), "%s: go test ./internal/cli -run Docs_contents -update", page)
	}
}

// TestDocs_lines: pages for users are read in editors too, so their lines of prose are short. Tables,
// links to sections and what programs write are not.
func TestDocs_lines(t *testing.T) {
	t.Parallel()
	for _, page := range append(docsPages(t), "../../README.md", "../../SECURITY.md") {
		if slices.Contains(slices.Concat(notForUsers, []string{"deviations.md", "promises.md"}), filepath.Base(page)) {
			continue // the last two are written by programs
		}
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		for i, line := range strings.Split(string(text), "\n") {
			if strings.HasPrefix(line, "|") || strings.HasPrefix(line, "**Contents:**") {
				continue
			}
			assert.LessOrEqual(t, utf8.RuneCountInString(line), 150, "%s:%d", page, i+1)
		}
	}
}

// TestTopics_pages: every page for users is a topic, and no topic is called as a verb is.
func TestTopics_pages(t *testing.T) {
	t.Parallel()
	var want, got []string
	for _, page := range docsPages(t) {
		if !slices.Contains(notForUsers, filepath.Base(page)) {
			want = append(want, filepath.Base(page))
		}
	}
	root := newRoot(&verb.Env{Getenv: func(string) string { return "" }})
	for _, topic := range topics.All() {
		got = append(got, topic.File)
		assert.False(t, isVerb(root, topic.Name), "%s is a verb", topic.Name)
		for _, about := range topic.Verbs {
			assert.True(t, isVerb(root, about), "topic %s is about %q, which is no verb", topic.Name, about)
		}
	}
	assert.ElementsMatch(t, want, got, "edit internal/cli/topics and docs/docs.go")
}

// TestTopics_text: a page has every word of its text at 80 and at 60 columns, no line but those of
// code is wider, and what a link leads to can be typed.
func TestTopics_text(t *testing.T) {
	t.Parallel()
	root := newRoot(&verb.Env{Getenv: func(string) string { return "" }})
	for _, topic := range topics.All() {
		page, err := topics.Read(topic)
		require.NoError(t, err)
		assert.NotEmpty(t, page.Title, topic.File)
		source, err := os.ReadFile("../../docs/" + topic.File)
		require.NoError(t, err)
		for _, columns := range []int{60, 80} {
			text := page.Text("", columns)
			for line := range strings.SplitSeq(text, "\n") {
				broken := len([]rune(line)) < columns || strings.HasPrefix(strings.TrimLeft(line, " -"), "`") ||
					len(strings.Fields(line)) == 1 || strings.HasPrefix(line, "    ")
				assert.True(t, broken, "%s at %d columns: %q", topic.Name, columns, line)
			}
			words := strings.Join(strings.Fields(text), " ")
			for _, word := range strings.FieldsFunc(string(source), func(r rune) bool {
				return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9')
			}) {
				if !strings.Contains(words, word) && word != "Contents" &&
					!strings.Contains(linkTargets(string(source)), word) {
					t.Errorf("%s at %d columns has lost %q", topic.Name, columns, word)
				}
			}
		}
		for _, named := range commandsNamed(page.Text("", 10_000)) { // in which no command is broken
			cmd, _, err := root.Find([]string{"help"})
			require.NoError(t, err)
			assert.NoError(t, checkHelp(cmd, root, named), "%s leads to help %s", topic.Name, named)
		}
		for _, section := range page.Sections {
			text := page.Text(section.ID, 80)
			title, _, _ := strings.Cut(text, "\n-")
			assert.Equal(t, section.ID, contents.Slug(strings.ReplaceAll(title, "\n", " ")), topic.Name)
			assert.Less(t, len(text), len(page.Text("", 80)), topic.Name)
		}
	}
}

// linkTargets are the parts of a page that are not shown: where links lead, languages of code.
func linkTargets(page string) string {
	return strings.Join(hiddenInPages.FindAllString(page, -1), " ")
}

// commandsNamed are the arguments of each `help …` that a text names in quotation marks of code.
func commandsNamed(text string) (all [][]string) {
	for _, found := range helpInText.FindAllStringSubmatch(strings.Join(strings.Fields(text), " "), -1) {
		if words := strings.Fields(found[1]); !slices.Contains(words, "SECTION") {
			all = append(all, words)
		}
	}
	return all
}

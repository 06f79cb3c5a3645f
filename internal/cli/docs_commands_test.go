package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// docsCommand is a command that a page shows: a line of a block for a shell, or code in a sentence.
type docsCommand struct {
	page, line string
	inBlock    bool
}

var (
	fence         = regexp.MustCompile("(?ms)^```(\\w*)\n(.*?)^```$")
	commandInText = regexp.MustCompile("`((?:twilio-serverless|npx|npm|make|go|cd|brew|scoop|docker|dpkg|rpm|curl|jq) [^`\n]+)`")
	commandBelow  = regexp.MustCompile(`(?m)^    ((?:twilio-serverless|npm|make|go|cd|curl) .*)$`)
	commentBehind = regexp.MustCompile(` +# .*$`)
)

// docsCommands reads the commands of a page in the order in which they stand there.
func docsCommands(t *testing.T, page string) (all []docsCommand) {
	t.Helper()
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	name := filepath.Base(page)
	add := func(line string, inBlock bool) {
		line = strings.TrimSpace(commentBehind.ReplaceAllString(strings.TrimSpace(line), ""))
		form := strings.Contains(line, "…") || slices.Contains([]string{"go test", "go doc", "go run"}, line)
		if line != "" && !strings.HasPrefix(line, "#") && !form {
			all = append(all, docsCommand{name, strings.Join(strings.Fields(line), " "), inBlock})
		}
	}
	between := func(text string) {
		for line := range strings.Lines(text) {
			if found := commandBelow.FindStringSubmatch(line); found != nil {
				add(found[1], true)
				continue
			}
			for _, found := range commandInText.FindAllStringSubmatch(line, -1) {
				add(found[1], false)
			}
		}
	}
	rest := string(text)
	for {
		at := fence.FindStringSubmatchIndex(rest)
		if at == nil {
			between(rest)
			return all
		}
		between(rest[:at[0]])
		if language := rest[at[2]:at[3]]; language == "sh" {
			for line := range strings.Lines(strings.ReplaceAll(rest[at[4]:at[5]], "\\\n", " ")) {
				add(line, true)
			}
		}
		rest = rest[at[1]:]
	}
}

// notRun are commands that the test of the pages does not run, with the reason. A key is a command,
// or the beginning of commands with a star behind it.
var notRun = map[string]string{
	"make *":       "run by .ci/run and the workflows; the test sees that the target exists",
	"go test *":    "run by make test; the test sees that the package has such a test",
	"cd *":         "a program of a nested module; the test sees that it exists. cd alone is run",
	"go install *": "compiles the binary; interop/install does, with empty caches. @latest needs a release",
	"go get *":     "needs a release of the module",
	"npm *": "needs packages of a release or the registry; interop/install installs the packages " +
		"of make release",
	"npx *":                    "as npm",
	"brew *":                   "needs Homebrew and a release",
	"scoop *":                  "needs Windows and a release",
	"docker *":                 "needs a container engine and a release; .ci/release tests what the image holds",
	"dpkg *":                   "needs root and a release; .ci/release tests what the package holds",
	"rpm *":                    "needs root and a release; .ci/release tests what the package holds",
	"sha256sum *":              "needs the files of a release; .ci/release tests them",
	"twilio-serverless verify": "the name of the verb, in a sentence: it needs flags",
	"diff *":                   "needs the files of a release; make release-check compares two",
}

// excused returns why a command is not run, if there is a reason.
func excused(line string) (key string, ok bool) {
	for key := range notRun {
		beginning, open := strings.CutSuffix(key, "*")
		if line == key || open && strings.HasPrefix(line, beginning) {
			if key == "cd *" && !strings.Contains(line, "&&") {
				continue
			}
			return key, true
		}
	}
	return "", false
}

var goTest = regexp.MustCompile(`^go test (\./\S+)(?: -run '?([^' ]+)'?)?`)

// TestDocs_commands runs each command of README and of every page in docs/, in the order of the
// page, in the process of this test: a folder for each page, with copies of examples/hello, and an
// account of its own in one emulator. It is not parallel, since commands work in the directory of
// the process.
func TestDocs_commands(t *testing.T) {
	used := map[string]bool{}
	emu := newDocsEmulator(t)
	pages := append(docsPages(t), "../../README.md")
	mentioned := map[string]bool{} // what a block shows needs no second run for a sentence
	for _, page := range pages {
		for _, c := range docsCommands(t, page) {
			if c.inBlock {
				mentioned[c.line] = true
			}
		}
	}
	ran := 0
	for i, page := range pages {
		commands := docsCommands(t, page)
		t.Run(filepath.Base(page), func(t *testing.T) {
			s := newDocsSession(t, page, emu, i)
			for _, c := range commands {
				if key, ok := excused(c.line); ok {
					used[key] = true
					checkExcused(t, s.repository, c)
					continue
				}
				if c.inBlock || !mentioned[c.line] {
					s.run(t, c.line)
					ran++
				}
				mentioned[c.line] = true
			}
			s.end(t)
		})
	}
	for key := range notRun {
		assert.True(t, used[key], "no page has the command %q: take it off the list", key)
	}
	assert.Greater(t, ran, 100, "the patterns find them")
}

// checkExcused sees that what is not run is there.
func checkExcused(t *testing.T, repository string, c docsCommand) {
	t.Helper()
	words := strings.Fields(c.line)
	switch {
	case words[0] == "make":
		text, err := os.ReadFile(filepath.Join(repository, "Makefile"))
		require.NoError(t, err)
		for _, target := range words[1:] {
			if !strings.Contains(target, "=") {
				there := strings.Contains(string(text), "\n"+target+":")
				assert.True(t, there, "%s: %s: the Makefile has no such target", c.page, c.line)
			}
			if strings.HasSuffix(target, "'DIR'") || strings.Contains(target, "'") {
				break
			}
		}
	case goTest.MatchString(c.line):
		found := goTest.FindStringSubmatch(c.line)
		folder := strings.TrimSuffix(found[1], "/...")
		files, err := filepath.Glob(filepath.Join(repository, folder, "*_test.go"))
		require.NoError(t, err)
		require.NotEmpty(t, files, "%s: %s", c.page, c.line)
		first, _, _ := strings.Cut(found[2], "/")
		pattern := regexp.MustCompile(`(?m)^func (Test\w*)\(`)
		wanted := regexp.MustCompile(first)
		assert.True(t, slices.ContainsFunc(files, func(file string) bool {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			return slices.ContainsFunc(pattern.FindAllStringSubmatch(string(text), -1), func(test []string) bool {
				return wanted.MatchString(test[1])
			})
		}), "%s: %s finds no test", c.page, c.line)
	case words[0] == "cd":
		assert.DirExists(t, filepath.Join(repository, words[1]), "%s: %s", c.page, c.line)
		if i := slices.Index(words, "run"); i > 0 {
			assert.DirExists(t, filepath.Join(repository, words[1], words[i+1]), "%s: %s", c.page, c.line)
		}
	}
}

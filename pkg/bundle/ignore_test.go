package bundle

import (
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What a file means. TestIgnore_git asks git about the same patterns.
var ignoreCases = []struct{ file, ignored, kept string }{
	{"", "", "assets/a.css"},
	{"# comment\n\n  \n", "", "assets/a.css assets/#x"},
	{"*.psd", "assets/a.psd assets/deep/b.psd assets/.psd", "assets/a.psd.png assets/psd"},
	{"*.psd\r\n*.tmp  \r\n", "assets/a.psd assets/a.tmp", "assets/a.css"},
	{"drafts/", "assets/drafts/a.html drafts/x functions/drafts/b.js", "assets/drafts.html assets/deep/draft"},
	{"assets/drafts", "assets/drafts/a.html assets/drafts/deep/a.html", "functions/assets/drafts/a.js"},
	{"/a.css", "a.css", "assets/a.css"},
	{"assets/*.txt", "assets/a.txt", "assets/deep/a.txt"},
	{"assets/**/*.txt", "assets/a.txt assets/deep/er/a.txt", "functions/a.txt"},
	{"**/cache", "assets/cache/x functions/deep/cache/y cache/z", "assets/cached/x"},
	{"assets/**", "assets/a assets/deep/b", "functions/a.js"},
	{"assets/*\n!assets/keep/\n", "assets/a assets/deep/b", "assets/keep/c assets/keep/deep/d"},
	{"*.js\n!lib/\n", "lib/a.js functions/b.js", "lib/a.css"},
	{"*.js\n!keep.js", "functions/a.js", "functions/keep.js"},
	{"!keep.js\n*.js", "functions/keep.js", "functions/keep.css"},
	{"dir/\n!dir/keep", "dir/keep dir/other", "keep"},
	{"a?c", "abc deep/axc", "ac abbc a/c"},
	{"[ab].css\n[!x-z].txt\n[]].md", "a.css assets/b.css a.txt ].md", "c.css x.txt ab.css a.md"},
	{"a+b(c)|$.css", "a+b(c)|$.css", "aab(c)|$.css aabc"},
	{`\#x` + "\n" + `\!y` + "\n" + `st\*r`, "#x !y st*r", "star x y"},
	{`ends\ ` + "\nblank ", "ends\u0020/x blank", "ends"},
	{"ünder", "ünder assets/ünder", "ander"},
	{"foo**bar", "fooxbar foobar", "foo/bar"},
	{"*", "a assets/b", ""},
}

// ignoredIn asks as a walk does: folders first.
func ignoredIn(i *Ignore, name string) bool {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if i.Match(dir, true) {
			return true
		}
	}
	return i.Match(name, false)
}

func names(list string) []string {
	if list == "ends\u0020/x blank" {
		return []string{"ends /x", "blank"}
	}
	return strings.Fields(list)
}

func TestIgnore(t *testing.T) {
	t.Parallel()
	for _, c := range ignoreCases {
		i, err := parseIgnore([]byte("\ufeff" + c.file))
		require.NoError(t, err, "%q", c.file)
		for _, name := range names(c.ignored) {
			assert.True(t, ignoredIn(i, name), "%q ignores %s", c.file, name)
		}
		for _, name := range names(c.kept) {
			assert.False(t, ignoredIn(i, name), "%q keeps %s", c.file, name)
		}
	}
	assert.False(t, (*Ignore)(nil).Match("a", false))
}

// The table says what git says.
func TestIgnore_git(t *testing.T) {
	t.Parallel()
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("there is no git")
	}
	for _, c := range ignoreCases {
		dir := t.TempDir()
		run := func(stdin string, args ...string) string {
			cmd := exec.Command(git, args...)
			cmd.Dir, cmd.Stdin = dir, strings.NewReader(stdin)
			cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null")
			out, _ := cmd.Output() // check-ignore ends with 1 when it has nothing to tell
			return string(out)
		}
		run("", "init", "-q")
		require.NoError(t, os.WriteFile(filepath.Join(dir, ".gitignore"), []byte(c.file), 0o600))
		all := append(names(c.ignored), names(c.kept)...)
		for _, name := range all { // "dir/" is about folders only if there is one
			require.NoError(t, os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o700))
		}
		got := strings.Split(strings.TrimSuffix(run(strings.Join(all, "\x00")+"\x00", "check-ignore", "-z", "--stdin",
			"--no-index"), "\x00"), "\x00")
		if len(names(c.ignored)) == 0 {
			got = got[1:]
		}
		assert.ElementsMatch(t, names(c.ignored), got, "%q", c.file)
	}
}

func TestIgnore_refused(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"!", "/", "//", "[ab", "[", "[[:digit:]]", `a\`, "[z-a]"} {
		_, err := parseIgnore([]byte("fine\n" + line))
		assert.ErrorContains(t, err, "line 2, ", "%q", line)
		assert.ErrorIs(t, err, errIgnorePattern, "%q", line)
	}
	_, err := parseIgnore([]byte{0xff})
	assert.ErrorContains(t, err, "is not UTF-8 text")
}

func TestReadIgnore(t *testing.T) {
	t.Parallel()
	i, err := ReadIgnore(fstest.MapFS{})
	require.NoError(t, err)
	assert.Nil(t, i)
	i, err = ReadIgnore(fstest.MapFS{IgnoreFile: {Data: []byte("*.tmp\n")}})
	require.NoError(t, err)
	assert.True(t, i.Match("assets/a.tmp", false))
	_, err = ReadIgnore(fstest.MapFS{IgnoreFile: {Data: []byte("[")}})
	assert.EqualError(t, err, `.twilioserverlessignore: line 1, "[": is no pattern of .gitignore; correct it`)
}

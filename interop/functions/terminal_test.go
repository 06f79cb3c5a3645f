package functions

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTerminal drives dev in a terminal, as a person does: it starts, a file is saved, one is
// broken and mended, Ctrl-C ends it all.
func TestTerminal(t *testing.T) {
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("there is no tmux on this machine: apt-get install tmux")
	}
	program, err := build()
	require.NoError(t, err)
	dir := t.TempDir()
	write := func(name, text string) {
		at := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(at), 0o700))
		require.NoError(t, os.WriteFile(at, []byte(text), 0o600))
	}
	write("package.json", `{"name": "shop"}`)
	write("functions/hello.js", "exports.handler = (context, event, callback) => callback(null, 'hello');\n")
	server := fmt.Sprintf("dev-%d", os.Getpid())
	tmux := func(args ...string) (string, error) {
		out, err := exec.Command("tmux", append([]string{"-L", server, "-f", "/dev/null"}, args...)...).CombinedOutput()
		return string(out), err
	}
	marker := filepath.Join(dir, "ended")
	_, err = tmux("new-session", "-d", "-x", "140", "-y", "50",
		fmt.Sprintf("%s dev %s --port 0 --deps none; echo ended $? > %s; sleep 60", program, dir, marker))
	require.NoError(t, err)
	t.Cleanup(func() { _, _ = tmux("kill-server") })
	shows := func(want string) {
		t.Helper()
		screen := ""
		assert.Eventually(t, func() bool {
			screen, _ = tmux("capture-pane", "-p", "-S", "-200")
			return strings.Contains(screen, want)
		}, time.Minute, 50*time.Millisecond)
		require.Contains(t, screen, want)
	}
	shows("serving shop at http://localhost:")
	shows("function  public  http://localhost:")
	write("functions/hello.js", "exports.handler = (context, event, callback) => callback(null, 'edited');\n")
	shows("~ /hello")
	write("functions/hello.js", "exports.handler = (context, event, callback) => { a b };\n")
	shows("not deployed, what was live is still live:")
	shows("functions/hello.js:1:53: SyntaxError")
	write("functions/other.js", "exports.handler = (context, event, callback) => callback(null, 'other');\n")
	write("functions/hello.js", "exports.handler = (context, event, callback) => callback(null, 'mended');\n")
	shows("+ /other")
	_, err = tmux("send-keys", "d", "Enter")
	require.NoError(t, err)
	shows("details of requests are on now")
	write(".env", "GREETING=Hi\n")
	shows("+ Variable GREETING")
	write(".env", "GREETING=Hello\n")
	shows("~ Variable GREETING")
	require.NoError(t, os.Remove(filepath.Join(dir, "functions", "other.js")))
	shows("- /other")
	write("package.json", `{"name": "shop", "dependencies": {"left-pad": "1.0.0"}}`)
	shows("~ dependencies or runtime")

	// Another one finds the port taken, and says which is next.
	screen, err := tmux("capture-pane", "-p", "-S", "-200")
	require.NoError(t, err)
	port := regexp.MustCompile(`http://localhost:(\d+)`).FindStringSubmatch(screen)[1]
	out, err := exec.Command(program, "dev", dir, "--port", port).CombinedOutput()
	require.Error(t, err)
	assert.Contains(t, string(out), "error: port "+port+": ")
	assert.Contains(t, string(out), "hint: --port ")

	_, err = tmux("send-keys", "C-c")
	require.NoError(t, err)
	assert.Eventually(t, func() bool { _, err := os.Stat(marker); return err == nil }, 20*time.Second,
		20*time.Millisecond)
	text, err := os.ReadFile(marker)
	require.NoError(t, err)
	assert.Equal(t, "ended 0\n", string(text))
	out, _ = exec.Command("pgrep", "-f", "^"+program).Output()
	assert.Empty(t, string(out), "nothing is left")
}

// TestTerminal_noNode: without Node dev serves what needs none, and says what to install, at the start
// and to whoever calls a Function.
func TestTerminal_noNode(t *testing.T) {
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("there is no tmux on this machine: apt-get install tmux")
	}
	program, err := build()
	require.NoError(t, err)
	dir := t.TempDir()
	for name, text := range map[string]string{"package.json": `{"name": "shop"}`, "assets/a.txt": "an Asset",
		"functions/hello.js": "exports.handler = (context, event, callback) => callback(null, 'hello');\n"} {
		at := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(at), 0o700))
		require.NoError(t, os.WriteFile(at, []byte(text), 0o600))
	}
	server := fmt.Sprintf("dev-no-node-%d", os.Getpid())
	tmux := func(args ...string) string {
		out, _ := exec.Command("tmux", append([]string{"-L", server, "-f", "/dev/null"}, args...)...).CombinedOutput()
		return string(out)
	}
	empty := t.TempDir() // as PATH
	tmux("new-session", "-d", "-x", "200", "-y", "50",
		fmt.Sprintf("env PATH=%s %s dev %s --port 0", empty, program, dir))
	t.Cleanup(func() { tmux("kill-server") })
	screen := ""
	assert.Eventually(t, func() bool {
		screen = tmux("capture-pane", "-p", "-S", "-200")
		return strings.Contains(screen, "asset     public  http://localhost:")
	}, time.Minute, 50*time.Millisecond)
	assert.Contains(t, screen, "warning: running Functions needs Node.js 20 or later, and node was not found")
	found := regexp.MustCompile(`http://localhost:(\d+)`).FindString(screen)
	require.NotEmpty(t, found, screen)
	got, err := do(t.Context(), found, call{path: "/hello"})
	require.NoError(t, err)
	assert.Equal(t, 501, got.status)
	assert.Contains(t, got.body, "Node.js")
	got, err = do(t.Context(), found, call{path: "/a.txt"})
	require.NoError(t, err)
	assert.Equal(t, "an Asset", got.body)
	tmux("send-keys", "C-c")
	assert.Eventually(t, func() bool { return !strings.Contains(tmux("list-sessions"), "windows") }, time.Minute,
		20*time.Millisecond, "Ctrl-C ends it")
}

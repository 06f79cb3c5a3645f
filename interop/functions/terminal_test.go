package functions

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
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
		t.Skip("there is no tmux")
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
	_, err = tmux("send-keys", "C-c")
	require.NoError(t, err)
	assert.Eventually(t, func() bool { _, err := os.Stat(marker); return err == nil }, 20*time.Second,
		20*time.Millisecond)
	text, err := os.ReadFile(marker)
	require.NoError(t, err)
	assert.Equal(t, "ended 0\n", string(text))
	out, _ := exec.Command("pgrep", "-f", "^"+program).Output()
	assert.Empty(t, string(out), "nothing is left")
}

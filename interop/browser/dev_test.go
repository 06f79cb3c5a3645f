package browser

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestDev_page: a user who looks at a Function in a browser sees where it fails, mends it, and
// sees its answer at the next reload.
func TestDev_page(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("there is no Node.js")
	}
	dir := t.TempDir()
	save := func(text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "functions", "hello.js"), []byte(text), 0o600))
	}
	require.NoError(t, os.Mkdir(filepath.Join(dir, "functions"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "package.json"), []byte(`{"name": "shop"}`), 0o600))
	save("exports.handler = () => {\n  throw new Error('<b>broken</b>');\n};\n")

	program := filepath.Join(t.TempDir(), "twilio-serverless")
	compile := exec.Command("go", "build", "-o", program, "./cmd/twilio-serverless")
	compile.Dir = "../.."
	out, err := compile.CombinedOutput()
	require.NoError(t, err, "%s", out)
	cmd := exec.Command(program, "dev", dir, "--port", "0", "--deps", "none", "-o", "json")
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Signal(os.Interrupt); _ = cmd.Wait() })
	var ready struct{ URL string }
	require.NoError(t, json.NewDecoder(bufio.NewReader(stdout)).Decode(&ready))

	ctx := open(t, ready.URL+"/hello")
	until(t, ctx, has("h1", "Error: <b>broken</b>"))
	until(t, ctx, has("#source", ">    2 |   throw new Error("))
	until(t, ctx, has("#stack", filepath.Join("functions", "hello.js")+":2:9"))
	assert.Zero(t, ask[int](t, ctx, `document.querySelectorAll("h1 b").length`), "what the error says is text")

	save("exports.handler = () => { a b };\n")
	reloadUntil(t, ctx, ready.URL+"/hello", has("h1", "this Function is not deployed"))
	until(t, ctx, has("#stack", "functions/hello.js:1:29: SyntaxError"))
	save("exports.handler = (context, event, callback) => callback(null, 'mended');\n")
	reloadUntil(t, ctx, ready.URL+"/hello", `document.body.textContent === "mended"`)
}

// reloadUntil opens a page again and again: the file may not be deployed yet.
func reloadUntil(t *testing.T, ctx context.Context, address, expression string) {
	t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		do(t, ctx, "open "+address, chromedp.Navigate(address))
		if ask[bool](t, ctx, expression) {
			return
		}
		require.False(t, time.Now().After(end), "missing for %s after each reload: %s", patience, expression)
	}
}

package install

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func platform() string { return runtime.GOOS + "/" + runtime.GOARCH }

// node returns a machine with Node alone, whose npm reaches the registry and nothing else.
func node(t *testing.T, registry string) *machine {
	t.Helper()
	m := newMachine(t, "node", "npm", "npx")
	m.env = append(m.env, "npm_config_registry="+registry, "npm_config_audit=false", "npm_config_fund=false",
		"npm_config_update_notifier=false", "npm_config_fetch_retries=0")
	return m
}

// nowhere is a registry that does not answer.
const nowhere = "http://127.0.0.1:9/"

// tarballs are the files of the package and of the one for this platform.
func tarballs(t *testing.T) []string {
	t.Helper()
	dist, err := release()
	require.NoError(t, err)
	files, err := filepath.Glob(filepath.Join(dist, "npm", "*.tgz"))
	require.NoError(t, err)
	require.Len(t, files, 2)
	return files
}

// With only Node and no network: install the packages, make a project, develop it, deploy it.
func TestNode_offline(t *testing.T) {
	m := node(t, nowhere)
	m.env = append(m.env, "npm_config_offline=true")
	m.write("shop/package.json", `{"name": "shop", "version": "1.0.0", "scripts": {"which": "twilio-serverless version -o json"}}`)
	m.run("shop", append([]string{"npm", "install", "--save-dev"}, tarballs(t)...)...)
	assert.Contains(t, m.run("shop", "npm", "run", "--silent", "which"), version)
	assert.Contains(t, m.run("shop", "npx", "twilio-serverless", "version"), version)
	if m.command("shop", "npx", "twilio-serverless", "help", "init").Run() == nil { // the verb may not be there yet
		m.run("shop", "npx", "twilio-serverless", "init", "made")
		assert.Regexp(t, `-\d+-dev\.twil\.io`,
			m.run("shop", "npx", "twilio-serverless", "deploy", "made", "--emulated", "-y"))
	}
	m.project("shop/project")
	deployed := m.run("shop", "npx", "twilio-serverless", "deploy", "project", "--emulated", "-y")
	assert.Regexp(t, `shop-\d+-dev\.twil\.io`, deployed)
	t.Run("dev", func(t *testing.T) { develop(t, m) })
	t.Run("exit code", func(t *testing.T) {
		cmd := m.command("shop", "npx", "twilio-serverless", "deploy", "nowhere", "--emulated", "-y")
		require.Error(t, cmd.Run())
		assert.Equal(t, 2, cmd.ProcessState.ExitCode(), "that of the binary")
	})
	t.Run("missing platform", func(t *testing.T) {
		require.NoError(t, os.RemoveAll(filepath.Join(m.home, "shop/node_modules/@twilio-serverless")))
		cmd := m.command("shop", "npx", "twilio-serverless", "version")
		out, err := cmd.CombinedOutput()
		require.Error(t, err)
		assert.Equal(t, 2, cmd.ProcessState.ExitCode())
		assert.Contains(t, string(out), "install again without --omit=optional")
	})
}

// develop runs dev, calls a Function, and ends dev with the signal that a terminal sends.
func develop(t *testing.T, m *machine) {
	t.Helper()
	cmd := m.command("shop", "node", "node_modules/.bin/twilio-serverless", "dev", "project", "--port", "0")
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	cmd.Stderr = cmd.Stdout
	require.NoError(t, cmd.Start())
	defer func() { _ = cmd.Process.Kill() }()
	var printed strings.Builder
	url := ""
	lines := bufio.NewScanner(stdout)
	for url == "" && lines.Scan() {
		printed.WriteString(lines.Text() + "\n")
		url = regexp.MustCompile(`http://(localhost|127\.0\.0\.1):\d+/hello`).FindString(lines.Text())
	}
	require.NotEmpty(t, url, "dev printed:\n%s", &printed)
	go func() { _, _ = io.Copy(io.Discard, stdout) }()
	answer, err := http.Get(url + "?name=you")
	require.NoError(t, err)
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	assert.Equal(t, "hello you", string(body))
	require.NoError(t, cmd.Process.Signal(syscall.SIGINT))
	_ = cmd.Wait()
	assert.Contains(t, []int{0, 130}, cmd.ProcessState.ExitCode(),
		"the binary has ended, and the program that started it")
	_, err = http.Get(url)
	require.Error(t, err, "the binary is gone too")
}

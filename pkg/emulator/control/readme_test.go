package control

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The examples of the README are run as they stand, over a socket, and are examples of every endpoint.
func TestREADME_examples(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	r := newRig(t, nil, nil)
	environment, function, build := r.deployed()
	server := httptest.NewServer(r.control)
	t.Cleanup(server.Close)
	t.Cleanup(r.control.Close)
	versions := into[struct{ Versions []struct{ SID string } }](r, "builds/"+build).Versions
	variable := r.create("/v1/Services/shop/Environments/"+environment+"/Variables", "Key", "B", "Value", "b")
	variables := []string{"ENVIRONMENT=" + environment, "FUNCTION=" + function, "BUILD=" + build,
		"VERSION=" + versions[0].SID, "VARIABLE=" + variable,
		"SERVICE=" + r.emu.Overview(1).Services[0].SID}
	dir := t.TempDir()

	seen := map[*endpoint]int{}
	for _, line := range regexp.MustCompile("(?m)^curl .*$").FindAllString(string(text), -1) {
		req, out := curl(t, strings.Replace(line, "http://127.0.0.1:8080", server.URL, 1), variables, dir)
		res, err := http.DefaultClient.Do(req)
		require.NoError(t, err, line)
		if strings.Contains(line, "/stream") {
			first, err := bufio.NewReader(res.Body).ReadString('\n')
			require.NoError(t, err)
			assert.Equal(t, "retry: 1000\n", first)
		} else {
			body, err := io.ReadAll(res.Body)
			require.NoError(t, err)
			assert.Less(t, res.StatusCode, 300, "%s: %s", line, body)
			if out != "" {
				require.NoError(t, os.WriteFile(out, body, 0o600))
			}
		}
		res.Body.Close()
		assert.Equal(t, "1", res.Header.Get("Emulator-Control"))
		e, _, _ := r.control.find(req.Method, strings.TrimPrefix(req.URL.Path, prefix))
		require.NotNil(t, e, line)
		seen[e]++
	}
	for i := range r.control.endpoints {
		e := &r.control.endpoints[i]
		assert.Positive(t, seen[e], "no example of %s %s", e.Method, e.Path)
		assert.Contains(t, string(text), "| `"+e.Method+" "+prefix+e.Path+"` | "+e.Does+" |")
	}
}

// curl reads one line of the examples, as a shell does.
func curl(t *testing.T, line string, variables []string, dir string) (req *http.Request, out string) {
	t.Helper()
	method, body, address := "GET", "", ""
	header := http.Header{}
	shell := exec.CommandContext(t.Context(), "sh", "-fc", `printf '%s\0' `+strings.TrimPrefix(line, "curl "))
	shell.Env = variables
	split, err := shell.Output()
	require.NoError(t, err)
	require.Equal(t, strings.Count(line, "&"), bytes.Count(split, []byte("&")),
		"the shell sees an end of the command: %s", line)
	words := strings.Split(strings.TrimSuffix(string(split), "\x00"), "\x00")
	for i := 0; i < len(words); i++ {
		word := words[i]
		argument := func() string { i++; return words[i] }
		switch word {
		case "-X":
			method = argument()
		case "-H":
			name, value, _ := strings.Cut(argument(), ": ")
			header.Set(name, value)
		case "--data":
			body = argument()
		case "--data-binary":
			text, err := os.ReadFile(filepath.Join(dir, strings.TrimPrefix(argument(), "@")))
			require.NoError(t, err)
			body = string(text)
		case "-o":
			out = filepath.Join(dir, argument())
		case "-N":
		default:
			require.True(t, strings.HasPrefix(word, "http://"), "%s: I do not know %s", line, word)
			address = word
		}
	}
	req, err = http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	require.NoError(t, err)
	req.Header = header
	return req, out
}

// Each field of an entry that needs words has them.
func TestREADME_fields(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	for _, field := range []string{"account", "origin", "operation", "status", "unread", "fault", "note", "site",
		"error", "verdict",
		"findings"} {
		assert.Contains(t, string(text), "| `"+field+"` |")
	}
}

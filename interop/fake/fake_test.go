// Package fake runs the conformance suite, through the binary, against servers as another author could write them: a
// small one with bugs, a mock that remembers nothing, a gateway that is out of order. What is tested is the report: few
// causes and few lines, and no verdict where there can be none.
package fake

import (
	"bufio"
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	account  = "AC00000000000000000000000000000000"
	services = "CreateService,FetchService,UpdateService,DeleteService,ListService"
)

// binary is the command, built once.
var binary string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "fake-")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		binary = filepath.Join(dir, "twilio-serverless")
		build := exec.Command("go", "build", "-o", binary, "./cmd/twilio-serverless")
		build.Dir = "../.."
		if out, err := build.CombinedOutput(); err != nil {
			panic(string(out))
		}
		return m.Run()
	}())
}

// serve starts a server of this folder and returns its address.
func serve(t *testing.T, script string, args ...string) string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node on this machine: the fake servers are written for it")
	}
	server := exec.CommandContext(t.Context(), node, append([]string{script}, args...)...)
	input, err := server.StdinPipe() // its end ends the server
	require.NoError(t, err)
	output, err := server.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, server.Start())
	t.Cleanup(func() {
		_ = input.Close()
		_ = server.Wait()
	})
	address, err := bufio.NewReader(output).ReadString('\n')
	require.NoError(t, err)
	return strings.TrimSpace(address)
}

// A verdict is what the command printed and how it ended.
type verdict struct {
	text string
	code int
}

// conformance runs the suite against a server.
func conformance(t *testing.T, url string, args ...string) verdict {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, binary, append([]string{"conformance", "--api-url", url}, args...)...)
	command.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "TWILIO_ACCOUNT_SID=" + account,
		"TWILIO_AUTH_TOKEN=token"}
	out, err := command.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	return verdict{string(out), command.ProcessState.ExitCode()}
}

func (v verdict) lines() int { return strings.Count(v.text, "\n") }

var exercised = regexp.MustCompile(`of \d+ operations exercised`)

// summary is the end of the report, which lists the causes.
func (v verdict) summary() string {
	if at := exercised.FindStringIndex(v.text); at != nil {
		return v.text[at[0]:]
	}
	return v.text
}

// causes is the headline of the report.
func (v verdict) causes(t *testing.T) int {
	t.Helper()
	found := regexp.MustCompile(`(?m)^([0-9]+) causes?, [0-9]+ cases?$`).FindStringSubmatch(v.text)
	require.NotNil(t, found, v.text)
	n, err := strconv.Atoi(found[1])
	require.NoError(t, err)
	return n
}

// Six operations and three bugs are a handful of causes, whichever bugs they are. With -short two of the five
// servers run.
func TestFake_threeBugs(t *testing.T) {
	t.Parallel()
	for i, bugs := range []string{
		"booleans-are-texts,key-is-items,errors-have-no-message",
		"dates-have-no-zone,no-links,create-answers-200",
		"conflict-is-400,refusals-are-422,delete-answers-200",
		"not-found-is-html,page-size-is-ignored,date-updated-stays",
		"refusals-are-500,no-account-sid,no-next-page",
	} {
		t.Run(bugs, func(t *testing.T) {
			t.Parallel()
			if testing.Short() && i%3 != 0 {
				t.Skip("sampled")
			}
			url := serve(t, "server.js", "--operations", services+",CreateFunction", "--bugs", bugs)
			v := conformance(t, url)
			assert.Equal(t, 1, v.code)
			assert.LessOrEqual(t, v.causes(t), 8, v.summary())
			assert.LessOrEqual(t, v.lines(), 120, v.summary())
		})
	}
}

// Bugs that show in every answer do not hide one that only a case can see, and one mistake in two properties is
// one cause.
func TestFake_causes(t *testing.T) {
	t.Parallel()
	const operations = services + ",CreateEnvironment"
	url := serve(t, "server.js", "--operations", operations,
		"--bugs", "booleans-are-texts,page-size-is-ignored,dates-have-no-zone")
	v := conformance(t, url, "--operations", operations)
	assert.Equal(t, 3, v.causes(t), v.summary())
	assert.Contains(t, v.text, "date_created and date_updated of ")
	assert.Contains(t, v.text,
		`Service.include_credentials and ui_editable: value must be a boolean, got the string "true"`)
	assert.Contains(t, v.text, "services: page_size with ")
}

// A part of the API without bugs is green, and the report says of what. With -short one such part.
func TestFake_fixed(t *testing.T) {
	t.Parallel()
	for _, last := range []string{"CreateFunction", "ListFunction", "CreateEnvironment"} {
		if testing.Short() && last != "CreateEnvironment" {
			continue
		}
		url := serve(t, "server.js", "--operations", services+","+last)
		v := conformance(t, url, "--operations", services+","+last)
		assert.Equal(t, 0, v.code, v.text)
		assert.Regexp(t, exercised, v.text)
	}
	url := serve(t, "server.js", "--operations", services)
	v := conformance(t, url, "--skip", "^auth/every|^auth/a-", "--exclude-operations", strings.Join(others(t), ","))
	assert.Equal(t, 0, v.code, v.text)
}

// What the report says of a part of the API without bugs is enough to make it green.
func TestFake_excludesWhatIsNotThere(t *testing.T) {
	t.Parallel()
	url := serve(t, "server.js", "--operations", services+",CreateFunction")
	v := conformance(t, url)
	assert.Equal(t, 1, v.code)
	assert.Equal(t, 1, v.causes(t), v.summary())
	without := regexp.MustCompile(`(?m)^   without .* (--exclude-operations) (\S+)$`).FindStringSubmatch(v.text)
	require.NotNil(t, without, v.text)
	v = conformance(t, url, without[1:]...)
	assert.Equal(t, 0, v.code, v.text)
}

// others are the operations that the fake lacks.
func others(t *testing.T) (names []string) {
	t.Helper()
	document, err := os.ReadFile("../../openapi/serverless.yaml")
	require.NoError(t, err)
	upload, err := os.ReadFile("../../openapi/upload.yaml")
	require.NoError(t, err)
	for _, m := range regexp.MustCompile(`operationId: (\w+)`).FindAllSubmatch(append(document, upload...), -1) {
		if !strings.Contains(services, string(m[1])) {
			names = append(names, string(m[1]))
		}
	}
	return names
}

// A mock that remembers nothing breaks nearly everything, and its report can still be read.
func TestFake_stateless(t *testing.T) {
	t.Parallel()
	v := conformance(t, serve(t, "stateless.js", "--port", "0"), "--assumed")
	assert.Equal(t, 1, v.code)
	assert.LessOrEqual(t, v.lines(), 300)
	passed := regexp.MustCompile(`(?m)^(\d+) of \d+ passed, \d+ failed`).FindStringSubmatch(v.text)
	require.NotNil(t, passed, v.text)
	n, err := strconv.Atoi(passed[1])
	require.NoError(t, err)
	assert.LessOrEqual(t, n, 30, "cases pass that look at nothing")
}

// Mocks of other authors answer each operation of our documents with an example: the report is short and comes soon.
// With -short neither: TestFake_stateless is such a mock.
func TestFake_mocksOfOthers(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func() (api, upload string){
		"Prism": func() (string, string) {
			return prism(t, "serverless.yaml"), prism(t, "upload.yaml")
		},
		"openapi-backend": func() (string, string) {
			url := serve(t, "mock.js")
			return url, url
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if testing.Short() {
				t.Skip("sampled")
			}
			folder := map[string]string{"Prism": "prism/node_modules", "openapi-backend": "node_modules"}[name]
			if _, err := os.Stat(folder); err != nil {
				t.Skip("the mock is not installed: run interop/prepare.sh")
			}
			api, upload := start()
			v := conformance(t, api, "--upload-url", upload) // which bounds the time
			assert.Equal(t, 1, v.code, v.text)
			assert.LessOrEqual(t, v.lines(), 300)
			assert.Positive(t, v.causes(t))
		})
	}
}

// prism starts the mock of a document, on a port that was free a moment ago.
func prism(t *testing.T, document string) string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node on this machine")
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := free.Addr().(*net.TCPAddr)
	require.NoError(t, free.Close())
	mock := exec.CommandContext(t.Context(), node, "prism/node_modules/@stoplight/prism-cli/dist/index.js", "mock",
		"--port", strconv.Itoa(address.Port), "../../openapi/"+document)
	require.NoError(t, mock.Start())
	t.Cleanup(func() {
		_ = mock.Process.Kill()
		_ = mock.Wait()
	})
	require.Eventually(t, func() bool {
		connection, err := net.Dial("tcp", address.String())
		if err == nil {
			_ = connection.Close()
		}
		return err == nil
	}, time.Minute, 100*time.Millisecond, "the mock does not listen")
	return "http://" + address.String()
}

// A gateway that is out of order, a host that refuses connections and one that never answers are no verdict.
func TestFake_noVerdict(t *testing.T) {
	t.Parallel()
	gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "Bad Gateway", http.StatusBadGateway)
	}))
	t.Cleanup(gateway.Close)
	listener, err := net.Listen("tcp", "127.0.0.1:0") // accepts into its backlog and never answers
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, closed.Close())
	for name, url := range map[string]string{
		"gateway": gateway.URL, "silent": "http://" + listener.Addr().String(),
		"closed": "http://" + closed.Addr().String(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			v := conformance(t, url)
			assert.Equal(t, 2, v.code, v.text)
			if name != "silent" { // which is given the time that one request may take
				assert.Less(t, time.Since(began), 10*time.Second)
			}
		})
	}
}

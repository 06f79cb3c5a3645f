package functions

import (
	"bufio"
	"bytes"
	"context"
	ejson "encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// modules is what npm has installed here, see run.sh.
func modules(t *testing.T) string {
	t.Helper()
	at, err := filepath.Abs("node_modules")
	require.NoError(t, err)
	if _, err := os.Stat(filepath.Join(at, "twilio-run")); err != nil {
		t.Skip("twilio-run is not installed: make interop does it")
	}
	return at
}

// projectAt copies a project with the packages that are installed here. twilio-run needs the runtime handler among its
// dependencies, in a version that the API refuses.
func projectAt(t *testing.T, from func(dir string) error, peer bool) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, from(dir))
	_ = os.Rename(filepath.Join(dir, "env"), filepath.Join(dir, ".env"))
	_ = os.RemoveAll(filepath.Join(dir, "node_modules"))
	own := filepath.Join(dir, "node_modules")
	require.NoError(t, os.Mkdir(own, 0o700))
	for _, from := range []string{modules(t), filepath.Join(dir, "packages")} {
		entries, _ := os.ReadDir(from)
		for _, e := range entries { // the first one that has a name
			_ = os.Symlink(filepath.Join(from, e.Name()), filepath.Join(own, e.Name()))
		}
	}
	if peer {
		at := filepath.Join(dir, "package.json")
		text, err := os.ReadFile(at)
		require.NoError(t, err)
		with := strings.Replace(string(text), `"dependencies": {`,
			`"dependencies": {"@twilio/runtime-handler": "2.1.0", `, 1)
		require.NoError(t, os.WriteFile(at, []byte(with), 0o600))
	}
	return dir
}

var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "interop-functions-")
	if err != nil {
		return "", err
	}
	at := filepath.Join(dir, "twilio-serverless")
	cmd := exec.Command("go", "build", "-o", at, "./cmd/twilio-serverless")
	cmd.Dir = "../.." // a module of its own
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", &exec.Error{Name: string(out), Err: err}
	}
	return at, nil
})

// startOurs serves a project by dev and gives its URL.
func startOurs(t *testing.T, dir string, args ...string) string {
	t.Helper()
	program, err := build()
	require.NoError(t, err)
	cmd := exec.Command(program, append([]string{"dev", dir, "--port", "0", "-o", "json"}, args...)...)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	start(t, cmd)
	var ready struct{ URL, Refused string }
	require.NoError(t, ejson.NewDecoder(bufio.NewReader(out)).Decode(&ready), "%s", &errs)
	require.Empty(t, ready.Refused)
	return ready.URL
}

// start runs a program in a group of its own until the test ends.
func start(t *testing.T, cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		done := make(chan struct{})
		go func() { _ = cmd.Wait(); close(done) }()
		select {
		case <-done:
		case <-time.After(5 * time.Second):
		}
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		<-done
	})
}

// A peer is twilio-run, which some requests end.
type peer struct {
	t   *testing.T
	dir string
	url string
	cmd *exec.Cmd
}

func (p *peer) start() {
	p.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(p.t, err)
	port := l.Addr().(*net.TCPAddr).Port
	require.NoError(p.t, l.Close())
	p.cmd = exec.Command("node", filepath.Join(p.dir, "node_modules", "twilio-run", "bin", "twilio-run"), "start",
		"--port", strconv.Itoa(port), "--no-live")
	p.cmd.Dir, p.cmd.SysProcAttr = p.dir, &syscall.SysProcAttr{Setpgid: true}
	p.cmd.Env = append(os.Environ(), "CI=1")
	require.NoError(p.t, p.cmd.Start())
	p.url = "http://127.0.0.1:" + strconv.Itoa(port)
	require.Eventually(p.t, func() bool {
		c, err := net.DialTimeout("tcp", strings.TrimPrefix(p.url, "http://"), time.Second)
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	}, 90*time.Second, 50*time.Millisecond, "twilio-run does not start")
}

// dies reports whether the process ends soon.
func (p *peer) dies() bool {
	for range 30 {
		c, err := net.DialTimeout("tcp", strings.TrimPrefix(p.url, "http://"), time.Second)
		if err != nil {
			return true
		}
		_ = c.Close()
		time.Sleep(100 * time.Millisecond)
	}
	return false
}

func (p *peer) stop() {
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	_ = p.cmd.Wait()
}

func startPeer(t *testing.T, dir string) *peer {
	p := &peer{t: t, dir: dir}
	p.start()
	t.Cleanup(p.stop)
	return p
}

// upstream is what Functions call: a server that fails twice for each key, among others.
func upstream(t *testing.T) string {
	var mu sync.Mutex
	seen := map[string]int{}
	mux := http.NewServeMux()
	mux.HandleFunc("/ok", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"ok":true}`)
	})
	mux.HandleFunc("/big", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 1e6)) })
	mux.HandleFunc("/flaky", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		seen[r.URL.Query().Get("key")]++
		if seen[r.URL.Query().Get("key")] < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = io.WriteString(w, "at last")
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

type answer struct {
	status               int
	body, kind, location string
}

func do(ctx context.Context, base string, c call) (answer, error) {
	method := "GET"
	var body io.Reader
	if c.post {
		method, body = "POST", strings.NewReader(c.body)
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, base+c.path, body)
	if err != nil {
		return answer{}, err
	}
	if c.contentType != "" {
		req.Header.Set("Content-Type", c.contentType)
	}
	for _, h := range c.header {
		req.Header.Set(h[0], h[1])
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, string(text), res.Header.Get("Content-Type"), res.Header.Get("Location")}, err
}

package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

type built struct{ dir, path string }

func build(ctx context.Context) (*built, error) {
	dir, err := os.MkdirTemp("", "bench-functions-")
	if err != nil {
		return nil, err
	}
	b := &built{dir, filepath.Join(dir, "twilio-serverless")}
	cmd := exec.CommandContext(ctx, "go", "build", "-o", b.path, "./cmd/twilio-serverless")
	cmd.Dir = ".."
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	return b, nil
}

// A tool serves the project.
type tool struct {
	name, program, modules string
	ours                   bool
	args                   []string

	dir, url string
	cmd      *exec.Cmd
	started  time.Time
}

var files = map[string]string{
	"package.json":       `{"name": "bench", "version": "1.0.0", "private": true, "dependencies": {"twilio": "5.13.1"}}`,
	".env":               "VALUE=first\n",
	"functions/hello.js": "exports.handler = (context, event, callback) => callback(null, 'hello world');\n",
	"functions/slow.js": "exports.handler = (context, event, callback) => setTimeout(() => callback(null, " +
		"'slow'), 1000);\n",
	"functions/edit.js":  "exports.handler = (context, event, callback) => callback(null, 'first');\n",
	"functions/value.js": "exports.handler = (context, event, callback) => callback(null, context.VALUE);\n",
	"assets/style.css":   "body { margin: 0 }\n",
}

// typed is a Function in TypeScript, which twilio-run serves only after a build.
const typedFile, typedText = "functions/typed.ts", `type Callback = (error: Error | null, text?: string) => void;

export const handler = (context: object, event: Record<string, string>, callback: Callback): void => {
  callback(null, 'typed %d');
};
`

func (t *tool) start(ctx context.Context, modules string) (err error) {
	if t.dir, err = os.MkdirTemp("", "bench-project-"); err != nil {
		return err
	}
	for name, text := range files {
		at := filepath.Join(t.dir, name)
		if !t.ours && name == "package.json" {
			text = strings.Replace(text, `"dependencies": {`,
				`"dependencies": {"@twilio/runtime-handler": "2.1.0", `, 1)
		}
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
			return err
		}
	}
	if t.ours {
		if err := os.WriteFile(filepath.Join(t.dir, typedFile), fmt.Appendf(nil, typedText, -1), 0o600); err != nil {
			return err
		}
	}
	if modules, err = filepath.Abs(modules); err != nil {
		return err
	}
	if err := os.Symlink(modules, filepath.Join(t.dir, "node_modules")); err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	port := strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
	_ = l.Close()
	if t.ours {
		t.cmd = exec.CommandContext(ctx, t.program, "dev", t.dir, "--port", port)
	} else {
		t.cmd = exec.CommandContext(ctx, "node",
			append([]string{filepath.Join(modules, "twilio-run", "bin", "twilio-run"), "start", "--port", port},
				t.args...)...)
	}
	t.cmd.Dir, t.cmd.SysProcAttr = t.dir, &syscall.SysProcAttr{Setpgid: true}
	t.url, t.started = "http://127.0.0.1:"+port, time.Now()
	return t.cmd.Start()
}

func (t *tool) stop() {
	_ = syscall.Kill(-t.cmd.Process.Pid, syscall.SIGKILL)
	_ = t.cmd.Wait()
	_ = os.RemoveAll(t.dir)
}

// measure starts the tool, takes one sample of everything, and stops it.
func (t *tool) measure(ctx context.Context, modules string, length time.Duration, s samples) error {
	if err := t.start(ctx, modules); err != nil {
		return err
	}
	defer t.stop()
	if err := t.await(ctx, "/hello", "hello world", time.Minute); err != nil {
		return err
	}
	s.add("start to first Function", ms(time.Since(t.started)))
	if !slices.Contains(t.args, "--no-live") {
		n := len(s["edit saved to served"])
		time.Sleep(time.Second) // no user saves at once
		for _, e := range []struct{ name, file, text, path, want string }{
			{"edit saved to served", "functions/edit.js",
				"exports.handler = (context, event, callback) => callback(null, 'edited %d');\n", "/edit", "edited %d"},
			{typescriptEdit, typedFile, typedText, "/typed", "typed %d"},
			{"new file saved to served", "functions/new.js",
				"exports.handler = (context, event, callback) => callback(null, 'new %d');\n", "/new", "new %d"},
			{".env saved to served", ".env", "VALUE=changed %d\n", "/value", "changed %d"},
		} {
			if !t.ours && (e.file == ".env" || e.file == typedFile) {
				continue // needs a restart, or a build
			}
			if err := t.await(ctx, "/hello", "hello world", time.Minute); err != nil {
				return err
			}
			saved := time.Now()
			if err := os.WriteFile(filepath.Join(t.dir, e.file), fmt.Appendf(nil, e.text, n), 0o600); err != nil {
				return err
			}
			if err := t.await(ctx, e.path, fmt.Sprintf(e.want, n), 20*time.Second); err != nil {
				return err
			}
			s.add(e.name, ms(time.Since(saved)))
		}
	}
	for _, load := range []struct {
		name, path  string
		connections int
	}{{"hello, 1 connection", "/hello", 1}, {"hello, 16 connections", "/hello", 16},
		{"Asset, 1 connection", "/style.css", 1}} {
		done := make(chan float64, 1)
		if load.connections == 16 {
			go func() { time.Sleep(length / 2); done <- memory(t.cmd.Process.Pid) }()
		}
		rate, p50, err := t.load(ctx, load.path, load.connections, length)
		if err != nil {
			return err
		}
		s.add(load.name, rate)
		s.add(load.name+", p50", p50)
		if load.connections == 16 {
			s.add("memory at 16 connections", <-done)
		}
	}
	return t.slow(ctx, s)
}

// slow calls a Function of one second, 16 at once, and keeps the second turn: workers are added in the first.
func (t *tool) slow(ctx context.Context, s samples) error {
	if !t.ours {
		return nil
	}
	var rate float64
	for range 2 {
		began := time.Now()
		var wait sync.WaitGroup
		for range 16 {
			wait.Add(1)
			go func() {
				defer wait.Done()
				for range 2 {
					_, _, _ = t.get(ctx, http.DefaultClient, "/slow")
				}
			}()
		}
		wait.Wait()
		rate = 32 / time.Since(began).Seconds()
	}
	s.add("16 Functions of one second", rate)
	return nil
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func (t *tool) get(ctx context.Context, c *http.Client, path string) (int, string, error) {
	req, err := http.NewRequestWithContext(ctx, "GET", t.url+path, nil)
	if err != nil {
		return 0, "", err
	}
	res, err := c.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return res.StatusCode, string(body), err
}

// await asks until the answer is there.
func (t *tool) await(ctx context.Context, path, want string, limit time.Duration) error {
	last := ""
	for began := time.Now(); time.Since(began) < limit; time.Sleep(2 * time.Millisecond) {
		_, body, err := t.get(ctx, http.DefaultClient, path)
		if err == nil && body == want {
			return nil
		}
		last = fmt.Sprintf("%v %.100s", err, body)
	}
	return fmt.Errorf("%s does not answer %q within %s, but %s", path, want, limit, last)
}

// load asks on a number of connections for a time, and gives answers a second and the median time in ms.
func (t *tool) load(ctx context.Context, path string, connections int, length time.Duration) (rate, p50 float64,
	err error) {
	var mu sync.Mutex
	var all []time.Duration
	var failed error
	transport := &http.Transport{MaxIdleConnsPerHost: connections}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Timeout: time.Minute}
	began := time.Now()
	var wait sync.WaitGroup
	for range connections {
		wait.Add(1)
		go func() {
			defer wait.Done()
			var own []time.Duration
			for time.Since(began) < length {
				at := time.Now()
				status, body, err := t.get(ctx, client, path)
				if err != nil || status != http.StatusOK {
					mu.Lock()
					failed = fmt.Errorf("%s: %d %v %.200s", path, status, err, body)
					mu.Unlock()
					return
				}
				own = append(own, time.Since(at))
			}
			mu.Lock()
			all = append(all, own...)
			mu.Unlock()
		}()
	}
	wait.Wait()
	took := time.Since(began)
	if failed != nil || len(all) == 0 {
		return 0, 0, failed
	}
	slices.Sort(all)
	return float64(len(all)) / took.Seconds(), ms(all[len(all)/2]), nil
}

// memory is the resident memory of a process and all below it, in MB.
func memory(root int) float64 {
	out, err := exec.Command("ps", "-eo", "pid=,ppid=,rss=").Output()
	if err != nil {
		return 0
	}
	below := map[int]bool{root: true}
	var total float64
	type process struct{ pid, parent, rss int }
	var all []process
	for line := range strings.Lines(string(out)) {
		var p process
		if _, err := fmt.Sscan(line, &p.pid, &p.parent, &p.rss); err == nil {
			all = append(all, p)
		}
	}
	for range 5 {
		for _, p := range all {
			if below[p.parent] {
				below[p.pid] = true
			}
		}
	}
	for _, p := range all {
		if below[p.pid] {
			total += float64(p.rss) / 1024
		}
	}
	return total
}

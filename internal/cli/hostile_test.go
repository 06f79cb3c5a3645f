package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// nasty does in a terminal or a log what no name should: it clears the screen, sets the clipboard,
// turns the text round, and begins lines of its own, of which two are commands of GitHub Actions.
const nasty = "x\x1b[2J\x1b]52;c;eA==\a\u009b1m\u202e\u2066\u2028\x7f\r\n::error::forged\n \t::stop-commands::t\n" +
	"##[warning]w\nerror: forged"

// obeyed is what a runner of GitHub Actions takes for a command.
var obeyed = regexp.MustCompile(`(?m)^[\s\p{Z}]*::|##\[`)

// ours are the escape sequences that the program itself writes to a terminal.
var ours = regexp.MustCompile(`\r\x1b\[K|\x1b\[(31|32|33|2|0)m`)

// assertShown fails when a terminal or a log would obey a part of the output.
func assertShown(t *testing.T, text, context string) {
	t.Helper()
	text = ours.ReplaceAllString(text, "")
	for i, r := range text {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) {
			assert.Fail(t, "a character that is obeyed", "%U in %q, of %s", r,
				text[max(0, i-60):min(len(text), i+20)], context)
			return
		}
	}
	assert.NotRegexp(t, obeyed, text, context)
	assert.NotRegexp(t, `(?m)^error: forged`, text, context)
}

// hostileAPI answers as the emulator does, with nasty in every string that the client does not need
// to go on.
func hostileAPI(t *testing.T, needed ...string) *httptest.Server {
	t.Helper()
	e, err := emulator.New(&emulator.Options{BuildTime: time.Millisecond})
	require.NoError(t, err)
	keep := map[string]bool{
		"sid": true, "status": true, "next_page_url": true, "date_created": true, "date_updated": true,
		"visibility": true, "level": true,
		"url": true, "first_page_url": true, "previous_page_url": true,
	}
	for _, key := range needed {
		keep[key] = true
	}
	var spoil func(key string, value any) any
	spoil = func(key string, value any) any {
		switch v := value.(type) {
		case map[string]any:
			for k := range v {
				v[k] = spoil(k, v[k])
			}
		case []any:
			for i := range v {
				v[i] = spoil(key, v[i])
			}
		case string:
			if !keep[key] && !strings.HasSuffix(key, "_sid") {
				return v + nasty
			}
		}
		return value
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		e.ServeHTTP(answer, r)
		maps.Copy(w.Header(), answer.Header())
		body := answer.Body.Bytes()
		var document any
		if json.Unmarshal(body, &document) == nil {
			body, _ = json.Marshal(spoil("", document))
		}
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		w.WriteHeader(answer.Code)
		_, _ = w.Write(body)
	}))
	t.Cleanup(server.Close)
	return server
}

// refusingAPI answers everything with an error full of nasty.
func refusingAPI(t *testing.T, status int) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]any{"code": 20001, "message": nasty, "more_info": "https://x/" + nasty,
			"status": status})
	}))
	t.Cleanup(server.Close)
	return server
}

func garbageAPI(t *testing.T) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "<html>"+nasty)
	}))
	t.Cleanup(server.Close)
	return server
}

// hostileProject is a project that can be deployed, in which everything that can be nasty is.
func hostileProject(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	// No "/" can be in a name, and Linux takes 255 bytes.
	name := strings.ReplaceAll(nasty, "/", "")
	write := func(path, text string) {
		t.Helper()
		path = filepath.Join(dir, path)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
	quoted, err := json.Marshal(nasty)
	require.NoError(t, err)
	write("package.json", `{"name": "hostile", "dependencies": {"lodash": "4.17.21"}, "scripts": {`+string(quoted)+
		`: "x"}}`)
	write("functions/a.js", "exports.handler = 1")
	write("functions/"+name+".md", "no Function")
	write("assets/b.txt", "b")
	write("assets/"+name+".txt", "left out")
	write("assets/"+name+"/c.txt", "left out")
	write(".twilioserverlessignore", "assets/x*\n")
	write(".twilioserverlessrc", `{`+string(quoted)+`: true, "commands": {`+string(quoted)+`: {}}}`)
	write(".env", "GREETING=\"hi\x1b[2J\"\nEMPTY=\n")
	write(".env.example", "GREETING=\nMISSING=\n")
	write(".twilio-serverless/deployments.json", `{"version": 1, "deployments": [{"api_url": `+string(quoted)+`}]}`)
	return dir
}

// inProject is set in the process of TestHostile that works in the project.
const inProject = "TWILIO_SERVERLESS_TEST_HOSTILE"

// TestHostile: whatever a server and a project hold, no verb prints it so that a terminal or a log
// obeys it. It works in the project, so in a process of its own: most of its time is waits, in which
// others go on.
func TestHostile(t *testing.T) {
	t.Parallel()
	if os.Getenv(inProject) == "" {
		binary, err := os.Executable()
		require.NoError(t, err)
		cmd := exec.CommandContext(t.Context(), binary, "-test.run=^TestHostile$", "-test.count=1")
		cmd.Dir, cmd.Env = hostileProject(t), append(os.Environ(), inProject+"=1")
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
		require.Contains(t, string(out), "PASS")
		return
	}
	servers := map[string]*httptest.Server{
		"spoilt": hostileAPI(t), "spoilt but for names": hostileAPI(t, "unique_name", "domain_suffix", "path", "key",
			"runtime"),
		"spoilt but for paths": hostileAPI(t, "path", "domain_suffix"),
		"refusing 400":         refusingAPI(t, 400), "refusing 401": refusingAPI(t, 401),
		"refusing 404": refusingAPI(t, 404),
		"refusing 409": refusingAPI(t, 409), "garbage": garbageAPI(t),
	}
	lines := []string{
		"plan", "deploy --yes", "deploy --yes", "plan --diff", "status", "whoami", "plan --environment " + zeros("ZE"),
		"list services",
		"list environments",
		"list functions",
		"list assets", "list builds", "list deployments", "list variables --show-values", "logs", "open",
		"env list --show-values",
		"env get GREETING", "env get NOPE", "env set A=1", "env unset A", "env export", "env import --yes", "pull out",
		"pull --force",
		"promote --from dev --to stage", "activate " + zeros("ZB"), "undeploy --yes", "rollback", "prune --dry-run",
		"prune --yes",
		"delete environment dev --yes", "delete service hostile --yes", "conformance --run ^services/fetch",
		"conformance --cleanup check-abcdefgh",
		"conformance --list", "version", "spec", "man man", "help",
	}
	offline := map[string]bool{"conformance --list": true, "version": true, "spec": true, "man man": true, "help": true}
	var runs sync.WaitGroup // of the suite, and of each server, which wait much
	for server, where := range servers {
		runs.Go(func() {
			for i, line := range lines {
				args := strings.Fields(line)
				if offline[line] && server != "spoilt" {
					continue // it asks no server
				}
				cmd, _, err := newRoot(&verb.Env{Stdin: strings.NewReader(""), Stdout: io.Discard,
					Stderr: io.Discard}).Find(args)
				assert.NoError(t, err)
				if cmd.Flags().Lookup("api-url") != nil && !offline[line] {
					args = append(args, "--api-url", where.URL)
				}
				formats := []string{"text"}
				if cmd.Flags().Lookup("output") != nil {
					formats = append(formats, "json")
				}
				if line == "plan" {
					formats = append(formats, "markdown")
				}
				widths := []int{-1, 80}
				if strings.HasPrefix(line, "conformance --run") {
					if server != "spoilt" && server != "refusing 400" {
						continue // it takes long, and these say nothing else
					}
					widths = widths[:1]
				}
				for _, format := range formats {
					full, in := args, widths
					if format != "text" {
						full = append(slices.Clone(args), "-o", format)
						in = widths[i%len(widths):][:1] // these forms have no columns: one of the two is enough
					}
					for _, columns := range in {
						try := func() {
							out, errs := runHostile(t, full, columns)
							about := fmt.Sprintf("%q, server %s, %d columns", full, server, columns)
							assertShown(t, out, about)
							assertShown(t, errs, about)
						}
						if strings.HasPrefix(line, "conformance --run") {
							runs.Go(try)
						} else {
							try()
						}
					}
				}
			}
		})
	}
	runs.Wait()
}

// runHostile runs a command line in a terminal so wide, or in none.
func runHostile(t *testing.T, args []string, columns int) (stdout, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var out, errs bytes.Buffer
	Main(ctx, args, Env{
		Stdin: strings.NewReader("y\n"), Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" },
		StdoutTerminal: columns > 0, Columns: func() int { return columns },
	})
	return out.String(), errs.String()
}

func zeros(prefix string) string { return prefix + strings.Repeat("0", 32) }

// TestHostile_values: what cannot be printed safely is not printed otherwise either: JSON has it
// exactly.
func TestHostile_values(t *testing.T) {
	t.Parallel()
	server := hostileAPI(t, "unique_name", "domain_suffix", "path", "key", "runtime")
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS(example)))
	require.NoError(t, os.RemoveAll(filepath.Join(dir, ".twilio-serverless")))
	// One Variable alone: of several, the first that is refused may come before another is sent.
	require.NoError(t, os.WriteFile(filepath.Join(dir, ".env"), []byte("GREETING=Hello\n"), 0o600))
	code, _, stderr := runVerb(t, []string{"deploy", dir, "--api-url", server.URL})
	require.Equal(t, verb.ExitFailed, code, stderr)
	require.Contains(t, stderr, "its value is not the one that was sent", "the Variable is there all the same")
	args := []string{"env", "get", "GREETING", "--service", "hello", "--api-url", server.URL}
	code, stdout, stderr := runVerb(t, args)
	assert.Equal(t, verb.ExitFailed, code)
	assert.Empty(t, stdout, "nothing is better than something else")
	assert.Contains(t, stderr, "-o json")
	code, stdout, _ = runVerb(t, append(args, "-o", "json"))
	require.Equal(t, verb.ExitDone, code)
	var variable struct{ Value string }
	require.NoError(t, json.Unmarshal([]byte(stdout), &variable))
	assert.True(t, strings.HasSuffix(variable.Value, nasty), "%q", variable.Value)
}

// TestHostile_requests: what clients send to emulate --check and to verify is not printed raw.
func TestHostile_requests(t *testing.T) {
	t.Parallel()
	upstream := hostileAPI(t)
	for _, line := range []string{
		"emulate --check --functions off --listen 127.0.0.1:0",
		"emulate --functions off --listen 127.0.0.1:0 -o json --check",
		"verify --listen 127.0.0.1:0 --upstream " + upstream.URL,
		"verify --listen 127.0.0.1:0 -o json --fail-on-violation --upstream " + upstream.URL,
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			out, errs := &watched{grown: make(chan struct{}, 1)}, &watched{grown: make(chan struct{}, 1)}
			ended := make(chan int)
			go func() {
				ended <- Main(ctx, strings.Fields(line), Env{
					Stdin: strings.NewReader(""), Stdout: out, Stderr: errs, Getenv: func(string) string { return "" },
				})
			}()
			address := ""
			for address == "" {
				select {
				case <-out.grown:
				case <-errs.grown:
				case code := <-ended:
					require.Fail(t, "it ended", "%d %s%s", code, out, errs)
				}
				address = regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(out.String() + errs.String())
			}
			for _, send := range []func() (*http.Request, error){
				func() (*http.Request, error) {
					return http.NewRequest(http.MethodGet,
						address+"/v1/%1b]52;c;x%07%0a::error::forged%0aerror:%20forged", nil)
				},
				func() (*http.Request, error) {
					return http.NewRequest(http.MethodGet,
						address+"/v1/Services?%1b[2J%0a::error::forged=1&x=%E2%80%AE", nil)
				},
				func() (*http.Request, error) {
					body := strings.NewReader("%0a%3a%3aerror::forged%1b[2J=" +
						"1&UniqueName=%1b%0a::x&FriendlyName=a%E2%80%AE")
					r, err := http.NewRequest(http.MethodPost, address+"/v1/Services", body)
					if err == nil {
						r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
						r.SetBasicAuth(emulator.TestAccountSID, emulator.TestAuthToken)
					}
					return r, err
				},
				func() (*http.Request, error) {
					r, err := http.NewRequest("::ERROR", address+"/v1/Services", nil)
					if err != nil {
						return http.NewRequest("BREW", address+"/v1/Services", nil)
					}
					return r, nil
				},
			} {
				r, err := send()
				require.NoError(t, err)
				response, err := http.DefaultClient.Do(r)
				if err == nil {
					_, _ = io.Copy(io.Discard, response.Body)
					_ = response.Body.Close()
				}
			}
			cancel()
			<-ended
			assert.Contains(t, out.String()+errs.String(), "violation", "it found something to print")
			assertShown(t, out.String(), line)
			assertShown(t, errs.String(), line)
		})
	}
}

// watched is a buffer that signals when something is written.
type watched struct {
	mu    sync.Mutex
	b     bytes.Buffer
	grown chan struct{}
}

func (w *watched) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	select {
	case w.grown <- struct{}{}:
	default:
	}
	return w.b.Write(p)
}

func (w *watched) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.String()
}

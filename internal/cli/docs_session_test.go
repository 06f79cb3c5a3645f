package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// docsSession is a user who types the commands of a page one after the other.
type docsSession struct {
	repository string
	page       string
	api        string            // the emulator of the page
	proxied    string            // what `verify` listens on
	variables  map[string]string // of the shell
	beside     []*docsProcess    // what goes on until it is interrupted
	build      string            // the Build that was made live last
	domain     string
	grown      int // Functions that were added to the project
}

// docsProcess is a verb that runs beside the others, in this process.
type docsProcess struct {
	line           string
	stdout, stderr transcript
	interrupt      func()
	ended          chan struct{}
	code           int
}

// prepared are commands that a user of a page has given before: the page cannot show all at once.
var prepared = map[string][]string{
	"twilio-serverless rollback":                         {"grow", "twilio-serverless deploy -y"},
	"twilio-serverless list services":                    {"twilio-serverless deploy -y"},
	"twilio-serverless pull copy --service hello":        {"twilio-serverless deploy -y"},
	"twilio-serverless env get A":                        {"twilio-serverless env set A=1"},
	"twilio-serverless deploy --events events.ndjson -y": {"grow"},
}

// narrowed keeps runs of the whole catalogue short: conformance_run.txtar has them.
const narrowed = "^environments/(names|unknown-service|cannot)-"

// newDocsEmulator starts the emulator that all pages share.
func newDocsEmulator(t *testing.T) string {
	t.Helper()
	s := &docsSession{variables: map[string]string{}}
	p := s.start(t, []string{"emulate", "--listen", "127.0.0.1:0", "--build-time", "0s", "--functions", "off"})
	t.Cleanup(func() { s.end(t) })
	match, err := p.stdout.await(regexp.MustCompile(`listening on (http://\S+)`), p.ended)
	require.NoError(t, err)
	return match[1]
}

func newDocsSession(t *testing.T, page, api string, number int) *docsSession {
	t.Helper()
	repository, err := filepath.Abs("../..")
	require.NoError(t, err)
	s := &docsSession{repository: repository, page: filepath.Base(page), api: api, variables: map[string]string{
		"TWILIO_ACCOUNT_SID": fmt.Sprintf("AC%032x", number+1), "TWILIO_AUTH_TOKEN": emulator.TestAuthToken,
		"TWILIO_SERVERLESS_API_URL": api, "PATH": os.Getenv("PATH"),
		"TWILIO_SERVERLESS_FUNCTIONS": "off",
	}}
	dir := t.TempDir()
	for _, name := range []string{"hello", "my-project", "shop"} {
		require.NoError(t, os.CopyFS(filepath.Join(dir, name),
			os.DirFS(filepath.Join(repository, "examples", "hello"))))
		require.NoError(t, os.RemoveAll(filepath.Join(dir, name, ".twilio-serverless")))
	}
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	for _, block := range fence.FindAllStringSubmatch(string(text), -1) {
		if first, rest, _ := strings.Cut(block[2], "\n"); first == "# fleet.yaml" {
			require.NoError(t, os.WriteFile(filepath.Join(dir, "fleet.yaml"),
				[]byte(strings.Replace(rest, "rate: 10}", "rate: 1000}", 1)), 0o600)) // nothing here waits
			for i, account := range []string{"ACME", "GLOBEX"} {
				s.variables[account+"_ACCOUNT_SID"] = fmt.Sprintf("AC%032x", 1000+i)
				s.variables[account+"_AUTH_TOKEN"] = s.variables["TWILIO_AUTH_TOKEN"]
			}
		}
	}
	startsInProject := !slices.Contains([]string{"ci.md", "coming-from-twilio-run.md", "develop-locally.md",
		"emulator.md"},
		s.page)
	if startsInProject {
		dir = filepath.Join(dir, "hello")
	}
	t.Chdir(dir)
	return s
}

// run runs one line, which has to end well.
func (s *docsSession) run(t *testing.T, line string) {
	t.Helper()
	for _, before := range prepared[line] {
		if before == "grow" {
			s.grow(t)
			continue
		}
		s.run(t, before)
	}
	switch program, rest, _ := strings.Cut(line, " "); {
	case program == "cd":
		t.Chdir(rest)
	case program == "export":
		for _, assignment := range strings.Fields(rest) {
			s.assign(t, assignment)
		}
	case strings.Contains(program, "="):
		s.assign(t, line)
	case program == "twilio-serverless":
		s.verb(t, rest)
	default:
		s.shell(t, line)
	}
}

// grow adds a Function, so that there is something to deploy.
func (s *docsSession) grow(t *testing.T) {
	t.Helper()
	s.grown++
	name := fmt.Sprintf("functions/grown%d.js", s.grown)
	require.NoError(t, os.WriteFile(name, []byte("exports.handler = (c, e, done) => done(null, 'more')\n"), 0o600))
}

// verb runs a verb of the binary in this process, on a terminal whose user agrees to everything.
func (s *docsSession) verb(t *testing.T, line string) {
	t.Helper()
	line = strings.TrimSuffix(line, " &")
	args := s.arguments(t, line)
	goesOn := args[0] == "emulate" || args[0] == "dev" || args[0] == "verify" || slices.Contains(args, "--tail")
	if goesOn {
		s.await(t, s.start(t, args))
		return
	}
	var stdout, stderr transcript
	code := Main(t.Context(), args, s.env(&stdout, &stderr))
	out, _ := stdout.read()
	errs, _ := stderr.read()
	require.Zero(t, code, "%s: twilio-serverless %s\n%s%s", s.page, line, out, errs)
	if found := regexp.MustCompile(`ZB[0-9a-f]{32}`).FindString(out); found != "" {
		s.build = found
	}
	if found := regexp.MustCompile(`[a-z-]+-\d+-dev\.twil\.io`).FindString(out + errs); found != "" {
		s.domain = found
	}
}

// arguments are those of the line, with what differs here: addresses, files of the repository, and
// values that stand for others.
func (s *docsSession) arguments(t *testing.T, line string) []string {
	t.Helper()
	args := shellWords(t, line)
	for i, arg := range args {
		if i > 0 && slices.Contains([]string{"--listen", "--proxy", "--upload-listen"}, args[i-1]) {
			args[i] = "127.0.0.1:0"
			continue
		}
		if args[0] != "verify" { // which only forwards there, and nothing is sent
			arg = regexp.MustCompile(`^https://serverless(-upload)?\.twilio\.com$`).ReplaceAllString(arg, s.api)
		}
		arg = strings.ReplaceAll(arg, "http://127.0.0.1:8080", s.api)
		arg = strings.ReplaceAll(arg, "http://127.0.0.1:9000", s.proxied)
		switch arg {
		case "URL":
			arg = s.api
		case "DIR":
			arg = filepath.Join(t.TempDir(), "dir")
		case "cassettes/emulator":
			arg = filepath.Join(s.repository, "cassettes", "emulator")
		case "ZB" + strings.Repeat("0", 32):
			arg = s.build
		}
		args[i] = arg
	}
	switch args[0] {
	case "emulate":
		if !slices.Contains(args, "--listen") {
			args = append(args, "--listen", "127.0.0.1:0")
		}
		if !slices.Contains(args, "--build-time") {
			args = append(args, "--build-time", "0s")
		}
	case "dev":
		args = append(args, "--port", "0", "--deps", "none")
	case "conformance":
		if !strings.Contains(line, "--run") && !strings.Contains(line, "--replay") &&
			!strings.Contains(line, "--operations") && !strings.Contains(line, "--merge") &&
			!strings.Contains(line, "--cleanup") {
			args = append(args, "--run", narrowed)
		}
	}
	return args
}

func (s *docsSession) env(stdout, stderr *transcript) verb.Env {
	variables := maps.Clone(s.variables) // what goes on beside reads those of its start
	return verb.Env{
		Stdin: strings.NewReader(strings.Repeat("y\n", 4)), Stdout: stdout, Stderr: stderr, Terminal: true,
		Getenv:    func(name string) string { return variables[name] },
		LookupEnv: func(name string) (string, bool) { value, ok := variables[name]; return value, ok },
		Start:     func(context.Context, string, ...string) error { return nil },
	}
}

func (s *docsSession) start(t *testing.T, args []string) *docsProcess {
	t.Helper()
	p := &docsProcess{line: strings.Join(args, " "), ended: make(chan struct{})}
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(t.Context()))
	p.interrupt = func() { cancel(interruption{syscall.SIGINT}) }
	env := s.env(&p.stdout, &p.stderr)
	go func() {
		defer close(p.ended)
		p.code = Main(ctx, args, env)
	}()
	s.beside = append(s.beside, p)
	return p
}

// await waits until a verb that goes on has begun, and learns its address.
func (s *docsSession) await(t *testing.T, p *docsProcess) {
	t.Helper()
	if strings.HasPrefix(p.line, "logs ") { // it prints nothing until there is a line
		return
	}
	match, err := p.stdout.await(regexp.MustCompile(
		`(?m)^(?:listening on|proxy for .* on|serving \S+ at) (http://[^\s;]+)`),
		p.ended)
	stderr, _ := p.stderr.read()
	require.NoError(t, err, "%s: twilio-serverless %s\n%s", s.page, p.line, stderr)
	switch {
	case strings.HasPrefix(p.line, "emulate") && strings.HasPrefix(match[0], "listening"):
		s.api = match[1]
	case strings.HasPrefix(p.line, "verify") && strings.HasPrefix(match[0], "listening"):
		s.proxied = match[1]
	}
}

// end interrupts what goes on beside, the last one first, and wants a clean end.
func (s *docsSession) end(t *testing.T) {
	for _, p := range slices.Backward(s.beside) {
		p.interrupt()
		<-p.ended
		stderr, _ := p.stderr.read()
		assert.Contains(t, []int{verb.ExitDone, verb.ExitInterrupted}, p.code, "%s: twilio-serverless %s\n%s", s.page,
			p.line, stderr)
	}
}

// assign sets a variable of the shell.
func (s *docsSession) assign(t *testing.T, assignment string) {
	t.Helper()
	name, value, _ := strings.Cut(assignment, "=")
	if name == "DOMAIN" {
		value = s.domain
		require.NotEmpty(t, value, "a deploy has printed it")
	}
	if strings.Contains(value, "$(") {
		value = s.output(t, "printf %s \""+value+"\"")
	}
	s.variables[name] = value
}

// shell runs a line of another program, as a shell does. A server that refuses is a failure.
func (s *docsSession) shell(t *testing.T, line string) {
	t.Helper()
	line = strings.ReplaceAll(line, "http://127.0.0.1:8080", s.api)
	line = strings.ReplaceAll(line, "http://127.0.0.1:9000", s.proxied)
	s.output(t, `curl() { command curl -sS --fail-with-body "$@"; }; `+line)
}

func (s *docsSession) output(t *testing.T, line string) string {
	t.Helper()
	for _, program := range []string{"sh", "curl", "jq", "openssl"} {
		if _, err := exec.LookPath(program); err != nil && (program == "sh" || strings.Contains(line, program+" ")) {
			t.Skipf("%s: there is no %s here for: %s", s.page, program, line)
		}
	}
	cmd := exec.CommandContext(t.Context(), "sh", "-c", line)
	for name, value := range s.variables {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		require.NoError(t, err, "%s: %s\n%s%s", s.page, line, out, exit.Stderr)
	}
	require.NoError(t, err, "%s: %s", s.page, line)
	return string(out)
}

// shellWords splits a line as a shell does, without variables.
func shellWords(t *testing.T, line string) (words []string) {
	t.Helper()
	for _, found := range regexp.MustCompile(`'([^']*)'|"([^"]*)"|(\S+)`).FindAllStringSubmatch(line, -1) {
		words = append(words, found[1]+found[2]+found[3])
	}
	require.NotEmpty(t, words)
	return words
}

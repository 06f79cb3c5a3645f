package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/fleet"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

var wholeFleet = flag.Bool("fleet", false, "deploy to 200 accounts with 8 processes instead of 6 with 2")

// fleetServer is an emulator of many accounts that keeps count, and kills the process of an account at its first
// Deployment.
type fleetServer struct {
	emulator *emulator.Emulator
	mu       sync.Mutex
	begun    map[string][]time.Time // by account
	answered map[int]int
	victim   string
	kill     func()
}

func (s *fleetServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	account, _, _ := r.BasicAuth()
	operation, _ := s.emulator.Match(r.Method, r.URL.Path)
	s.mu.Lock()
	s.begun[account] = append(s.begun[account], time.Now())
	kill := s.kill
	if account == s.victim && operation == "CreateDeployment" && kill != nil {
		s.kill = nil
	} else {
		kill = nil
	}
	s.mu.Unlock()
	if kill != nil {
		kill()
		panic(http.ErrAbortHandler)
	}
	recorder := &statusWriter{ResponseWriter: w, status: http.StatusOK}
	s.emulator.ServeHTTP(recorder, r)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answered[recorder.status]++
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// One project goes to many accounts, by processes that know nothing of each other; one is killed in the midst of its
// work and started again. Then each account has the project once, none had more requests within a second than it
// allows, and one report says so.
func TestFleet_processes(t *testing.T) {
	t.Parallel()
	accounts, processes, rate := 6, 2, 40
	if *wholeFleet {
		accounts, processes, rate = 200, 8, 8
	}
	server, env, file := newFleetServer(t, accounts, rate)
	address := httptest.NewServer(server)
	t.Cleanup(address.Close)
	env = append(env, "TWILIO_SERVERLESS_API_URL="+address.URL)
	binary, err := exec.LookPath("twilio-serverless") // see TestMain
	require.NoError(t, err)
	state := filepath.Join(filepath.Dir(file), "state")
	share := func(index int) *exec.Cmd {
		cmd := exec.CommandContext(t.Context(), binary, "fleet", "deploy", file, "--state", state,
			"--shard", fmt.Sprintf("%d/%d", index, processes))
		cmd.Env = env
		cmd.Stdout, cmd.Stderr = new(bytes.Buffer), new(bytes.Buffer)
		return cmd
	}
	doomed := share(2) // the accounts are dealt out in turn
	killed := make(chan struct{})
	server.mu.Lock() // its first request waits until it can be killed
	err = doomed.Start()
	server.kill = func() {
		_ = doomed.Process.Kill()
		close(killed)
	}
	server.mu.Unlock()
	require.NoError(t, err)
	all := []*exec.Cmd{doomed}
	for index := range processes {
		if index != 1 {
			all = append(all, share(index+1))
		}
	}
	for _, cmd := range all[1:] {
		require.NoError(t, cmd.Start())
	}
	for _, cmd := range all[1:] {
		require.NoError(t, cmd.Wait(), "%s\n%s", cmd.Stdout, cmd.Stderr)
	}
	var exit *exec.ExitError
	require.True(t, errors.As(doomed.Wait(), &exit))
	<-killed
	code, report := fleetReport(t, file, state)
	assert.Equal(t, verb.ExitFailed, code, "not all is deployed")
	assert.Positive(t, report.Begun, "what the killed process was at")
	inMidst := map[string]bool{}
	for _, r := range report.Results {
		inMidst[r.Account] = r.Outcome == fleet.Begun
	}

	again := share(2)
	require.NoError(t, again.Run(), "%s\n%s", again.Stdout, again.Stderr)
	code, report = fleetReport(t, file, state)
	assert.Equal(t, verb.ExitDone, code)
	assert.Equal(t, accounts, report.Deployed)
	assert.Len(t, report.Results, accounts)
	assert.Zero(t, server.answered[http.StatusTooManyRequests], "an account was over its rate: %v", server.answered)
	services := server.emulator.Overview(accounts + 1).Services
	require.Len(t, services, accounts, "one Service for each account")
	seen := map[string]bool{}
	for _, s := range services {
		assert.False(t, seen[s.AccountSID], "%s has two Services", s.AccountSID)
		seen[s.AccountSID] = true
		require.Len(t, s.Environments, 1)
		assert.Equal(t, 1, s.Environments[0].DeploymentCount, "%s is deployed once", s.AccountSID)
		assert.NotNil(t, s.Environments[0].Live)
		if !inMidst[server.name(s.AccountSID)] {
			assert.Equal(t, 1, s.BuildCount, s.AccountSID)
		}
	}
	requests := 0
	for account, times := range server.begun {
		requests += len(times)
		for i := rate; i < len(times); i++ {
			assert.GreaterOrEqual(t, times[i].Sub(times[i-rate]), time.Second, "%s: request %d", account, i)
		}
	}
	t.Logf("%d accounts by %d processes, at most %d requests a second each: %d requests, %d deployments begun when "+
		"one was killed",
		accounts, processes, rate, requests, count(inMidst))
}

func count(set map[string]bool) (n int) {
	for _, is := range set {
		if is {
			n++
		}
	}
	return n
}

func (s *fleetServer) name(accountSID string) string { return "A" + accountSID[len(accountSID)-4:] }

// newFleetServer returns a server of so many accounts, the environment with their credentials, and a fleet file
// beside a project.
func newFleetServer(t *testing.T, accounts, rate int) (s *fleetServer, env []string, file string) {
	t.Helper()
	s = &fleetServer{begun: map[string][]time.Time{}, answered: map[int]int{}}
	opts := &emulator.Options{Seed: 1, Limits: emulator.Limits{PerSecond: rate}}
	var text strings.Builder
	fmt.Fprintf(&text, "version: 1\ndefaults: {project: shop, environment: dev, rate: %d}\ndeployments:\n", rate)
	env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}
	for i := range accounts {
		a := emulator.Account{SID: fmt.Sprintf("AC%032d", i+1), AuthToken: fmt.Sprintf("token-of-%04d", i+1)}
		opts.Accounts = append(opts.Accounts, a)
		fmt.Fprintf(&text, "  - {name: shop-%04d, account: %s}\n", i+1, s.name(a.SID))
		env = append(env, s.name(a.SID)+"_ACCOUNT_SID="+a.SID, s.name(a.SID)+"_AUTH_TOKEN="+a.AuthToken)
	}
	s.victim = opts.Accounts[1].SID
	var err error
	s.emulator, err = emulator.New(opts)
	require.NoError(t, err)
	dir := t.TempDir()
	write(t, dir, "fleet.yaml", text.String(), "shop/package.json", `{"name": "shop"}`,
		"shop/functions/a.js", "a", "shop/functions/b.protected.js", "b", "shop/assets/c.txt", "c")
	return s, env, filepath.Join(dir, "fleet.yaml")
}

func fleetReport(t *testing.T, file, state string) (int, fleet.Report) {
	t.Helper()
	code, stdout, stderr := run(t.Context(), nil, false, "fleet", "report", file, "--state", state, "-o", "json")
	var report fleet.Report
	require.NoError(t, json.Unmarshal([]byte(stdout), &report), stderr)
	return code, report
}

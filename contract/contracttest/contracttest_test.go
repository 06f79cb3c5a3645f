package contracttest_test

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract/contracttest"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// target is an emulator behind a real socket, with changes in between.
func target(t *testing.T, change func(http.Handler) http.Handler) *suite.Target {
	t.Helper()
	emu, err := emulator.New(&emulator.Options{Seed: 1})
	require.NoError(t, err)
	server := httptest.NewServer(change(emu))
	t.Cleanup(server.Close)
	return &suite.Target{
		APIURL: server.URL, Username: emulator.TestAccountSID, Password: emulator.TestAuthToken,
		PollInterval: time.Millisecond,
	}
}

func unchanged(h http.Handler) http.Handler { return h }

func TestRun_emulatorOverASocket(t *testing.T) {
	opts := &suite.RunOptions{Assumed: true, Parallel: 40}
	if !*allCases {
		opts.Skip = waits
	}
	contracttest.Run(t, target(t, unchanged), opts)
}

var allCases = flag.Bool("all-cases", false, "run the cases that wait for dates over a socket too")

// waits are cases that wait a second after each of many requests, to tell their dates apart: TestSoak of contract/suite
// runs them in virtual time.
var waits = regexp.MustCompile(`leave-everything-else-alone$|/date|/delete-takes-everything-below$` +
	`|/clearing-is-of-one-|has-the-newest-first$|/nothing-of-an-account-is-open-|/long-lists-are-whole$` +
	`|/of-many-files$|/have-exactly-the-versions-`)

// The tests named TestBroken run in a process of their own, started by TestRun_failures: they are there to fail.
const brokenVariable = "CONTRACTTEST_BROKEN"

func brokenOnly(t *testing.T) {
	t.Helper()
	if os.Getenv(brokenVariable) == "" {
		t.Skip("fails on purpose; run by TestRun_failures")
	}
}

func refusesBuilds(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/Builds") {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		h.ServeHTTP(w, r)
	})
}

func TestBroken_case(t *testing.T) {
	brokenOnly(t)
	contracttest.Run(t, target(t, refusesBuilds),
		&suite.RunOptions{Filter: regexp.MustCompile("^builds/empty-is-refused$|^logs/tell|^functions/delete-removes")})
}

func TestBroken_unreachable(t *testing.T) {
	brokenOnly(t)
	contracttest.Run(t, &suite.Target{APIURL: "http://127.0.0.1:1", Username: emulator.TestAccountSID,
		Password: "x"}, nil)
}

func TestBroken_nothing(t *testing.T) {
	brokenOnly(t)
	contracttest.Run(t, target(t, unchanged), &suite.RunOptions{Filter: regexp.MustCompile("^logs/tell")})
}

func TestBroken_lost(t *testing.T) {
	brokenOnly(t)
	var requests atomic.Int64
	lost := target(t, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if requests.Add(1) > 10 {
				panic(http.ErrAbortHandler)
			}
			h.ServeHTTP(w, r)
		})
	})
	lost.OutageTimeout = time.Millisecond
	contracttest.Run(t, lost, &suite.RunOptions{Parallel: 1, Filter: regexp.MustCompile("^services/")})
}

func TestBroken_leftover(t *testing.T) {
	brokenOnly(t)
	contracttest.Run(t, target(t, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodDelete {
				w.WriteHeader(http.StatusNoContent)
				return
			}
			h.ServeHTTP(w, r)
		})
	}), &suite.RunOptions{Filter: regexp.MustCompile("^services/fetch-by-sid$"), Seed: 35})
}

func TestBroken_isKnownAfterRun(t *testing.T) {
	brokenOnly(t)
	contracttest.Run(t, target(t, refusesBuilds),
		&suite.RunOptions{Filter: regexp.MustCompile("^builds/empty-is-refused$")})
	t.Logf("failed: %t", t.Failed())
}

func TestRun_failures(t *testing.T) {
	t.Parallel()
	tests := map[string][]string{
		"TestBroken_case": {
			"--- FAIL: TestBroken_case/builds/empty-is-refused", "answered 418, want 400 with code 20001",
			"documented claim: A Build needs at least one version",
			"source: https://www.twilio.com/docs/serverless/api/resource/build",
			"--- SKIP: TestBroken_case/logs/tell-where-they-come-from",
			"not-supported:", "--- PASS: TestBroken_case/functions/delete-removes-it",
			"1 passed, 1 failed, 0 skipped, 1 not supported",
		},
		"TestBroken_unreachable": {"--- FAIL: TestBroken_unreachable", "the contract could not be checked",
			"target cannot be reached"},
		"TestBroken_nothing": {"--- FAIL: TestBroken_nothing ", "nothing was checked",
			"--- SKIP: TestBroken_nothing/logs/"},
		"TestBroken_lost": {"--- FAIL: TestBroken_lost ", "the run ended early", "target was lost"},
		"TestBroken_leftover": {"--- FAIL: TestBroken_leftover ", "1 Services could not be deleted",
			"begin with check-z", "--- PASS: TestBroken_leftover/services/fetch-by-sid"},
		"TestBroken_isKnownAfterRun": {"failed: true"},
	}
	binary, err := os.Executable()
	require.NoError(t, err)
	for name, wants := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), binary, "-test.run=^"+name+"$", "-test.v")
			cmd.Env = append(os.Environ(), brokenVariable+"=1")
			out, err := cmd.CombinedOutput()
			var exit *exec.ExitError
			require.ErrorAs(t, err, &exit, string(out))
			assert.Equal(t, 1, exit.ExitCode())
			for _, want := range wants {
				assert.Contains(t, string(out), want)
			}
		})
	}
}

// What `go test -run` and `-skip` leave out sends no request.
func TestRun_onlyWhatGoTestSelects(t *testing.T) {
	t.Parallel()
	const one = "TestRun_emulatorOverASocket/services/fetch-by-sid"
	tests := []struct {
		name, run, skip string
		want            []string
		not             string
	}{
		{"one case", "^TestRun_emulatorOverASocket$/^services$/^fetch-by-sid$", "",
			[]string{"--- PASS: " + one, "1 cases: 1 passed"}, "/builds/"},
		{"a group", "^TestRun_emulatorOverASocket$/^function-version-content$", "",
			[]string{"--- PASS: TestRun_emulatorOverASocket/function-version-content/"}, "/services/"},
		{"all but", "^TestRun_emulatorOverASocket$/^services$/^fetch-by-", "/services/fetch-by-unique",
			[]string{"--- PASS: " + one, "1 cases: 1 passed"}, "fetch-by-unique"},
		{"nothing", "^TestRun_emulatorOverASocket$/^no-such-case$", "",
			[]string{"--- PASS: TestRun_emulatorOverASocket"}, "cases:"},
	}
	binary, err := os.Executable()
	require.NoError(t, err)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			out, err := exec.CommandContext(t.Context(), binary, "-test.v", "-test.run="+test.run,
				"-test.skip="+test.skip).CombinedOutput()
			require.NoError(t, err, string(out))
			for _, want := range test.want {
				assert.Contains(t, string(out), want)
			}
			assert.NotContains(t, string(out), test.not)
		})
	}
}

package cassettes_test

import (
	"bytes"
	"context"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/cassettes"
	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/contract/cases/state"
	"github.com/twilio-serverless/twilio-serverless-go/contract/cases/values"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

var (
	recordFlag = flag.Bool("record", false, "write emulator/ again instead of comparing with it")
	keepFlag   = flag.String("keep", "", "keep the whole recording of each case that runs below `DIR`")
)

// emulatorSource stands at the top of every recording of the emulator.
const emulatorSource = "Recorded from the emulator of this project: evidence about the emulator, not about Twilio."

// emulatorAccount is the only account of the emulator that is recorded; its SID is the fake that recordings hold.
var emulatorAccount = emulator.Account{SID: account, AuthToken: "token-of-the-emulator"}

// TestCases records every case of the conformance catalogue, compares each exchange with its digest
// in emulator/cases.sum, and replays the recording. A difference in git is therefore one of the
// emulator or of a case, and nothing recorded is older than the code. The workflows are compared
// byte by byte too. The race detector and -short get a sample, with all workflows in it.
func TestCases(t *testing.T) {
	sums := readSums(t)
	known, recorded := map[string]bool{}, map[string]string{}
	for i, c := range emulatorCases() {
		known[c.ID] = true
		workflow := isWorkflow(c.ID)
		if (testing.Short() || raceDetector) && !*recordFlag && i%8 != 0 && !workflow {
			continue
		}
		t.Run(c.ID, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "case.yaml")
			if *keepFlag != "" {
				path = filepath.Join(*keepFlag, filepath.FromSlash(c.ID)+".yaml")
				require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
			}
			recordCase(t, c, path)
			exchanges := exchangesIn(t, path)
			if *recordFlag {
				sums[c.ID] = digests(exchanges)
				text, err := os.ReadFile(path)
				require.NoError(t, err)
				recorded[c.ID] = string(text)
			}
			assert.Empty(t, difference(c.ID, sums[c.ID], exchanges))
			if workflow {
				sameRecording(t, path, workflowFile(c.ID))
			}
			run, err := cassettes.ReadRun(path)
			require.NoError(t, err)
			require.Equal(t, emulatorRun(), run)
			synctest.Test(t, func(t *testing.T) { // a case waits a second where dates have to differ
				passes(t, c, func() (*cassettes.Transport, error) { return cassettes.ReplayInOrder(path) })
			})
		})
	}
	for id := range sums {
		if !known[id] && *recordFlag {
			delete(sums, id)
		} else if !known[id] {
			t.Errorf("%s has a line for %s, which is no case that is recorded: run `make record`", sumsFile, id)
		}
	}
	if *recordFlag {
		writeSums(t, sums)
		writeFurtherWorkflows(t, recorded)
	}
}

// sameRecording wants the recording at have to be the one at want, or with -record makes it so.
func sameRecording(t *testing.T, have, want string) {
	t.Helper()
	now, err := os.ReadFile(have)
	require.NoError(t, err)
	if *recordFlag {
		require.NoError(t, os.MkdirAll(filepath.Dir(want), 0o755))
		require.NoError(t, os.WriteFile(want, now, 0o644))
	}
	before, err := os.ReadFile(want)
	require.NoError(t, err, "run `make record`")
	assert.True(t, bytes.Equal(before, now),
		"%s differs: run `make record` if the emulator or the case has changed on "+
			"purpose, and read what it writes", want)
}

// emulatorFeatures are what recordings are made of. Left out are credentials, which no recording
// holds, and the limit of Services, whose hundred exchanges are too long to read.
func emulatorFeatures() []suite.Feature {
	return []suite.Feature{
		suite.FeatureLogs, suite.FeatureLargeUploads, suite.FeatureDependencyCheck, suite.FeatureFailedBuilds,
	}
}

// emulatorCases are the cases that are recorded: those of the catalogue that need nothing else.
// What is only assumed is left out: that our emulator does what we guessed is worth a test, which
// the conformance run is, and no room in every clone.
func emulatorCases() []suite.Case {
	long := map[string]bool{}
	for _, c := range slices.Concat(state.Cases(), values.Cases()) {
		long[c.ID] = true // up to 200 exchanges or 1 MiB each: more than the folder may hold
	}
	return slices.DeleteFunc(cases.All(), func(c suite.Case) bool {
		return long[c.ID] || c.Level == suite.Assumed ||
			slices.ContainsFunc(c.Needs, func(f suite.Feature) bool { return !slices.Contains(emulatorFeatures(), f) })
	})
}

// recordCase runs a case on an emulator of its own, in virtual time and with a fixed seed.
func recordCase(t *testing.T, c suite.Case, path string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		emu, err := emulator.New(&emulator.Options{
			Clock: virtualClock(), Seed: 1, BuildTime: 1500 * time.Microsecond, SeedLogs: 3,
			Accounts:    []emulator.Account{emulatorAccount},
			BuildResult: func(b emulator.BuildRequest) string { return b.Dependencies["cannot-be-installed"] },
		})
		require.NoError(t, err)
		passes(t, c, func() (*cassettes.Transport, error) {
			return cassettes.Record(path, emu.Transport(),
				&cassettes.Options{Source: emulatorSource, Run: emulatorRun()})
		})
	})
}

// emulatorRun is what every recording of the emulator says about its run.
func emulatorRun() *cassettes.Run {
	return &cassettes.Run{
		Prefix: "check-1", Clock: november,
		// Hosts of their own, so that no address in a recording looks like Twilio's. The first
		// labels tell the two apart.
		API: "https://serverless.emulator.test", Uploads: "https://serverless-upload.emulator.test",
		FailingDependency: "cannot-be-installed@1.0.0",
	}
}

// virtualClock starts at the date of the published examples and follows the virtual time of the test.
func virtualClock() func() time.Time {
	began := time.Now()
	return func() time.Time { return november.Add(time.Since(began)) }
}

// passes runs one case on a transport of its own, which the run closes, and wants it to pass,
// assumptions included. Waiting for Builds takes virtual time. What is played is what the case
// itself does: cleaning up after it is the same everywhere and evidence of nothing.
func passes(t *testing.T, c suite.Case, open func() (*cassettes.Transport, error)) {
	t.Helper()
	over := new(atomic.Bool)
	play := c.Run
	c.Run = func(ctx context.Context, s *suite.Session) error {
		defer over.Store(true)
		return play(ctx, s)
	}
	report, err := suite.Run(t.Context(), &suite.Target{
		APIURL: emulatorRun().API, UploadURL: emulatorRun().Uploads,
		Username: emulatorAccount.SID, Password: emulatorAccount.AuthToken, Features: emulatorFeatures(),
		FailingDependency: emulatorRun().FailingDependency, PollInterval: time.Millisecond,
		Open: func(string) (http.RoundTripper, error) {
			rt, err := open()
			return &tidied{Transport: rt, over: over}, err
		},
	}, &suite.RunOptions{Cases: []suite.Case{c}, Seed: 1, Assumed: true, Parallel: 1})
	require.NoError(t, err)
	require.Len(t, report.Results, 1)
	result := report.Results[0]
	assert.True(t, result.Outcome == suite.Pass, "%s\n%s", result.Reason, findings(result))
	assert.Empty(t, result.Leftover)
}

// tidied answers by itself, once the case is over, as if what it made had been deleted.
type tidied struct {
	*cassettes.Transport
	over *atomic.Bool
}

func (c *tidied) RoundTrip(req *http.Request) (*http.Response, error) {
	if !c.over.Load() {
		return c.Transport.RoundTrip(req)
	}
	status := http.StatusNotFound
	if req.Method == http.MethodDelete {
		status = http.StatusNoContent
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: http.NoBody, Request: req}, nil
}

func findings(r suite.Result) string {
	var lines strings.Builder
	for _, f := range r.Findings {
		lines.WriteString(f.String() + "\n")
	}
	return lines.String()
}

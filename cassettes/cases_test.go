package cassettes_test

import (
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/cassettes"
	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

var recordFlag = flag.Bool("record", false, "record emulator/ again instead of replaying it")

// emulatorSource stands at the top of every recording of the emulator.
const emulatorSource = "Recorded from the emulator of this project: evidence about the emulator, not about Twilio."

// emulatorAccount is the only account of the emulator that is recorded; its SID is the fake that recordings hold.
var emulatorAccount = emulator.Account{SID: account, AuthToken: "token-of-the-emulator"}

// TestCases runs every case of the conformance catalogue on its recording. With -record it makes the recordings first.
func TestCases(t *testing.T) {
	known := map[string]bool{}
	for _, c := range emulatorCases() {
		path := recordingOf(c)
		known[path] = true
		t.Run(c.ID, func(t *testing.T) {
			if *recordFlag {
				recordCase(t, c, path)
			}
			run, err := cassettes.ReadRun(path)
			require.NoError(t, err)
			require.Equal(t, emulatorRun(), run)
			passes(t, c, func() (*cassettes.Transport, error) { return cassettes.ReplayInOrder(path) })
		})
	}
	for _, path := range recordings(t, "emulator") {
		if known[path] {
			continue
		}
		if *recordFlag {
			require.NoError(t, os.Remove(path))
			continue
		}
		t.Errorf("%s belongs to no case: delete it, or run `make record`", path)
	}
}

// TestCases_recordTheSameTwice records the catalogue again and wants the same bytes, so that a difference in git is a difference of the
// emulator or of a case, and no recording is older than the code. The race detector and -short get a sample.
func TestCases_recordTheSameTwice(t *testing.T) {
	if *recordFlag {
		t.Skip("the recordings are being replaced")
	}
	for i, c := range emulatorCases() {
		if (testing.Short() || raceDetector) && i%8 != 0 {
			continue
		}
		t.Run(c.ID, func(t *testing.T) {
			again := filepath.Join(t.TempDir(), "again.yaml")
			recordCase(t, c, again)
			want, err := os.ReadFile(recordingOf(c))
			require.NoError(t, err)
			have, err := os.ReadFile(again)
			require.NoError(t, err)
			assert.Equal(t, string(want), string(have), "run `make record` if the emulator has changed on purpose")
		})
	}
}

// emulatorFeatures are what the emulator has of [contract.Features]. It looks up no npm package.
func emulatorFeatures() []contract.Feature {
	return []contract.Feature{contract.FeatureLogs, contract.FeatureLargeUploads, contract.FeatureSecrets}
}

// emulatorCases are the cases of the catalogue that the emulator supports.
func emulatorCases() []contract.Case {
	return slices.DeleteFunc(contract.Cases(), func(c contract.Case) bool {
		return slices.ContainsFunc(c.Needs, func(f contract.Feature) bool { return !slices.Contains(emulatorFeatures(), f) })
	})
}

func recordingOf(c contract.Case) string {
	return filepath.Join("emulator", filepath.FromSlash(c.ID)+".yaml")
}

// recordCase runs a case on an emulator of its own, in virtual time and with a fixed seed.
func recordCase(t *testing.T, c contract.Case, path string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		emu, err := emulator.New(&emulator.Options{
			Clock: virtualClock(), Seed: 1, BuildTime: 1500 * time.Microsecond, SeedLogs: 3, Accounts: []emulator.Account{emulatorAccount},
		})
		require.NoError(t, err)
		passes(t, c, func() (*cassettes.Transport, error) {
			return cassettes.Record(path, emu.Transport(), &cassettes.Options{Source: emulatorSource, Run: emulatorRun()})
		})
	})
}

// emulatorRun is what every recording of the emulator says about its run.
func emulatorRun() *cassettes.Run {
	return &cassettes.Run{
		Prefix: "check-1", Clock: november,
		// Hosts of their own, so that no address in a recording looks like Twilio's. The first labels tell the two apart.
		API: "https://serverless.emulator.test", Uploads: "https://serverless-upload.emulator.test",
	}
}

// virtualClock starts at the date of the published examples and follows the virtual time of the test.
func virtualClock() func() time.Time {
	began := time.Now()
	return func() time.Time { return november.Add(time.Since(began)) }
}

// passes runs one case on a transport of its own, which the run closes, and wants it to pass, assumptions included. Waiting for Builds
// takes virtual time.
func passes(t *testing.T, c contract.Case, open func() (*cassettes.Transport, error)) {
	t.Helper()
	report, err := contract.Run(t.Context(), &contract.Target{
		APIURL: emulatorRun().API, UploadURL: emulatorRun().Uploads,
		Username: emulatorAccount.SID, Password: emulatorAccount.AuthToken, Features: emulatorFeatures(),
		PollInterval: time.Millisecond,
		Open:         func(string) (http.RoundTripper, error) { return open() },
	}, &contract.RunOptions{Cases: []contract.Case{c}, Seed: 1, Assumed: true, Parallel: 1})
	require.NoError(t, err)
	require.Len(t, report.Results, 1)
	result := report.Results[0]
	assert.Equal(t, contract.Pass, result.Outcome, "%s\n%s", result.Reason, findings(result))
	assert.Empty(t, result.Leftover)
}

func findings(r contract.Result) string {
	var lines strings.Builder
	for _, f := range r.Findings {
		lines.WriteString(f.String() + "\n")
	}
	return lines.String()
}

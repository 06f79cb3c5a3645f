package score

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/instruments/negations"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

var binary = flag.String("binary", "", "run this twilio-serverless on a sample of the servers: see -every, "+
	"-from and -only")

// TestBinary runs the program, with credentials and no other flag, on servers with one bug each and in real time. It
// says what each run saw beside what the score of the process has (docs/negations.json), and fails only for the server
// without a bug: the figures are for people.
func TestBinary(t *testing.T) {
	if *binary == "" {
		t.Skip("run it with -binary")
	}
	file, err := filepath.Abs(*binary)
	require.NoError(t, err)
	began := time.Now()
	failed, code := runBinary(t, file, negations.Negation{})
	require.Zero(t, code, "the server without a bug: %v", failed)
	t.Logf("the server without a bug: %s", time.Since(began).Round(time.Second))
	known := map[string]Row{}
	data, err := os.ReadFile("../../../docs/negations.json")
	require.NoError(t, err)
	var score Score
	require.NoError(t, json.Unmarshal(data, &score))
	for _, r := range score.Rows {
		known[r.ID] = r
	}
	match := regexp.MustCompile(*only)
	var list []negations.Negation
	for _, n := range negations.All() {
		if _, scored := known[n.ID]; scored && match.MatchString(n.ID) {
			list = append(list, n)
		}
	}
	sampled, seen, inProcess := 0, 0, 0
	for i := *from; i < len(list); i += *every {
		began := time.Now()
		failed, code := runBinary(t, file, list[i])
		sampled++
		if len(failed) > 0 {
			seen++
			assert.Equal(t, 1, code, list[i].ID)
		}
		row := known[list[i].ID]
		if row.Default != "" {
			inProcess++
		}
		mark := ""
		if (len(failed) > 0) != (row.Default != "") {
			mark = "DIFFERS"
		}
		fmt.Printf("%-70s exit %d, %3d cases failed, in the process %q %s %s\n", list[i].ID, code, len(failed),
			row.Default,
			time.Since(began).Round(time.Second), mark)
	}
	t.Logf("%d servers: %d seen by the program, %d by the process", sampled, seen, inProcess)
}

// runBinary runs the program on a server with a bug, and returns the cases that failed and the exit code.
func runBinary(t *testing.T, file string, n negations.Negation) (failed []string, code int) {
	t.Helper()
	emu, err := Emulator()
	require.NoError(t, err)
	server := httptest.NewServer(n.Server(emu))
	defer server.Close()
	report := filepath.Join(t.TempDir(), "report.json")
	cmd := exec.CommandContext(t.Context(), file, "conformance", "--api-url", server.URL, "--report", report)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(),
		"TWILIO_ACCOUNT_SID=" + emulator.TestAccountSID, "TWILIO_AUTH_TOKEN=" + emulator.TestAuthToken}
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	code = cmd.ProcessState.ExitCode()
	data, err := os.ReadFile(report)
	if err != nil { // the run has no verdict
		t.Logf("%s: exit %d: %s", n.ID, code, out[:min(len(out), 300)])
		return nil, code
	}
	var r suite.Report
	require.NoError(t, json.Unmarshal(data, &r))
	for _, result := range r.Results {
		if result.Outcome == suite.Fail {
			failed = append(failed, result.ID)
		}
	}
	return failed, code
}

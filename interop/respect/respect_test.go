package respect

import (
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/interop/flow"
)

func workflow(t *testing.T) string {
	t.Helper()
	path, err := flow.Impatient("../../openapi", t.TempDir())
	require.NoError(t, err)
	return path
}

// needRespect skips where there is no Node; prepare.sh installs the rest.
func needRespect(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("no node on this machine: the workflow is run by the Go engine alone")
	}
	if _, err := os.Stat("node_modules/.bin/redocly"); err != nil {
		t.Skip("Redocly CLI is not installed: run make interop")
	}
}

// TestRun_mutants runs the workflow against the emulator as it is and with each planted bug: it ends at the step at
// which libopenapi's engine ends. With -short, as it takes seconds a run, against the emulator as it is and every
// seventh bug.
func TestRun_mutants(t *testing.T) {
	t.Parallel()
	needRespect(t)
	for i, m := range flow.Mutants() {
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			if testing.Short() && i%7 != 0 {
				t.Skip("sampled")
			}
			verdict, err := Run(t.Context(), workflow(t), m.Serve(t))
			require.NoError(t, err)
			assert.Equal(t, m.Want(), flow.Verdict{Passed: verdict.Passed, Step: verdict.Step}, verdict.Reason)
		})
	}
}

// TestRun_differences keeps account of what the engine judges differently. With -short it is one of them.
func TestRun_differences(t *testing.T) {
	t.Parallel()
	needRespect(t)
	for _, d := range flow.Differences() {
		t.Run(d.Name, func(t *testing.T) {
			t.Parallel()
			if testing.Short() && d.Respect == "" {
				t.Skip("sampled")
			}
			verdict, err := Run(t.Context(), workflow(t), d.Serve(t))
			require.NoError(t, err)
			assert.Equal(t, d.Respect, verdict.Step, verdict.Reason)
		})
	}
}

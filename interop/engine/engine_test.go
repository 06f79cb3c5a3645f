package engine

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/interop/flow"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

func workflow(t *testing.T) string {
	t.Helper()
	path, err := flow.Impatient("../../openapi", t.TempDir())
	require.NoError(t, err)
	return path
}

// TestRun_mutants runs the workflow against the emulator as it is and with each planted bug: it ends at the step at
// which Respect ends.
func TestRun_mutants(t *testing.T) {
	t.Parallel()
	for _, m := range flow.Mutants() {
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			verdict, err := Run(t.Context(), workflow(t), m.Serve(t))
			require.NoError(t, err)
			assert.Equal(t, m.Want(), flow.Verdict{Passed: verdict.Passed, Step: verdict.Step}, verdict.Reason)
		})
	}
}

// TestRun_differences keeps account of what Respect judges differently.
func TestRun_differences(t *testing.T) {
	t.Parallel()
	for _, d := range flow.Differences() {
		t.Run(d.Name, func(t *testing.T) {
			t.Parallel()
			verdict, err := Run(t.Context(), workflow(t), d.Serve(t))
			require.NoError(t, err)
			assert.Equal(t, d.Engine, verdict.Step, verdict.Reason)
		})
	}
}

// TestRun_deletesWhatItMade looks at the emulator after a run that passed.
func TestRun_deletesWhatItMade(t *testing.T) {
	t.Parallel()
	e, err := emulator.New(nil)
	require.NoError(t, err)
	target := flow.Serve(t, e)
	for range 2 { // the name is free again
		verdict, err := Run(t.Context(), workflow(t), target)
		require.NoError(t, err)
		require.True(t, verdict.Passed, verdict.Reason)
	}
}

func TestRun_noTarget(t *testing.T) {
	t.Parallel()
	verdict, err := Run(t.Context(), workflow(t),
		flow.Target{APIURL: "http://127.0.0.1:1", UploadURL: "http://127.0.0.1:1", Name: "a"})
	require.NoError(t, err)
	assert.Equal(t, "createService", verdict.Step)
	assert.Contains(t, verdict.Reason, "connection refused")
	_, err = Run(t.Context(), "nowhere.yaml", flow.Target{})
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestEncode(t *testing.T) {
	t.Parallel()
	body, _, err := encode("application/x-www-form-urlencoded", map[string]any{"A": []any{"1", 2}, "B": true})
	require.NoError(t, err)
	var b strings.Builder
	_, err = body.(*strings.Reader).WriteTo(&b)
	require.NoError(t, err)
	assert.Equal(t, "A=1&A=2&B=true", b.String())
	_, _, err = encode("application/json", map[string]any{})
	require.ErrorContains(t, err, "no encoder")
	_, _, err = encode("application/x-www-form-urlencoded", "text")
	require.ErrorContains(t, err, "want named fields")
}

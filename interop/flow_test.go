package interop

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

const openapiFolder = "../openapi"

// serve starts a server and returns it as a target.
func serve(t *testing.T, handler http.Handler) Target {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return Target{
		APIURL: server.URL, UploadURL: server.URL, Username: emulator.TestAccountSID, Password: emulator.TestAuthToken,
		Name: "interop",
	}
}

func workflow(t *testing.T) string {
	t.Helper()
	path, err := impatient(openapiFolder, t.TempDir())
	require.NoError(t, err)
	return path
}

func newEmulator(t *testing.T, opts emulator.Options) *emulator.Emulator {
	t.Helper()
	e, err := emulator.New(&opts)
	require.NoError(t, err)
	return e
}

// needRespect skips where there is no Node; run.sh installs the rest.
func needRespect(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("no node on this machine: the workflow is run by the Go engine alone")
	}
	if _, err := os.Stat("respect/node_modules/.bin/redocly"); err != nil {
		t.Skip("Redocly CLI is not installed: run make interop")
	}
}

// TestVerdictsAgree runs the workflow with both runners, against the emulator as it is and with each planted bug. With
// -short Respect, which takes seconds a run, judges the emulator as it is and every seventh bug; the engine judges all.
func TestVerdictsAgree(t *testing.T) {
	t.Parallel()
	for i, m := range mutants() {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			t.Run("engine", func(t *testing.T) {
				t.Parallel()
				verdict, err := RunEngine(t.Context(), workflow(t), serve(t, m.handler(newEmulator(t, m.options))))
				require.NoError(t, err)
				assert.Equal(t, m.want(), Verdict{Passed: verdict.Passed, Step: verdict.Step}, verdict.Reason)
			})
			t.Run("respect", func(t *testing.T) {
				t.Parallel()
				needRespect(t)
				if testing.Short() && i%7 != 0 {
					t.Skip("sampled")
				}
				verdict, err := RunRespect(t.Context(), workflow(t), serve(t, m.handler(newEmulator(t, m.options))))
				require.NoError(t, err)
				assert.Equal(t, m.want(), Verdict{Passed: verdict.Passed, Step: verdict.Step}, verdict.Reason)
			})
		})
	}
}

// TestVerdictsDiffer keeps account of what the runners judge differently, all of it by the schemas
// and none by the workflow. With -short Respect judges one of them.
func TestVerdictsDiffer(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name            string
		property, value string
		engine, respect string // the step that each of them ends at
	}{
		{"Respect checks no format: a date that is none", "date_created", "2026-02-31T00:00:00Z", "createFunction", ""},
		{"Respect checks no format: a relative URL", "url", "/v1/Services", "createFunction", ""},
		{"Respect closes objects that the documents leave open", "colour", "blue", "", "createFunction"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			m := mutant{change: set("POST", "/Functions", test.property, test.value)}
			verdict, err := RunEngine(t.Context(), workflow(t), serve(t, m.handler(newEmulator(t, m.options))))
			require.NoError(t, err)
			assert.Equal(t, test.engine, verdict.Step, verdict.Reason)
			needRespect(t)
			if testing.Short() && test.property != "colour" {
				t.Skip("sampled")
			}
			verdict, err = RunRespect(t.Context(), workflow(t), serve(t, m.handler(newEmulator(t, m.options))))
			require.NoError(t, err)
			assert.Equal(t, test.respect, verdict.Step, verdict.Reason)
		})
	}
}

// TestRunEngine_deletesWhatItMade looks at the emulator after a run that passed.
func TestRunEngine_deletesWhatItMade(t *testing.T) {
	t.Parallel()
	e := newEmulator(t, emulator.Options{})
	target := serve(t, e)
	for range 2 { // the name is free again
		verdict, err := RunEngine(t.Context(), workflow(t), target)
		require.NoError(t, err)
		require.True(t, verdict.Passed, verdict.Reason)
	}
}

func TestRunEngine_noTarget(t *testing.T) {
	t.Parallel()
	verdict, err := RunEngine(t.Context(), workflow(t),
		Target{APIURL: "http://127.0.0.1:1", UploadURL: "http://127.0.0.1:1", Name: "a"})
	require.NoError(t, err)
	assert.Equal(t, "createService", verdict.Step)
	assert.Contains(t, verdict.Reason, "connection refused")
	_, err = RunEngine(t.Context(), "nowhere.yaml", Target{})
	require.ErrorIs(t, err, os.ErrNotExist)
}

// TestImpatient fails when the document no longer has what is replaced, which would make the
// mutants that never end last five minutes.
func TestImpatient(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(workflow(t))
	require.NoError(t, err)
	assert.Contains(t, string(text), "retryLimit: 4\n")
	_, err = replaceOnce([]byte("a a"), "a", "b")
	require.ErrorContains(t, err, "2 times")
	_, err = impatient(t.TempDir(), t.TempDir())
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

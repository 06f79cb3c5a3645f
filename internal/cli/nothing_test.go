package cli

import (
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// idle answers as the emulator does, but works on a copy: what it confirms is not done.
type idle struct {
	http.RoundTripper
	real *emulator.Emulator
	lazy bool
}

func (s *idle) RoundTrip(req *http.Request) (*http.Response, error) {
	if !s.lazy || req.Method == http.MethodGet {
		return s.real.Transport().RoundTrip(req)
	}
	var before strings.Builder
	if err := s.real.Dump(&before); err != nil {
		return nil, err
	}
	answer, err := s.real.Transport().RoundTrip(req)
	if err != nil {
		return nil, err
	}
	return answer, s.real.Restore(strings.NewReader(before.String()))
}

// TestNothing_done: a server that confirms a delete or a Variable and does nothing is not believed. A read shows it.
func TestNothing_done(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"delete service hello -y":                   `the API confirmed that the Service hello (ZS`,
		"delete environment dev --service hello -y": `the API confirmed that the Environment dev (ZE`,
		"env set A=1 --service hello":               `the Environment dev does not show them: A is not there; see env list`,
		"env set GREETING=hush --service hello":     `does not show them: GREETING has another value;`,
		"env unset GREETING --service hello":        `does not show them: GREETING is still there;`,
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				emu, err := emulator.New(nil)
				require.NoError(t, err)
				server := &idle{real: emu}
				run := func(line string) (int, string) {
					var errs strings.Builder
					code := Main(t.Context(), strings.Fields(line+" --api-url http://127.0.0.1:1"), Env{
						Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: &errs,
						Getenv:        func(string) string { return "" },
						WrapTransport: func(http.RoundTripper) http.RoundTripper { return server },
					})
					return code, errs.String()
				}
				dir := t.TempDir()
				require.NoError(t, os.CopyFS(dir, os.DirFS("../../examples/hello")))
				code, stderr := run("deploy " + dir + " -y")
				require.Equal(t, verb.ExitDone, code, stderr)
				server.lazy = true
				code, stderr = run(line)
				assert.Equal(t, verb.ExitFailed, code)
				assert.Contains(t, stderr, want)
				assert.NotContains(t, stderr, "hush")
				server.lazy = false
				code, stderr = run(line)
				assert.Equal(t, verb.ExitDone, code, stderr)
				time.Sleep(time.Minute) // what the compiler began may end
			})
		})
	}
}

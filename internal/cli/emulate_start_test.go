package cli

import (
	"bufio"
	"flag"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

var startLimit = flag.Duration("start-limit", 0,
	"fail when emulate takes longer from its start to its first answer; 0 only prints it")

// From the start of the process to the first answer, a 200 to ListService. The best of several
// counts, since the machine has other work to do; how long that is belongs to the machine, so no
// run of all tests fails for it.
func TestEmulate_firstAnswer(t *testing.T) {
	var took []time.Duration
	for range 7 {
		took = append(took, firstAnswer(t))
	}
	slices.Sort(took)
	t.Logf("start to first answer: best %s, median %s, worst %s", took[0], took[len(took)/2], took[len(took)-1])
	if *startLimit > 0 {
		assert.Less(t, took[0], *startLimit)
	}
}

func firstAnswer(t *testing.T) time.Duration {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "twilio-serverless", "emulate", "--listen", "127.0.0.1:0")
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	began := time.Now()
	require.NoError(t, cmd.Start())
	line, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
		strings.TrimSpace(strings.TrimPrefix(line, "listening on "))+"/v1/Services", nil)
	require.NoError(t, err)
	req.SetBasicAuth(emulator.TestAccountSID, emulator.TestAuthToken)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	took := time.Since(began)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	assert.Equal(t, http.StatusOK, res.StatusCode)
	require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
	require.NoError(t, cmd.Wait())
	return took
}

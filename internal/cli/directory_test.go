package cli

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A shell in a directory that was deleted gets a message, not the name of a system call.
func TestProcess_directoryIsGone(t *testing.T) {
	t.Parallel()
	for _, verb := range []string{"deploy --emulated -y", "plan", "status", "init", "dev --port 0"} {
		var stderr bytes.Buffer
		script := `mkdir "$1" && cd "$1" && rmdir "$1" && exec twilio-serverless ` + verb
		cmd := exec.CommandContext(t.Context(), "sh", "-c", script, "sh", filepath.Join(t.TempDir(), "gone"))
		cmd.Stderr = &stderr
		var exit *exec.ExitError
		require.ErrorAs(t, cmd.Run(), &exit, verb)
		assert.Equal(t, 2, exit.ExitCode(), verb)
		assert.Contains(t, stderr.String(), "the working directory is not there any more: change to another one", verb)
		assert.NotContains(t, stderr.String(), "getwd", verb)
	}
}

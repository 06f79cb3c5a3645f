package execution

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write docs/execution.md anew")

const document = "../../docs/execution.md"

func TestMarkdown(t *testing.T) {
	t.Parallel()
	if *update {
		require.NoError(t, os.WriteFile(document, Markdown(), 0o644))
	}
	have, err := os.ReadFile(document)
	require.NoError(t, err)
	assert.True(t, bytes.Equal(Markdown(), have),
		"%s is not what the code says, run: go test ./internal/execution -update", document)
}

// Each row says what it is about, and can fail: by its request, or by a test that exists.
func TestRows(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "test", "-list", ".", "../../pkg/functions").Output()
	require.NoError(t, err)
	tests := strings.Fields(string(out))
	says := map[string]bool{}
	for _, r := range Rows() {
		assert.NotEmpty(t, r.Says)
		assert.NotEmpty(t, r.Source, r.Says)
		assert.False(t, says[r.Subject+r.Says], "%s twice", r.Says)
		says[r.Subject+r.Says] = true
		if r.Test != "" {
			assert.Contains(t, tests, r.Test, r.Says)
			assert.Empty(t, r.Path, r.Says)
			continue
		}
		assert.NotEmpty(t, r.Path, r.Says)
		assert.NotZero(t, r.Status, r.Says)
	}
	assert.Greater(t, len(says), 90)
}

// The signatures that rows make are those of the documentation and of the helper libraries.
func TestSignature_golden(t *testing.T) {
	t.Parallel()
	r := &Row{
		Header: [][2]string{{"Content-Type", form}},
		Body:   "Digits=1234&To=%2B18005551212&From=%2B14158675310&Caller=%2B14158675310&CallSid=CA1234567890ABCDE",
	}
	assert.Equal(t, "GvWf1cFY/Q7PnoempGyD5oXAezc=",
		signature("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", r))
	assert.Equal(t, "L/OH5YylLD5NRKLltdqwSvS0BnU=", signature("12345", "https://example.com/myapp.php?foo=1&bar=2", r))
}

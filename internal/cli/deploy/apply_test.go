package deploy

import (
	"context"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
)

// plan -o json > FILE writes UTF-16 in an older PowerShell: such a plan is read, also from a pipe.
func TestReadPlan_utf16(t *testing.T) {
	t.Parallel()
	text := `{"format": "1", "service": {"uniqueName": "a"}}`
	var wide []byte
	for _, unit := range utf16.Encode([]rune("\ufeff" + text)) {
		wide = binary.LittleEndian.AppendUint16(wide, unit)
	}
	file := filepath.Join(t.TempDir(), "plan.json")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	_, want := readPlan(t.Context(), &verb.Env{}, file)
	require.Error(t, want, "the text is read and then refused")
	require.NoError(t, os.WriteFile(file, wide, 0o600))
	_, err := readPlan(t.Context(), &verb.Env{}, file)
	require.EqualError(t, err, want.Error())
	_, err = readPlan(t.Context(), &verb.Env{Stdin: strings.NewReader(string(wide))}, "-")
	require.EqualError(t, err, strings.Replace(want.Error(), file, "of standard input", 1))
}

// Standard input that does not end is left when the verb is interrupted.
func TestReadPlan_interrupted(t *testing.T) {
	t.Parallel()
	in, out := io.Pipe()
	defer out.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := readPlan(ctx, &verb.Env{Stdin: in}, "-")
	assert.ErrorIs(t, err, context.Canceled)
}

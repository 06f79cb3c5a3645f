package emulator

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/misuse"
)

// No method of this package panics on nil, or on a value that nobody has made.
func TestNil(t *testing.T) {
	t.Parallel()
	misuse.Check(t, (*Clock)(nil), (*Emulator)(nil), (*Limits)(nil))
}

// An Emulator that is made takes no reader and no writer that is none.
func TestNil_streams(t *testing.T) {
	t.Parallel()
	e, err := New(nil)
	require.NoError(t, err)
	require.ErrorContains(t, e.Dump(nil), "there is no writer")
	require.ErrorContains(t, e.Restore(nil), "there is no reader")
}

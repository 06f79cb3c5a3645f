package emulator

import (
	"testing"

	"github.com/twilio-serverless/twilio-serverless-go/internal/misuse"
)

// No method of this package panics on nil, or on a value that nobody has made.
func TestNil(t *testing.T) {
	t.Parallel()
	misuse.Check(t, (*Clock)(nil), (*Emulator)(nil), (*Limits)(nil))
}

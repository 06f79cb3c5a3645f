package deployer

import (
	"testing"

	"github.com/twilio-serverless/twilio-serverless-go/internal/misuse"
)

// No method of this package panics on nil, or on a value that nobody has made.
func TestNil(t *testing.T) {
	t.Parallel()
	misuse.Check(t, (*BuildFailedError)(nil), (*BuildTimeoutError)(nil), (*Deployer)(nil), (*MismatchError)(nil), (*Plan)(nil), (*Request)(nil), (*StepError)(nil), (*Target)(nil), (*Variable)(nil), (*VariableChanges)(nil))
}

package functions

import (
	"testing"

	"github.com/twilio-serverless/twilio-serverless-go/internal/misuse"
)

// No method of this package panics on nil, or on a value that nobody has made.
func TestNil(t *testing.T) {
	t.Parallel()
	misuse.Check(t, (*BuildError)(nil), (*NodeError)(nil), (*Runner)(nil), (*UnknownPackageError)(nil),
		(*UnreachableError)(nil))
}

package emulator_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// Official clients take 32 hexadecimal digits for granted and crash on a shorter token.
func TestTestAuthToken(t *testing.T) {
	t.Parallel()
	assert.Regexp(t, `^[0-9a-f]{32}$`, emulator.TestAuthToken)
}

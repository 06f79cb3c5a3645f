package serverless_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// TestRuntimeRetired has the day that Twilio announced for node18: 2025-11-10.
func TestRuntimeRetired(t *testing.T) {
	t.Parallel()
	day := time.Date(2025, 11, 10, 0, 0, 0, 0, time.UTC)
	assert.True(t, serverless.RuntimeRetired("node18", day))
	assert.False(t, serverless.RuntimeRetired("node18", day.Add(-time.Second)))
	assert.False(t, serverless.RuntimeRetired("node22", day.AddDate(1, 0, 0)))
	assert.False(t, serverless.RuntimeRetired("node999", day), "unknown to the contract: the API decides")
}

func TestKnownRuntimes_isACopy(t *testing.T) {
	t.Parallel()
	serverless.KnownRuntimes()[0].Name = "changed"
	assert.NotEqual(t, "changed", serverless.KnownRuntimes()[0].Name)
}

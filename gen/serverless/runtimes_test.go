package serverless_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// TestRuntimeRetired has the day that Twilio announced for each runtime, such as 2025-11-10 for node18: it is retired
// from that day on, and not a second before.
func TestRuntimeRetired(t *testing.T) {
	t.Parallel()
	day := time.Date(2025, 11, 10, 0, 0, 0, 0, time.UTC)
	retired := 0
	for _, r := range serverless.KnownRuntimes() {
		if r.Retired.IsZero() {
			assert.False(t, serverless.RuntimeRetired(r.Name, day.AddDate(100, 0, 0)), r.Name)
			continue
		}
		retired++
		assert.True(t, serverless.RuntimeRetired(r.Name, r.Retired), r.Name)
		assert.False(t, serverless.RuntimeRetired(r.Name, r.Retired.Add(-time.Second)), r.Name)
	}
	assert.Positive(t, retired)
	assert.True(t, serverless.RuntimeRetired("node10", day))
	assert.False(t, serverless.RuntimeRetired("node999", day), "unknown to the contract: the API decides")
}

func TestKnownRuntimes_isACopy(t *testing.T) {
	t.Parallel()
	serverless.KnownRuntimes()[0].Name = "changed"
	assert.NotEqual(t, "changed", serverless.KnownRuntimes()[0].Name)
}

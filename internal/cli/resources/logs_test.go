package resources

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSinceWhen(t *testing.T) {
	t.Parallel()
	now := time.Date(2030, 1, 31, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Time{
		"":                          {},
		"90m":                       now.Add(-90 * time.Minute),
		"2030-01-30T08:00:00Z":      now.Add(-28 * time.Hour),
		"2030-01-31T12:00:00+02:00": now.Add(-2 * time.Hour),
		"2030-01-30":                time.Date(2030, 1, 30, 0, 0, 0, 0, time.Local),
	} {
		got, err := sinceWhen(text, now)
		require.NoError(t, err, text)
		assert.True(t, want.Equal(got), "%s: %s", text, got)
	}
	for _, text := range []string{"yesterday", "-1h", "0s", "1h ago", "2030-02-01T00:00:00Z", "2030-13-01"} {
		_, err := sinceWhen(text, now)
		assert.Error(t, err, text)
	}
}

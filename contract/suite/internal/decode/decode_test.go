package decode

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// One moment has many forms in RFC 3339; each is read as the same.
func TestDecode_dates(t *testing.T) {
	t.Parallel()
	for _, form := range []string{"2026-01-02T03:04:05Z", "2026-01-02t03:04:05z", "2026-01-01T22:04:05-05:00",
		"2026-01-02T03:04:05.000+00:00", "2026-01-02T03:04:05.250123Z"} {
		for _, name := range []string{`"date_created"`, `"date_\u0063reated"`} {
			body := `{"sid":"ZH0","n":12345678901234567890,` + name + `: "` + form +
				`","content":"2026-01-02t03:04:05z"}`
			var plain map[string]any
			require.Empty(t, Into([]byte(body), &plain), form)
			assert.Equal(t, "2026-01-02T03:04:05Z", plain["date_created"], form)
			assert.Equal(t, "2026-01-02t03:04:05z", plain["content"], "what is no date stays")
			var typed serverless.Function
			require.Empty(t, Into([]byte(body), &typed), form)
			assert.Equal(t, "2026-01-02T03:04:05Z", typed.DateCreated.Format("2006-01-02T15:04:05Z07:00"), form)
		}
	}
	var typed serverless.Function
	assert.Contains(t, Into([]byte(`{"date_created":"2 January"}`), &typed),
		"date_created is no date and time of RFC 3339")
}

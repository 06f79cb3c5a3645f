package emulator

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// TestChosen gives a list filters of each kind: all of a query hold together, and a value that cannot be is refused.
func TestChosen(t *testing.T) {
	t.Parallel()
	at := time.Date(2024, 1, 2, 3, 4, 5, 6, time.UTC)
	log := func(level, function string) *state.Log {
		return &state.Log{Head: state.Head{Created: at}, Level: level, FunctionSID: function}
	}
	level := func(l *state.Log) string { return l.Level }
	created := func(l *state.Log) time.Time { return l.Created }
	filters := []filter[*state.Log]{
		oneOf("Level", level, "INFO", "WARN"), since("After", created), until("Before", created),
		sidOf("FunctionSid", func(l *state.Log) string { return l.FunctionSID }, "ZH"),
	}
	for query, want := range map[string]bool{
		"": true, "Level=": true, "Other=x": true, "Level=INFO": true, "Level=WARN": false,
		"FunctionSid=" + unknown("ZH"): true, "After=2024-01-02T03:04:05Z": true, "After=2024-01-02T03:04:06Z": false,
		"After=2024-01-02T03:04:05.5Z": false, "Before=2024-01-02T03:04:05Z": true, "Before=2024-01-02T03:04:04Z": false,
		"Level=INFO&Before=2024-01-02T03:04:04Z": false,
	} {
		sent, err := url.ParseQuery(query)
		require.NoError(t, err)
		keep, _, err := chosen(filters, sent)
		require.NoError(t, err, query)
		assert.Equal(t, want, keep == nil || keep(log("INFO", unknown("ZH"))), query)
	}
	_, kept, err := chosen(filters, url.Values{"Before": {"2024-01-02T03:04:05+01:00"}, "Level": {"WARN"}, "Page": {"1"}})
	require.NoError(t, err)
	assert.Equal(t, "Level=WARN&Before=2024-01-02T03%3A04%3A05%2B01%3A00&", kept)
	for query, want := range map[string]string{
		"Level=info": `Level is "info": it must be one of INFO, WARN`, "After=today": "After is \"today\": it must be a date",
		"FunctionSid=" + unknown("ZN"): "it must be a SID of ZH and 32 hexadecimal digits",
	} {
		sent, err := url.ParseQuery(query)
		require.NoError(t, err)
		_, _, err = chosen(filters, sent)
		require.ErrorContains(t, err, want)
	}
}

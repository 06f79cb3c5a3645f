package cases

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/derive"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

func filterBy(name string, v operations.Value) derive.Filter {
	return derive.Filter{Parameter: operations.Field{Name: name, Value: v}, Property: operations.Field{Name: "x", Value: v}}
}

// TestSentTo: a filter is sent each value that it can have, or some that entries have and one that none has.
func TestSentTo(t *testing.T) {
	t.Parallel()
	text := operations.Value{Type: "string"}
	own := []entry{{"a", "node20"}, {"b", "node22"}, {"c", "node20"}, {"d", "node24"}, {"e", ""}}
	assert.Equal(t, []string{"node20", "node22", "node27"}, sentTo(filterBy("Runtime", text), own))
	assert.Equal(t, []string{"x", "y"}, sentTo(filterBy("Status", operations.Value{Enum: []string{"x", "y"}}), own))
	assert.Equal(t, []string{"true", "false"}, sentTo(filterBy("Live", operations.Value{Type: "boolean"}), nil))
	assert.Empty(t, sentTo(filterBy("Runtime", text), nil))
	sid := operations.Value{Type: "string", Pattern: "^ZH[0-9a-fA-F]{32}$"}
	assert.Equal(t, []string{unknown("ZH")}, sentTo(filterBy("FunctionSid", sid), nil))
	period := derive.Filter{Parameter: operations.Field{Name: "StartDate", Rounding: "down"}}
	dates := []entry{{"a", "2024-01-02T03:04:05Z"}, {"b", "2024-01-02t05:03:05+02:00"}}
	assert.Equal(t, []string{"2024-01-02T03:02:05Z", "2024-01-02T03:05:05Z"}, sentTo(period, dates))
	assert.Empty(t, sentTo(period, own), "no dates")
}

func TestFits(t *testing.T) {
	t.Parallel()
	status := filterBy("Status", operations.Value{Enum: []string{"completed"}})
	assert.True(t, fits(status, "COMPLETED", "completed"))
	assert.False(t, fits(status, "", "completed"))
	since := derive.Filter{Parameter: operations.Field{Rounding: "down"}}
	until := derive.Filter{Parameter: operations.Field{Rounding: "up"}}
	const early, late = "2024-01-02T03:04:05Z", "2024-01-02T03:05:05Z"
	assert.True(t, fits(since, late, early))
	assert.False(t, fits(since, early, late))
	assert.True(t, fits(until, early, late))
	assert.False(t, fits(until, late, early))
	assert.False(t, fits(until, "", late))
}

// TestIllegalFilters: each value breaks the contract in its own way.
func TestIllegalFilters(t *testing.T) {
	t.Parallel()
	sent := illegalFilters([]derive.Filter{
		filterBy("Status", operations.Value{Type: "string", Enum: []string{"x"}}),
		filterBy("Name", operations.Value{Type: "string", MaxLength: 2}),
		filterBy("Free", operations.Value{Type: "string"}),
	})
	assert.Len(t, sent, 2)
	assert.Equal(t, "Name=xxx", sent[1].Encode())
}

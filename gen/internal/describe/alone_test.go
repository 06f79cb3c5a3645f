package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Entries about an operation alone go with it; those that name another one too are left to the reader.
func TestWithoutAlone(t *testing.T) {
	t.Parallel()
	const source = `package p

var all = []suite.Case{
	{
		ID:  "harps/delete",
		Ops: []string{"DeleteHarp"},
	},
	{
		ID:  "harps/delete-and-list",
		Ops: []string{"DeleteHarp", "ListHarp"},
	},
	b.not("deletes-nothing", before("DeleteHarp", func(c *call) {
		c.empty(204)
	})),
	{"other", "FetchHarp"},
}
`
	left, gone, err := withoutAlone([]byte(source), []string{"DeleteHarp"})
	require.NoError(t, err)
	assert.Equal(t, []string{"harps/delete", "deletes-nothing"}, gone)
	assert.Equal(t, `package p

var all = []suite.Case{
	{
		ID:  "harps/delete-and-list",
		Ops: []string{"DeleteHarp", "ListHarp"},
	},
	{"other", "FetchHarp"},
}
`, string(left))
}

func TestWithoutIDs(t *testing.T) {
	t.Parallel()
	ids, operations := []string{"harps/delete"}, []string{"DeleteHarp"}
	for text, want := range map[string]string{
		"harps/delete\nharps/list\nharps/deleted 3\n": "harps/list\nharps/deleted 3\n",
		"# x\nstatuses | DeleteHarp 400 | why\nstatuses | ListHarp 400 | why\n": "# x\nstatuses | ListHarp 400 | " +
			"why\n",
		"- id: a\n  cases: [harps/delete]\n- id: b\n  cases: [harps/delete, harps/list]\n": "- id: b\n  cases: " +
			"[harps/list]\n",
		"- id: a\n  cases: [harps/list]\n- id: b\n  cases: [harps/delete]\n": "- id: a\n  cases: [harps/list]\n",
	} {
		assert.Equal(t, want, withoutIDs(text, ids, operations))
	}
}

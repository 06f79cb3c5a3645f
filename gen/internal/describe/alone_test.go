package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Entries about an operation alone go with it; of a list it goes alone, and the cases that had it beside others are named.
func TestWithoutEntries(t *testing.T) {
	t.Parallel()
	const source = `package p

const remove = "DeleteHarp"

var all = []suite.Case{
	{
		ID:  "harps/delete",
		Ops: []string{"DeleteHarp", "FetchHarp"},
	},
	// About the list.
	{
		ID:  "harps/delete-and-list",
		Ops: []string{"ListHarp", "DeleteHarp"},
		Run: func() error {
			return errors.Join(
				s.Get().NotFound(),
				s.API.DeleteHarp().NotFound(),
			)
		},
	},
	// Nothing else.
	b.not("deletes-nothing", before(remove, func(c *call) {
		c.empty(204)
	})),
	b.not("anybody", allows("FetchHarp DeleteHarp")),
	b.not("both", keeps("FetchHarp", "DeleteHarp")),
	{"other", "FetchHarp"},
}

func routes() {
	add("ListHarp", list)
	add("DeleteHarp", drop)
}

func TestDeleteHarp(t *testing.T) {}
`
	left, gone, beside, err := withoutEntries([]byte(source), removal{operations: []string{"DeleteHarp"}}, entry.isAbout)
	require.NoError(t, err)
	assert.Equal(t, []string{"harps/delete", "deletes-nothing"}, gone)
	assert.Equal(t, []string{"harps/delete-and-list"}, beside)
	assert.Equal(t, `package p

const remove = "DeleteHarp"

var all = []suite.Case{
	// About the list.
	{
		ID:  "harps/delete-and-list",
		Ops: []string{"ListHarp"},
		Run: func() error {
			return errors.Join(
				s.Get().NotFound(),
			)
		},
	},
	b.not("anybody", allows("FetchHarp")),
	b.not("both", keeps("FetchHarp")),
	{"other", "FetchHarp"},
}

func routes() {
	add("ListHarp", list)
}
`, string(left))
}

// A case about a verb of its own goes like another.
func TestWithoutEntries_ofAVerbOfItsOwn(t *testing.T) {
	t.Parallel()
	left, gone, _, err := withoutEntries([]byte(`package p

var all = []suite.Case{
	{
		ID: "harps/tune", Ops: []string{"TuneHarp", "FetchHarp"},
	},
	{
		ID: "harps/fetch", Ops: []string{"FetchHarp"},
	},
}
`), removal{operations: []string{"TuneHarp"}}, entry.isAbout)
	require.NoError(t, err)
	assert.Equal(t, []string{"harps/tune"}, gone)
	assert.Contains(t, string(left), "harps/fetch")
}

// A bug that shows in one operation of two goes with it, and one of a list of operations stays.
func TestWithoutEntries_ofBugs(t *testing.T) {
	t.Parallel()
	request, err := sent("paths:\n  /v1/Harps/{Sid}:\n    delete:\n      operationId: DeleteHarp\n", "DeleteHarp")
	require.NoError(t, err)
	left, gone, _, err := withoutEntries([]byte(`package p

func bugs() []bug {
	freed := func(name string) bug { return both(after("DeleteHarp", nil), name) }
	return []bug{
		b.not("two", both(after("CreateHarp", nil), before("DeleteHarp", nil))),
		b.not("closure", freed("Harp")),
		b.not("by path", after("CreateHarp", func(c *call) {
			c.admin("DELETE", c.base("Harps", c.SID), nil)
		})),
		{"its case is gone", "FetchHarp", "harps/drop", nil},
		b.not("list", keeps([]string{"CreateHarp", "DeleteHarp"})),
	}
}
`), removal{operations: []string{"DeleteHarp"}, requests: []*regexp.Regexp{request}, cases: []string{"harps/drop"}}, entry.asks)
	require.NoError(t, err)
	assert.Equal(t, []string{"two", "closure", "by path", "its case is gone"}, gone)
	assert.Contains(t, string(left), `b.not("list", keeps([]string{"CreateHarp"})),`)
}

// What only entries used that are gone goes too: functions, constants, imports and variables.
func TestSweep(t *testing.T) {
	t.Parallel()
	folder := &folder{was: map[string][]byte{"a.go": []byte(`package p

import (
	"slices"
	"strings"
)

const remove = "DeleteHarp"

// rows are all.
func rows() []row {
	why, live := "why", helper()
	free := slices.Sort(nil)
	return []row{
		{remove, live, free},
		{strings.ToUpper(why)},
		{func(live int) int { return live }(1)},
	}
}

`), "b.go": []byte(`package p

// helper helps.
func helper() int { return deeper(1) }

func deeper(n int) int { return deeper(n - 1) }

// idle is not used anyway.
func idle() {}
`)}}
	folder.files = map[string][]byte{"b.go": folder.was["b.go"],
		"a.go": []byte(strings.Replace(string(folder.was["a.go"]), "\t\t{remove, live, free},\n", "", 1))}
	require.NoError(t, folder.sweep())
	assert.Equal(t, `package p

import (
	"strings"
)

// rows are all.
func rows() []row {
	why := "why"
	return []row{
		{strings.ToUpper(why)},
		{func(live int) int { return live }(1)},
	}
}
`, strings.TrimSpace(string(folder.files["a.go"]))+"\n")
	assert.Equal(t, "package p\n\n// idle is not used anyway.\nfunc idle() {}\n", string(folder.files["b.go"]))
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

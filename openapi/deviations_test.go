package openapi_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite the table of deviations in README.md")

const (
	tableBegin = "<!-- deviations: written by `go test ./openapi -run Deviations -update` -->\n"
	tableEnd   = "<!-- end of deviations -->\n"
)

// TestREADME_listsDeviations keeps the table of README.md equal to the x-deviation texts of the documents.
func TestREADME_listsDeviations(t *testing.T) {
	t.Parallel()
	want := deviationTable(load(t))
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	before, rest, found := strings.Cut(string(text), tableBegin)
	require.True(t, found, "README.md has no line %q", tableBegin)
	have, after, found := strings.Cut(rest, tableEnd)
	require.True(t, found, "README.md has no line %q", tableEnd)
	if *update {
		require.NoError(t, os.WriteFile("README.md", []byte(before+tableBegin+want+tableEnd+after), 0o644))
		return
	}
	assert.True(t, want == have, "openapi/README.md is not what x-deviation says: run "+
		"`go test ./openapi -run Deviations -update`, or make written")
}

// TestDeviationTable_seesChanges shows that a new mark and a changed text both change the table.
func TestDeviationTable_seesChanges(t *testing.T) {
	t.Parallel()
	want := deviationTable(load(t))
	for _, pointer := range []string{schemas + "PageMeta/x-deviation", "{create}/x-deviation"} {
		c := load(t)
		c.at(c.expand(pointer)).set("something else | with a bar")
		table := deviationTable(c)
		assert.NotEqual(t, want, table)
		assert.Contains(t, table, `something else \| with a bar |`)
	}
}

// deviationTable lists every x-deviation as a row of Markdown.
func deviationTable(c *contract) string {
	var table strings.Builder
	table.WriteString("| where | deviation |\n|---|---|\n")
	c.each(func(n node) {
		if n.name() != "x-deviation" {
			return
		}
		for _, text := range deviationTexts(n) {
			table.WriteString("| " + place(n) + " | " + strings.ReplaceAll(text, "|", `\|`) + " |\n")
		}
	})
	return table.String()
}

// place names the owner of a mark as a reader would: the operation, the component, or the document.
func place(n node) string {
	owner := n.contract.at(strings.TrimSuffix(n.String(), "/x-deviation"))
	switch {
	case owner.path == "/info":
		return "all of `" + n.file + "`"
	case owner.get("operationId").exists():
		return "`" + owner.get("operationId").text() + "`"
	default:
		return "`" + strings.TrimPrefix(owner.path, "/components/") + "`"
	}
}

package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestSync_limitInWords: a limit that only a wording names is asked for until the contract has it.
func TestSync_limitInWords(t *testing.T) {
	t.Parallel()
	place := "CreateService field FriendlyName"
	for words, want := range map[string]string{
		"At most 100 characters.":            "the contract has maxLength: 255, and the new wording 100",
		"At most 255 characters, in 4 words": "",
		"Any text.":                          "",
	} {
		c := change{place: place, reworded: true, now: words}
		said := c.otherLimit(facts{place: {value: "string; required; minLength 1; maxLength 255"}})
		assert.True(t, strings.HasPrefix(said, want) && (want != "" || said == ""), "%s: %s", words, said)
	}
}

// TestSync_linesOfConstraints: what stands in a schema that many refer to is changed there, and named once.
func TestSync_linesOfConstraints(t *testing.T) {
	t.Parallel()
	document := rebuilt(t)
	text, err := json.Marshal(document)
	require.NoError(t, err)
	changed := strings.ReplaceAll(string(text), `^ZB[0-9a-fA-F]{32}$`, `^ZB[0-9a-f]{32}$`)
	require.NotEqual(t, string(text), changed)
	document = map[string]any{}
	require.NoError(t, json.Unmarshal([]byte(changed), &document))
	var out bytes.Buffer
	root := checkout(t)
	_, err = sync(written(t, document), root, false, &out)
	require.NoError(t, err)
	contract := strings.Split(read(t, filepath.Join(root, contractPath)), "\n")
	found := regexp.MustCompile(`serverless\.yaml:(\d+): take out pattern`).FindAllStringSubmatch(out.String(), -1)
	require.NotEmpty(t, found, out.String())
	for _, match := range found {
		line, err := strconv.Atoi(match[1])
		require.NoError(t, err)
		assert.Contains(t, contract[line-1], "pattern:", out.String())
	}
}

package mutants

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/instruments/variants"
)

const (
	readmeFile = "../../README.md"
	scoreFile  = "../../docs/mutants.json"
)

// figures are the phrases of README with numbers of these instruments, as patterns, with what they are for a score.
func figures(s *Score) []figure {
	// Rounded down, so that README stays as it is when there is one more.
	share := func(c Count, step int) string {
		return strings.TrimSuffix(fmt.Sprintf("%.1f", percent(c.Seen, c.Mutants)), ".0") + " % of over " +
			thousands((c.Mutants-1)/step*step)
	}
	return []figure{
		{regexp.MustCompile(`[\d.]+ % of over [\d,]+(\s+contract mutants)`), share(s.Contract, 500)},
		{regexp.MustCompile(`[\d.]+ % of over [\d,]+(\s+planted bugs)`), share(s.Behaviour, 50)},
		{regexp.MustCompile(`\b\d[\d,]*(\s+legal variants)`), thousands(len(variants.Variants()))},
	}
}

type figure struct {
	phrase *regexp.Regexp
	value  string
}

// thousands is 4663 as 4,663.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// withFigures returns a text with the numbers of a score.
func withFigures(t *testing.T, text string, s *Score) string {
	t.Helper()
	for _, f := range figures(s) {
		require.Len(t, f.phrase.FindAllString(text, -1), 1, "README.md says %q once", f.phrase)
		text = f.phrase.ReplaceAllString(text, f.value+"$1")
	}
	return text
}

// writeFigures writes the numbers of a score into README.
func writeFigures(t *testing.T, s *Score) {
	t.Helper()
	text, err := os.ReadFile(readmeFile)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(readmeFile, []byte(withFigures(t, string(text), s)), 0o644))
}

// TestFigures: README repeats docs/mutants.json, which is about the mutants that there are now.
func TestFigures(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(scoreFile)
	require.NoError(t, err)
	var s Score
	require.NoError(t, json.Unmarshal(data, &s))
	contract, err := Contract()
	require.NoError(t, err)
	legal := 0
	for i := range contract {
		if contract[i].Legal != "" {
			legal++
		}
	}
	bugs, err := Behaviour()
	require.NoError(t, err)
	const behind = "docs/mutants.json is behind: run make mutants"
	assert.Equal(t, len(contract)-legal, s.Contract.Mutants, behind)
	assert.Equal(t, legal, s.Contract.Legal, behind)
	assert.Equal(t, len(bugs), s.Behaviour.Mutants, behind)
	readme, err := os.ReadFile(readmeFile)
	require.NoError(t, err)
	assert.True(t, withFigures(t, string(readme), &s) == string(readme),
		"the figures of README.md are behind: run make mutants")
}

func TestWithFigures(t *testing.T) {
	t.Parallel()
	s := &Score{Contract: Count{Seen: 12344, Mutants: 12345}, Behaviour: Count{Seen: 201, Mutants: 201}}
	text := "sees 1 % of over 2 contract mutants and 3.5 % of over 4\n  planted bugs; accuses none of 0 legal variants."
	got := withFigures(t, text, s)
	assert.True(t, strings.HasPrefix(got,
		"sees 99.9 % of over 12,000 contract mutants and 100 % of over 200\n  planted bugs; accuses none of "), got)
	assert.NotContains(t, got, " 0 legal variants")
	assert.Equal(t, "1,234,567", thousands(1234567))
	assert.Equal(t, "999", thousands(999))
}

package score

import (
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var page = flag.Bool("page", false, "write docs/negations.md anew from docs/negations.json and first_scores.md")

// The page says what its figures say: it is written by TestScore, and first_scores.md by hand.
func TestPage(t *testing.T) {
	t.Parallel()
	figures, err := os.ReadFile("../../../docs/negations.json")
	require.NoError(t, err)
	var score Score
	require.NoError(t, json.Unmarshal(figures, &score))
	const file = "../../../docs/negations.md"
	if *page {
		require.NoError(t, os.WriteFile(file, score.Markdown(), 0o644))
	}
	is, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(score.Markdown()), string(is),
		"write first_scores.md, then run: cd instruments && go test ./negations/score -run TestPage -page")
}

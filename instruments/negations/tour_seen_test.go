package negations

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	update = flag.Bool("update", false, "write "+seenFile+" anew")
	full   = flag.Bool("full", false, "look for every bug, not for a part of those that were seen before")
)

// seenFile has a line for each bug: its ID, and the stage of the tour that showed it when the file was written. It
// saves nine tenths of the time. Without a line, or with a wrong one, the test decides the same and takes longer.
const seenFile = "testdata/seen_in.txt"

// readSeenIn reads seenFile.
func readSeenIn(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile(seenFile)
	if os.IsNotExist(err) && *update {
		return nil
	}
	require.NoError(t, err)
	seen := map[string]string{}
	for lines := bufio.NewScanner(strings.NewReader(string(text))); lines.Scan(); {
		id, stage, ok := strings.Cut(lines.Text(), "\t")
		require.True(t, ok, "%s: %q: want an ID, a tab and a stage", seenFile, lines.Text())
		seen[id] = stage
	}
	return seen
}

// writeSeenIn writes seenFile.
func writeSeenIn(t *testing.T, first *sync.Map) {
	t.Helper()
	var lines []string
	for id, stage := range first.Range {
		lines = append(lines, fmt.Sprintf("%s\t%s\n", id, stage))
	}
	require.Len(t, lines, len(All()), "-update writes where all bugs are seen: run it without a narrower -run")
	slices.Sort(lines)
	require.NoError(t, os.MkdirAll("testdata", 0o755))
	require.NoError(t, os.WriteFile(seenFile, []byte(strings.Join(lines, "")), 0o644))
}

// inOrder is the whole tour with one stage moved to its front.
func inOrder(first string) []stage {
	order := slices.Clone(stages)
	if i := slices.IndexFunc(order, func(s stage) bool { return s.name == first }); i >= 0 {
		order = slices.Concat(order[i:i+1], order[:i], order[i+1:])
	}
	return order
}

// TestInOrder_isTheWholeTour: what was seen before decides the order and nothing else.
func TestInOrder_isTheWholeTour(t *testing.T) {
	names := func(stages []stage) []string {
		var names []string
		for _, s := range stages {
			names = append(names, s.name)
		}
		return names
	}
	for _, first := range append(names(stages), "", "no stage") {
		order := names(inOrder(first))
		require.ElementsMatch(t, names(stages), order)
		if slices.Contains(names(stages), first) {
			require.Equal(t, first, order[0])
		}
	}
}

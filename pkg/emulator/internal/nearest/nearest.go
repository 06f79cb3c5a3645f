// Package nearest words what is wrong with an unknown word.
package nearest

import "strings"

// Suggest ends a message about an unknown word: with the known word that was
// probably meant, or with what to do when none is near.
func Suggest(word string, known []string, otherwise string) string {
	best, least := "", max(len(word)/3, 1)+1
	for _, k := range known {
		if d := editDistance(strings.ToLower(word), strings.ToLower(k)); d < least {
			best, least = k, d
		}
	}
	if best == "" {
		return ": " + otherwise
	}
	return ": did you mean " + best + "?"
}

// editDistance counts insertions, deletions and replacements of bytes. A long word
// is far from everything.
func editDistance(a, b string) int {
	const long = 64
	if len(a) > long {
		return long
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := before
			if a[i] != b[j] {
				cost = min(before, row[j], row[j+1]) + 1
			}
			before, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}

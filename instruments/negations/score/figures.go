package score

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// A Row is what became of one negation. Default and All are the IDs of the first case that saw it
// in that mode, empty when none did.
type Row struct {
	ID      string   `json:"id"`
	Promise string   `json:"promise"`
	Source  string   `json:"source"`
	Kind    string   `json:"kind"`
	Assumed bool     `json:"assumed,omitempty"`
	Needs   []string `json:"needs,omitempty"`
	Default string   `json:"default"`
	All     string   `json:"all"`
}

// A Score is the whole table with its sums.
type Score struct {
	Negations   int   `json:"negations"` // that were scored
	Listed      int   `json:"listed"`    // of which these are a sample, or all
	Cases       int   `json:"cases"`
	SeenDefault int   `json:"seen_default"`
	SeenAll     int   `json:"seen_all"`
	Rows        []Row `json:"rows"`
}

// NewScore sums rows up.
func NewScore(rows []Row, cases, listed int) *Score {
	s := &Score{Negations: len(rows), Listed: listed, Cases: cases, Rows: rows}
	for _, r := range rows {
		if r.Default != "" {
			s.SeenDefault++
		}
		if r.All != "" {
			s.SeenAll++
		}
	}
	return s
}

func percent(n, of int) string { return fmt.Sprintf("%.1f %%", 100*float64(n)/float64(max(of, 1))) }

// JSON writes the score for machines.
func (s *Score) JSON() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(s); err != nil {
		panic(err) // strings and numbers always encode
	}
	return b.Bytes()
}

// Text is the score for a terminal: the sums and what is not seen.
func (s *Score) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d negations: %d seen by default (%s), %d with all features and --assumed (%s)\n", s.Negations,
		s.SeenDefault, percent(s.SeenDefault, s.Negations), s.SeenAll, percent(s.SeenAll, s.Negations))
	for _, r := range s.Rows {
		if r.All == "" {
			fmt.Fprintf(&b, "not seen: %s (%s)\n", r.ID, r.Kind)
		}
	}
	return b.String()
}

// Markdown is the page docs/negations.md.
func (s *Score) Markdown() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `# What the suite sees of defects that it was not written for

The list in [instruments/negations](../instruments/negations) has %d ways to break a promise of the API. It was
written from the documentation, sentence by sentence, before the cases that see it, but for one about links. Each entry
is a running server with one bug, in front of the emulator. An entry is seen when a case fails on that server that
passes without the bug. %s The figures for machines are in
[negations.json](negations.json). They hold for runs in the process and in virtual time.

| run | seen | of %d |
|---|--:|--:|
| default: credentials only | %s | %d |
| all features and `+"`--assumed`"+` | %s | %d |

## By kind

| kind | entries | default | all |
|---|--:|--:|--:|
`, s.Listed, s.how(), s.Negations, percent(s.SeenDefault, s.Negations), s.SeenDefault,
		percent(s.SeenAll, s.Negations), s.SeenAll)
	var kinds []string
	count := map[string][3]int{}
	for _, r := range s.Rows {
		if !slices.Contains(kinds, r.Kind) {
			kinds = append(kinds, r.Kind)
		}
		c := count[r.Kind]
		c[0]++
		if r.Default != "" {
			c[1]++
		}
		if r.All != "" {
			c[2]++
		}
		count[r.Kind] = c
	}
	slices.Sort(kinds)
	for _, k := range kinds {
		c := count[k]
		fmt.Fprintf(&b, "| %s | %d | %s | %s |\n", k, c[0], percent(c[1], c[0]), percent(c[2], c[0]))
	}
	b.WriteString("\n" + firstScores)
	b.WriteString("\n## Not seen\n\n")
	for _, r := range s.Rows {
		if r.All == "" {
			fmt.Fprintf(&b, "- `%s`: %s\n", r.ID, r.Promise)
		}
	}
	b.WriteString("\n## Seen only with features or `--assumed`\n\n")
	for _, r := range s.Rows {
		if r.All != "" && r.Default == "" {
			fmt.Fprintf(&b, "- `%s`: `%s`\n", r.ID, r.All)
		}
	}
	return b.Bytes()
}

// how says which entries were scored, and by what.
func (s *Score) how() string {
	if s.Negations == s.Listed {
		return "This page is made by `make negations`, which scores all of them."
	}
	return fmt.Sprintf("The figures here are of a sample of %d, spread evenly over the list, with %d cases; "+
		"`make negations` scores all of them and takes half an hour of one core.", s.Negations, s.Cases)
}

// firstScores is what the newest lists scored before and after their cases were written. It is written by hand.
//
//go:embed first_scores.md
var firstScores string

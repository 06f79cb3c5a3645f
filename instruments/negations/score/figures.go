package score

import (
	"bytes"
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
	b.WriteString(firstScores)
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

// firstScores is what the newest lists scored before and after their cases were written.
const firstScores = `
## First scores

A list measures the suite best before its cases are written. So the newest lists were scored then, and again after:
` + "`" + `go test ./negations/score -run TestScore -only 'ID|ID|…'` + "`" + ` prints both. They stand in the order of time.

| list | entries | first, default | first, all | after, default | after, all |
|---|--:|--:|--:|--:|--:|
| counts, states, names made again, listings, literals, headers, oddities | 181 | 54.1 % | 56.9 % | 86.7 % | 87.8 % |
| namesakes, later states, scopes, customs of projects, meetings | 203 | 66.5 % | 75.4 % | 88.2 % | 94.1 % |
| formats, mixups, the course of things | 113 | 61.9 % | 76.1 % | 77.0 % | 92.0 % |
| databases, frameworks, caches, workers | 136 | 73.5 % | 79.4 % | 94.9 % | 97.1 % |
| owners, packages, carriers, doors | 188, then 183 | 76.1 % | 79.8 % | 91.8 % | 97.8 % |
| plain bugs of each page (` + "`plain-`" + `) | 247, then 245 | 94.7 % | 97.6 % | | |
| plain bugs of a second, later, longer or other one (` + "`scoped-`" + `) | 72 | 91.7 % | 91.7 % | 91.7 % | 91.7 % |
| bugs at borders, after updates and deletes, of a second one (` + "`" + `fresh-` + "`" + `) | 195, then 193 | 91.3 % | 92.8 % | 98.4 % | 100.0 % |
| a reader who begins anew, over all pages (` + "`" + `anew-` + "`" + `) | 300, then 296 | 86.3 % | 90.0 % | 95.3 % | 99.0 % |
| the same reader once more, when those were seen (` + "`" + `again-` + "`" + `) | 70, then 69 | 97.1 % | 97.1 % | 100.0 % | 100.0 % |
| one more reader, of what is alike and of what was there before (` + "`" + `once-` + "`" + `) | 147, then 145 | 81.6 % | 85.0 % | 94.5 % | 97.9 % |

Three of the 136 changed nothing when they were scored first, and four kept a list for less time than they said. They
were corrected between the two scores. Of the 188 five were withdrawn, which no page forbids and no case had
seen. Two that changed nothing were corrected. The lists of plain bugs have the simple ones that come to mind first, the lists
above have what was left to think of. Of the plain ones two were withdrawn, which the pages leave open, and one was corrected.
Of the list at borders two were withdrawn: no page says what a list shows when something is deleted between two pages, and no
client can tell a Log that is cut from a short one. Three that changed nothing were corrected.
Of those of the reader who began anew four were withdrawn, which the pages leave open, and four corrected that named a version, a
boundary or a field as no request had it. Of the second list one was withdrawn, which HTTP leaves open.
Of the last list two were withdrawn, which the pages leave open: how a range of versions is shown, and pages that are
smaller than asked for. One was corrected, which any other Build undid.
A list without the last two figures was not scored again.
`

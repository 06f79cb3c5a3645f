package mutants

import (
	"fmt"
	"math"
)

// A Count says how many mutants of a kind there are and how many the suite sees.
type Count struct {
	Name string `json:"name"`
	// Mutants must be seen; Legal break nothing and are not among them.
	Mutants int `json:"mutants"`
	Legal   int `json:"legal"`
	// Seen are those that the suite sees with the wire check, and SeenByCases those that it sees by
	// what cases assert alone.
	Seen        int `json:"seen"`
	SeenByCases int `json:"seen_by_cases"`
}

func (c *Count) add(m *Mutant, v *Verdict) {
	if m.Legal != "" {
		c.Legal++
		return
	}
	c.Mutants++
	if v.Killed() {
		c.Seen++
	}
	if v.ByCases != "" {
		c.SeenByCases++
	}
}

// A ScoredBug is a behaviour mutant with the case that it declares.
type ScoredBug struct {
	Name      string `json:"name"`
	Operation string `json:"operation"`
	Case      string `json:"case"`
	Seen      bool   `json:"seen"`
	// RightReason is set when the declared case itself sees it.
	RightReason bool `json:"right_reason"`
}

// A ListedLegal is a mutant of legal.json with its reason.
type ListedLegal struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
}

// A Score is what the suite is worth. It depends on the suite, the documents and the implementation
// alone, so that it can be stored and compared.
type Score struct {
	Contract    Count         `json:"contract"`
	Behaviour   Count         `json:"behaviour"`
	RightReason int           `json:"right_reason"`
	Operators   []Count       `json:"operators"`
	Operations  []Count       `json:"operations"`
	Bugs        []ScoredBug   `json:"bugs"`
	Listed      []ListedLegal `json:"legal"`
	// Survivors are what nothing sees; Accused are legal mutants that something calls wrong. Both must be empty.
	Survivors []string `json:"survivors"`
	advice    []string // what to do about each survivor
	Accused   []string `json:"accused"`
	// ByWireOnly are what no case sees by what it asserts.
	ByWireOnly []string `json:"by_wire_only"`
}

// NewScore counts what became of mutants; verdicts are in the order of the mutants.
func NewScore(all []Mutant, verdicts []*Verdict) *Score {
	s := &Score{Contract: Count{Name: "contract"}, Behaviour: Count{Name: groupBehaviour}}
	operators, operations := map[string]*Count{}, map[string]*Count{}
	of := func(counts map[string]*Count, name string) *Count {
		if counts[name] == nil {
			counts[name] = &Count{Name: name}
		}
		return counts[name]
	}
	for i := range all {
		m, v := &all[i], verdicts[i]
		if m.Group == groupBehaviour {
			s.Behaviour.add(m, v)
			s.Bugs = append(s.Bugs, ScoredBug{Name: m.Place, Operation: m.Operation, Case: m.Case, Seen: v.Killed(),
				RightReason: v.Declared})
			if v.Declared {
				s.RightReason++
			}
		} else {
			s.Contract.add(m, v)
			of(operators, m.Group+": "+m.Operator).add(m, v)
			of(operations, m.Operation).add(m, v)
		}
		switch {
		case m.Legal != "" && v.Killed():
			s.Accused = append(s.Accused, fmt.Sprintf("%s: %s", m.ID(), v.ByCases+v.ByWire))
		case m.Legal != "":
		case !v.Killed():
			s.Survivors = append(s.Survivors, m.ID())
			s.advice = append(s.advice, m.advice(v.Met)+seenElsewhere(m, all, verdicts))
		case v.ByCases == "":
			s.ByWireOnly = append(s.ByWireOnly, m.ID())
		}
		if m.Listed {
			s.Listed = append(s.Listed, ListedLegal{m.ID(), m.Legal})
		}
	}
	for _, name := range sortedKeys(operators) {
		s.Operators = append(s.Operators, *operators[name])
	}
	for _, name := range sortedKeys(operations) {
		s.Operations = append(s.Operations, *operations[name])
	}
	return s
}

// What the suite must reach, in percent.
const (
	minByCases     = 60
	minRightReason = 95
)

// Shortfalls says what is below what the suite must reach: every mutant that breaks the contract is
// seen with the wire check, 60 % by the cases alone; every bug is seen, 95 % by the case that
// declares it; nothing legal is accused. It is empty when all holds.
func (s *Score) Shortfalls() []string {
	var all []string
	for i, id := range s.Survivors {
		all = append(all, fmt.Sprintf("nothing sees: %s\n\t%s,\n\tor give the reason in instruments/mutants/legal.json",
			id, s.advice[i]))
	}
	for _, id := range s.Accused {
		all = append(all, fmt.Sprintf("legal, and called wrong: %s\n\tthe contract allows what the case refuses: "+
			"change one of the two", id))
	}
	if p := percent(s.Contract.SeenByCases, s.Contract.Mutants); p < minByCases {
		all = append(all, fmt.Sprintf("cases alone see %.1f %% of the contract mutants, want %d %%", p, minByCases))
	}
	if p := percent(s.RightReason, s.Behaviour.Mutants); p < minRightReason {
		all = append(all, fmt.Sprintf("%.1f %% of the bugs are seen by the case that they declare, want %d %%", p,
			minRightReason))
	}
	return all
}

// percent rounds down: 100 means all.
func percent(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return math.Floor(1000*float64(part)/float64(whole)) / 10
}

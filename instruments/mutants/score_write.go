package mutants

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// WriteJSON writes the score for programs.
func (s *Score) WriteJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(s); err != nil {
		return fmt.Errorf("mutants: score: %w", err)
	}
	return nil
}

// WriteText writes the figures on a few lines.
func (s *Score) WriteText(w io.Writer) error {
	_, err := fmt.Fprintf(w, "contract mutants   %d of %d seen with the wire check (%.1f %%), %d by the cases alone "+
		"(%.1f %%), %d legal\nbehaviour mutants  %d of %d seen (%.1f %%), %d by the case that they declare (%.1f %%)\n",
		s.Contract.Seen, s.Contract.Mutants, percent(s.Contract.Seen, s.Contract.Mutants),
		s.Contract.SeenByCases, percent(s.Contract.SeenByCases, s.Contract.Mutants), s.Contract.Legal,
		s.Behaviour.Seen, s.Behaviour.Mutants, percent(s.Behaviour.Seen, s.Behaviour.Mutants),
		s.RightReason, percent(s.RightReason, s.Behaviour.Mutants))
	return err
}

// WriteMarkdown writes the score as a page of the documentation.
func (s *Score) WriteMarkdown(w io.Writer) error {
	var b bytes.Buffer
	b.WriteString("# What the suite is worth\n\n" +
		"Written by `make mutants`, which puts one defect after the other between the suite and the emulator\n" +
		"(package [instruments/mutants](../instruments/mutants)) and fails when a defect is not seen.\n\n```\n")
	if err := s.WriteText(&b); err != nil {
		return err
	}
	b.WriteString("```\n\n*Contract mutants* are derived from the OpenAPI documents. The wire check reads the same " +
		"documents, so that its\nshare proves little; *by the cases alone* is what the cases assert without it. " +
		"*Legal* ones break nothing and must pass.\n\n## By operator\n\n")
	table(&b, "operator", s.Operators)
	b.WriteString("\n## By operation\n\n")
	table(&b, "operation", s.Operations)
	b.WriteString("\n## Legal though they look wrong\n\nThose that follow from a rule (what is optional may be " +
		"missing) are not listed.\n\n| mutant | reason |\n|---|---|\n")
	for _, l := range s.Listed {
		fmt.Fprintf(&b, "| %s | %s |\n", cell(l.ID), cell(l.Reason))
	}
	lines(&b, "Seen by nothing", s.Survivors)
	lines(&b, "Legal, and called wrong", s.Accused)
	lines(&b, "Seen by the wire check only", s.ByWireOnly)
	b.WriteString("\n## Bugs\n\n| bug | operation | case that must see it | seen by it |\n|---|---|---|---|\n")
	for _, bug := range s.Bugs {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", cell(bug.Name), bug.Operation, bug.Case,
			map[bool]string{true: "yes", false: "no"}[bug.RightReason])
	}
	_, err := w.Write(b.Bytes())
	return err
}

func table(b *bytes.Buffer, what string, counts []Count) {
	fmt.Fprintf(b, "| %s | mutants | legal | seen | by cases alone |\n|---|--:|--:|--:|--:|\n", what)
	for _, c := range counts {
		share := func(n int) string {
			if c.Mutants == 0 {
				return "–"
			}
			return fmt.Sprintf("%d (%.1f %%)", n, percent(n, c.Mutants))
		}
		fmt.Fprintf(b, "| %s | %d | %d | %s | %s |\n", cell(c.Name), c.Mutants, c.Legal, share(c.Seen),
			share(c.SeenByCases))
	}
}

func lines(b *bytes.Buffer, title string, all []string) {
	fmt.Fprintf(b, "\n## %s\n\n", title)
	if len(all) == 0 {
		b.WriteString("None.\n")
	}
	for _, line := range all {
		fmt.Fprintf(b, "- `%s`\n", line)
	}
}

func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

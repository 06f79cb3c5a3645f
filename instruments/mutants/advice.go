package mutants

import (
	"fmt"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// advice says which case to write, and where, so that a mutant that nothing sees is seen. met is whether a case came by
// it: if so, the case only has to look closer.
func (m *Mutant) advice(met bool) string {
	file := "contract/cases"
	op, known := operations.Lookup(m.Operation)
	if known {
		file += "/" + strings.ToLower(strings.ReplaceAll(op.Tag, " ", "_")) + "_….go"
	}
	side, name, _ := strings.Cut(m.Place, " ")
	rule, accepted := strings.CutSuffix(m.Operator, " accepted")
	switch {
	case m.Group == groupBehaviour:
		return fmt.Sprintf("strengthen the case %s", m.Case)
	case side == "path":
		return fmt.Sprintf("sidGroups in contract/cases/sids.go sends %s with wrong SIDs: is its tag in "+
			"openapi/ right?",
			m.Operation)
	case side == credentials:
		return "contract/cases/auth.go sends every operation with wrong credentials: is it among them?"
	case side == "query" && op.List == "":
		return fmt.Sprintf("send %s with each value of %s, and with one that it cannot have, and want a refusal: a case in %s",
			m.Operation, name, file)
	case side == "query":
		return fmt.Sprintf("contract/cases/filters.go sends each filter that has the name of a property of what %s "+
			"lists, or is a date with x-whole-second; %s is none of these, or too alike in all entries: a case in %s",
			m.Operation, name, file)
	case m.Group == groupRequest && rule == "missing":
		return fmt.Sprintf("send %s without %s, and want a refusal that changes nothing: a case in %s",
			m.Operation, name,
			file)
	case m.Group == groupRequest && accepted && side == "field":
		return fmt.Sprintf("send a value of %s that the contract forbids (%s), and want a refusal: a case in %s",
			name, rule, file)
	case m.Group == groupRequest:
		return fmt.Sprintf("send a request of that kind, and want a refusal: a case in %s", file)
	case m.Operator == "cut short" && !met:
		return fmt.Sprintf("no case gets an answer of %s that has two items there: make one in %s", m.Operation, file)
	case !met:
		return fmt.Sprintf("no case gets an answer of %s that has it: make one in %s", m.Operation, file)
	}
	return fmt.Sprintf("a case in %s must compare that part of the answer of %s with what it has to be", file,
		m.Operation)
}

// seenElsewhere names a case that sees the same defect in an answer with the same resource, as one to learn from.
func seenElsewhere(m *Mutant, all []Mutant, verdicts []*Verdict) string {
	op, known := operations.Lookup(m.Operation)
	if !known || op.Answer == "" {
		return ""
	}
	for i := range all {
		other, _ := operations.Lookup(all[i].Operation)
		if other.ID != op.ID && other.Answer == op.Answer && all[i].Group == m.Group && all[i].Place == m.Place &&
			all[i].Operator == m.Operator && verdicts[i].ByCases != "" {
			return fmt.Sprintf(", which begins as %s does, that sees it in %s", verdicts[i].ByCases, other.ID)
		}
	}
	return ""
}

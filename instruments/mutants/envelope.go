package mutants

import (
	"bytes"
	"net/http"
	"slices"
	"strconv"
)

// An envelope is one way in which an answer as a whole can be wrong; change returns whether it could be made so.
type envelope struct {
	name   string
	change func(a *answer) bool
}

func envelopes() []envelope {
	return []envelope{
		{"status", func(a *answer) bool {
			switch a.status {
			case http.StatusOK:
				a.status = http.StatusCreated
			case http.StatusCreated, http.StatusNoContent:
				a.status = http.StatusOK
			default:
				return otherRefusal(a)
			}
			return true
		}},
		{"media type", func(a *answer) bool {
			a.header.Set("Content-Type", "text/html; charset=utf-8")
			return true
		}},
		{"no Content-Type", func(a *answer) bool {
			a.header.Del("Content-Type")
			return true
		}},
		{"truncated", func(a *answer) bool {
			a.body = a.body[:len(a.body)*2/3]
			return true
		}},
		{"doubled", func(a *answer) bool {
			a.body = slices.Concat(a.body, a.body)
			return true
		}},
		{"empty body", func(a *answer) bool {
			a.body = nil
			return true
		}},
	}
}

// otherRefusal makes 422 of any refusal, in the body as well: a client that looks at the status takes another way.
func otherRefusal(a *answer) bool {
	const other = "422"
	from := []byte(`"status":` + strconv.Itoa(a.status))
	a.status = http.StatusUnprocessableEntity
	a.body = bytes.Replace(a.body, from, []byte(`"status":`+other), 1)
	return true
}

// answerMutants are every answer of the operation × every way in which it can be wrong as a whole.
func (op *operation) answerMutants() []Mutant {
	var all []Mutant
	for _, which := range []struct {
		name  string
		meets func(status int) bool
	}{{"answer", succeeded}, {"error", refused}} {
		for _, e := range envelopes() {
			if op.answer == nil && which.name == "answer" {
				e = bodiless(e)
			}
			if e.change == nil {
				continue
			}
			all = append(all, Mutant{
				Group: groupAnswer, Operation: op.ID, Place: which.name, Operator: e.name, meets: which.meets,
				plant: op.answering(func(a *answer) (bool, error) { return which.meets(a.status) && e.change(a), nil }),
			})
		}
	}
	return all
}

// bodiless is what a defect becomes for an answer that has no body; its change is nil if there is no such defect.
func bodiless(e envelope) envelope {
	switch e.name {
	case "status":
		return e
	case "doubled":
		return envelope{"with a body", func(a *answer) bool {
			a.header.Set("Content-Type", jsonMedia)
			a.body = []byte("{}")
			return true
		}}
	default:
		return envelope{}
	}
}

package mutants

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/coverage"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

//go:embed legal.json
var legalJSON []byte

// Contract derives the mutants that the OpenAPI documents imply, in a stable order. It fails only
// if the documents or the list of legal mutants, which are embedded, are at odds.
func Contract() ([]Mutant, error) {
	ops, err := allOperations()
	if err != nil {
		return nil, err
	}
	var all []Mutant
	for _, op := range ops {
		all = slices.Concat(all, op.propertyMutants(), op.answerMutants(), op.requestMutants())
	}
	return all, legalize(all, legalJSON)
}

// legalize notes the reasons of a list, by ID, in the mutants. Each must be there once and not be
// legal by rule already.
func legalize(all []Mutant, list []byte) error {
	var reasons map[string]string
	if err := json.Unmarshal(list, &reasons); err != nil {
		return fmt.Errorf("mutants: legal.json: %w", err)
	}
	seen := map[string]bool{}
	for i := range all {
		m := &all[i]
		if seen[m.ID()] {
			return fmt.Errorf("mutants: two have the ID %q", m.ID())
		}
		seen[m.ID()] = true
		reason, listed := reasons[m.ID()]
		switch {
		case listed && m.Legal != "":
			return fmt.Errorf("mutants: legal.json: %q is legal by rule: %s", m.ID(), m.Legal)
		case listed && reason == "":
			return fmt.Errorf("mutants: legal.json: %q has no reason", m.ID())
		case listed:
			m.Legal, m.Listed = reason, true
			delete(reasons, m.ID())
		}
	}
	for _, id := range slices.Sorted(maps.Keys(reasons)) {
		return fmt.Errorf("mutants: legal.json: there is no mutant %q", id)
	}
	return nil
}

// propertyMutants are every slot of every answer × every operator that applies.
func (op *operation) propertyMutants() []Mutant {
	var all []Mutant
	if op.answer != nil {
		all = op.slotMutants(all, "answer", slots(op.answer), succeeded)
	}
	// The API has one shape of error and what stands before it another one.
	for _, refusal := range []struct {
		name     string
		statuses []int
		meets    func(status int) bool
	}{
		{"error", []int{http.StatusBadRequest, http.StatusNotFound, http.StatusConflict}, refused},
		{"401", []int{http.StatusUnauthorized}, unauthorized},
	} {
		i := slices.IndexFunc(refusal.statuses, func(status int) bool { return op.errorSchema(status) != nil })
		if i >= 0 {
			all = op.slotMutants(all, refusal.name, slots(op.errorSchema(refusal.statuses[i])), refusal.meets)
		}
	}
	return all
}

// Kinds of answers.
func succeeded(status int) bool    { return status < http.StatusBadRequest }
func unauthorized(status int) bool { return status == http.StatusUnauthorized }

// refused reports whether a status is a refusal that is the API's own and always JSON.
func refused(status int) bool {
	return status == http.StatusBadRequest || status == http.StatusNotFound || status == http.StatusConflict
}

func (op *operation) slotMutants(all []Mutant, which string, found []*slot, meets func(status int) bool) []Mutant {
	for _, s := range found {
		for _, o := range operators() {
			if !o.applies(s) {
				continue
			}
			legal := o.legal(s)
			if which == "answer" && o.name == nullOperator {
				legal = cmp.Or(legal, op.alwaysNull(s))
			}
			plant := op.editing(meets, func(root *any) bool {
				return s.edit(root, func(at *spot) bool { return o.edit(s, at) })
			})
			if field := op.setBy(s); which == "answer" && field != nil && legal != "" {
				legal = "" // what a request has set is answered, whether or not it may be null or absent elsewhere
				if !field.Required {
					plant = whenSent(field.Name, plant)
				}
			}
			all = append(all, Mutant{
				Group: groupProperty, Operation: op.ID, Place: which + " " + s.String(), Operator: o.name,
				Legal: legal, meets: meets, plant: plant,
			})
		}
	}
	return all
}

// setBy is the field of the request that sets a property of the answer; nil if none does.
func (op *operation) setBy(s *slot) *operations.Field {
	if op.Body == nil || len(s.place) != 1 {
		return nil
	}
	for i := range op.Body.Fields {
		if f := &op.Body.Fields[i]; strings.EqualFold(f.Name, strings.ReplaceAll(s.place[0], "_", "")) {
			return f
		}
	}
	return nil
}

// whenSent plants a defect into the answers to forms that have the field, and into no others.
func whenSent(field string, plant func(*site) http.RoundTripper) func(*site) http.RoundTripper {
	return func(s *site) http.RoundTripper {
		defect := plant(s)
		return tripper(func(req *http.Request) (*http.Response, error) {
			body, err := readBody(req)
			if err != nil {
				return nil, err
			}
			again := resent(req, body)
			if sent, err := parseForm(req.Header.Get("Content-Type"), body); err != nil ||
				strings.Join(sent.values(field), "") == "" {
				return s.next.RoundTrip(again)
			}
			return defect.RoundTrip(again)
		})
	}
}

// alwaysNull says why a property of the answer is null anyway. A list of exceptions that cannot be read fails the
// tests of its own package.
func (op *operation) alwaysNull(s *slot) string {
	reason, _ := coverage.AlwaysNull(op.ID, strings.ReplaceAll(s.String(), "/*", "/[]"))
	return reason
}

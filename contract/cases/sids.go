package cases

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/derive"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// unknownIn is a SID that no resource of a collection has.
func unknownIn(collection string) string {
	return strings.TrimPrefix(examplePath(collection+"/{Sid}"), collection+"/")
}

// A sidGroup is the operations of a resource, in a fixed order.
type sidGroup struct {
	resource string // in case IDs
	name     string // in claims
	ops      []contract.OperationInfo
}

// sidGroups sorts every operation of the contract by its heading in the documentation, so that a new operation is
// sent wrong SIDs by itself, also one of a new resource.
func sidGroups() []sidGroup {
	var groups []sidGroup
	for _, p := range pages() {
		groups = append(groups, sidGroup{resource: p.resource, name: p.name})
	}
	for _, op := range contract.Operations() {
		described, _ := operations.Lookup(op.OperationID)
		resource := derive.Resource(described)
		i := slices.IndexFunc(groups, func(g sidGroup) bool { return g.resource == resource })
		if i < 0 {
			i = len(groups)
			groups = append(groups, sidGroup{resource: resource, name: "what the page " + described.Tag + " has"})
		}
		groups[i].ops = append(groups[i].ops, op)
	}
	verbs := []string{"Create", "Fetch", "Update", "List", "Delete"}
	for _, g := range groups {
		slices.SortStableFunc(g.ops, func(a, b contract.OperationInfo) int {
			place := func(op contract.OperationInfo) int {
				return slices.IndexFunc(verbs,
					func(verb string) bool { return strings.HasPrefix(op.OperationID, verb) })
			}
			return cmp.Compare(place(a), place(b))
		})
	}
	return groups
}

// unknownCase wants 404 for each SID of a path in turn that no resource has, for every operation.
func (g sidGroup) unknownCase() suite.Case {
	ops := slices.DeleteFunc(slices.Clone(g.ops),
		func(op contract.OperationInfo) bool { return !strings.Contains(op.Path, "{") })
	return suite.Case{
		ID: g.resource + "/unknown-sid-anywhere-in-the-path-is-not-found",
		Claim: "A path to " + g.name + " that has a SID which no resource has is answered 404 with code 20404, " +
			"whichever SID it is.",
		Source: errorPage + "20404", Level: suite.Observed, Ops: idsOf(ops),
		Run: func(ctx context.Context, s *suite.Session) error {
			return misled(ctx, s, ops, unknownIn, (*suite.Answer).NotFound)
		},
	}
}

// malformedCase wants a refusal for each SID of a path in turn that is no SID. The place of a Service takes names.
func (g sidGroup) malformedCase() (suite.Case, bool) {
	ops := slices.DeleteFunc(slices.Clone(g.ops), func(op contract.OperationInfo) bool {
		return !strings.Contains(strings.TrimPrefix(op.Path, "/v1/Services/{"), "{")
	})
	return suite.Case{
		ID:     g.resource + "/malformed-sid-in-the-path-is-refused",
		Claim:  "A path to " + g.name + " that has something else in the place of a SID is refused.",
		Source: errorPage + "20404", Level: suite.Inferred, Ops: idsOf(ops),
		Run: func(ctx context.Context, s *suite.Session) error {
			return misled(ctx, s, ops, func(collection string) string {
				if collection == "Services" {
					return ""
				}
				return "no-sid"
			}, (*suite.Answer).RefusedSomehow)
		},
	}, len(ops) > 0
}

// misled sends every operation to its path with one SID after the other replaced, by what instead
// gives for the collection before it, unless that is empty. What stands before it is there; what
// comes after it need not be.
func misled(ctx context.Context, s *suite.Session, ops []contract.OperationInfo,
	instead func(collection string) string, want func(*suite.Answer) error) error {
	w, err := sharedWorld(ctx, s)
	if err != nil {
		return err
	}
	var problems []error
	for _, op := range ops {
		template := strings.Split(op.Path, "/")
		for i, segment := range template {
			if !strings.HasPrefix(segment, "{") || instead(template[i-1]) == "" {
				continue
			}
			before, err := w.fill(ctx, strings.Join(template[:i], "/"))
			if err != nil {
				return err
			}
			after := strings.Split(examplePath(op.Path), "/")[i:]
			after[0] = instead(template[i-1])
			path := before + "/" + strings.Join(after, "/")
			problems = append(problems, want(w.request(ctx, op, path, w.plainForm(op.OperationID))))
		}
	}
	return errors.Join(problems...)
}

// sidCases put wrong SIDs into every path.
func sidCases() []suite.Case {
	var all []suite.Case
	for _, g := range sidGroups() {
		all = append(all, g.unknownCase())
		if c, ok := g.malformedCase(); ok {
			all = append(all, c)
		}
	}
	return all
}

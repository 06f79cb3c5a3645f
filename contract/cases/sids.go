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

// A place is that of one SID in the path of an operation.
type place struct {
	op       contract.OperationInfo
	segments []string // of the template
	at       int
}

// collection is what the SID is in.
func (p place) collection() string { return p.segments[p.at-1] }

// last reports whether no other SID comes after it.
func (p place) last() bool { return !strings.Contains(strings.Join(p.segments[p.at+1:], ""), "{") }

// places are those of all SIDs in the paths of operations.
func places(ops []contract.OperationInfo) (all []place) {
	for _, op := range ops {
		segments := strings.Split(op.Path, "/")
		for i, segment := range segments {
			if strings.HasPrefix(segment, "{") {
				all = append(all, place{op, segments, i})
			}
		}
	}
	return all
}

// idsAt are the operations that places are of, each once.
func idsAt(places []place) (ids []string) {
	for _, p := range places {
		if id := p.op.OperationID; !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// unknownCase wants 404 for each SID of a path in turn that no resource has, for every operation. It leaves out what
// cases that were written by hand ask, see askedByHand, unless that is all.
func (g sidGroup) unknownCase(byHand map[string][]string) suite.Case {
	all := places(g.ops)
	rest := slices.DeleteFunc(slices.Clone(all), func(p place) bool {
		return p.last() && slices.Contains(byHand[g.resource+unknownEnd], p.op.OperationID) ||
			p.collection() == "Services" && slices.Contains(byHand[g.resource+unknownService], p.op.OperationID)
	})
	if len(rest) == 0 {
		rest = all
	}
	return suite.Case{
		ID: g.resource + "/unknown-sid-anywhere-in-the-path-is-not-found",
		Claim: "A path to " + g.name + " that has a SID which no resource has is answered 404 with code 20404, " +
			"whichever SID it is, if no other case sends it.",
		Source: errorPage + "20404", Level: suite.Observed, Ops: idsAt(rest),
		Run: func(ctx context.Context, s *suite.Session) error {
			return misled(ctx, s, rest, unknownIn, (*suite.Answer).NotFound)
		},
	}
}

// The IDs of two cases of most resources end so: the first sends a SID that no resource has as the last one of a path,
// the second one in the place of a Service.
const unknownEnd, unknownService = "/unknown-is-not-found", "/unknown-service-is-not-found"

// askedByHand are the operations of those cases, by case.
func askedByHand(cases []suite.Case) map[string][]string {
	ops := map[string][]string{}
	for _, c := range cases {
		if strings.HasSuffix(c.ID, unknownEnd) || strings.HasSuffix(c.ID, unknownService) {
			ops[c.ID] = c.Ops
		}
	}
	return ops
}

// malformedCase wants a refusal for each SID of a path in turn that is no SID. The place of a Service takes names.
func (g sidGroup) malformedCase() (suite.Case, bool) {
	rest := slices.DeleteFunc(places(g.ops), func(p place) bool { return p.collection() == "Services" })
	return suite.Case{
		ID:     g.resource + "/malformed-sid-in-the-path-is-refused",
		Claim:  "A path to " + g.name + " that has something else in the place of a SID is refused.",
		Source: errorPage + "20404", Level: suite.Inferred, Ops: idsAt(rest),
		Run: func(ctx context.Context, s *suite.Session) error {
			return misled(ctx, s, rest, func(string) string { return "no-sid" }, (*suite.Answer).RefusedSomehow)
		},
	}, len(rest) > 0
}

// misled sends operations to their paths with a SID in one place replaced, by what instead gives for the collection
// before it. What stands before it is there; what comes after it need not be.
func misled(ctx context.Context, s *suite.Session, places []place, instead func(collection string) string,
	want func(*suite.Answer) error) error {
	w, err := sharedWorld(ctx, s)
	if err != nil {
		return err
	}
	var problems []error
	for _, p := range places {
		before, err := w.fill(ctx, strings.Join(p.segments[:p.at], "/"))
		if err != nil {
			return err
		}
		after := strings.Split(examplePath(p.op.Path), "/")[p.at:]
		after[0] = instead(p.collection())
		path := before + "/" + strings.Join(after, "/")
		problems = append(problems, want(w.request(ctx, p.op, path, w.plainForm(p.op.OperationID))))
	}
	return errors.Join(problems...)
}

// sidCases put wrong SIDs into every path, but for those that the cases before do.
func sidCases(before []suite.Case) []suite.Case {
	byHand := askedByHand(before)
	var all []suite.Case
	for _, g := range sidGroups() {
		all = append(all, g.unknownCase(byHand))
		if c, ok := g.malformedCase(); ok {
			all = append(all, c)
		}
	}
	return all
}

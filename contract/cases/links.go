package cases

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/derive"
	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// below gives what lies directly below a resource: the key of the link to it, and the end of its address.
func (p resourcePages) below() map[string]string {
	own, there := operations.Lookup("Fetch" + p.kind)
	if !there {
		return nil
	}
	return derive.Below(own)
}

// linkCase wants the links of a fetched resource, when it has any: published examples leave all of them out, or give
// all.
func (p resourcePages) linkCase(below map[string]string) suite.Case {
	return suite.Case{
		ID:     p.resource + "/link-to-what-lies-below",
		Claim:  "Where " + p.name + " has links, they lead to all that lies below it.",
		Source: p.page(), Level: suite.Inferred, Ops: idsOf(p.operations("Fetch")),
		Run: func(ctx context.Context, s *suite.Session) error {
			w, err := sharedWorld(ctx, s)
			if err != nil {
				return err
			}
			op := p.operations("Fetch")[0]
			path, err := w.fill(ctx, op.Path)
			if err != nil {
				return err
			}
			var resource struct {
				Links map[string]string `json:"links"`
			}
			if err := w.request(ctx, op, path, nil).OK(&resource); err != nil {
				return err
			}
			if len(resource.Links) == 0 {
				return nil
			}
			var problems []error
			for _, key := range slices.Sorted(maps.Keys(below)) {
				link, there := resource.Links[key]
				problems = append(problems, expect.That(there, "links has no %s", key))
				if there {
					problems = append(problems, endsIn("links."+key, link, path+"/"+below[key]))
				}
			}
			return errors.Join(problems...)
		},
	}
}

// linkCases look at the links of every resource that has something below it.
func linkCases() []suite.Case {
	var all []suite.Case
	for _, p := range pages() {
		if below := p.below(); len(below) > 0 {
			all = append(all, p.linkCase(below))
		}
	}
	return all
}

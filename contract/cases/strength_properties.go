package cases

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// propertyCase wants every answer with the resource to have the properties of its page.
func (p resourcePages) propertyCase() suite.Case {
	ops := p.operations("Create", "Fetch", "Update", "List")
	c := suite.Case{
		ID:     p.resource + "/have-the-properties-of-their-page",
		Claim:  "Every answer with " + p.name + " has the properties that its page lists, each in its documented form.",
		Source: p.page(), Level: suite.Documented, Ops: idsOf(ops),
		Run: func(ctx context.Context, s *suite.Session) error {
			w, err := newWorld(ctx, s)
			if err != nil {
				return err
			}
			if p.resource == "environments" { // a live Build is one of the properties
				if _, err := w.sid(ctx, "/Services/Environments/Deployments"); err != nil {
					return err
				}
			}
			var problems []error
			fetched := map[string]any{}
			for _, op := range ops {
				problems = append(problems, p.properties(ctx, w, op, fetched))
			}
			return errors.Join(problems...)
		},
	}
	if p.resource == "logs" {
		c.Needs = []suite.Feature{suite.FeatureLogs}
	}
	return c
}

// properties looks at the answer of one operation. The one of Fetch is kept, since the list must have the same.
func (p resourcePages) properties(ctx context.Context, w *world, op contract.OperationInfo, fetched map[string]any) error {
	path, err := w.fill(ctx, op.Path)
	if err != nil {
		return err
	}
	if op.OperationID == "ListVariable" || op.OperationID == "ListDeployment" || op.OperationID == "ListLog" {
		if _, err := w.sid(ctx, "/Services/Environments/"+strings.TrimPrefix(op.OperationID, "List")+"s"); err != nil {
			return err
		}
	}
	fields, err := w.form(ctx, op.OperationID)
	if err != nil {
		return err
	}
	answer := w.request(ctx, op, path, fields)
	if strings.HasPrefix(op.OperationID, "Create") {
		err = answer.Created(nil)
	} else {
		err = answer.OK(nil)
	}
	if err != nil {
		return err
	}
	body, err := answer.JSON()
	if err != nil {
		return err
	}
	if !strings.HasPrefix(op.OperationID, "List") {
		if resource, ok := body.(map[string]any); ok && !strings.HasPrefix(op.OperationID, "Create") {
			maps.Copy(fetched, resource) // an update comes after and is the latest
		}
		return errors.Join(p.shape.Check("the answer of "+op.OperationID, body), leadsBack(op, body))
	}
	whole, _ := body.(map[string]any)
	rows, _ := whole[p.list].([]any)
	problems := []error{
		metaShape().Check("meta of "+op.OperationID, whole["meta"]),
		expect.That(len(rows) > 0, "%s has no %s, want some", op.OperationID, p.list),
	}
	found := false
	for i, row := range rows {
		problems = append(problems, p.shape.Check(fmt.Sprintf("item %d of %s", i, op.OperationID), row))
		if item, _ := row.(map[string]any); item["sid"] == fetched["sid"] {
			found = true
			problems = append(problems, p.agree(item, fetched))
		}
	}
	problems = append(problems, expect.That(found, "%s does not have %s", op.OperationID, fetched["sid"]))
	return errors.Join(problems...)
}

// agree wants an item of a list to be what is fetched.
func (p resourcePages) agree(item, fetched map[string]any) error {
	var problems []error
	for _, property := range p.shape {
		if property.Name != "links" { // which may be left out
			problems = append(problems, expect.Same(property.Name+" in the list", expect.Quoted(item[property.Name]), expect.Quoted(fetched[property.Name])))
		}
	}
	return errors.Join(problems...)
}

// leadsBack wants the url of a resource to end in its own path.
func leadsBack(op contract.OperationInfo, body any) error {
	resource, _ := body.(map[string]any)
	own, _ := resource["url"].(string)
	sid, _ := resource["sid"].(string)
	end := "/" + sid
	if _, tail, found := strings.Cut(op.Path, "{Sid}/"); found {
		end += "/" + tail
	}
	return expect.That(strings.HasSuffix(own, end), "url of the answer of %s is %s, want it to end in %s", op.OperationID, own, end)
}

// unknownCase wants 404 for each SID of a path in turn that no resource has, for every operation.
func (p resourcePages) unknownCase() suite.Case {
	ops := p.operations("Create", "Fetch", "Update", "List", "Delete")
	ops = slices.DeleteFunc(ops, func(op contract.OperationInfo) bool { return !strings.Contains(op.Path, "{") })
	return suite.Case{
		ID:     p.resource + "/unknown-sid-anywhere-in-the-path-is-not-found",
		Claim:  "A path to " + p.name + " that has a SID which no resource has is answered 404 with code 20404, whichever SID it is.",
		Source: errorPage + "20404", Level: suite.Observed, Ops: idsOf(ops),
		Run: func(ctx context.Context, s *suite.Session) error {
			return p.misled(ctx, s, ops, unknownIn, (*suite.Answer).NotFound)
		},
	}
}

// malformedCase wants a refusal for each SID of a path in turn that is no SID. The place of a Service takes names.
func (p resourcePages) malformedCase() (suite.Case, bool) {
	ops := p.operations("Create", "Fetch", "Update", "List", "Delete")
	ops = slices.DeleteFunc(ops, func(op contract.OperationInfo) bool {
		return !strings.Contains(strings.TrimPrefix(op.Path, "/v1/Services/{"), "{")
	})
	return suite.Case{
		ID:     p.resource + "/malformed-sid-in-the-path-is-refused",
		Claim:  "A path to " + p.name + " that has something else in the place of a SID is refused.",
		Source: errorPage + "20404", Level: suite.Assumed, Ops: idsOf(ops),
		Run: func(ctx context.Context, s *suite.Session) error {
			return p.misled(ctx, s, ops, func(collection string) string {
				if collection == "Services" {
					return ""
				}
				return "no-sid"
			}, (*suite.Answer).RefusedSomehow)
		},
	}, len(ops) > 0
}

// misled sends every operation to its path with one SID after the other replaced, by what instead gives for the collection
// before it, unless that is empty. What stands before it is there; what comes after it need not be.
func (p resourcePages) misled(ctx context.Context, s *suite.Session, ops []contract.OperationInfo, instead func(collection string) string, want func(*suite.Answer) error) error {
	w, err := newWorld(ctx, s)
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

package cases

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/derive"
	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/shape"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// A resourcePages is a resource as the documentation has it: a page, and the operations that the page describes.
type resourcePages struct {
	resource string // in case IDs
	kind     string // in operationIds
	name     string // in claims, in Twilio's words
	shape    shape.Shape
	// item is where the list has its rows; empty for what is not listed.
	list string
}

func pages() []resourcePages {
	return []resourcePages{
		{"services", "Service", "a Service", serviceShape(), "services"},
		{"functions", "Function", "a Function", ownerShape(), "functions"},
		{"function-versions", "FunctionVersion", "a Function Version", versionShape("function_sid"),
			"function_versions"},
		{"function-version-content", "FunctionVersionContent", "the content of a Function Version", contentShape(), ""},
		{"assets", "Asset", "an Asset", ownerShape(), "assets"},
		{"asset-versions", "AssetVersion", "an Asset Version", versionShape("asset_sid"), "asset_versions"},
		{"builds", "Build", "a Build", buildShape(), "builds"},
		{"build-status", "BuildStatus", "a Build Status", buildStatusShape(), ""},
		{"environments", "Environment", "an Environment", environmentShape(), "environments"},
		{"variables", "Variable", "a Variable", variableShape(), "variables"},
		{"deployments", "Deployment", "a Deployment", deploymentShape(), "deployments"},
		{"logs", "Log", "a Log", logShape(), "logs"},
	}
}

// page is the address of the documentation, where the contract has what it says about the first operation.
func (p resourcePages) page() string {
	for _, op := range p.operations("Fetch", "List", "Create", "Update") {
		if described, ok := operations.Lookup(op.OperationID); ok {
			page, _, _ := strings.Cut(described.Source, "#")
			return page
		}
	}
	return resourcePage + strings.TrimSuffix(p.resource, "s")
}

// needs are the features without which there may be none of the resource: what is listed and nothing creates comes from
// Functions that run.
func (p resourcePages) needs() []suite.Feature {
	if len(p.operations("List")) > 0 && len(p.operations("Create")) == 0 {
		return []suite.Feature{suite.FeatureLogs}
	}
	return nil
}

// operations are those of the resource, in a fixed order.
func (p resourcePages) operations(verbs ...string) []contract.OperationInfo {
	var found []contract.OperationInfo
	all := contract.Operations()
	for _, verb := range verbs {
		if i := slices.IndexFunc(all, func(op contract.OperationInfo) bool {
			return op.OperationID == verb+
				p.kind
		}); i >= 0 {
			found = append(found, all[i])
		}
	}
	return found
}

func idsOf(ops []contract.OperationInfo) []string {
	var ids []string
	for _, op := range ops {
		ids = append(ids, op.OperationID)
	}
	return ids
}

// propertyCase wants every answer with the resource to have the properties of its page.
func (p resourcePages) propertyCase() suite.Case {
	ops := p.operations("Create", "Fetch", "Update", "List")
	return suite.Case{
		ID:     p.resource + "/have-the-properties-of-their-page",
		Claim:  "Every answer with " + p.name + " has the properties that its page lists, each in its documented form.",
		Source: p.page(), Level: suite.Documented, Ops: idsOf(ops), Needs: p.needs(),
		Run: func(ctx context.Context, s *suite.Session) error {
			w, err := lentWorld(ctx, s)
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
			if err := errors.Join(problems...); err != nil {
				return err
			}
			s.GiveBack()
			return nil
		},
	}
}

// properties looks at the answer of one operation. The one of Fetch is kept, since the list must have the same.
func (p resourcePages) properties(ctx context.Context, w *world, op contract.OperationInfo,
	fetched map[string]any) error {
	path, err := w.fill(ctx, op.Path)
	if err != nil {
		return err
	}
	if strings.HasPrefix(op.OperationID, "List") { // which must have one to show
		if _, err := w.sid(ctx, derive.Collections(op.Path)); err != nil {
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
	found := len(fetched) == 0 // what is only listed has nothing to agree with
	for i, row := range rows {
		problems = append(problems, p.shape.Check(fmt.Sprintf("item %d of %s", i, op.OperationID), row))
		if item, _ := row.(map[string]any); !found && item["sid"] == fetched["sid"] {
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
			problems = append(problems, expect.Same(property.Name+" in the list", expect.Quoted(item[property.Name]),
				expect.Quoted(fetched[property.Name])))
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
	return expect.That(strings.HasSuffix(own, end), "url of the answer of %s is %s, want it to end in %s",
		op.OperationID, own, end)
}

// propertyCases look at the properties of every resource.
func propertyCases() []suite.Case {
	var all []suite.Case
	for _, p := range pages() {
		all = append(all, p.propertyCase())
	}
	return all
}

package deployer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

// maxVariables is how many bytes the keys and values of an Environment may have together: the whole
// context of a Function is limited to 3 KB (error 82006), and more than the Variables is in it.
// https://www.twilio.com/docs/api/errors/82006
const maxVariables = 3 * 1024

// VariableChanges are the changes of [Deployer.PlanVariables].
type VariableChanges struct {
	// Set adds these Variables, or changes them where their value differs.
	Set []Variable
	// Remove takes the Variables with these keys away. A key that is not there is an error.
	Remove []string
	// Sync also takes away all that Set does not hold.
	Sync bool
}

// Check returns everything that is wrong with the changes, joined, without sending anything.
// [Deployer.PlanVariables] calls it first.
func (c VariableChanges) Check() error {
	errs := append(checkVariables(c.Set), checkTotal(c.Set)...)
	for _, v := range c.Set {
		if slices.Contains(c.Remove, v.Key) {
			errs = append(errs, fmt.Errorf("Variable %s is set and removed at once", show.Name(v.Key)))
		}
	}
	return errors.Join(errs...)
}

// checkTotal refuses what no Function could be started with.
func checkTotal(variables []Variable) []error {
	total := 0
	for _, v := range variables {
		total += len(v.Key) + len(v.Value)
	}
	if total > maxVariables {
		return []error{fmt.Errorf("the Variables have %d bytes together, the limit is %d (3 KB): put large values "+
			"into a private Asset", total, maxVariables)}
	}
	return nil
}

// PlanVariables plans to change Variables of an Environment and nothing else: they work at once, in
// the Build that is live. Both must be there. What the Environment would hold afterwards is checked
// against the limit for all Variables together.
func (d *Deployer) PlanVariables(ctx context.Context, target Target, changes VariableChanges) (*Plan, error) {
	if err := errors.Join(d.made(), target.Check(), changes.Check()); err != nil {
		return nil, err
	}
	plan, err := d.planVariables(ctx, target, changes)
	return planned(ctx, plan, err)
}

func (d *Deployer) planVariables(ctx context.Context, t Target, changes VariableChanges) (*Plan, error) {
	target, err := d.place(ctx, t)
	if err != nil {
		return nil, err
	}
	existing, err := d.readVariables(ctx, target.service.SID, target.environment.SID)
	if err != nil {
		return nil, err
	}
	plan := target.plan()
	plan.Build.SID = target.live()
	plan.Warnings = overridden(changes.Set)
	plan.Variables = planVariables(&Request{Variables: changes.Set, SyncVariables: changes.Sync}, existing)
	if err := plan.removeVariables(changes.Remove, existing); err != nil {
		return nil, err
	}
	return plan, errors.Join(checkTotal(afterwards(plan.Variables, existing, changes.Set))...)
}

// afterwards are the Variables that an Environment has after a plan that sets some: those, and the
// existing ones that the plan does not name.
func afterwards(planned []PlannedVariable, existing []serverless.Variable, set []Variable) []Variable {
	after := slices.Clone(set)
	for _, v := range existing {
		if !slices.ContainsFunc(planned, func(p PlannedVariable) bool { return p.Key == v.Key }) {
			after = append(after, Variable{v.Key, v.Value})
		}
	}
	return after
}

// removeVariables plans the removals by key, and says of all keys at once that are not there.
func (p *Plan) removeVariables(keys []string, existing []serverless.Variable) error {
	var unknown []string
	for _, key := range keys {
		i := slices.IndexFunc(existing, func(v serverless.Variable) bool { return v.Key == key })
		gone := slices.ContainsFunc(p.Variables, func(v PlannedVariable) bool { return v.Key == key })
		switch {
		case i < 0:
			unknown = append(unknown, show.Name(key))
		case !gone:
			p.Variables = append(p.Variables, PlannedVariable{Action: ActionRemove, Key: key, SID: existing[i].SID})
		}
	}
	slices.SortFunc(p.Variables, func(a, b PlannedVariable) int { return strings.Compare(a.Key, b.Key) })
	if len(unknown) > 0 {
		return fmt.Errorf("the Environment %s has no Variable %s", p.Environment.UniqueName,
			strings.Join(unknown, ", "))
	}
	return nil
}

func planVariables(request *Request, remote []serverless.Variable) []PlannedVariable {
	existing := map[string]serverless.Variable{}
	for _, v := range remote {
		existing[v.Key] = v
	}
	planned := []PlannedVariable{}
	for _, v := range request.Variables {
		p := PlannedVariable{Action: ActionCreate, Key: v.Key, value: &v.Value}
		if old, ok := existing[v.Key]; ok {
			p.SID, p.Action = old.SID, ActionUpdate
			if old.Value == v.Value {
				p.Action = ActionKeep
			}
			delete(existing, v.Key)
		}
		planned = append(planned, p)
	}
	if request.SyncVariables {
		for key, old := range existing {
			planned = append(planned, PlannedVariable{Action: ActionRemove, Key: key, SID: old.SID})
		}
	}
	slices.SortFunc(planned, func(a, b PlannedVariable) int { return strings.Compare(a.Key, b.Key) })
	return planned
}

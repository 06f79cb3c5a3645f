package deployer

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A Deployer that New has not made, and a plan that is none, are errors: nothing panics.
func TestDeployer_misuse(t *testing.T) {
	t.Parallel()
	target := Target{Service: "shop", Environment: "dev"}
	for name, d := range map[string]*Deployer{"zero": {}, "nil": nil} {
		for method, call := range map[string]func(context.Context) error{
			"Apply":     func(ctx context.Context) error { _, err := d.Apply(ctx, &Plan{}); return err },
			"Apply nil": func(ctx context.Context) error { _, err := d.Apply(ctx, nil); return err },
			"Plan":      func(ctx context.Context) error { _, err := d.Plan(ctx, Request{}); return err },
			"PlanPromote": func(ctx context.Context) error {
				_, err := d.PlanPromote(ctx, target, Target{Service: "shop", Production: true}, nil)
				return err
			},
			"PlanActivate": func(ctx context.Context) error {
				_, err := d.PlanActivate(ctx, target, "ZB00000000000000000000000000000000")
				return err
			},
			"PlanRollback": func(ctx context.Context) error { _, err := d.PlanRollback(ctx, target); return err },
			"PlanUndeploy": func(ctx context.Context) error { _, err := d.PlanUndeploy(ctx, target); return err },
			"PlanPrune":    func(ctx context.Context) error { _, err := d.PlanPrune(ctx, "shop", nil); return err },
			"PlanVariables": func(ctx context.Context) error {
				_, err := d.PlanVariables(ctx, target, VariableChanges{Remove: []string{"A"}})
				return err
			},
			"WatchBuild": func(ctx context.Context) (last error) {
				for _, err := range d.WatchBuild(ctx, "shop", "ZB00000000000000000000000000000000") {
					last = err
				}
				return last
			},
		} {
			assert.NotPanics(t, func() { assert.Error(t, call(t.Context()), "%s %s", name, method) }, "%s %s", name,
				method)
		}
	}
	assert.NotPanics(t, func() {
		var plan *Plan
		assert.Error(t, plan.Bind(t.Context(), Request{}))
	})
	_, err := New(nil, nil)
	require.Error(t, err)
}

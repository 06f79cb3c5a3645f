package deployer_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

func TestPlanVariables(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		d := a.deployer(t, nil)
		r := request(t, shop())
		r.Variables = []deployer.Variable{{Key: "A", Value: "1"}, {Key: "B", Value: "2"}, {Key: "C", Value: "3"}}
		before := a.mustDeploy(t, r)
		apply := func(changes deployer.VariableChanges) *deployer.Plan {
			plan, err := d.PlanVariables(t.Context(), dev, changes)
			require.NoError(t, err)
			a.wire.reset()
			result, err := d.Apply(t.Context(), plan)
			require.NoError(t, err)
			assert.Len(t, a.wire.calls(), plan.Calls)
			assert.Equal(t, before.BuildSID, result.BuildSID)
			assert.Empty(t, result.DeploymentSID)
			return plan
		}
		apply(deployer.VariableChanges{Set: []deployer.Variable{{Key: "A", Value: "1"}, {Key: "B", Value: "two"},
			{Key: "D", Value: "4"}}, Remove: []string{"C"}})
		assert.Equal(t, 3, len(a.wire.calls()), "one new, one changed, one removed, one as it was")
		assert.Equal(t, []string{"A=1", "B=two", "D=4"}, a.state(t, "shop", "dev").Variables)

		apply(deployer.VariableChanges{Set: []deployer.Variable{{Key: "B", Value: "two"}, {Key: "E", Value: "5"}},
			Sync: true})
		assert.Equal(t, []string{"B=two", "E=5"}, a.state(t, "shop", "dev").Variables)
		assert.Zero(t, apply(deployer.VariableChanges{Set: []deployer.Variable{{Key: "E", Value: "5"}}}).Calls)
		apply(deployer.VariableChanges{Remove: []string{"E"}, Sync: true})
		assert.Empty(t, a.state(t, "shop", "dev").Variables)
	})
}

// A Variable with a name that the context of a Function has anyway is warned of, in each plan that
// writes it, and never with its value.
func TestPlan_warnsOfContextNames(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		d := a.deployer(t, nil)
		names := []string{"DOMAIN_NAME", "ENVIRONMENT_SID", "PATH", "SERVICE_SID"}
		variables := []deployer.Variable{{Key: "SERVICE_SID_OF_SYNC", Value: "IS"},
			{Key: "getTwilioClient", Value: "hush"}}
		for _, name := range names {
			variables = append(variables, deployer.Variable{Key: name, Value: "hush"})
		}
		r := request(t, shop())
		r.Variables = variables[:1]
		a.mustDeploy(t, r)
		r.Variables = variables
		full, err := d.Plan(t.Context(), r)
		require.NoError(t, err)
		alone, err := d.PlanVariables(t.Context(), dev, deployer.VariableChanges{Set: variables})
		require.NoError(t, err)
		for _, plan := range []*deployer.Plan{full, alone} {
			said := strings.Join(plan.Warnings, "\n")
			for _, name := range names {
				assert.Contains(t, said, "the Variable "+name+" overrides context."+name+", which is ")
			}
			assert.Contains(t, said, "the Variable getTwilioClient cannot be read")
			assert.Equal(t, 5, strings.Count(said, "the Variable "))
			assert.NotContains(t, said, "hush")
		}
	})
}

func TestPlanVariables_refused(t *testing.T) {
	t.Parallel()
	a := newAccount(t, nil)
	d := a.deployer(t, nil)
	a.wire.reset()
	for want, changes := range map[string]deployer.VariableChanges{
		"Variable A has no value": {Set: []deployer.Variable{{Key: "A"}}},
		"the value of Variable A has 451 bytes": {Set: []deployer.Variable{{Key: "A",
			Value: strings.Repeat("x", 451)}}},
		"Variable A is given twice": {Set: []deployer.Variable{{Key: "A", Value: "1"},
			{Key: "A", Value: "2"}}},
		"Variable A is set and removed at once": {Set: []deployer.Variable{{Key: "A", Value: "1"}},
			Remove: []string{"A"}},
		"have 3073 bytes together, the limit is 3072 ": {Set: variables(7, 439, 0)},
	} {
		_, err := d.PlanVariables(t.Context(), dev, changes)
		assert.ErrorContains(t, err, want)
	}
	assert.Empty(t, a.wire.calls(), "nothing is sent for what cannot be")

	r := request(t, shop())
	r.Variables = variables(6, 439, 0)
	a.mustDeploy(t, r)
	_, err := d.PlanVariables(t.Context(), dev, deployer.VariableChanges{Set: variables(1, 440, 6)})
	assert.ErrorContains(t, err, "the Variables have 3074 bytes together", "with those that are there")
	_, err = d.PlanVariables(t.Context(), dev, deployer.VariableChanges{Set: variables(1, 439, 5)})
	require.NoError(t, err, "one that takes the place of another")
	_, err = d.PlanVariables(t.Context(), dev, deployer.VariableChanges{Remove: []string{"X", "VA", "Y"}})
	assert.ErrorContains(t, err, "the Environment dev-environment has no Variable X, Y")
	_, err = d.PlanVariables(t.Context(), production, deployer.VariableChanges{})
	assert.ErrorIs(t, err, client.ErrNotFound)
}

// variables makes n of them, each of that many bytes, key and value: VA, VB and so on, or beginning
// with a later letter.
func variables(n, size, from int) []deployer.Variable {
	made := []deployer.Variable{}
	for i := range n {
		made = append(made, deployer.Variable{Key: "V" + string(rune('A'+from+i)), Value: strings.Repeat("x", size-2)})
	}
	return made
}

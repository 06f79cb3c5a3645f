package deployer_test

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// A stored plan shows names and acts on SIDs. Where a file was edited, so that a SID is that of another Service or
// Environment than the one which is shown, nothing is written.
func TestApply_storedNamesAndSIDs(t *testing.T) {
	t.Parallel()
	for want, edit := range map[string]func(*testing.T, *account, *deployer.Plan){
		"is named store, and the plan is for shop": func(t *testing.T, a *account, p *deployer.Plan) {
			store, err := a.direct.CreateService(t.Context(),
				serverless.CreateServiceRequest{UniqueName: "store", FriendlyName: "store"})
			require.NoError(t, err)
			p.Service.SID = store.SID
		},
		"is named stage-environment, and the plan is for dev-environment": func(
			t *testing.T, a *account, p *deployer.Plan) {
			suffix := "stage"
			stage, err := a.direct.CreateEnvironment(t.Context(), "shop",
				serverless.CreateEnvironmentRequest{UniqueName: "stage-environment", DomainSuffix: &suffix})
			require.NoError(t, err)
			p.Environment.SID, p.BaseBuildSID = stage.SID, ""
		},
		`and the plan shows shop-7134-dev.twil.io, suffix ""`: func(_ *testing.T, _ *account, p *deployer.Plan) {
			p.Environment.DomainSuffix, p.Environment.DomainName = "", "shop-7134-dev.twil.io"
		},
		"and the plan shows other.example": func(_ *testing.T, _ *account, p *deployer.Plan) {
			p.Environment.DomainName = "other.example"
		},
		"is not there any more": func(_ *testing.T, _ *account, p *deployer.Plan) {
			p.Service.SID = "ZS00000000000000000000000000000000"
		},
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, nil)
				a.mustDeploy(t, request(t, shop()))
				files := shop()
				files["functions/new.js"] = file("new")
				r := request(t, files)
				plan := stored(t, planned(t, a, r))
				require.NoError(t, plan.Bind(t.Context(), r))
				edit(t, a, plan)
				a.wire.reset()
				_, err := a.deployer(t, nil).Apply(t.Context(), plan)
				require.ErrorIs(t, err, deployer.ErrStale)
				assert.ErrorContains(t, err, want)
				for _, s := range a.wire.calls() {
					assert.False(t, s.write(), s.name())
				}
			})
		})
	}
}

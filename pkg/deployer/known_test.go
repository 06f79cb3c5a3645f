package deployer_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// What is known is a hint: when it is of something else, the same is found without it.
func TestPlan_knownOfSomethingElse(t *testing.T) {
	t.Parallel()
	zeros := strings.Repeat("0", 32)
	for name, c := range map[string]struct {
		known func(k *deployer.Known)
		calls int // of the plan
	}{
		"another Build":                   {func(k *deployer.Known) { k.BuildSID = "ZB" + zeros }, 5},
		"an Environment that is gone":     {func(k *deployer.Known) { k.EnvironmentSID = "ZE" + zeros }, 3 + 4},
		"a Service that is gone":          {func(k *deployer.Known) { k.ServiceSID = "ZS" + zeros }, 3 + 4},
		"another Service":                 {func(k *deployer.Known) { k.ServiceName = "other" }, 4},
		"no Service":                      {func(k *deployer.Known) { k.ServiceSID = "" }, 4},
		"a SID that leads elsewhere":      {func(k *deployer.Known) { k.BuildSID = "../.." }, 5},
		"versions that are not live":      {func(k *deployer.Known) { k.Functions[0].VersionSID = "ZN" + zeros }, 4},
		"an Asset's version that is not":  {func(k *deployer.Known) { k.Assets[0].VersionSID = "ZN" + zeros }, 3},
		"files that are not live":         {func(k *deployer.Known) { k.Functions[0].Path = "/other" }, 4},
		"other dependencies":              {func(k *deployer.Known) { k.BuildDigest = "" }, 3},
		"a digest that is not the file's": {func(k *deployer.Known) { k.Functions[0].Digest = "" }, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, nil)
				r := request(t, shop())
				r.Known = a.mustDeploy(t, r).Known
				c.known(r.Known)
				a.wire.reset()
				plan := planned(t, a, r)
				assert.Len(t, a.wire.calls(), c.calls)
				_, err := a.deployer(t, nil).Apply(t.Context(), plan)
				require.NoError(t, err)
				assert.Equal(t, liveOf(t, r.Bundle), a.state(t, "shop", "dev").Live)
				assert.Len(t, a.state(t, "shop", "dev").Environments, 1)
			})
		})
	}
}

// Another Environment has another suffix: what is known of it must not be taken for this one.
func TestPlan_knownOfAnotherEnvironment(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		r := request(t, shop())
		r.Known = a.mustDeploy(t, r).Known
		r.Environment = "stage"
		plan := planned(t, a, r)
		assert.Equal(t, deployer.ActionCreate, plan.Environment.Action)
		assert.Empty(t, plan.BaseBuildSID)
	})
}

// A user edits one Function in the console, which makes a Build of that and of all other live
// versions, the manifest among them.
func TestPlan_manifestIsCarriedAlong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		r := request(t, shop())
		first := a.mustDeploy(t, r)
		edited, err := a.direct.CreateFunctionVersion(t.Context(), "shop", first.Functions[0].SID,
			client.BytesUpload("/hello", bundle.Public, "application/javascript", []byte("edited")))
		require.NoError(t, err)
		in := serverless.CreateBuildRequest{FunctionVersions: []string{edited.SID, first.Manifest.VersionSID}}
		for _, f := range first.Functions[1:] {
			in.FunctionVersions = append(in.FunctionVersions, f.VersionSID)
		}
		for _, f := range first.Assets {
			in.AssetVersions = append(in.AssetVersions, f.VersionSID)
		}
		a.makeLive(t, in, first.EnvironmentSID)
		for _, known := range []*deployer.Known{nil, first.Known} {
			r.Known = known
			plan := planned(t, a, r)
			assert.Equal(t, []string{"~ function /hello", "= function /lib/prices", "= function /sms",
				"= asset /data.json",
				"= asset /index.html"}, lines(plan)[2:7])
		}
		a.mustDeploy(t, r)
		assert.Equal(t, liveOf(t, r.Bundle), a.state(t, "shop", "dev").Live)
	})
}

// A manifest that says nothing useful is as none: Functions are read back, Assets uploaded.
func TestPlan_manifestOfSomebodyElse(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"empty": "", "code": "exports.handler = () => {}",
		"cut": "// What this Build was made from; twilio-serverless uploads only what differs from " +
			"it.\nmodule.exports = {",
		"of a later format": "// What this Build was made from; twilio-serverless uploads only what differs from " +
			"it.\nmodule.exports = {\"format\":2};\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, nil)
				r := request(t, shop())
				first := a.mustDeploy(t, r)
				other, err := a.direct.CreateFunctionVersion(t.Context(), "shop", first.Manifest.SID,
					client.BytesUpload(deployer.ManifestPath, bundle.Private, "application/javascript", []byte(text)))
				require.NoError(t, err)
				in := serverless.CreateBuildRequest{FunctionVersions: []string{other.SID}}
				for _, f := range first.Functions {
					in.FunctionVersions = append(in.FunctionVersions, f.VersionSID)
				}
				for _, f := range first.Assets {
					in.AssetVersions = append(in.AssetVersions, f.VersionSID)
				}
				a.makeLive(t, in, first.EnvironmentSID)
				plan := planned(t, a, r)
				assert.Equal(t, []string{"= function /hello", "= function /lib/prices", "= function /sms",
					"~ asset /data.json",
					"~ asset /index.html"}, lines(plan)[2:7])
				assert.Equal(t, deployer.ActionUpdate, plan.Manifest.Action)
				a.requireUnchanged(t, r, a.mustDeploy(t, r).Known)
				assert.Len(t, a.state(t, "shop", "dev").Manifests, 1)
			})
		})
	}
}

// The manifest holds digests and SIDs, and nothing of contents or values.
func TestManifest_content(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		result := a.mustDeploy(t, request(t, shop()))
		content, err := a.direct.FetchFunctionVersionContent(t.Context(), "shop", result.Manifest.SID,
			result.Manifest.VersionSID)
		require.NoError(t, err)
		f := result.Functions[0]
		assert.Contains(t, content.Content, fmt.Sprintf(`"functions":{"/hello":["%s","%s"]`, f.Digest, f.VersionSID))
		assert.NotContains(t, content.Content, deployer.ManifestPath, "it is not in itself")
		for _, hidden := range []string{"exports.handler", "<h1>", "GREETING"} {
			assert.NotContains(t, content.Content, hidden)
		}
		requireConcealed(t, content.Content)
	})
}

// A Function or an Asset was deleted since its version went live: it is made anew when the version
// is needed.
func TestRedeploy_whatStaysWasDeleted(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		gone func(t *testing.T, a *account, r *deployer.Result) error
	}{
		"the Function that changes": {func(t *testing.T, a *account, r *deployer.Result) error {
			a.lose(t, r.Functions[0].SID)
			return nil
		}},
		"a Function that stays": {func(t *testing.T, a *account, r *deployer.Result) error {
			a.lose(t, r.Functions[1].SID)
			return nil
		}},
		"an Asset that stays": {func(t *testing.T, a *account, r *deployer.Result) error {
			a.lose(t, r.Assets[0].SID)
			return nil
		}},
		"the manifest": {func(t *testing.T, a *account, r *deployer.Result) error {
			a.lose(t, r.Manifest.SID)
			return nil
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, known := range []bool{true, false} {
				synctest.Test(t, func(t *testing.T) {
					a := newAccount(t, nil)
					first := a.mustDeploy(t, request(t, shop()))
					require.NoError(t, c.gone(t, a, first))
					files := shop()
					files["functions/hello.js"] = file("changed")
					r := request(t, files)
					if known {
						r.Known = first.Known
					}
					result := a.mustDeploy(t, r)
					live := a.state(t, "shop", "dev")
					assert.Equal(t, liveOf(t, r.Bundle), live.Live)
					assert.Len(t, live.Functions, 3)
					assert.Len(t, live.Assets, 2)
					assert.Len(t, live.Manifests, 1)
					a.requireUnchanged(t, r, result.Known)
				})
			}
		})
	}
}

// A Build that is refused for another reason is refused: nothing is uploaded for it.
func TestRedeploy_buildIsRefused(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		r := request(t, shop())
		a.mustDeploy(t, r)
		r.Runtime = "node1"
		a.wire.reset()
		_, err := a.deploy(t.Context(), t, r)
		assert.ErrorContains(t, err, "build shop: CreateBuild")
		assert.ErrorContains(t, err, "status 400")
		assert.Equal(t, 1, a.wire.count("CreateBuild"))
		assert.Equal(t, 1, a.wire.count("CreateFunctionVersion"), "the manifest")
		assert.Zero(t, a.wire.count("CreateAssetVersion"))
	})
}

// The plan was stored, so there is nothing to upload anew what was deleted since.
func TestApply_storedPlanOfWhatIsGone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		r := request(t, shop())
		first := a.mustDeploy(t, r)
		r.ForceBuild = true
		text, err := json.Marshal(planned(t, a, r))
		require.NoError(t, err)
		var stored deployer.Plan
		require.NoError(t, json.Unmarshal(text, &stored))
		a.lose(t, first.Assets[0].SID)
		_, err = a.deployer(t, nil).Apply(t.Context(), &stored)
		assert.EqualError(t, err, "upload /data.json: its Function or Asset was deleted, and the plan was read back "+
			"from its stored form, which has no contents: make a new plan")
		a.mustDeploy(t, r)

		text, err = json.Marshal(planned(t, a, r))
		require.NoError(t, err)
		stored = deployer.Plan{}
		require.NoError(t, json.Unmarshal(text, &stored))
		result, err := a.deployer(t, nil).Apply(t.Context(), &stored)
		require.NoError(t, err, "nothing to upload, so it applies")
		assert.Equal(t, liveOf(t, r.Bundle), a.state(t, "shop", "dev").Live)
		a.requireUnchanged(t, r, result.Known)
	})
}

package deployer_test

import (
	"encoding/json"
	"testing"
	"testing/fstest"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// A project that was made from a live Build asks for the packages that the Build lists, those of
// the platform among them.
func TestPlan_packagesAsListed(t *testing.T) {
	t.Parallel()
	for name, foreign := range map[string]bool{"our own Build": false, "another tool's": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, nil)
				files := fstest.MapFS{
					"functions/a.js": file("1"), "functions/b.js": file("2"),
					"package.json": file(`{"name":"shop","dependencies":{"twilio":"^5.0.3"}}`),
				}
				if foreign {
					a.otherToolDeploys(t, readProject(t, files), "dev", "")
				} else {
					a.mustDeploy(t, request(t, files))
				}
				_, sid, _ := a.liveBuild(t, "dev")
				live, err := a.direct.FetchBuild(t.Context(), "shop", sid)
				require.NoError(t, err)
				listed := live.Dependencies
				require.Greater(t, len(listed), 1)
				asked := map[string]string{}
				for _, d := range listed {
					asked[d.Name] = d.Version
				}
				build := func(change func(*deployer.Request)) deployer.Action {
					text, err := json.Marshal(map[string]any{"name": "shop", "dependencies": asked})
					require.NoError(t, err)
					files["package.json"] = file(string(text))
					r := request(t, files)
					change(&r)
					return planned(t, a, r).Build.Action
				}
				assert.Equal(t, deployer.ActionKeep, build(func(*deployer.Request) {}))
				assert.Equal(t, deployer.ActionKeep, build(func(r *deployer.Request) { r.Runtime = live.Runtime }))
				assert.Equal(t, deployer.ActionCreate, build(func(r *deployer.Request) { r.Runtime = otherRuntime() }))
				assert.Equal(t, deployer.ActionCreate, build(func(r *deployer.Request) { r.ForceBuild = true }))
				asked["twilio"] = "5.0.99"
				assert.Equal(t, deployer.ActionCreate, build(func(*deployer.Request) {}), "another version")
				delete(asked, "twilio")
				assert.Equal(t, deployer.ActionCreate, build(func(*deployer.Request) {}), "one less")
			})
		})
	}
}

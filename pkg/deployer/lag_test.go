package deployer_test

import (
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

const notFound = `{"status":404,"message":"The requested resource was not found","code":20404}`

// The API and the uploads have hosts of their own. That of the uploads may learn of a new Function a moment later: the
// upload is sent again, and the Function is made once.
func TestApply_uploadHostLags(t *testing.T) {
	t.Parallel()
	for late, want := range map[int]error{1: nil, 3: nil, 100: client.ErrNotFound} {
		synctest.Test(t, func(t *testing.T) {
			a := newAccount(t, nil)
			a.wire.intercept = func(s sent, _ *http.Request, send func() (*http.Response, error)) (*http.Response,
				error) {
				if s.operation == "CreateFunctionVersion" && s.nth <= late {
					return answer(http.StatusNotFound, notFound), nil
				}
				return send()
			}
			_, err := a.deploy(t.Context(), t, request(t, project("functions/hello.js", "hello")))
			require.ErrorIs(t, err, want)
			if want == nil {
				assert.Equal(t, []string{"function /hello public hello"}, a.state(t, "shop", "dev").Live)
				assert.Equal(t, []string{"/hello"}, a.state(t, "shop", "dev").Functions)
			}
		})
	}
}

// A Build may be shown as building for a while after its Status is completed: the Status counts.
func TestPlanActivate_buildLagsBehindItsStatus(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]string{
		"completed": "", "building": "is building: only a completed one", "failed": "is failed: only a completed one",
	} {
		synctest.Test(t, func(t *testing.T) {
			a := newAccount(t, nil)
			r := request(t, shop())
			r.NoActivate = true
			build := a.mustDeploy(t, r).BuildSID
			a.wire.intercept = func(s sent, _ *http.Request, send func() (*http.Response, error)) (*http.Response,
				error) {
				resp, err := send()
				switch s.operation {
				case "FetchBuild", "ListBuild":
					resp = replaced(resp, `"status": "completed"`, `"status": "building"`)
				case "FetchBuildStatus":
					resp = replaced(resp, `"completed"`, `"`+status+`"`)
				}
				return resp, err
			}
			plan, err := a.deployer(t, nil).PlanActivate(t.Context(), dev, build)
			if want != "" {
				require.ErrorContains(t, err, want)
				return
			}
			require.NoError(t, err)
			a.wire.reset()
			a.applied(t, plan)
			assert.Equal(t, deployer.ActionKeep, plan.Build.Action)
			assert.NotEmpty(t, a.state(t, "shop", "dev").Live)
		})
	}
}

package deployer_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// Two runs may continue the same Build, and one makes it live just before the other: what was asked for is done. Another
// Build that went live at that moment is no success, and says what to do.
func TestApply_conflictAtTheEnd(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		other bool // another Build goes live
		clear bool // the plan is to clear the Environment, and another client does
	}{"the same Build": {}, "another Build": {other: true}, "cleared twice": {clear: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t, nil)
			files := project("assets/a.txt", "1")
			before := a.mustDeploy(t, request(t, files))
			files["assets/a.txt"] = file("2")
			if test.other {
				a.mustDeploy(t, request(t, files))
				files["assets/a.txt"] = file("3")
			}
			a.wire.intercept = func(s sent, req *http.Request, send func() (*http.Response, error)) (*http.Response,
				error) {
				if s.operation != "CreateDeployment" {
					return send()
				}
				if test.other {
					_, err := a.direct.CreateDeployment(t.Context(), before.ServiceSID, before.EnvironmentSID,
						serverless.CreateDeploymentRequest{BuildSID: &before.BuildSID})
					require.NoError(t, err)
					return refused(req)
				}
				_, err := send() // as the other client does
				require.NoError(t, err)
				return refused(req)
			}
			d := a.deployer(t, nil)
			plan, err := d.Plan(t.Context(), request(t, files))
			if test.clear {
				plan, err = d.PlanUndeploy(t.Context(), deployer.Target{Service: "shop", Environment: "dev"})
			}
			require.NoError(t, err)

			result, err := d.Apply(t.Context(), plan)

			if test.other {
				require.ErrorIs(t, err, deployer.ErrStale)
				require.ErrorContains(t, err, "plan again")
				return
			}
			require.NoError(t, err)
			require.NotEmpty(t, result.DeploymentSID)
		})
	}
}

// refused is the answer of the API to a Deployment of what is live already.
func refused(req *http.Request) (*http.Response, error) {
	const text = `{"code": 20409, "message": "Environment already has requested deployment.", "status": 409}`
	return &http.Response{StatusCode: http.StatusConflict, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(text)), ContentLength: int64(len(text)), Request: req}, nil
}

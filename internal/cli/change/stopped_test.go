package change

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// TestProgress_stopped must not claim that the old Build is live when that is unknown.
func TestProgress_stopped(t *testing.T) {
	t.Parallel()
	plan := &deployer.Plan{
		Functions: []deployer.PlannedFile{{Action: deployer.ActionCreate}, {Action: deployer.ActionUpdate},
			{Action: deployer.ActionRemove}},
		Assets: []deployer.PlannedFile{{Action: deployer.ActionUpdate}},
	}
	result := func() *deployer.Result {
		return &deployer.Result{ServiceName: "hello", ServiceSID: "ZS00000000000000000000000000000000",
			Assets: []deployer.DeployedFile{{}}}
	}
	unknown := &deployer.StepError{Step: deployer.StepDeployment, Name: "dev-environment",
		Err: client.ErrOutcomeUnknown}
	live := &deployer.Plan{BaseBuildSID: "ZB00000000000000000000000000000000"}
	deployed := result()
	deployed.DeploymentSID = "ZD00000000000000000000000000000000"
	for name, test := range map[string]struct {
		plan   *deployer.Plan
		result *deployer.Result
		err    error
		want   string
	}{
		"before the first Build": {plan, result(), io.EOF,
			"stopped: 1 of 3 files uploaded to hello; nothing is live yet\n"},
		"a Build is live": {live, result(), io.EOF,
			"stopped: 1 of 0 files uploaded to hello; what was live is still live\n"},
		"deployment unknown": {live, result(), unknown,
			"stopped: 1 of 0 files uploaded to hello; whether the new build is live is unknown\n"},
		"another deploy was faster": {live, result(), &deployer.StepError{Step: deployer.StepDeployment,
			Name: "dev-environment", Err: fmt.Errorf("changed: %w", deployer.ErrStale)},
			"stopped: 1 of 0 files uploaded to hello; what is live was changed by something else\n"},
		"the answer is about another Build": {live, result(), &deployer.StepError{Step: deployer.StepDeployment,
			Name: "dev-environment", Err: errors.New("its build_sid is not the one that was sent")},
			"stopped: 1 of 0 files uploaded to hello; whether the new build is live is unknown\n"},
		"the Deployment was refused": {live, result(), &deployer.StepError{Step: deployer.StepDeployment,
			Name: "dev-environment", Err: &client.Error{Op: "CreateDeployment", StatusCode: 400}},
			"stopped: 1 of 0 files uploaded to hello; what was live is still live\n"},
		"the Service was deleted": {live, result(), &client.Error{Op: "FetchBuildStatus", StatusCode: 404},
			"stopped: 1 of 0 files uploaded to hello; what is live is unknown: something that the plan needs was " +
				"deleted meanwhile\n"},
		"after the deployment": {live, deployed, io.EOF,
			"stopped: 1 of 0 files uploaded to hello; the new build is live\n"},
		"before the Service": {plan, &deployer.Result{}, io.EOF, ""},
		"before anything":    {plan, nil, errors.New("stale"), ""},
	} {
		var b strings.Builder
		(&Progress{Out: &b}).Stopped(test.plan, test.result, test.err)
		assert.Equal(t, test.want, b.String(), name)
	}
}

package deployer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// build starts the Build of all uploaded versions and waits until it is completed.
func (a *application) build(ctx context.Context) error {
	request, err := a.buildRequest()
	if err != nil {
		return step(StepBuild, a.plan.Service.UniqueName, err)
	}
	service := a.result.ServiceSID
	// A second Build does no harm: only the one whose SID is known gets deployed.
	build, err := inSlot(ctx, a.Deployer, func() (*serverless.Build, error) {
		return ensure(ctx, a.options.RepeatWait, func(ctx context.Context) (*serverless.Build, error) {
			return a.api.CreateBuild(ctx, service, request)
		}, nil)
	})
	if err != nil {
		return step(StepBuild, a.plan.Service.UniqueName, err)
	}
	a.result.BuildSID, a.result.Runtime = build.SID, build.Runtime
	a.emit(Event{Step: StepBuild, Action: ActionCreate, Name: build.SID, SID: build.SID, Status: string(build.Status)})
	for status, err := range a.WatchBuild(ctx, service, build.SID) {
		if status != "" {
			a.emit(Event{Step: StepBuild, Action: ActionKeep, Name: build.SID, SID: build.SID, Status: string(status)})
		}
		if failed := new(BuildFailedError); errors.As(err, &failed) {
			failed.Runtime = build.Runtime
		}
		if err != nil {
			return step(StepBuild, build.SID, err)
		}
	}
	return nil
}

func (a *application) buildRequest() (serverless.CreateBuildRequest, error) {
	a.mu.Lock()
	a.result.sort()
	request := serverless.CreateBuildRequest{
		FunctionVersions: versionSIDs(a.result.Functions),
		AssetVersions:    versionSIDs(a.result.Assets),
	}
	a.mu.Unlock()
	if a.plan.Build.Runtime != "" {
		request.Runtime = &a.plan.Build.Runtime
	}
	if len(a.plan.Build.Dependencies) > 0 {
		text, err := json.Marshal(a.plan.Build.Dependencies)
		if err != nil {
			return request, err
		}
		dependencies := string(text)
		request.Dependencies = &dependencies
	}
	return request, nil
}

// deployment makes the Build live, unless somebody else has deployed since the plan was made. The look and the Deployment are two
// requests, so two deploys at the very same moment are not told apart; the API has no condition to send along.
func (a *application) deployment(ctx context.Context) error {
	live, err := inSlot(ctx, a.Deployer, func() (string, error) { return a.liveBuild(ctx) })
	if err != nil {
		return err
	}
	if live != a.plan.BaseBuildSID {
		return fmt.Errorf("%w: %s is live now, %s was then; the Build %s is complete but was not deployed; run the deploy again",
			ErrStale, orNothing(live), orNothing(a.plan.BaseBuildSID), a.result.BuildSID)
	}
	service, environment := a.result.ServiceSID, a.result.EnvironmentSID
	deployment, err := inSlot(ctx, a.Deployer, func() (*serverless.Deployment, error) {
		return ensure(ctx, a.options.RepeatWait, func(ctx context.Context) (*serverless.Deployment, error) {
			return a.api.CreateDeployment(ctx, service, environment, serverless.CreateDeploymentRequest{BuildSID: &a.result.BuildSID})
		}, a.findDeployment)
	})
	if err != nil {
		return err
	}
	a.result.DeploymentSID = deployment.SID
	a.emit(Event{Step: StepDeployment, Action: ActionCreate, Name: a.result.DomainName, SID: deployment.SID})
	return nil
}

func orNothing(build string) string {
	if build == "" {
		return "nothing"
	}
	return build
}

func (a *application) liveBuild(ctx context.Context) (string, error) {
	environment, err := a.api.FetchEnvironment(ctx, a.result.ServiceSID, a.result.EnvironmentSID)
	if err != nil || environment.BuildSID == nil {
		return "", err
	}
	return *environment.BuildSID, nil
}

// findDeployment looks whether the Build is live after all; the newest Deployment is the one that made it so.
func (a *application) findDeployment(ctx context.Context) (*serverless.Deployment, error) {
	live, err := a.liveBuild(ctx)
	if err != nil || live != a.result.BuildSID {
		return nil, err
	}
	for d, err := range a.api.ListDeployments(ctx, a.result.ServiceSID, a.result.EnvironmentSID, &client.ListOptions{PageSize: 1}) {
		return &d, err
	}
	return nil, fmt.Errorf("the Build %s is live but the Environment lists no Deployment", live)
}

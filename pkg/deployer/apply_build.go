package deployer

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// build starts the Build of all versions and waits until it is completed.
func (a *application) build(ctx context.Context) error {
	build, err := a.createBuild(ctx)
	if a.refused(err) {
		gone, lookErr := a.uploadGone(ctx)
		if lookErr != nil {
			return lookErr
		}
		if gone {
			build, err = a.createBuild(ctx)
		}
	}
	if err != nil {
		return err
	}
	a.result.BuildSID, a.result.Runtime = build.SID, build.Runtime
	a.record(JournalEntry{Step: StepBuild, SID: build.SID, Digest: a.plan.Build.digest()})
	a.emit(Event{Step: StepBuild, Action: ActionCreate, Name: build.SID, SID: build.SID, Status: string(build.Status)})
	close(a.building)
	return a.await(ctx, build.Runtime)
}

// await waits until the Build is completed.
func (a *application) await(ctx context.Context, runtime string) error {
	sid := a.result.BuildSID
	look, polls := a.lookBeside(ctx), 0
	for status, err := range a.WatchBuild(ctx, a.result.ServiceSID, sid) {
		if status != "" {
			a.emit(Event{Step: StepBuild, Action: ActionKeep, Name: sid, SID: sid, Status: string(status)})
		}
		if failed := new(BuildFailedError); errors.As(err, &failed) {
			failed.Runtime = runtime
		}
		if err != nil {
			return step(StepBuild, sid, err)
		}
		if polls++; polls == 1 && status == serverless.BuildStateCompleted {
			a.seen = <-look
		}
	}
	return nil
}

// lookBeside reads what is live beside the first poll, when that is likely to be the last one: the Build before took no time. Otherwise
// the look comes after the last poll, since only that is late enough, and beside each poll it would double the requests.
func (a *application) lookBeside(ctx context.Context) <-chan *string {
	seen := make(chan *string, 1)
	if !a.plan.quick || a.plan.Deployment.Action != ActionCreate {
		seen <- nil
		return seen
	}
	go func() {
		service, environment := a.plan.Service.SID, a.plan.Environment.SID
		live, err := a.liveBuild(ctx, service, environment)
		if err != nil {
			seen <- nil // the next look tells
			return
		}
		seen <- &live
	}()
	return seen
}

func (a *application) createBuild(ctx context.Context) (*serverless.Build, error) {
	if err := a.uploadManifest(ctx); err != nil {
		return nil, step(StepManifest, a.plan.Manifest.Path, err)
	}
	request, err := a.buildRequest()
	if err != nil {
		return nil, step(StepBuild, a.plan.Service.UniqueName, err)
	}
	// A second Build does no harm: only the one whose SID is known gets deployed.
	build, err := ensure(ctx, a.options.RepeatWait, func(ctx context.Context) (*serverless.Build, error) {
		return a.api.CreateBuild(ctx, a.result.ServiceSID, request)
	}, nil)
	if err != nil {
		return nil, step(StepBuild, a.plan.Service.UniqueName, err)
	}
	return build, nil
}

// uploadManifest comes after all other uploads, whose version SIDs it holds.
func (a *application) uploadManifest(ctx context.Context) error {
	m := a.plan.Manifest
	if m == nil || m.Action == ActionRemove {
		return nil
	}
	done := DeployedFile{Action: m.Action, Path: m.Path, Visibility: bundle.Private, SID: cmp.Or(a.manifest, m.SID), VersionSID: m.VersionSID}
	if m.uploaded() || a.anew {
		content, err := encodeManifest(a.plan.Build.digest(), a.result.Functions, a.result.Assets)
		if err != nil {
			return err
		}
		kind, of := a.functionKind(), done
		kind.step, of.Digest = StepManifest, manifestDigest(content)
		done.SID, done.VersionSID, err = a.version(ctx, kind, of, client.BytesUpload(m.Path, bundle.Private, bundle.FunctionContentType, content))
		if err != nil {
			return err
		}
		a.emit(Event{Step: StepManifest, Action: m.Action, Name: m.Path, SID: done.VersionSID, Bytes: int64(len(content))})
	}
	a.result.Manifest = &done
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
	if m := a.result.Manifest; m != nil {
		request.FunctionVersions = append(request.FunctionVersions, m.VersionSID)
	}
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

// deployment makes the Build live, or clears the Environment, unless somebody else has deployed since the plan was made. The look and
// the Deployment are two requests, so two deploys at the very same moment are not told apart; the API has no condition to send along.
func (a *application) deployment(ctx context.Context) error {
	action := a.plan.Deployment.Action
	if action == ActionKeep {
		return nil
	}
	live, err := a.nowLive(ctx)
	if err != nil {
		return err
	}
	if live != a.plan.BaseBuildSID {
		done := "nothing was changed; plan again"
		if a.plan.Build.Action == ActionCreate {
			done = fmt.Sprintf("the Build %s is complete but was not deployed; run the deploy again", a.result.BuildSID)
		}
		return fmt.Errorf("%w: %s is live now, %s was then; %s", ErrStale, orNothing(live), orNothing(a.plan.BaseBuildSID), done)
	}
	service, environment := a.result.ServiceSID, a.result.EnvironmentSID
	write := func(ctx context.Context) (*serverless.Deployment, error) {
		return a.api.CreateDeployment(ctx, service, environment, serverless.CreateDeploymentRequest{BuildSID: &a.result.BuildSID})
	}
	if action == ActionRemove {
		a.result.BuildSID = "" // of what is live from now on
		write = func(ctx context.Context) (*serverless.Deployment, error) {
			return a.api.ClearEnvironment(ctx, service, environment)
		}
	}
	deployment, err := ensure(ctx, a.options.RepeatWait, write, a.findDeployment)
	if err != nil {
		return err
	}
	a.result.DeploymentSID = deployment.SID
	a.record(JournalEntry{Step: StepDeployment, SID: deployment.SID})
	a.emit(Event{Step: StepDeployment, Action: action, Name: a.result.DomainName, SID: deployment.SID})
	return nil
}

// nowLive is what is live now, or was beside the last poll.
func (a *application) nowLive(ctx context.Context) (string, error) {
	if a.seen != nil {
		return *a.seen, nil
	}
	return a.liveBuild(ctx, a.result.ServiceSID, a.result.EnvironmentSID)
}

func orNothing(build string) string {
	if build == "" {
		return "nothing"
	}
	return build
}

func (a *application) liveBuild(ctx context.Context, service, environmentSID string) (string, error) {
	environment, err := a.api.FetchEnvironment(ctx, service, environmentSID)
	if err != nil || environment.BuildSID == nil {
		return "", err
	}
	return *environment.BuildSID, nil
}

// findDeployment looks whether the Build is live after all; the newest Deployment is the one that made it so.
func (a *application) findDeployment(ctx context.Context) (*serverless.Deployment, error) {
	live, err := a.liveBuild(ctx, a.result.ServiceSID, a.result.EnvironmentSID)
	if err != nil || live != a.result.BuildSID {
		return nil, err
	}
	for d, err := range a.api.ListDeployments(ctx, a.result.ServiceSID, a.result.EnvironmentSID, &client.ListDeploymentsOptions{PageSize: 1}) {
		return &d, err
	}
	return nil, fmt.Errorf("%s is live but the Environment lists no Deployment", orNothing(live))
}

package deployer

import (
	"cmp"
	"context"
	"encoding/json"
	"time"

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
	a.buildBegan = time.Now()
	return a.await(ctx, build.Runtime)
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
		started, err := a.api.CreateBuild(ctx, a.result.ServiceSID, request)
		return heard(started, err, saidOfBuild(request))
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
	done := DeployedFile{Action: m.Action, Path: m.Path, Visibility: bundle.Private, SID: cmp.Or(a.manifest, m.SID),
		VersionSID: m.VersionSID}
	if m.uploaded() || a.anew {
		content, err := encodeManifest(a.plan.Build.digest(), a.result.Functions, a.result.Assets)
		if err != nil {
			return err
		}
		kind, of := a.functionKind(), done
		kind.step, of.Digest = StepManifest, manifestDigest(content)
		done.SID, done.VersionSID, err = a.version(ctx, kind, of,
			client.BytesUpload(m.Path, bundle.Private, bundle.FunctionContentType, content))
		if err != nil {
			return err
		}
		a.emit(Event{Step: StepManifest, Action: m.Action, Name: m.Path, SID: done.VersionSID,
			Bytes: int64(len(content))})
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

package suite

import (
	"context"
	"fmt"
	"net/url"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// What cases start from. Each of these makes one resource with unremarkable properties and fails unless the API says
// 201: a case about the creation itself speaks to the API directly.

// CreateService makes a Service with a name of its own.
func (s *Session) CreateService(ctx context.Context) (*serverless.Service, error) {
	name := s.Name()
	service := new(serverless.Service)
	err := s.Answer(s.API.CreateServiceWithFormdataBody(ctx, serverless.CreateServiceRequest{
		UniqueName: name, FriendlyName: "Contract check " + name,
	})).Created(service)
	return service, err
}

// CreateFunction makes a Function without versions.
func (s *Session) CreateFunction(ctx context.Context, service *serverless.Service) (*serverless.Function, error) {
	function := new(serverless.Function)
	err := s.Answer(s.API.CreateFunctionWithFormdataBody(ctx, service.SID,
		serverless.CreateFunctionRequest{FriendlyName: s.Name()})).Created(function)
	return function, err
}

// CreateAsset makes an Asset without versions.
func (s *Session) CreateAsset(ctx context.Context, service *serverless.Service) (*serverless.Asset, error) {
	asset := new(serverless.Asset)
	err := s.Answer(s.API.CreateAssetWithFormdataBody(ctx, service.SID,
		serverless.CreateAssetRequest{FriendlyName: s.Name()})).Created(asset)
	return asset, err
}

// UploadFunction makes a version of a Function; an empty Path of the file becomes one of its own.
func (s *Session) UploadFunction(ctx context.Context, function *serverless.Function, file File) (*serverless.FunctionVersion, error) {
	version := new(serverless.FunctionVersion)
	err := s.Upload(ctx, Path("Services", function.ServiceSID, "Functions", function.SID, "Versions"), file.Parts(s)...).Created(version)
	return version, err
}

// UploadAsset makes a version of an Asset; an empty Path of the file becomes one of its own.
func (s *Session) UploadAsset(ctx context.Context, asset *serverless.Asset, file File) (*serverless.AssetVersion, error) {
	version := new(serverless.AssetVersion)
	err := s.Upload(ctx, Path("Services", asset.ServiceSID, "Assets", asset.SID, "Versions"), file.Parts(s)...).Created(version)
	return version, err
}

// CreateFunctionVersion makes a Function with one version.
func (s *Session) CreateFunctionVersion(ctx context.Context, service *serverless.Service) (*serverless.FunctionVersion, error) {
	function, err := s.CreateFunction(ctx, service)
	if err != nil {
		return nil, err
	}
	return s.UploadFunction(ctx, function, File{})
}

// CreateAssetVersion makes an Asset with one version.
func (s *Session) CreateAssetVersion(ctx context.Context, service *serverless.Service) (*serverless.AssetVersion, error) {
	asset, err := s.CreateAsset(ctx, service)
	if err != nil {
		return nil, err
	}
	return s.UploadAsset(ctx, asset, File{ContentType: "text/plain"})
}

// CreateBuild makes a Build of one new Function Version and does not wait for it.
func (s *Session) CreateBuild(ctx context.Context, service *serverless.Service) (*serverless.Build, error) {
	version, err := s.CreateFunctionVersion(ctx, service)
	if err != nil {
		return nil, err
	}
	build := new(serverless.Build)
	err = s.Answer(s.API.CreateBuildWithFormdataBody(ctx, service.SID, serverless.CreateBuildRequest{
		FunctionVersions: []string{version.SID},
	})).Created(build)
	return build, err
}

// CompletedBuild makes a Build of one new Function Version and waits until it is completed.
func (s *Session) CompletedBuild(ctx context.Context, service *serverless.Service) (*serverless.Build, error) {
	build, err := s.CreateBuild(ctx, service)
	if err != nil {
		return nil, err
	}
	return s.Complete(ctx, build)
}

// Complete waits until a Build is completed and fetches it.
func (s *Session) Complete(ctx context.Context, build *serverless.Build) (*serverless.Build, error) {
	statuses, err := s.WatchBuild(ctx, build)
	if err != nil {
		return nil, err
	}
	if last := statuses[len(statuses)-1]; last != serverless.BuildStateCompleted {
		return nil, fmt.Errorf("the Build %s ended %s, want completed", build.SID, last)
	}
	done := new(serverless.Build)
	err = s.Answer(s.API.FetchBuild(ctx, build.ServiceSID, build.SID)).OK(done)
	return done, err
}

// WatchBuild polls the Build Status until it is final or the target's BuildTimeout is over, and returns every status
// seen, the one that CreateBuild answered first.
func (s *Session) WatchBuild(ctx context.Context, build *serverless.Build) ([]serverless.BuildState, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, s.target.BuildTimeout,
		fmt.Errorf("the Build %s is not final after %s", build.SID, s.target.BuildTimeout))
	defer cancel()
	statuses := []serverless.BuildState{build.Status}
	for statuses[len(statuses)-1] == serverless.BuildStateBuilding {
		if err := Wait(ctx, s.target.PollInterval); err != nil {
			return statuses, err
		}
		var status serverless.BuildStatus
		if err := s.Answer(s.API.FetchBuildStatus(ctx, build.ServiceSID, build.SID)).OK(&status); err != nil {
			return statuses, err
		}
		statuses = append(statuses, status.Status)
	}
	return statuses, nil
}

// CreateEnvironment makes an Environment; an empty suffix sends none.
func (s *Session) CreateEnvironment(ctx context.Context, service *serverless.Service, suffix string) (*serverless.Environment, error) {
	request := serverless.CreateEnvironmentRequest{UniqueName: s.Name()}
	if suffix != "" {
		request.DomainSuffix = &suffix
	}
	environment := new(serverless.Environment)
	err := s.Answer(s.API.CreateEnvironmentWithFormdataBody(ctx, service.SID, request)).Created(environment)
	return environment, err
}

// CreateVariable makes a Variable.
func (s *Session) CreateVariable(ctx context.Context, environment *serverless.Environment, key, value string) (*serverless.Variable, error) {
	variable := new(serverless.Variable)
	err := s.Answer(s.API.CreateVariableWithFormdataBody(ctx, environment.ServiceSID, environment.SID,
		serverless.CreateVariableRequest{Key: key, Value: value})).Created(variable)
	return variable, err
}

// Deploy makes a Build live in an Environment.
func (s *Session) Deploy(ctx context.Context, environment *serverless.Environment, build *serverless.Build) (*serverless.Deployment, error) {
	deployment := new(serverless.Deployment)
	err := s.Answer(s.API.CreateDeploymentWithFormdataBody(ctx, environment.ServiceSID, environment.SID,
		serverless.CreateDeploymentRequest{BuildSID: &build.SID})).Created(deployment)
	return deployment, err
}

// Clear removes what is live in an Environment: a Deployment without a Build.
func (s *Session) Clear(ctx context.Context, environment *serverless.Environment) (*serverless.Deployment, error) {
	deployment := new(serverless.Deployment)
	err := s.Answer(s.API.CreateDeploymentWithFormdataBody(ctx, environment.ServiceSID, environment.SID,
		serverless.CreateDeploymentRequest{})).Created(deployment)
	return deployment, err
}

// LiveBuild returns the `build_sid` of an Environment, "null" when nothing is live.
func (s *Session) LiveBuild(ctx context.Context, environment *serverless.Environment) (string, error) {
	var now serverless.Environment
	err := s.Answer(s.API.FetchEnvironment(ctx, environment.ServiceSID, environment.SID)).OK(&now)
	return expect.Optional(now.BuildSID), err
}

// Path joins path segments under /v1, escaped.
func Path(segments ...string) string {
	path := "/v1"
	for _, segment := range segments {
		path += "/" + url.PathEscape(segment)
	}
	return path
}

package suite

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite/internal/decode"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/forms"
)

// What cases start from. Each of these makes one resource with unremarkable properties and fails unless the API says
// 201: a case about the creation itself speaks to the API directly. A failure is a [SetupError].

// A SetupError says that something which a case starts from could not be made.
type SetupError struct {
	// Operation is the operationId that failed.
	Operation string
	// Err says how.
	Err error
}

// Error is that of what happened.
func (e *SetupError) Error() string { return e.Err.Error() }

// Unwrap returns what happened.
func (e *SetupError) Unwrap() error { return e.Err }

// made reads what a set-up created. A property that cannot be read is left out: it broke the
// contract on the wire, which the checker says, and is no reason to look at nothing else.
//
// So is another success than 201.
func made(operation string, answer *Answer, into any) error {
	if answer.err == nil && answer.Status/100 == 2 && answer.Status != http.StatusCreated &&
		decode.Loosely(answer.Body, into) {
		return nil
	}
	return loosely(operation, answer, answer.Created(into), into)
}

func loosely(operation string, answer *Answer, err error, into any) error {
	var unread *AnswerError
	if errors.As(err, &unread) && unread.Wrong != "" && decode.Loosely(answer.Body, into) {
		return nil
	}
	return setup(operation, err)
}

func setup(operation string, err error) error {
	if err == nil {
		return nil
	}
	return &SetupError{Operation: operation, Err: err}
}

// CreateService makes a Service with a name of its own.
func (s *Session) CreateService(ctx context.Context) (*serverless.Service, error) {
	name := s.Name()
	service := new(serverless.Service)
	answer := s.Post(ctx, Path("Services"), forms.Of("UniqueName", name, "FriendlyName", friendlyName(name)))
	return service, made("CreateService", answer, service)
}

// CreateFunction makes a Function without versions.
func (s *Session) CreateFunction(ctx context.Context, service *serverless.Service) (*serverless.Function, error) {
	function := new(serverless.Function)
	answer := s.Post(ctx, Path("Services", service.SID, "Functions"), forms.Of("FriendlyName", s.Name()))
	return function, made("CreateFunction", answer, function)
}

// CreateAsset makes an Asset without versions.
func (s *Session) CreateAsset(ctx context.Context, service *serverless.Service) (*serverless.Asset, error) {
	asset := new(serverless.Asset)
	answer := s.Post(ctx, Path("Services", service.SID, "Assets"), forms.Of("FriendlyName", s.Name()))
	return asset, made("CreateAsset", answer, asset)
}

// UploadFunction makes a version of a Function; an empty Path of the file becomes one of its own.
func (s *Session) UploadFunction(ctx context.Context, function *serverless.Function,
	file File) (*serverless.FunctionVersion, error) {
	version := new(serverless.FunctionVersion)
	answer := s.Upload(ctx, Path("Services", function.ServiceSID, "Functions", function.SID, "Versions"),
		file.Parts(s)...)
	return version, made("CreateFunctionVersion", answer, version)
}

// UploadAsset makes a version of an Asset; an empty Path of the file becomes one of its own.
func (s *Session) UploadAsset(ctx context.Context, asset *serverless.Asset, file File) (*serverless.AssetVersion,
	error) {
	version := new(serverless.AssetVersion)
	answer := s.Upload(ctx, Path("Services", asset.ServiceSID, "Assets", asset.SID, "Versions"), file.Parts(s)...)
	return version, made("CreateAssetVersion", answer, version)
}

// CreateFunctionVersion makes a Function with one version.
func (s *Session) CreateFunctionVersion(ctx context.Context,
	service *serverless.Service) (*serverless.FunctionVersion, error) {
	function, err := s.CreateFunction(ctx, service)
	if err != nil {
		return nil, err
	}
	return s.UploadFunction(ctx, function, File{})
}

// CreateAssetVersion makes an Asset with one version.
func (s *Session) CreateAssetVersion(ctx context.Context, service *serverless.Service) (*serverless.AssetVersion,
	error) {
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
	return s.BuildOf(ctx, service, version)
}

// BuildOf makes a Build of a Function Version and does not wait for it.
func (s *Session) BuildOf(ctx context.Context, service *serverless.Service,
	version *serverless.FunctionVersion) (*serverless.Build, error) {
	build := new(serverless.Build)
	answer := s.Post(ctx, Path("Services", service.SID, "Builds"), forms.Of("FunctionVersions", version.SID))
	return build, made("CreateBuild", answer, build)
}

// CompletedBuild makes a Build of the Function Version that cases have in common, see [Session.SharedFunctionVersion],
// and waits until it is completed.
func (s *Session) CompletedBuild(ctx context.Context, service *serverless.Service) (*serverless.Build, error) {
	version, err := s.SharedFunctionVersion(ctx, service)
	if err != nil {
		return nil, err
	}
	build, err := s.BuildOf(ctx, service, version)
	if err != nil {
		return nil, err
	}
	return s.Complete(ctx, build)
}

// Complete fetches a Build until it is completed, and returns it as it was fetched last. It asks for the Build and not
// for its Status, since a case goes on with what the Build shows.
func (s *Session) Complete(ctx context.Context, build *serverless.Build) (*serverless.Build, error) {
	done := new(serverless.Build)
	wait := s.wire.builds.FirstWait(s.ageOf(build), s.target.PollInterval)
	statuses, err := s.watch(ctx, build, wait, func() (serverless.BuildState, error) {
		*done = serverless.Build{}
		answer := s.Answer(s.API.FetchBuild(ctx, build.ServiceSID, build.SID))
		return done.Status, loosely("FetchBuild", answer, answer.OK(done), done)
	})
	if err != nil {
		return nil, err
	}
	if last := statuses[len(statuses)-1]; last != serverless.BuildStateCompleted {
		return nil, setup("CreateBuild", fmt.Errorf("the Build %s ended %s, want completed", build.SID, last))
	}
	return done, nil
}

// WatchBuild polls the Build Status until it is final or the target's BuildTimeout is over, and returns every status
// seen, the one that CreateBuild answered first. Polls come less often with time. After the first Build of the run that
// did not end, others are waited for only as long as the slowest one took.
func (s *Session) WatchBuild(ctx context.Context, build *serverless.Build) ([]serverless.BuildState, error) {
	return s.watch(ctx, build, s.target.PollInterval, func() (serverless.BuildState, error) {
		var status serverless.BuildStatus
		err := s.Answer(s.API.FetchBuildStatus(ctx, build.ServiceSID, build.SID)).OK(&status)
		return status.Status, setup("FetchBuildStatus", err)
	})
}

// watch looks at a Build at least once, for the first time after this wait.
func (s *Session) watch(ctx context.Context, build *serverless.Build, wait time.Duration,
	look func() (serverless.BuildState, error)) ([]serverless.BuildState, error) {
	statuses := []serverless.BuildState{build.Status}
	began, age := time.Now(), s.ageOf(build)
	var paused time.Duration // counted as well: a wait may take no time, see [Wait]
	for polls := 0; polls == 0 || statuses[len(statuses)-1] == serverless.BuildStateBuilding; polls++ {
		if statuses[len(statuses)-1] == serverless.BuildStateBuilding {
			if waited := max(paused, time.Since(began)); waited >= s.wire.builds.Patience(s.target.BuildTimeout) {
				s.wire.builds.NeverEnded()
				return statuses, setup("CreateBuild", &unendedError{build.SID, waited})
			}
			if polls > 0 {
				wait = s.target.PollInterval * time.Duration(min(1+polls/3, maxPollFactor))
			}
			if err := Wait(ctx, wait); err != nil {
				return statuses, err
			}
			paused += wait
		}
		status, err := look()
		if err != nil {
			return statuses, err
		}
		statuses = append(statuses, status)
	}
	s.wire.builds.Ended(age + time.Since(began))
	if statuses[len(statuses)-1] == serverless.BuildStateFailed {
		s.wire.mu.Lock()
		s.wire.buildFailed = true
		s.wire.mu.Unlock()
	}
	return statuses, nil
}

// ageOf is how long ago the case has made a Build, 0 when it has not.
func (s *Session) ageOf(build *serverless.Build) time.Duration {
	return s.wire.age(Path("Services", build.ServiceSID, "Builds", build.SID))
}

// CreateEnvironment makes an Environment; an empty suffix sends none.
func (s *Session) CreateEnvironment(ctx context.Context, service *serverless.Service,
	suffix string) (*serverless.Environment, error) {
	form := forms.Of("UniqueName", s.Name())
	if suffix != "" {
		form.Set("DomainSuffix", suffix)
	}
	environment := new(serverless.Environment)
	answer := s.Post(ctx, Path("Services", service.SID, "Environments"), form)
	return environment, made("CreateEnvironment", answer, environment)
}

// CreateVariable makes a Variable.
func (s *Session) CreateVariable(ctx context.Context, environment *serverless.Environment, key,
	value string) (*serverless.Variable, error) {
	variable := new(serverless.Variable)
	answer := s.Post(ctx, below(environment, "Variables"), forms.Of("Key", key, "Value", value))
	return variable, made("CreateVariable", answer, variable)
}

// Deploy makes a Build live in an Environment.
func (s *Session) Deploy(ctx context.Context, environment *serverless.Environment,
	build *serverless.Build) (*serverless.Deployment, error) {
	deployment := new(serverless.Deployment)
	answer := s.Post(ctx, below(environment, "Deployments"), forms.Of("BuildSid", build.SID))
	return deployment, made("CreateDeployment", answer, deployment)
}

// Clear removes what is live in an Environment: a Deployment without a Build.
func (s *Session) Clear(ctx context.Context, environment *serverless.Environment) (*serverless.Deployment, error) {
	deployment := new(serverless.Deployment)
	answer := s.Post(ctx, below(environment, "Deployments"), forms.Of())
	return deployment, made("CreateDeployment", answer, deployment)
}

// LiveBuild returns the `build_sid` of an Environment, "null" when nothing is live.
func (s *Session) LiveBuild(ctx context.Context, environment *serverless.Environment) (string, error) {
	var now serverless.Environment
	err := s.Answer(s.API.FetchEnvironment(ctx, environment.ServiceSID, environment.SID)).OK(&now)
	return expect.Optional(now.BuildSID), setup("FetchEnvironment", err)
}

func below(environment *serverless.Environment, list string) string {
	return Path("Services", environment.ServiceSID, "Environments", environment.SID, list)
}

// Path joins path segments under /v1, escaped.
func Path(segments ...string) string {
	path := "/v1"
	for _, segment := range segments {
		path += "/" + url.PathEscape(segment)
	}
	return path
}

// maxPollFactor bounds how much longer than PollInterval the wait between two polls of a Build becomes.
const maxPollFactor = 3

// unendedError is a Build that did not end.
type unendedError struct {
	sid    string
	waited time.Duration
}

// Error says how long it was waited for.
func (e *unendedError) Error() string {
	return fmt.Sprintf("the Build %s is not final after %s", e.sid, e.waited.Round(time.Second))
}

package cases

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// postBuild creates a Build of the given versions, with more fields of the form in pairs.
func postBuild(ctx context.Context, s *suite.Session, service string, functions, assets []string,
	more ...string) *suite.Answer {
	fields := form(more...)
	fields["FunctionVersions"] = functions
	fields["AssetVersions"] = assets
	return s.Post(ctx, suite.Path("Services", service, "Builds"), fields)
}

// withSharedVersion gives a case a Function Version that others use too, in a Service that they share.
func withSharedVersion(do func(ctx context.Context, s *suite.Session,
	version *serverless.FunctionVersion) error) run {
	return inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
		version, err := s.SharedFunctionVersion(ctx, service)
		if err != nil {
			return err
		}
		return do(ctx, s, version)
	})
}

// withVersionUnbuilt gives a case a Function Version that others use too, in a Service in which no Build is made.
func withVersionUnbuilt(do func(ctx context.Context, s *suite.Session,
	version *serverless.FunctionVersion) error) run {
	return inEmpty("Builds")(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
		version, err := s.SharedFunctionVersion(ctx, service)
		if err != nil {
			return err
		}
		return do(ctx, s, version)
	})
}

// inServiceWithVersion gives a case a Function Version in a Service in which no other case makes a Build.
func inServiceWithVersion(do func(ctx context.Context, s *suite.Session,
	version *serverless.FunctionVersion) error) run {
	return inOwn("Builds")(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
		version, err := s.SharedFunctionVersion(ctx, service)
		if err != nil {
			return err
		}
		return do(ctx, s, version)
	})
}

// ownBuild makes a Build of the Function Version that a Service's cases share and does not wait for it.
func ownBuild(ctx context.Context, s *suite.Session, service *serverless.Service) (*serverless.Build, error) {
	version, err := s.SharedFunctionVersion(ctx, service)
	if err != nil {
		return nil, err
	}
	return s.BuildOf(ctx, service, version)
}

// twoOfEach makes two FunctionVersions and two AssetVersions and gives their SIDs.
func twoOfEach(ctx context.Context, s *suite.Session, service *serverless.Service) (functions, assets []string,
	err error) {
	for range 2 {
		function, err := s.CreateFunctionVersion(ctx, service)
		if err != nil {
			return nil, nil, err
		}
		asset, err := s.CreateAssetVersion(ctx, service)
		if err != nil {
			return nil, nil, err
		}
		functions, assets = append(functions, function.SID), append(assets, asset.SID)
	}
	return functions, assets, nil
}

// notPublic makes a protected and a private FunctionVersion and AssetVersion, each of its own Function or Asset, and
// gives their SIDs.
func notPublic(ctx context.Context, s *suite.Session, service *serverless.Service) (functions, assets []string,
	err error) {
	for _, visibility := range []string{"protected", "private"} {
		function, err := s.CreateFunction(ctx, service)
		if err != nil {
			return nil, nil, err
		}
		code, err := s.UploadFunction(ctx, function, suite.File{Visibility: visibility})
		if err != nil {
			return nil, nil, err
		}
		asset, err := s.CreateAsset(ctx, service)
		if err != nil {
			return nil, nil, err
		}
		file, err := s.UploadAsset(ctx, asset, suite.File{Visibility: visibility, ContentType: "text/plain"})
		if err != nil {
			return nil, nil, err
		}
		functions, assets = append(functions, code.SID), append(assets, file.SID)
	}
	return functions, assets, nil
}

// again makes another Build of the same Function Versions and waits until it is completed.
func again(ctx context.Context, s *suite.Session, build *serverless.Build) (*serverless.Build, error) {
	second := new(serverless.Build)
	if err := postBuild(ctx, s, build.ServiceSID, strings.Fields(functionsOf(build)), nil).Created(second); err != nil {
		return nil, err
	}
	return s.Complete(ctx, second)
}

// failedBuild makes a Build that ends failed, see [Target.FailingDependency].
func failedBuild(ctx context.Context, s *suite.Session, version *serverless.FunctionVersion) (*serverless.Build,
	error) {
	at := strings.LastIndexByte(s.Target().FailingDependency, '@')
	dependencies := fmt.Sprintf(`[{"name":%q,"version":%q}]`, s.Target().FailingDependency[:at],
		s.Target().FailingDependency[at+1:])
	build := new(serverless.Build)
	if err := postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil, "Dependencies",
		dependencies).Created(build); err != nil {
		return nil, err
	}
	seen, err := s.WatchBuild(ctx, build)
	if err := expect.Then(err, expect.Same("the last status", seen[len(seen)-1],
		serverless.BuildStateFailed)); err != nil {
		return nil, err
	}
	for range 5 { // the Build may be shown as it was a little longer than its status
		var now serverless.Build
		err := s.Answer(s.API.FetchBuild(ctx, build.ServiceSID, build.SID)).OK(&now)
		if err != nil || now.Status != serverless.BuildStateBuilding {
			return build, err
		}
		if err := suite.Wait(ctx, time.Second); err != nil {
			return nil, err
		}
	}
	return build, nil
}

// threeBuilds makes three Builds of one version, in a second each, and returns their SIDs.
func threeBuilds(ctx context.Context, s *suite.Session, version *serverless.FunctionVersion) ([]string, error) {
	var created []string
	for range 3 {
		var build serverless.Build
		err := postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil).Created(&build)
		if err := expect.Then(err, suite.Wait(ctx, suite.DateStep)); err != nil {
			return nil, err
		}
		created = append(created, build.SID)
	}
	return created, nil
}

// contentOf fetches the source text of a Function Version.
func contentOf(ctx context.Context, s *suite.Session,
	v *serverless.FunctionVersion) (*serverless.FunctionVersionContent, error) {
	content := new(serverless.FunctionVersionContent)
	err := s.Answer(s.API.FetchFunctionVersionContent(ctx, v.ServiceSID, v.FunctionSID, v.SID)).OK(content)
	return content, err
}

// live is an Environment with a live Build, for the many cases that start from one.
type live struct {
	service     *serverless.Service
	build       *serverless.Build
	environment *serverless.Environment
	deployment  *serverless.Deployment
}

func createLive(ctx context.Context, s *suite.Session) (*live, error) {
	l := new(live)
	var err error
	if l.service, err = s.CreateService(ctx); err != nil {
		return nil, err
	}
	if l.environment, err = s.CreateEnvironment(ctx, l.service, "live"); err != nil {
		return nil, err
	}
	if l.build, err = s.CompletedBuild(ctx, l.service); err != nil {
		return nil, err
	}
	l.deployment, err = s.Deploy(ctx, l.environment, l.build)
	return l, err
}

// whileLive gives a case an Environment on which a Build is live that others use too, in a Service that is shared.
func whileLive(do func(ctx context.Context, s *suite.Session, l *live) error) run {
	return whileOneIsLive(1, do)
}

// whileOneIsLive is whileLive for a case that has this many Environments at most with the ones that it makes itself.
func whileOneIsLive(environments int, do func(ctx context.Context, s *suite.Session, l *live) error) run {
	return onStage(environments, func(ctx context.Context, s *suite.Session,
		service *serverless.Service) (*serverless.Build, error) {
		return s.SharedBuild(ctx, service)
	}, do)
}

// whileStillLive gives a case an Environment on which a Build is live, which other cases have too: none of them deploys
// to it, but what must be refused.
func whileStillLive(do func(ctx context.Context, s *suite.Session, l *live) error) run {
	return inStage(0)(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
		l, err := suite.Share(ctx, s, "live Environment in "+service.SID, 0, func(ctx context.Context) (*live, error) {
			build, err := s.SharedBuild(ctx, service)
			if err != nil {
				return nil, err
			}
			return liveIn(ctx, s, service, build)
		})
		if err != nil {
			return err
		}
		return do(ctx, s, l)
	})
}

// whileOwnLive gives a case an Environment on which a Build of its own is live, in a Service that is shared. It is for
// cases that delete the Build, or try to.
func whileOwnLive(do func(ctx context.Context, s *suite.Session, l *live) error) run {
	return onStage(1, func(ctx context.Context, s *suite.Session,
		service *serverless.Service) (*serverless.Build, error) {
		build, err := ownBuild(ctx, s, service)
		if err != nil {
			return nil, err
		}
		return s.Complete(ctx, build)
	}, do)
}

// whileAloneLive gives a case an Environment on which a Build is live, in a Service of its own.
func whileAloneLive(do func(ctx context.Context, s *suite.Session, l *live) error) run {
	return func(ctx context.Context, s *suite.Session) error {
		l, err := createLive(ctx, s)
		if err != nil {
			return err
		}
		return do(ctx, s, l)
	}
}

func onStage(environments int,
	build func(ctx context.Context, s *suite.Session, service *serverless.Service) (*serverless.Build, error),
	do func(ctx context.Context, s *suite.Session, l *live) error) run {
	return inStage(environments)(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
		b, err := build(ctx, s, service)
		if err != nil {
			return err
		}
		l, err := liveIn(ctx, s, service, b)
		if err != nil {
			return err
		}
		return do(ctx, s, l)
	})
}

// liveIn deploys a Build to a new Environment of its Service.
func liveIn(ctx context.Context, s *suite.Session, service *serverless.Service,
	build *serverless.Build) (*live, error) {
	l := &live{service: service, build: build}
	var err error
	if l.environment, err = s.CreateEnvironment(ctx, service, s.Suffix()); err != nil {
		return nil, err
	}
	l.deployment, err = s.Deploy(ctx, l.environment, build)
	return l, err
}

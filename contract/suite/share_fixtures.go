package suite

import (
	"context"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// How many cases share one Service. A Service has 25 Environments at most, and a case makes two of them.
const (
	usersOfService      = 25
	usersOfEnvironments = 10
	usersOfOther        = 1000 // a Service that stays empty has room for all
)

// SharedService returns a Service that other cases use too, see [Share]. It is for cases that make Functions, Assets,
// their versions or Builds in it and look at no list of them.
func (s *Session) SharedService(ctx context.Context) (*serverless.Service, error) {
	return Share(ctx, s, "Service", usersOfService, s.CreateService)
}

// SharedStage returns a Service that other cases use too, for cases that make two Environments in it at most.
func (s *Session) SharedStage(ctx context.Context) (*serverless.Service, error) {
	return Share(ctx, s, "Service for Environments", usersOfEnvironments, s.CreateService)
}

// SharedServices returns five Services that other cases read too.
func (s *Session) SharedServices(ctx context.Context) ([]*serverless.Service, error) {
	return Share(ctx, s, "five Services", usersOfService, func(ctx context.Context) ([]*serverless.Service, error) {
		var all []*serverless.Service
		for range 5 {
			service, err := s.CreateService(ctx)
			if err != nil {
				return nil, err
			}
			all = append(all, service)
		}
		return all, nil
	})
}

// SharedEmpty returns a Service that other cases use too, in which none of them makes anything of a collection, such as
// Builds: they send what must be refused.
func (s *Session) SharedEmpty(ctx context.Context, collection string) (*serverless.Service, error) {
	uses := map[string]Use{collection: Empty}
	if collection == "Builds" { // which are made of versions
		uses["Functions"], uses["Assets"] = Common, Common
	}
	return s.ServiceFor(ctx, uses)
}

// SharedOther returns a Service in which nothing is made, for cases that look for something of another Service in it.
func (s *Session) SharedOther(ctx context.Context) (*serverless.Service, error) {
	return Share(ctx, s, "another Service", usersOfOther, s.CreateService)
}

// SharedFunctionVersion returns a version of a Function in a Service that is shared, which all cases in it have in
// common.
func (s *Session) SharedFunctionVersion(ctx context.Context, service *serverless.Service) (*serverless.FunctionVersion,
	error) {
	return Share(ctx, s, "Function Version in "+service.SID, 0,
		func(ctx context.Context) (*serverless.FunctionVersion, error) {
			return s.CreateFunctionVersion(ctx, service)
		})
}

// SharedAssetVersion returns a version of an Asset in a Service that is shared, which all cases in it have in common.
func (s *Session) SharedAssetVersion(ctx context.Context, service *serverless.Service) (*serverless.AssetVersion,
	error) {
	return Share(ctx, s, "Asset Version in "+service.SID, 0,
		func(ctx context.Context) (*serverless.AssetVersion, error) { return s.CreateAssetVersion(ctx, service) })
}

// SharedBuild returns a completed Build in a Service that is shared, which all cases in it have in common.
func (s *Session) SharedBuild(ctx context.Context, service *serverless.Service) (*serverless.Build, error) {
	return Share(ctx, s, "Build in "+service.SID, 0, func(ctx context.Context) (*serverless.Build, error) {
		version, err := s.SharedFunctionVersion(ctx, service)
		if err != nil {
			return nil, err
		}
		build, err := s.BuildOf(ctx, service, version)
		if err != nil {
			return nil, err
		}
		return s.Complete(ctx, build)
	})
}

// SharedEnvironment returns an Environment in a Service that is shared, which all cases in it have in common. Nothing is
// live on it.
func (s *Session) SharedEnvironment(ctx context.Context, service *serverless.Service) (*serverless.Environment, error) {
	return Share(ctx, s, "Environment in "+service.SID, 0, func(ctx context.Context) (*serverless.Environment, error) {
		return s.CreateEnvironment(ctx, service, s.Suffix())
	})
}

// Suffix returns a DomainSuffix that no other call in the run returns, as good as certainly.
func (s *Session) Suffix() string {
	parts := strings.Split(s.Name(), "-")
	return "s" + strings.Join(parts[len(parts)-2:], "")
}

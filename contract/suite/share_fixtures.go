package suite

import (
	"context"
	"net/url"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// How many cases share one Service. A Service has 25 Environments at most, and a case makes two of them.
const (
	usersOfService      = 1000
	usersOfFive         = 25
	usersOfEnvironments = 12
	usersOfOther        = 1000 // a Service that stays empty has room for all
)

// SharedService returns a Service that other cases use too, see [Share]. It is for cases that make Functions, Assets,
// their versions or Builds in it and look at no list of them.
func (s *Session) SharedService(ctx context.Context) (*serverless.Service, error) {
	return Share(ctx, s, "Service", usersOfService, s.CreateService)
}

// UploadsTo returns the path of a Function or an Asset, by the name of its collection, to which
// other cases upload too. It is for cases that look at no list of its versions but at what they
// uploaded themselves.
func (s *Session) UploadsTo(ctx context.Context, collection string) (string, error) {
	service, err := Share(ctx, s, "Service for uploads", usersOfOther, s.CreateService)
	if err != nil {
		return "", err
	}
	return Share(ctx, s, collection+" in "+service.SID, 0, s.parentIn(service, collection))
}

// LastOfUploads is UploadsTo when all other cases have ended, and gives the paths of what they made in its Service and
// left, see [Last].
func (s *Session) LastOfUploads(ctx context.Context, collection string) (parent string, made []string, err error) {
	service, err := Share(ctx, s, "Service for uploads", usersOfOther, s.CreateService)
	if err != nil {
		return "", nil, err
	}
	return Last(ctx, s, collection+" in "+service.SID, s.parentIn(service, collection))
}

// VariablesTo returns the path of the list of an Environment in which other cases make Variables
// too, with other Keys. It is for cases that look at no list of them but for what they made
// themselves.
func (s *Session) VariablesTo(ctx context.Context) (string, error) {
	return Share(ctx, s, kindOfVariables, usersOfOther, s.variables)
}

// LastOfVariables is VariablesTo when all other cases have ended, and gives the paths of what they
// made and left, see [Last].
func (s *Session) LastOfVariables(ctx context.Context) (list string, made []string, err error) {
	return Last(ctx, s, kindOfVariables, s.variables)
}

const kindOfVariables = "Environment for Variables"

func (s *Session) variables(ctx context.Context) (string, error) {
	service, err := s.CreateService(ctx)
	if err != nil {
		return "", err
	}
	environment, err := s.CreateEnvironment(ctx, service, s.Suffix())
	return Path("Services", service.SID, "Environments", environment.SID, "Variables"), err
}

func (s *Session) parentIn(service *serverless.Service, collection string) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		var made struct {
			SID string `json:"sid"`
		}
		list := Path("Services", service.SID, collection)
		err := s.Post(ctx, list, url.Values{"FriendlyName": {"Named-otherwise"}}).Created(&made)
		return list + "/" + made.SID, setup("Create"+strings.TrimSuffix(collection, "s"), err)
	}
}

// SharedStage returns a Service that other cases use too, for cases that make two Environments in it at most.
func (s *Session) SharedStage(ctx context.Context) (*serverless.Service, error) {
	return Share(ctx, s, "Service for Environments", usersOfEnvironments, s.CreateService)
}

// SharedServices returns five Services that other cases read too.
func (s *Session) SharedServices(ctx context.Context) ([]*serverless.Service, error) {
	return Share(ctx, s, "five Services", usersOfFive, func(ctx context.Context) ([]*serverless.Service, error) {
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

// SharedEnvironment returns an Environment in a Service that is shared, which all cases in it have
// in common. Nothing is live on it.
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

package suite

import (
	"context"
	"net/url"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// How many cases share one Service.
const (
	usersOfService = 1000
	usersOfFive    = 25
	usersOfOther   = 1000 // a Service that stays empty has room for all
	// environmentsOfCases are those of a Service that cases make for themselves: it has 25 at most, and some cases have
	// the one of SharedEnvironment and another one in common.
	environmentsOfCases = 23
)

// SharedService returns a Service that other cases use too, see [Share]. It is for cases that make Functions, Assets,
// their versions or Builds in it and look at no list of them.
func (s *Session) SharedService(ctx context.Context) (*serverless.Service, error) {
	return Share(ctx, s, kindOfService, usersOfService, s.CreateService)
}

// LastOfService is SharedService when all other cases have ended, and gives what they made in it and left,
// see [Last].
func (s *Session) LastOfService(ctx context.Context) (service *serverless.Service, made []Made, err error) {
	return Last(ctx, s, kindOfService, s.CreateService)
}

const kindOfService = "Service"

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

// LastOfUploads is UploadsTo when all other cases have ended, and gives what they made in its Service and
// left, see [Last].
func (s *Session) LastOfUploads(ctx context.Context, collection string) (parent string, made []Made, err error) {
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

// LastOfVariables is VariablesTo when all other cases have ended, and gives what they
// made and left, see [Last].
func (s *Session) LastOfVariables(ctx context.Context) (list string, made []Made, err error) {
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

// SharedStage returns a Service that other cases use too, for a case that makes this many Environments in it at most.
func (s *Session) SharedStage(ctx context.Context, environments int) (*serverless.Service, error) {
	return shareOf(ctx, s, "Service for Environments", environmentsOfCases, environments, s.CreateService)
}

// servicesToLend is how many Services there are at once for cases that change them.
const servicesToLend = 3

// LentService returns a Service that is the case's own until it calls [Session.GiveBack], and another one's later, with
// whatever other cases have made in it. A case that gives it back has changed the returned value as it has changed the
// Service.
func (s *Session) LentService(ctx context.Context) (*serverless.Service, error) {
	return Lend(ctx, s, kindOfService, servicesToLend, true, s.CreateService)
}

// SharedServices returns five Services that other cases read too.
func (s *Session) SharedServices(ctx context.Context) ([]*serverless.Service, error) {
	return Share(ctx, s, "five Services", usersOfFive, func(ctx context.Context) ([]*serverless.Service, error) {
		all := make([]*serverless.Service, 5)
		add := func(i int) (err error) {
			all[i], err = s.CreateService(ctx)
			return err
		}
		if s.wire.store != nil { // all others wait for them
			return all, atOnce(len(all), add)
		}
		for i := range all {
			if err := add(i); err != nil {
				return nil, err
			}
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

package cases

import (
	"context"
	"net/url"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/forms"
)

// run is the type of [Case.Run].
type run = func(ctx context.Context, s *suite.Session) error

// inner makes a run of what a case does in a Service.
type inner = func(do func(ctx context.Context, s *suite.Session, service *serverless.Service) error) run

// createService is CreateService as raw HTTP: the names are the case's to choose.
func createService(ctx context.Context, s *suite.Session, pairs ...string) *suite.Answer {
	return s.Post(ctx, "/v1/Services", form(pairs...))
}

// inShared gives a case a Service that it shares with others: it looks at what it made itself, and makes no
// Environment.
func inShared(do func(ctx context.Context, s *suite.Session, service *serverless.Service) error) run {
	return func(ctx context.Context, s *suite.Session) error {
		service, err := s.SharedService(ctx)
		if err != nil {
			return err
		}
		return do(ctx, s, service)
	}
}

// inOther gives a case a Service that others read too, and in which nothing is made.
func inOther(do func(ctx context.Context, s *suite.Session, service *serverless.Service) error) run {
	return func(ctx context.Context, s *suite.Session) error {
		service, err := s.SharedOther(ctx)
		if err != nil {
			return err
		}
		return do(ctx, s, service)
	}
}

// inEmpty gives a case a Service that it shares with others, none of which makes anything of a collection in it: they
// send what must be refused.
func inEmpty(collection string) inner {
	return func(do func(ctx context.Context, s *suite.Session, service *serverless.Service) error) run {
		return func(ctx context.Context, s *suite.Session) error {
			service, err := s.SharedEmpty(ctx, collection)
			if err != nil {
				return err
			}
			return do(ctx, s, service)
		}
	}
}

// inOwn gives a case a Service in which no other makes anything of a collection. The case makes nothing else in it, but
// versions for Builds.
func inOwn(collection string) inner {
	uses := map[string]suite.Use{collection: suite.Own}
	if collection == "Builds" {
		uses["Functions"], uses["Assets"] = suite.Common, suite.Common
	}
	return func(do func(ctx context.Context, s *suite.Session, service *serverless.Service) error) run {
		return func(ctx context.Context, s *suite.Session) error {
			service, err := s.ServiceFor(ctx, uses)
			if err != nil {
				return err
			}
			return do(ctx, s, service)
		}
	}
}

// inStage gives a case a Service that it shares with others, in which it makes this many Environments at most, with
// suffixes of its own.
func inStage(environments int) inner {
	return func(do func(ctx context.Context, s *suite.Session, service *serverless.Service) error) run {
		return func(ctx context.Context, s *suite.Session) error {
			service, err := s.SharedStage(ctx, environments)
			if err != nil {
				return err
			}
			return do(ctx, s, service)
		}
	}
}

// inLent gives a case a Service that is its own meanwhile and another one's later. It looks at nothing but the Service
// itself, the caller's service is what it is in the end, and all that it makes has names of its own.
func inLent(do func(ctx context.Context, s *suite.Session, service *serverless.Service) error) run {
	return func(ctx context.Context, s *suite.Session) error {
		service, err := s.LentService(ctx)
		if err != nil {
			return err
		}
		if err := do(ctx, s, service); err != nil {
			return err
		}
		s.GiveBack()
		return nil
	}
}

// inService gives a case a Service of its own.
func inService(do func(ctx context.Context, s *suite.Session, service *serverless.Service) error) run {
	return func(ctx context.Context, s *suite.Session) error {
		service, err := s.CreateService(ctx)
		if err != nil {
			return err
		}
		return do(ctx, s, service)
	}
}

// inEnvironment gives a case an Environment on which nothing is live, in a Service that is shared.
func inEnvironment(do func(ctx context.Context, s *suite.Session, environment *serverless.Environment) error) run {
	return inOneOf(1, do)
}

// inOneOf is inEnvironment for a case that has this many Environments at most with the ones that it makes itself.
func inOneOf(environments int, do func(ctx context.Context, s *suite.Session,
	environment *serverless.Environment) error) run {
	return inStage(environments)(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
		environment, err := s.CreateEnvironment(ctx, service, s.Suffix())
		if err != nil {
			return err
		}
		return do(ctx, s, environment)
	})
}

// inBareEnvironment gives a case an Environment that others read too: nothing is ever made in it or live on it.
func inBareEnvironment(do func(ctx context.Context, s *suite.Session, environment *serverless.Environment) error) run {
	return inStage(0)(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
		environment, err := s.SharedEnvironment(ctx, service)
		if err != nil {
			return err
		}
		return do(ctx, s, environment)
	})
}

// amongVariables gives a case an Environment in which others make Variables too. It looks at what it made itself, with
// Keys that no other has, see ownKey.
func amongVariables(do func(ctx context.Context, s *suite.Session, e *serverless.Environment) error) run {
	return func(ctx context.Context, s *suite.Session) error {
		list, err := s.VariablesTo(ctx)
		if err != nil {
			return err
		}
		parts := strings.Split(list, "/") // "", v1, Services, its SID, Environments, its SID, Variables
		return do(ctx, s, &serverless.Environment{ServiceSID: parts[3], SID: parts[5]})
	}
}

// withVariable gives a case a Variable with the value old, in an Environment in which others make Variables too.
func withVariable(do func(ctx context.Context, s *suite.Session, e *serverless.Environment,
	made *serverless.Variable) error) run {
	return amongVariables(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
		made, err := s.CreateVariable(ctx, e, ownKey(s, "API_URL_"), "old")
		if err != nil {
			return err
		}
		return do(ctx, s, e, made)
	})
}

func buildsOf(service string) string { return suite.Path("Services", service, "Builds") }

func deploymentsOf(e *serverless.Environment) string {
	return suite.Path("Services", e.ServiceSID, "Environments", e.SID, "Deployments")
}

func environmentsOf(service string) string { return suite.Path("Services", service, "Environments") }

func versionsOf(service, kind, sid string) string {
	return suite.Path("Services", service, kind, sid, "Versions")
}

func logsOf(e *serverless.Environment) string {
	return suite.Path("Services", e.ServiceSID, "Environments", e.SID, "Logs")
}

func variablesOf(e *serverless.Environment) string {
	return suite.Path("Services", e.ServiceSID, "Environments", e.SID, "Variables")
}

// unknown is a well-formed SID that no resource has.
func unknown(prefix string) string { return prefix + strings.Repeat("f", 32) }

// padded lengthens a name to n characters.
func padded(name string, n int) string { return name + strings.Repeat("x", n-len(name)) }

// form makes a form of names and values in turn, see [forms.Of].
func form(pairs ...string) url.Values { return forms.Of(pairs...) }

// ownKey is a Key that no other case has.
func ownKey(s *suite.Session, key string) string {
	return key + strings.ReplaceAll(s.Suffix(), "-", "_")
}

// Package values has the cases about what clients choose: texts, names, Paths and contents, which are kept as they were
// sent, and the forms of HTTP in which any client library may send them.
package values

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/internal/forms"
)

const (
	resourcePage = "https://www.twilio.com/docs/serverless/api/resource/"
	officialSpec = "twilio/twilio-oai"
	toolkit      = "twilio-labs/serverless-toolkit"
	terraform    = "RJPearson94/terraform-provider-twilio"
)

// Cases returns the cases of this package.
func Cases() []suite.Case {
	return slices.Concat(textCases(), lengthCases(), nameCases(), contentCases(), pathCases(), formCases(),
		multipartCases(), guessCases(), emptyCases(), doubtfulCases(), methodCases(), credentialCases(), headCases())
}

type object = map[string]any

func text(o object, name string) string { v, _ := o[name].(string); return v }

// form makes a form of names and values in turn, see [forms.Of].
func form(pairs ...string) url.Values { return forms.Of(pairs...) }

// inLent gives a case the path of a Service that is its own meanwhile and another one's later. It may change the
// FriendlyName, to what it returns, and all that it makes has names of its own.
func inLent(do func(ctx context.Context, s *suite.Session, service string) (friendlyName string,
	err error)) func(context.Context, *suite.Session) error {
	return func(ctx context.Context, s *suite.Session) error {
		service, err := s.LentService(ctx)
		if err != nil {
			return err
		}
		name, err := do(ctx, s, suite.Path("Services", service.SID))
		if err != nil {
			return err
		}
		service.FriendlyName = cmp.Or(name, service.FriendlyName)
		s.GiveBack()
		return nil
	}
}

// unchanged is for a case that leaves a lent Service as it is.
func unchanged(do func(ctx context.Context, s *suite.Session, service string) error) func(context.Context,
	*suite.Session, string) (string, error) {
	return func(ctx context.Context, s *suite.Session, service string) (string, error) {
		return "", do(ctx, s, service)
	}
}

// inOther gives a case the path of a Service that others read too, and in which nothing is made.
func inOther(do func(ctx context.Context, s *suite.Session, service string) error) func(context.Context,
	*suite.Session) error {
	return func(ctx context.Context, s *suite.Session) error {
		service, err := s.SharedOther(ctx)
		if err != nil {
			return err
		}
		return do(ctx, s, suite.Path("Services", service.SID))
	}
}

// inOwnEnvironments gives a case the path of a Service in which no other makes an Environment; it makes nothing else.
func inOwnEnvironments(do func(ctx context.Context, s *suite.Session, service string) error) func(context.Context,
	*suite.Session) error {
	return func(ctx context.Context, s *suite.Session) error {
		service, err := s.ServiceFor(ctx, map[string]suite.Use{"Environments": suite.Own})
		if err != nil {
			return err
		}
		return do(ctx, s, suite.Path("Services", service.SID))
	}
}

// inShared gives a case the path of a Service that it shares with others: it looks at nothing but what it made itself.
func inShared(do func(ctx context.Context, s *suite.Session, service string) error) func(context.Context,
	*suite.Session) error {
	return func(ctx context.Context, s *suite.Session) error {
		service, err := s.SharedService(ctx)
		if err != nil {
			return err
		}
		return do(ctx, s, suite.Path("Services", service.SID))
	}
}

// inStage is inShared for cases that make this many Environments at most, see environment.
func inStage(environments int, do func(ctx context.Context, s *suite.Session,
	service string) error) func(context.Context, *suite.Session) error {
	return func(ctx context.Context, s *suite.Session) error {
		service, err := s.SharedStage(ctx, environments)
		if err != nil {
			return err
		}
		return do(ctx, s, suite.Path("Services", service.SID))
	}
}

// environment makes an Environment with names of its own and returns its path.
func environment(ctx context.Context, s *suite.Session, service string) (string, error) {
	return create(ctx, s, service+"/Environments", "UniqueName", s.Name(), "DomainSuffix", s.Suffix())
}

// create creates below a list and returns the path.
func create(ctx context.Context, s *suite.Session, list string, pairs ...string) (string, error) {
	var o object
	if err := s.Post(ctx, list, form(pairs...)).Created(&o); err != nil {
		return "", err
	}
	return list + "/" + text(o, "sid"), nil
}

// function makes a Function and returns its path.
func function(ctx context.Context, s *suite.Session, service string) (string, error) {
	return create(ctx, s, service+"/Functions", "FriendlyName", "f")
}

// uploading gives a case the path of a Function or an Asset, by the name of its collection, to
// which other cases upload too. The case reads no list of versions but for what it made itself.
func uploading(collection string, do func(ctx context.Context, s *suite.Session,
	parent string) error) func(context.Context,
	*suite.Session) error {
	return func(ctx context.Context, s *suite.Session) error {
		parent, err := s.UploadsTo(ctx, collection)
		if err != nil {
			return err
		}
		return do(ctx, s, parent)
	}
}

// costOfUploads lets those begin first who upload much: a case that wants a long list goes on from there.
const costOfUploads = 130

// each does something with every entry and joins what is wrong, named.
func each[T any](list []T, name func(T) string, do func(T) error) error {
	var problems []error
	for _, e := range list {
		if err := do(e); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", name(e), err))
		}
	}
	return errors.Join(problems...)
}

package cases

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// A several is a list with some entries that many cases read, and none of them changes.
type several struct {
	path string
	sids []string // in the order of their creation
}

// someEntries is how many entries a list has, but for Builds, which take time.
const someEntries = 5

// severalOf gives a case the list of a resource, named as in case IDs, with all its entries.
func severalOf(ctx context.Context, s *suite.Session, resource string) (*several, error) {
	service, err := suite.Share(ctx, s, "Service with several of each", 1000, s.CreateService) // no case changes it
	if err != nil {
		return nil, err
	}
	return severalIn(ctx, s, service, resource)
}

func severalIn(ctx context.Context, s *suite.Session, service *serverless.Service, resource string) (*several, error) {
	return suite.Share(ctx, s, "several "+resource+" in "+service.SID, 0, func(ctx context.Context) (*several, error) {
		all := &several{path: suite.Path("Services", service.SID)}
		above := map[string]string{"function-versions": "functions", "asset-versions": "assets",
			"variables": "environments", "builds": "function-versions"}[resource]
		var parent *several
		var err error
		if above != "" {
			if parent, err = severalIn(ctx, s, service, above); err != nil {
				return nil, err
			}
		}
		n := someEntries
		if resource == "builds" {
			n = 3
		}
		for i := range n {
			sid, err := all.add(ctx, s, service, resource, parent, i)
			if err != nil {
				return nil, err
			}
			all.sids = append(all.sids, sid)
		}
		return all, nil
	})
}

// add makes the i-th entry and says where the list is.
func (all *several) add(ctx context.Context, s *suite.Session, service *serverless.Service, resource string,
	parent *several, i int) (string, error) {
	root := suite.Path("Services", service.SID)
	switch resource {
	case "functions":
		all.path = root + "/Functions"
		made, err := s.CreateFunction(ctx, service)
		return made.SID, err
	case "assets":
		all.path = root + "/Assets"
		made, err := s.CreateAsset(ctx, service)
		return made.SID, err
	case "function-versions":
		all.path = parent.path + "/" + parent.sids[0] + "/Versions"
		made, err := s.UploadFunction(ctx, &serverless.Function{SID: parent.sids[0], ServiceSID: service.SID},
			suite.File{})
		return made.SID, err
	case "asset-versions":
		all.path = parent.path + "/" + parent.sids[0] + "/Versions"
		made, err := s.UploadAsset(ctx, &serverless.Asset{SID: parent.sids[0], ServiceSID: service.SID}, suite.File{})
		return made.SID, err
	case "builds":
		all.path = root + "/Builds"
		made, err := s.BuildOf(ctx, service, &serverless.FunctionVersion{SID: parent.sids[0]})
		return made.SID, err
	case "environments":
		all.path = root + "/Environments"
		made, err := s.CreateEnvironment(ctx, service, fmt.Sprint("e", i))
		return made.SID, err
	default:
		all.path = parent.path + "/" + parent.sids[0] + "/Variables"
		made, err := s.CreateVariable(ctx, &serverless.Environment{SID: parent.sids[0], ServiceSID: service.SID},
			fmt.Sprint("KEY_", i), "x")
		return made.SID, err
	}
}

// withSeveral gives a case a list that has some entries.
func withSeveral(resource string, do func(ctx context.Context, s *suite.Session, list *several) error) run {
	return func(ctx context.Context, s *suite.Session) error {
		list, err := severalOf(ctx, s, resource)
		if err != nil {
			return err
		}
		return do(ctx, s, list)
	}
}

// everyOneOnce wants pages of two to have each entry once.
func everyOneOnce(resource, key string) run {
	return withSeveral(resource, func(ctx context.Context, s *suite.Session, list *several) error {
		return everyItemOnce(ctx, s, list.path, key, list.sids)
	})
}

// filled opens the list of a resource for a case that makes nothing in it, with one of its entries.
func filled(resource string) func(do func(ctx context.Context, s *suite.Session, path, sid string) error) run {
	return func(do func(ctx context.Context, s *suite.Session, path, sid string) error) run {
		return withSeveral(resource, func(ctx context.Context, s *suite.Session, list *several) error {
			return do(ctx, s, list.path, list.sids[len(list.sids)-1])
		})
	}
}

// oneIn makes one more resource in the list at path and returns its SID; empty for Deployments, which take a completed
// Build, and for Logs, which nothing in the API makes. A list that is always empty keeps most promises about its pages.
func oneIn(ctx context.Context, s *suite.Session, path string) (string, error) {
	segments := strings.Split(path, "/") // the first two are empty and v1
	var fields url.Values
	operation := ""
	switch segments[len(segments)-1] {
	case "Versions":
		if segments[4] == "Functions" {
			version, err := s.UploadFunction(ctx, &serverless.Function{SID: segments[5], ServiceSID: segments[3]},
				suite.File{})
			if err != nil {
				return "", err
			}
			return version.SID, nil
		}
		version, err := s.UploadAsset(ctx, &serverless.Asset{SID: segments[5], ServiceSID: segments[3]}, suite.File{})
		if err != nil {
			return "", err
		}
		return version.SID, nil
	case "Functions":
		operation, fields = "CreateFunction", form("FriendlyName", s.Name())
	case "Assets":
		operation, fields = "CreateAsset", form("FriendlyName", s.Name())
	case "Environments":
		operation, fields = "CreateEnvironment", form("UniqueName", s.Name(), "DomainSuffix", "filled")
	case "Variables":
		operation, fields = "CreateVariable", form("Key", "FILLED", "Value", "x")
	default:
		create, _, ok := operations.Match(operations.ServerlessHost, http.MethodPost, path)
		if !ok || create.Verb() != "Create" || create.Noun() == "Deployment" || create.Noun() == "Build" {
			return "", nil
		}
		return (&world{s: s}).make(ctx, create, path)
	}
	var made struct {
		SID string `json:"sid"`
	}
	if err := s.Post(ctx, path, fields).Created(&made); err != nil {
		return "", &suite.SetupError{Operation: operation, Err: err}
	}
	return made.SID, nil
}

// lists wants a page to have the resource with this SID; an empty one asks for nothing.
func lists(what string, page *suite.Page, sid string) error {
	return expect.That(sid == "" || slices.Contains(suite.SIDs(page.Items), sid),
		"%s lacks %s, which was created before",
		what, sid)
}

// isLiveIn wants a Build to be the live one of an Environment.
func isLiveIn(ctx context.Context, s *suite.Session, e *serverless.Environment, build string) error {
	current, err := s.LiveBuild(ctx, e)
	return expect.Then(err, expect.Same("build_sid of the Environment", current, build))
}

// emptyUntilOne wants the list at path to have nothing, and then the one resource that is made in it.
func emptyUntilOne(ctx context.Context, s *suite.Session, path, key string) error {
	if err := emptyList(ctx, s, path, key); err != nil {
		return err
	}
	sid, err := oneIn(ctx, s, path)
	if err != nil || sid == "" {
		return err
	}
	items, err := s.List(ctx, path, 0)
	return expect.Then(err, expect.Same("the list with one in it", strings.Join(suite.SIDs(items), " "), sid))
}

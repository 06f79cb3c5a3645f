package cases

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

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

// liveIn wants a Build to be the live one of an Environment.
func liveIn(ctx context.Context, s *suite.Session, e *serverless.Environment, build string) error {
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

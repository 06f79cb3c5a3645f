package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// coverageCases reach what the count of what was seen on the wire found missing: limits, values and places that no other case needs.
func coverageCases() []suite.Case {
	return slices.Concat(limitCases(), valueCases(), firstPageCases())
}

func limitCases() []suite.Case {
	cases := []suite.Case{
		{
			ID:     "services/update-to-the-shortest-and-the-longest-name",
			Claim:  "An update may give a Service a FriendlyName of 1 to 255 characters.",
			Source: terraform, Level: suite.Observed, Ops: []string{"UpdateService"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				return takes(ctx, s, suite.Path("Services", service.SID), "FriendlyName", "friendly_name", "f", strings.Repeat("f", 255))
			}),
		},
		{
			ID:     "variables/update-to-the-limits",
			Claim:  "An update may give a Variable a Key of up to 128 characters and a Value of up to 450 bytes.",
			Source: resourcePage + "variable#update-a-variable-resource", Level: suite.Documented, Ops: []string{"UpdateVariable"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				variable, err := s.CreateVariable(ctx, e, "BEFORE", "before")
				if err != nil {
					return err
				}
				path := variablesOf(e) + "/" + variable.SID
				return errors.Join(
					takes(ctx, s, path, "Key", "key", "K", strings.Repeat("K", 128)),
					takes(ctx, s, path, "Value", "value", "", strings.Repeat("é", 225)),
				)
			}),
		},
		{
			ID:     "function-versions/path-of-one-character",
			Claim:  "A Path may be a single character, and gets its leading slash like any other.",
			Source: resourcePage + "function-version#create-a-function-version-resource", Level: suite.Documented, Ops: []string{"CreateFunctionVersion"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				function, err := s.CreateFunction(ctx, service)
				if err != nil {
					return err
				}
				version, err := s.UploadFunction(ctx, function, suite.File{Path: "a"})
				if err != nil {
					return err
				}
				return expect.Same("path", version.Path, "/a")
			}),
		},
	}
	for _, h := range []struct{ resource, kind, segment, article string }{
		{"functions", "Function", "Functions", "a Function"}, {"assets", "Asset", "Assets", "an Asset"},
	} {
		cases = append(cases, suite.Case{
			ID:     h.resource + "/friendly-name-of-one-character",
			Claim:  "The FriendlyName of " + h.article + " may be a single character, at creation and in an update.",
			Source: toolkit, Level: suite.Inferred, Ops: []string{"Create" + h.kind, "Update" + h.kind},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				list := suite.Path("Services", service.SID, h.segment)
				var made struct {
					SID          string `json:"sid"`
					FriendlyName string `json:"friendly_name"`
				}
				err := s.Post(ctx, list, form("FriendlyName", "f")).Created(&made)
				if err := expect.Then(err, expect.Same("friendly_name", made.FriendlyName, "f")); err != nil {
					return err
				}
				return takes(ctx, s, list+"/"+made.SID, "FriendlyName", "friendly_name", "g")
			}),
		})
	}
	return cases
}

// takes wants an update of one field to be taken over, for each value in turn.
func takes(ctx context.Context, s *suite.Session, path, field, property string, values ...string) error {
	for _, value := range values {
		var got map[string]any
		err := s.Post(ctx, path, form(field, value)).OK(&got)
		if err := expect.Then(err, expect.Same(property, fmt.Sprint(got[property]), value)); err != nil {
			return err
		}
	}
	return nil
}

func valueCases() []suite.Case {
	return []suite.Case{
		{
			ID:     "services/options-change-both-ways-and-are-listed",
			Claim:  "IncludeCredentials and UiEditable can be set and taken back, and the list of Services shows them.",
			Source: servicePage + "#update-a-service-resource", Level: suite.Documented, Ops: []string{"CreateService", "UpdateService", "ListService"},
			Alone: true, Run: optionsBothWays,
		},
		{
			ID:     "deployments/may-say-that-they-are-no-plugin",
			Claim:  "IsPlugin may be sent as false.",
			Source: officialSpec, Level: suite.Documented, Ops: []string{"CreateDeployment"},
			Run: whileLive(func(ctx context.Context, s *suite.Session, l *live) error {
				other, err := s.CreateEnvironment(ctx, l.service, "other")
				if err != nil {
					return err
				}
				var got serverless.Deployment
				err = s.Post(ctx, deploymentsOf(other), form("BuildSid", l.build.SID, "IsPlugin", "false")).Created(&got)
				return expect.Then(err, expect.Same("build_sid", expect.Optional(got.BuildSID), l.build.SID))
			}),
		},
		{
			ID:     "environments/without-a-suffix-have-none-later",
			Claim:  "An Environment that was created without a DomainSuffix has null in its place whenever it is read.",
			Source: actionsHelpers, Level: suite.Inferred, Ops: []string{"FetchEnvironment"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				made, err := s.CreateEnvironment(ctx, service, "")
				if err != nil {
					return err
				}
				var got serverless.Environment
				err = s.Get(ctx, suite.Path("Services", service.SID, "Environments", made.SID)).OK(&got)
				return expect.Then(err, expect.Same("domain_suffix", expect.Optional(got.DomainSuffix), "null"))
			}),
		},
		{
			ID:     "builds/tell-every-visibility-of-their-versions",
			Claim:  "A version is public, protected or private, and every answer that shows it says which, a Build in either case.",
			Source: resourcePage + "function-version#functionversion-properties", Level: suite.Documented,
			Ops: []string{
				"FetchFunctionVersion", "ListFunctionVersion", "FetchAssetVersion", "ListAssetVersion", "CreateBuild", "FetchBuild", "ListBuild",
			},
			Run: inService(everyVisibility),
		},
		{
			ID:     "builds/failed-ones-are-listed-as-failed",
			Claim:  "The list of Builds tells of a failed Build that it failed.",
			Source: resourcePage + "build#build-properties", Level: suite.Documented, Ops: []string{"ListBuild"},
			Needs: []suite.Feature{suite.FeatureFailedBuilds},
			Run: inServiceWithVersion(func(ctx context.Context, s *suite.Session, version *serverless.FunctionVersion) error {
				build, err := failedBuild(ctx, s, version)
				if err != nil {
					return err
				}
				items, err := s.List(ctx, suite.Path("Services", build.ServiceSID, "Builds"), 0)
				if err != nil {
					return err
				}
				if err := expect.Same("the list", strings.Join(suite.SIDs(items), " "), build.SID); err != nil {
					return err
				}
				var listed serverless.Build
				err = items[0].Into(&listed)
				return expect.Then(err, expect.Same("status in the list", listed.Status, serverless.BuildStateFailed))
			}),
		},
	}
}

func optionsBothWays(ctx context.Context, s *suite.Session) error {
	name := s.Name()
	var service serverless.Service
	if err := createService(ctx, s, "UniqueName", name, "FriendlyName", name, "IncludeCredentials", "true", "UiEditable", "false").Created(&service); err != nil {
		return err
	}
	path := suite.Path("Services", service.SID)
	for _, yes := range []bool{true, false} {
		sent := form("IncludeCredentials", fmt.Sprint(!yes), "UiEditable", fmt.Sprint(yes))
		if err := s.Post(ctx, path, sent).OK(nil); err != nil {
			return err
		}
		items, err := s.List(ctx, "/v1/Services", 0)
		if err != nil {
			return err
		}
		at := slices.Index(suite.SIDs(items), service.SID)
		if at < 0 {
			return fmt.Errorf("the list of Services lacks %s", service.SID)
		}
		var listed serverless.Service
		err = items[at].Into(&listed)
		if err := expect.Then(err, expect.Same("include_credentials in the list", listed.IncludeCredentials, !yes), expect.Same("ui_editable in the list", listed.UIEditable, yes)); err != nil {
			return err
		}
	}
	return nil
}

// everyVisibility uploads a Function and an Asset of each visibility and looks at them wherever they are shown.
func everyVisibility(ctx context.Context, s *suite.Session, service *serverless.Service) error {
	want := map[string]string{} // by SID
	sent := form()
	for _, visibility := range []string{"public", "protected", "private"} {
		function, err := s.CreateFunction(ctx, service)
		if err != nil {
			return err
		}
		code, err := s.UploadFunction(ctx, function, suite.File{Visibility: visibility})
		if err != nil {
			return err
		}
		asset, err := s.CreateAsset(ctx, service)
		if err != nil {
			return err
		}
		file, err := s.UploadAsset(ctx, asset, suite.File{Visibility: visibility, ContentType: "text/plain"})
		if err != nil {
			return err
		}
		if err := errors.Join(
			visible(ctx, s, versionsOf(service.SID, "Functions", function.SID), code.SID, visibility),
			visible(ctx, s, versionsOf(service.SID, "Assets", asset.SID), file.SID, visibility),
		); err != nil {
			return err
		}
		want[code.SID], want[file.SID] = visibility, visibility
		sent.Add("FunctionVersions", code.SID)
		sent.Add("AssetVersions", file.SID)
	}
	builds := suite.Path("Services", service.SID, "Builds")
	var made, fetched serverless.Build
	if err := s.Post(ctx, builds, sent).Created(&made); err != nil {
		return err
	}
	if err := s.Get(ctx, builds+"/"+made.SID).OK(&fetched); err != nil {
		return err
	}
	items, err := s.List(ctx, builds, 0)
	if err != nil {
		return err
	}
	if len(items) != 1 {
		return fmt.Errorf("the list has %d Builds, want 1", len(items))
	}
	var listed serverless.Build
	if err := items[0].Into(&listed); err != nil {
		return err
	}
	return errors.Join(
		shows("the new Build", &made, want), shows("the Build", &fetched, want), shows("the Build in the list", &listed, want),
	)
}

// visible wants a version to tell its visibility, alone and in the list of its holder.
func visible(ctx context.Context, s *suite.Session, versions, sid, visibility string) error {
	var one struct{ Visibility string }
	if err := s.Get(ctx, versions+"/"+sid).OK(&one); err != nil {
		return err
	}
	items, err := s.List(ctx, versions, 0)
	if err != nil {
		return err
	}
	if len(items) != 1 {
		return fmt.Errorf("the list of versions has %d items, want 1", len(items))
	}
	var listed struct{ Visibility string }
	err = items[0].Into(&listed)
	return expect.Then(err, expect.Same("visibility", one.Visibility, visibility), expect.Same("visibility in the list", listed.Visibility, visibility))
}

// shows wants a Build to have these versions with their visibilities, in upper or lower case.
func shows(what string, b *serverless.Build, want map[string]string) error {
	got := map[string]string{}
	for _, v := range b.FunctionVersions {
		got[v.SID] = strings.ToLower(string(v.Visibility))
	}
	for _, v := range b.AssetVersions {
		got[v.SID] = strings.ToLower(string(v.Visibility))
	}
	for sid, visibility := range want {
		if err := expect.Same("visibility of "+sid+" in "+what, got[sid], visibility); err != nil {
			return err
		}
	}
	return nil
}

// firstPageCases ask for page 0 by its number, as the page URLs of the API do.
func firstPageCases() []suite.Case {
	holder := func(segment string) func(context.Context, *suite.Session, *serverless.Service) (string, error) {
		return func(ctx context.Context, s *suite.Session, service *serverless.Service) (string, error) {
			var made struct {
				SID string `json:"sid"`
			}
			err := s.Post(ctx, suite.Path("Services", service.SID, segment), form("FriendlyName", s.Name())).Created(&made)
			return versionsOf(service.SID, segment, made.SID), err
		}
	}
	environment := func(segment string) func(context.Context, *suite.Session, *serverless.Service) (string, error) {
		return func(ctx context.Context, s *suite.Session, service *serverless.Service) (string, error) {
			made, err := s.CreateEnvironment(ctx, service, "dev")
			return suite.Path("Services", service.SID, "Environments", made.SID, segment), err
		}
	}
	service := func(segment string) func(context.Context, *suite.Session, *serverless.Service) (string, error) {
		return func(_ context.Context, _ *suite.Session, service *serverless.Service) (string, error) {
			return suite.Path("Services", service.SID, segment), nil
		}
	}
	var cases []suite.Case
	for _, list := range []struct {
		resource, kind string
		path           func(context.Context, *suite.Session, *serverless.Service) (string, error)
	}{
		{"function-versions", "FunctionVersion", holder("Functions")}, {"asset-versions", "AssetVersion", holder("Assets")},
		{"builds", "Build", service("Builds")}, {"environments", "Environment", service("Environments")},
		{"variables", "Variable", environment("Variables")}, {"deployments", "Deployment", environment("Deployments")},
		{"logs", "Log", environment("Logs")},
	} {
		cases = append(cases, suite.Case{
			ID:     list.resource + "/page-zero-is-the-first",
			Claim:  "Pages are counted from 0, and Page=0 asks for the first one.",
			Source: officialSpec, Level: suite.Documented, Ops: []string{"List" + list.kind},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				path, err := list.path(ctx, s, service)
				if err != nil {
					return err
				}
				p, err := s.Page(ctx, s.Target().APIURL+path+"?Page=0")
				if err != nil {
					return err
				}
				return errors.Join(expect.Same("meta.page", p.Meta.Page, 0), expect.Same("previous_page_url", expect.Optional(p.Meta.PreviousPageURL), "null"))
			}),
		})
	}
	return cases
}

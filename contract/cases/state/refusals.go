package state

import (
	"context"
	"net/http"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/internal/forms"
)

// refusalCases send what must be refused to a furnished Service, and want nothing to come of it.
func refusalCases() []suite.Case {
	return []suite.Case{{
		ID: "services/refused-requests-change-nothing",
		Claim: "A request that is refused, for what it says or for its credentials, changes nothing: not the " +
			"resource that it names, not a namesake, and not what is live.",
		Source: resourcePage + "service", Level: suite.Documented,
		Ops: []string{"CreateService", "UpdateService", "CreateEnvironment", "UpdateVariable", "CreateVariable",
			"UpdateFunction", "UpdateAsset", "CreateBuild", "DeleteBuild", "CreateDeployment", "CreateFunctionVersion",
			"CreateAssetVersion"},
		Cost: costOfKeeper, Run: in(func(ctx context.Context, s *suite.Session, w *furnished) error {
			long := strings.Repeat("x", 256)
			post := func(path string, pairs ...string) func() error {
				return func() error { return s.Post(ctx, path, form(pairs...)).Rejected() }
			}
			upload := func(parent string) func() error {
				return func() error {
					return s.Upload(ctx, parent+"/Versions",
						suite.File{Path: "/refused?x", Visibility: "public"}.Parts(s)...).Rejected()
				}
			}
			name := text(w.was[w.service], "unique_name")
			stranger, err := s.As("", "")
			if err != nil {
				return err
			}
			deny := func(a *suite.Answer) error { return a.Refused(http.StatusUnauthorized, 0) }
			denied := func(path string, pairs ...string) func() error {
				return func() error { return deny(stranger.Post(ctx, path, form(pairs...))) }
			}
			// What nothing deletes is not asked for.
			deleting := func(who *suite.Session, path string, want func(*suite.Answer) error) func() error {
				return func() error {
					if !s.Offers(http.MethodDelete, path) {
						return nil
					}
					return want(who.Delete(ctx, path))
				}
			}
			spared := func(path string) func() error { return deleting(stranger, path, deny) }
			var steps []step
			for _, r := range []struct {
				what string
				do   func() error
			}{
				{"create a Service of the same UniqueName",
					post("/v1/Services", "UniqueName", name, "FriendlyName", "another",
						"UiEditable", "true")},
				{"update a Service with a FriendlyName that is too long",
					post(w.service, "FriendlyName", long, "UiEditable", "true")},
				{"create an Environment of the same UniqueName",
					post(w.service+"/Environments", "UniqueName", "Plain-two", "DomainSuffix", "other")},
				{"create an Environment of the same DomainSuffix",
					post(w.service+"/Environments", "UniqueName", "other", "DomainSuffix", "two")},
				{"update a Variable with a Value that is too long",
					post(w.variables[0], "Value", strings.Repeat("x", 451))},
				{"update a Variable with a Key that is too long",
					post(w.variables[0], "Key", strings.Repeat("x", 129), "Value",
						"new")},
				{"create a Variable without a Key",
					post(w.environments[0]+"/Variables", "Key", forms.LeftOut, "Value", "v")},
				{"rename a Function with a FriendlyName that is too long", post(w.functions[0], "FriendlyName", long)},
				{"rename an Asset with a FriendlyName that is too long", post(w.assets[0], "FriendlyName", long)},
				{"create a Build without versions", post(w.service + "/Builds")},
				{"deploy the Build that is live", post(w.environments[0]+"/Deployments", "BuildSid", w.builds[0])},
				{"delete the Build that is live",
					deleting(s, w.service+"/Builds/"+w.builds[0], (*suite.Answer).Rejected)},
				{"upload a Function with a Path that is not allowed", upload(w.functions[0])},
				{"upload an Asset with a Path that is not allowed", upload(w.assets[0])},
				{"update a Service without credentials", denied(w.service, "FriendlyName", "theirs")},
				{"update a Function without credentials", denied(w.functions[0], "FriendlyName", "theirs")},
				{"update an Asset without credentials", denied(w.assets[0], "FriendlyName", "theirs")},
				{"update a Variable without credentials", denied(w.variables[0], "Value", "theirs")},
				{"create a Variable without credentials",
					denied(w.environments[2]+"/Variables", "Key", "K", "Value", "v")},
				{"deploy a Build without credentials",
					denied(w.environments[0]+"/Deployments", "BuildSid", w.builds[2])},
				{"clear an Environment without credentials", denied(w.environments[1] + "/Deployments")},
				{"upload a Function without credentials", func() error {
					return deny(stranger.Upload(ctx, w.functions[1]+"/Versions", suite.File{}.Parts(s)...))
				}},
				{"delete a Variable without credentials", spared(w.variables[1])},
				{"delete a Function without credentials", spared(w.functions[2])},
				{"delete an Asset without credentials", spared(w.assets[2])},
				{"delete an Environment without credentials", spared(w.environments[2])},
				{"delete a Build without credentials", spared(w.service + "/Builds/" + w.builds[2])},
			} {
				steps = append(steps, step{what: r.what, do: r.do})
			}
			if err := w.walk(ctx, s, steps); err != nil {
				return err
			}
			w.intact = true
			return nil
		}),
	}}
}

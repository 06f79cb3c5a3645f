package values

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/forms"
)

// guessCases are what nobody has published.
func guessCases() []suite.Case {
	guess := func(id, claim string, ops []string,
		do func(ctx context.Context, s *suite.Session, service string) error) suite.Case {
		resource, _, _ := strings.Cut(id, "/")
		return suite.Case{ID: id, Claim: claim, Source: resourcePage + strings.TrimSuffix(resource, "s"),
			Level: suite.Assumed, Ops: ops, Run: inStage(1, do)}
	}
	all := []suite.Case{
		guess("functions/names-of-fields-have-case",
			"A field in another case than the documentation's is not the field.",
			[]string{"CreateFunction"},
			func(ctx context.Context, s *suite.Session, service string) error {
				var problems []error
				for _, name := range []string{"friendlyName", "friendlyname", "friendly_name", "FRIENDLYNAME"} {
					problems = append(problems, s.Post(ctx, service+"/Functions",
						form("FriendlyName", forms.LeftOut, name, "x")).Rejected())
				}
				return errors.Join(problems...)
			}),
		guess("function-versions/part-without-type-is-taken", "A part of an upload needs no type of its own.",
			[]string{"CreateFunctionVersion"},
			func(ctx context.Context, s *suite.Session, service string) error {
				f, err := function(ctx, s, service)
				if err != nil {
					return err
				}
				text := strings.Replace(body("x7b1", pathPart, visiblePart, contentPart),
					"Content-Type: application/javascript\r\n", "", 1)
				return raw(ctx, s, http.MethodPost, s.Target().UploadURL+f+"/Versions",
					"multipart/form-data; boundary=x7b1",
					text, false).Created(nil)
			}),
		guess("function-versions/source-may-be-said-to-be-text",
			"The source of a Function may be uploaded as text/javascript, the registered type.",
			[]string{"CreateFunctionVersion"},
			func(ctx context.Context, s *suite.Session, service string) error {
				f, err := function(ctx, s, service)
				if err != nil {
					return err
				}
				_, err = uploadTo(ctx, s, f, suite.File{ContentType: "text/javascript"})
				return err
			}),
		guess("variables/keys-of-other-case-are-other-keys",
			"Keys that differ in the case of their letters alone are two.", []string{"CreateVariable"},
			func(ctx context.Context, s *suite.Session, service string) error {
				e, err := environment(ctx, s, service)
				if err != nil {
					return err
				}
				return errors.Join(made(ctx, s, e+"/Variables", "key", "MiXed", "Key", "MiXed", "Value", "v"),
					made(ctx, s, e+"/Variables", "key", "mixed", "Key", "mixed", "Value", "w"))
			}),
		guess("environments/are-named-by-their-sid",
			"Below a Service a path has SIDs: an Environment is not found by its UniqueName, and neither a "+
				"Function nor an Asset by its FriendlyName.",
			[]string{"FetchEnvironment", "FetchFunction", "DeleteAsset"},
			func(ctx context.Context, s *suite.Session, service string) error {
				name := s.Name()
				if _, err := create(ctx, s, service+"/Environments", "UniqueName", name, "DomainSuffix",
					s.Suffix()); err != nil {
					return err
				}
				for _, list := range []string{"/Functions", "/Assets"} {
					if _, err := create(ctx, s, service+list, "FriendlyName", name); err != nil {
						return err
					}
				}
				return errors.Join(s.Get(ctx, service+"/Environments/"+name).RefusedSomehow(),
					s.Get(ctx, service+"/Functions/"+name).RefusedSomehow(),
					s.Delete(ctx, service+"/Assets/"+name).RefusedSomehow())
			}),
		guess("services/resources-made-below-a-name-have-its-sid",
			"What is made below the UniqueName of a Service has the SID of the Service, and is read, changed, "+
				"deployed and deleted below it; what is taken or unknown is so there, too.",
			[]string{"CreateFunction", "CreateAsset", "CreateEnvironment", "CreateBuild", "CreateFunctionVersion",
				"CreateVariable", "FetchFunctionVersionContent", "UpdateFunction", "FetchBuildStatus",
				"CreateDeployment", "UpdateAsset", "UpdateVariable", "DeleteVariable", "DeleteEnvironment",
				"DeleteBuild", "DeleteFunction", "DeleteAsset"},
			func(ctx context.Context, s *suite.Session, service string) error {
				var own object
				if err := s.Get(ctx, service).OK(&own); err != nil {
					return err
				}
				sid, root := text(own, "sid"), "/v1/Services/"+text(own, "unique_name")
				made := map[string]object{} // by SID
				add := func(a *suite.Answer) (string, error) {
					var o object
					err := a.Created(&o)
					made[text(o, "sid")] = o
					return text(o, "sid"), expect.Then(err, expect.Same("service_sid", text(o, "service_sid"), sid))
				}
				update := func(path string, pairs ...string) error {
					var o object
					err := s.Post(ctx, root+path, form(pairs...)).OK(&o)
					return expect.Then(err, updatedSince(o, made[text(o, "sid")]))
				}
				f, err := add(s.Post(ctx, root+"/Functions", form("FriendlyName", "f")))
				if err != nil {
					return err
				}
				v, err := add(s.Upload(ctx, root+"/Functions/"+f+"/Versions",
					suite.File{Visibility: "protected"}.Parts(s)...))
				if err != nil {
					return err
				}
				name, suffix := s.Name(), s.Suffix()
				e, err := add(s.Post(ctx, root+"/Environments", form("UniqueName", name, "DomainSuffix", suffix)))
				if err != nil {
					return err
				}
				assetSID, asset := add(s.Post(ctx, root+"/Assets", form("FriendlyName", "a")))
				fileSID, file := add(s.Upload(ctx, root+"/Assets/"+assetSID+"/Versions",
					suite.File{Visibility: "private"}.Parts(s)...))
				variableSID, variable := add(s.Post(ctx, root+"/Environments/"+e+"/Variables",
					form("Key", "K", "Value", "v")))
				second, function := add(s.Post(ctx, root+"/Functions", form("FriendlyName", "second")))
				w, code := add(s.Upload(ctx, root+"/Functions/"+second+"/Versions", suite.File{}.Parts(s)...))
				fields := form("FunctionVersions", v, "AssetVersions", fileSID, "Dependencies",
					`[{"name":"ms","version":"2.1.3"}]`)
				fields.Add("FunctionVersions", w)
				b, build := add(s.Post(ctx, root+"/Builds", fields))
				if err := errors.Join(asset, file, variable, function, code, build); err != nil {
					return err
				}
				built, _ := made[b]["function_versions"].([]any)
				if err := expect.Same("the number of function_versions", len(built), 2); err != nil {
					return err
				}
				var live object
				_, err = s.Complete(ctx,
					&serverless.Build{SID: b, ServiceSID: sid, Status: serverless.BuildStateBuilding})
				if err := errors.Join(err, suite.Wait(ctx, suite.DateStep),
					listed(ctx, s, service+"/Functions", f), // by the SID of the Service
					listed(ctx, s, service+"/Assets", assetSID), belowName(ctx, s, root, map[string]string{
						"/Environments": e, "/Builds": b, "/Functions/" + f + "/Versions": v,
						"/Environments/" + e + "/Variables": variableSID})); err != nil {
					return err
				}
				var renamed, changed object
				variables := "/Environments/" + e + "/Variables/"
				err = errors.Join(update("/Functions/"+f, "FriendlyName", "g"),
					s.Get(ctx, service+"/Functions/"+f).OK(&renamed),
					update("/Assets/"+assetSID, "FriendlyName", "b"),
					s.Get(ctx, root+variables+variableSID).OK(nil),
					update(variables+variableSID, "Key", "L", "Value", "w"),
					s.Post(ctx, root+variables+variableSID, nil).OK(nil),
					s.Post(ctx, root+"/Functions", form("FriendlyName", forms.LeftOut)).Rejected(),
					s.Post(ctx, root+"/Environments", form("UniqueName", name, "DomainSuffix", s.Suffix())).Rejected(),
					s.Post(ctx, root+"/Environments", form("UniqueName", s.Name(), "DomainSuffix", suffix)).Rejected(),
					unknownBelow(ctx, s, root, "/Functions/ZH", "/Assets/ZH", "/Environments/ZE", "/Builds/ZB",
						variables+"ZV"),
					s.Get(ctx, service+variables+variableSID).OK(&changed),
					s.Get(ctx, service+"/Builds/"+b).OK(nil),
					s.Get(ctx, root+"/Assets/"+assetSID+"/Versions?PageSize=1").OK(nil))
				return expect.Then(err, s.Get(ctx, root+"/Functions/"+f+"/Versions/"+v+"/Content").OK(nil),
					expect.Same("friendly_name by the SID of the Service", text(renamed, "friendly_name"), "g"),
					expect.Same("value by the SID of the Service", text(changed, "value"), "w"),
					expect.Same("key by the SID of the Service", text(changed, "key"), "L"),
					isCompleted(ctx, s, strings.Replace(root, "-", "%2D", 1)+"/Builds/"+b+"/Status"),
					s.Post(ctx, root+"/Environments/"+e+"/Deployments", form("BuildSid", b)).Created(&live),
					s.Post(ctx, root+"/Environments/"+e+"/Deployments", form("BuildSid", b)).Refused(409, 20409),
					isLive(ctx, s, service+"/Environments/"+e, b), // by the SID of the Service
					belowName(ctx, s, root, map[string]string{
						"/Environments/" + e + "/Deployments": text(live, "sid")}),
					s.Get(ctx, root+"/Environments/"+e+"/Deployments/"+text(live, "sid")).OK(nil),
					deletedByName(ctx, s, root, service, "/Environments/"+e+"/Variables/"+variableSID, "/Environments/"+e,
						"/Builds/"+b, "/Functions/"+f, "/Assets/"+assetSID))
			}),
	}
	// The official document gives all other SIDs in paths a pattern.
	all[len(all)-2].Level, all[len(all)-2].Source = suite.Inferred, officialSpec
	// The UniqueName is an alternative to the SID in the path, says the official document; clients use it below, too.
	all[len(all)-1].Level, all[len(all)-1].Source = suite.Inferred,
		"twilio-professional-services/flex-project-template"
	return all
}

// updatedSince wants an answer to an update to have a later date_updated than that to the create.
func updatedSince(now, was object) error {
	before, err1 := time.Parse(time.RFC3339, text(was, "date_updated"))
	after, err2 := time.Parse(time.RFC3339, text(now, "date_updated"))
	return expect.Then(errors.Join(err1, err2), expect.That(after.After(before),
		"date_updated is %s after an update, was %s", text(now, "date_updated"), text(was, "date_updated")))
}

// isLive wants a Build to be live in an Environment.
func isLive(ctx context.Context, s *suite.Session, path, build string) error {
	var o object
	err := s.Get(ctx, path).OK(&o)
	return expect.Then(err, expect.Same("build_sid of "+path, text(o, "build_sid"), build))
}

// isCompleted wants the status of a Build that was completed to say so.
func isCompleted(ctx context.Context, s *suite.Session, path string) error {
	var o object
	for range 5 { // it may be behind the Build
		if err := s.Get(ctx, path).OK(&o); err != nil || text(o, "status") == "completed" {
			return err
		}
		if err := suite.Wait(ctx, s.Target().PollInterval); err != nil {
			return err
		}
	}
	return expect.Same("status in "+path, text(o, "status"), "completed")
}

// unknownBelow asks below the UniqueName of a Service for SIDs that nothing has. They are given by how they begin.
func unknownBelow(ctx context.Context, s *suite.Session, root string, paths ...string) error {
	return each(paths, func(path string) string { return "unknown below the name: " + path }, func(path string) error {
		return errors.Join(s.Get(ctx, root+path+nothing).NotFound(), s.Delete(ctx, root+path+nothing).NotFound())
	})
}

// belowName wants what is below the UniqueName of a Service to be fetched there, and what is below that to be listed. It
// is given by the list that it is in.
func belowName(ctx context.Context, s *suite.Session, root string, made map[string]string) error {
	return each(slices.Sorted(maps.Keys(made)), func(list string) string { return "below the name: " + list },
		func(list string) error {
			if strings.Count(list, "/") == 1 {
				var o object
				err := s.Get(ctx, root+list+"/"+made[list]).OK(&o)
				return expect.Then(err, expect.Same("sid", text(o, "sid"), made[list]))
			}
			return listed(ctx, s, root+list, made[list])
		})
}

func listed(ctx context.Context, s *suite.Session, list, sid string) error {
	items, err := s.List(ctx, list, 0)
	return expect.Then(err, expect.That(slices.Contains(suite.SIDs(items), sid), "%s does not have %s", list, sid))
}

// deletedByName deletes what is below the UniqueName of a Service, in this order, and wants it not to be found by the
// SID of the Service, nor to be in its lists in the end.
func deletedByName(ctx context.Context, s *suite.Session, root, service string, paths ...string) error {
	name := func(path string) string { return "below the name: " + path }
	if err := each(paths, name, func(path string) error {
		return expect.Then(s.Delete(ctx, root+path).Deleted(), s.Get(ctx, service+path).NotFound())
	}); err != nil {
		return err
	}
	return each(paths, name, func(path string) error {
		at := strings.LastIndexByte(path, '/')
		list, sid := path[:at], path[at+1:]
		if strings.Count(list, "/") > 1 {
			return nil // its parent is gone
		}
		items, err := s.List(ctx, service+list, 0)
		return expect.Then(err, expect.That(!slices.Contains(suite.SIDs(items), sid), "%s has %s, which was deleted",
			list, sid))
	})
}

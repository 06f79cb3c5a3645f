package state

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// lifeCases go through states that a Service is in later than at its birth.
func lifeCases() []suite.Case {
	return []suite.Case{{
		ID: "services/made-again-is-new",
		Claim: "What is made again under a name that was free by a delete is new: it has another SID, nothing in " +
			"it, nothing live, the values that were sent and a later date; what was deleted takes nothing more.",
		Source: resourcePage + "service", Level: suite.Documented,
		Ops: []string{"CreateService", "DeleteService", "CreateEnvironment", "DeleteEnvironment", "CreateVariable",
			"DeleteVariable", "CreateDeployment", "ListDeployment", "CreateFunctionVersion", "DeleteFunction",
			"DeleteAsset", "UpdateService", "UpdateVariable"},
		Run: madeAgain,
	}, {
		ID: "services/nothing-waits-for-a-build",
		Claim: "While a Build is under way everything else can be made and changed, any number of times, and the " +
			"Build has the versions that were named.",
		Source: resourcePage + "build", Level: suite.Documented,
		Ops: []string{"CreateBuild", "FetchBuild", "UpdateService", "FetchService", "CreateFunctionVersion",
			"CreateVariable", "UpdateFunction"},
		Run: nothingWaits,
	}, {
		ID: "builds/functions-and-assets-in-one-cannot-be-deleted",
		Claim: "A Function or an Asset with a version in a Build cannot be deleted, whichever version it is, " +
			"whether the Build is live or not and whether it is the newest; it can when the Build is deleted.",
		Source: "twilio-labs/serverless-toolkit#148", Level: suite.Observed,
		Ops: []string{"DeleteFunction", "DeleteAsset", "DeleteBuild", "FetchFunction", "FetchAsset"},
		Run: heldByBuild,
	}}
}

func heldByBuild(ctx context.Context, s *suite.Session) error {
	made, err := s.SharedService(ctx)
	if err != nil {
		return err
	}
	service := suite.Path("Services", made.SID)
	var parents, versions []string
	for _, kind := range []string{"Functions", "Assets"} {
		parent, err := create(ctx, s, service+"/"+kind, "FriendlyName", "in a Build")
		if err != nil {
			return err
		}
		for _, path := range []string{"/older-of-", "/newer-of-"} {
			version, err := uploadTo(ctx, s, parent, suite.File{Path: path + kind})
			if err != nil {
				return err
			}
			versions = append(versions, sidOf(version))
		}
		parents = append(parents, parent)
	}
	build, err := create(ctx, s, service+"/Builds", "FunctionVersions", versions[0], "AssetVersions", versions[2])
	if err != nil {
		return err
	}
	// A newer Build has neither.
	other, err := s.SharedFunctionVersion(ctx, made)
	if err != nil {
		return err
	}
	if _, err := create(ctx, s, service+"/Builds", "FunctionVersions", other.SID); err != nil {
		return err
	}
	var problems []error
	for _, parent := range parents {
		problems = append(problems, s.Delete(ctx, parent).Rejected(), s.Get(ctx, parent).OK(nil))
	}
	if err := errors.Join(append(problems, s.Delete(ctx, build).Deleted())...); err != nil {
		return err
	}
	return errors.Join(s.Delete(ctx, parents[0]).Deleted(), s.Delete(ctx, parents[1]).Deleted())
}

// fresh wants the lists of a new resource to be empty.
func fresh(ctx context.Context, s *suite.Session, path string, lists ...string) error {
	var problems []error
	for _, list := range lists {
		items, err := s.List(ctx, path+"/"+list, 0)
		problems = append(problems, expect.Then(err, expect.Same("the number of "+list+" of the new one",
			len(items), 0)))
	}
	return errors.Join(problems...)
}

// newer wants one to be made later than another, and to have a SID of its own.
func newer(now, before object) error {
	one, err1 := time.Parse(time.RFC3339, text(now, "date_created"))
	other, err2 := time.Parse(time.RFC3339, text(before, "date_created"))
	return errors.Join(
		expect.That(text(now, "sid") != text(before, "sid"), "it has the SID of before, %s", text(now, "sid")),
		expect.Then(errors.Join(err1, err2), expect.That(one.After(other),
			"date_created is %s, that of before %s", one.Format(time.RFC3339), other.Format(time.RFC3339))))
}

func madeAgain(ctx context.Context, s *suite.Session) error {
	name := s.Name()
	fields := form("UniqueName", name, "FriendlyName", "Contract check "+name)
	var first object
	if err := s.Post(ctx, "/v1/Services", fields).Created(&first); err != nil {
		return err
	}
	service := suite.Path("Services", text(first, "sid"))
	if err := s.Post(ctx, service, form("FriendlyName", "Contract check again "+name, "UiEditable", "true",
		"IncludeCredentials", "false")).OK(nil); err != nil {
		return err
	}
	f, err := create(ctx, s, service+"/Functions", "FriendlyName", "/with/a/slash")
	if err != nil {
		return err
	}
	version, err := uploadTo(ctx, s, f, suite.File{})
	if err != nil {
		return err
	}
	var build serverless.Build
	if err := s.Post(ctx, service+"/Builds", form("FunctionVersions", sidOf(version))).Created(&build); err != nil {
		return err
	}
	if _, err := s.Complete(ctx, &build); err != nil {
		return err
	}
	filesAgain, err := deletedFiles(ctx, s, service)
	if err != nil {
		return err
	}
	// one Environment is deleted while it is live, the other after it was cleared
	for _, clear := range []bool{false, true} {
		if err := environmentAgain(ctx, s, service, build.SID, clear); err != nil {
			return err
		}
	}
	if err := errors.Join(s.Get(ctx, version+"/Content").OK(nil), filesAgain()); err != nil {
		return err
	}
	byName := suite.Path("Services", name)
	var second object
	err = expect.Then(s.Post(ctx, service+"/Builds", form("FunctionVersions", sidOf(version))).Created(nil),
		s.Delete(ctx, byName).Deleted(), // with a Build that is under way
		s.Post(ctx, "/v1/Services", fields).Created(&second))
	if err != nil {
		return err
	}
	var got object
	err = s.Get(ctx, byName).OK(&got)
	return errors.Join(newer(second, first), expect.Then(err,
		expect.Same("sid by its name", text(got, "sid"), text(second, "sid")),
		expect.Same("friendly_name by its name", text(got, "friendly_name"), "Contract check "+name),
		expect.Same("ui_editable, which was not sent,", got["ui_editable"], any(false)),
		expect.Same("include_credentials, which was not sent,", got["include_credentials"], any(true))),
		fresh(ctx, s, suite.Path("Services", text(second, "sid")), "Functions", "Assets", "Builds", "Environments"),
		s.Get(ctx, f).NotFound())
}

// environmentAgain makes an Environment with a live Build and a Variable, deletes it and makes it again. The second one
// stays, and the Build is live in it.
func environmentAgain(ctx context.Context, s *suite.Session, service, build string, clear bool) error {
	suffix := map[bool]string{false: "live", true: "clear"}[clear]
	fields := form("UniqueName", "again-"+suffix, "DomainSuffix", suffix)
	var first, second, variable, changed, cleared object
	if err := s.Post(ctx, service+"/Environments", fields).Created(&first); err != nil {
		return err
	}
	path := service + "/Environments/" + text(first, "sid")
	if err := s.Post(ctx, path+"/Variables", form("Key", "KEY", "Value", "before")).Created(&variable); err != nil {
		return err
	}
	if err := s.Post(ctx, path+"/Deployments", form("BuildSid", build)).Created(nil); err != nil {
		return err
	}
	if clear {
		err := s.Post(ctx, path+"/Deployments", form()).Created(&cleared)
		items, listErr := s.List(ctx, path+"/Deployments", 0)
		err = expect.Then(errors.Join(err, listErr), expect.That(slices.Contains(suite.SIDs(items), text(cleared,
			"sid")),
			"the list lacks the Deployment that cleared, %s", text(cleared, "sid")))
		if err != nil {
			return err
		}
	}
	var env object
	if err := expect.Then(s.Get(ctx, path).OK(&env), suite.Wait(ctx, suite.DateStep), s.Delete(ctx, path).Deleted(),
		s.Post(ctx, service+"/Environments", fields).Created(&second)); err != nil {
		return err
	}
	again := service + "/Environments/" + text(second, "sid")
	var got object
	err := s.Get(ctx, again).OK(&got)
	err = errors.Join(newer(second, first), expect.Then(err,
		expect.Same("build_sid of the new one", expect.Quoted(got["build_sid"]), "null")),
		fresh(ctx, s, again, "Variables", "Deployments"),
		s.Post(ctx, path+"/Variables", form("Key", "LATE", "Value", "v")).NotFound(),
		s.Post(ctx, path+"/Deployments", form("BuildSid", build)).NotFound())
	if err != nil {
		return err
	}
	// a Variable likewise, after it was renamed
	one := again + "/Variables"
	var third object
	err = s.Post(ctx, one, form("Key", "OTHER", "Value", "before")).Created(&variable)
	err = expect.Then(err,
		s.Post(ctx, one+"/"+text(variable, "sid"), form("Key", "KEY", "Value", "older")).OK(&changed),
		s.Post(ctx, one+"/"+text(variable, "sid"), form("Key", "OTHER")).OK(nil), // the Value stays
		s.Post(ctx, one+"/"+text(variable, "sid"), form("Key", "KEY")).OK(nil),
		s.Get(ctx, one+"/"+text(variable, "sid")).OK(nil),
		s.Delete(ctx, one+"/"+text(variable, "sid")).Deleted(),
		s.Post(ctx, one, form("Key", "KEY", "Value", "after")).Created(&third))
	return expect.Then(err, expect.Same("value", text(third, "value"), "after"),
		s.Post(ctx, again+"/Deployments", form("BuildSid", build)).Created(nil))
}

// deletedFiles makes and deletes a Function and an Asset with a version each. What it returns wants those of the same
// name, made later, to be new, without versions and to take one of the same Path, and the Function that was deleted to
// take none.
func deletedFiles(ctx context.Context, s *suite.Session, service string) (again func() error, err error) {
	was := map[string]object{} // by list
	lists := []string{service + "/Functions", service + "/Assets"}
	fields, file := form("FriendlyName", "deleted"), suite.File{Path: "/of/a/deleted-one"}
	for _, list := range lists {
		var o object
		if err := s.Post(ctx, list, fields).Created(&o); err != nil {
			return nil, err
		}
		path := list + "/" + text(o, "sid")
		if err := expect.Then(s.Upload(ctx, path+"/Versions", file.Parts(s)...).Created(nil),
			s.Delete(ctx, path).Deleted()); err != nil {
			return nil, err
		}
		was[list] = o
	}
	return func() error {
		f := lists[0] + "/" + text(was[lists[0]], "sid")
		return errors.Join(s.Upload(ctx, f+"/Versions", suite.File{}.Parts(s)...).RefusedSomehow(),
			forEach(lists, func(list string) error {
				var now object
				err := s.Post(ctx, list, fields).Created(&now)
				path := list + "/" + text(now, "sid")
				return expect.Then(err, newer(now, was[list]), fresh(ctx, s, path, "Versions"),
					s.Upload(ctx, path+"/Versions", file.Parts(s)...).Created(nil))
			}))
	}, nil
}

func nothingWaits(ctx context.Context, s *suite.Session) error {
	made, err := s.LentService(ctx)
	if err != nil {
		return err
	}
	service := suite.Path("Services", made.SID)
	f, err := create(ctx, s, service+"/Functions", "FriendlyName", "f")
	if err != nil {
		return err
	}
	older, err := uploadTo(ctx, s, f, suite.File{Path: "/older", Visibility: "private",
		Content: "/*! Kept. */\n\nexports.handler = (context, event, callback) => callback();\n"})
	if err != nil {
		return err
	}
	var one, other serverless.Build
	if err := s.Post(ctx, service+"/Builds", form("FunctionVersions", sidOf(older))).Created(&one); err != nil {
		return err
	}
	// what is written comes first: a read may wait until the Build has ended
	later, err := uploadTo(ctx, s, f, suite.File{Path: "/newer"})
	if err != nil {
		return err
	}
	asset, err := create(ctx, s, service+"/Assets", "FriendlyName", "a")
	if err != nil {
		return err
	}
	assetVersion, err := uploadTo(ctx, s, asset, suite.File{ContentType: "text/plain"})
	if err != nil {
		return err
	}
	environment, err := create(ctx, s, service+"/Environments", "UniqueName", s.Name(), "DomainSuffix", s.Suffix())
	if err != nil {
		return err
	}
	_, err = create(ctx, s, environment+"/Variables", "Key", "KEY", "Value", "v")
	if err := expect.Then(err, s.Post(ctx, f, form("FriendlyName", "f, renamed")).OK(nil),
		s.Post(ctx, service+"/Builds", form("FunctionVersions", sidOf(later), "AssetVersions",
			sidOf(assetVersion))).Created(&other)); err != nil {
		return err
	}
	for i := range 3 {
		var got object
		name := fmt.Sprintf("Contract check, renamed %d times", i+1)
		err := s.Post(ctx, service, form("FriendlyName", name)).OK(nil)
		err = expect.Then(err, s.Get(ctx, service).OK(&got))
		if err := expect.Then(err, expect.Same("friendly_name", text(got, "friendly_name"), name)); err != nil {
			return err
		}
		made.FriendlyName = name
	}
	done, err := s.Complete(ctx, &one)
	if err != nil {
		return err
	}
	_, err = s.Complete(ctx, &other)
	err = expect.Then(err, expect.Same("function_versions of the older Build", hasVersions(done), hasVersions(&one)),
		expect.Same("its Runtime", done.Runtime, one.Runtime),
		s.Post(ctx, environment+"/Deployments", form("BuildSid", done.SID)).Created(nil),
		s.Get(ctx, older+"/Content").OK(nil)) // it is what was uploaded, though the Function was renamed and is live
	if err == nil {
		s.GiveBack()
	}
	return err
}

// hasVersions says which versions of Functions a Build has, where.
func hasVersions(b *serverless.Build) string {
	var all []string
	for _, v := range b.FunctionVersions {
		all = append(all, fmt.Sprint(v.SID, " ", v.Path))
	}
	slices.Sort(all)
	return fmt.Sprint(all)
}

package state

import (
	"context"
	"errors"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// kindCases name a resource as what it is not.
func kindCases() []suite.Case {
	return []suite.Case{
		{
			ID: "services/sids-are-of-one-kind",
			Claim: "The SID of a Function is none of an Asset, a version of one is none of the other, nor is a " +
				"SID of any other kind, and none is updated or deleted by such a name.",
			Source: officialSpec, Level: suite.Documented,
			Ops: []string{"FetchFunction", "FetchAsset", "UpdateFunction", "UpdateAsset", "DeleteFunction",
				"DeleteAsset", "FetchFunctionVersion", "FetchAssetVersion", "FetchBuild", "DeleteBuild",
				"FetchEnvironment", "DeleteEnvironment"},
			Run: kindsAreApart,
		},
		{
			ID:     "services/unknown-paths-are-not-found",
			Claim:  "A path that the API does not have is not found, at the top and below a Service.",
			Source: officialSpec, Level: suite.Inferred, Ops: []string{"FetchService"},
			Run: func(ctx context.Context, s *suite.Session) error {
				service, err := s.SharedOther(ctx)
				if err != nil {
					return err
				}
				path := suite.Path("Services", service.SID)
				return errors.Join(s.Get(ctx, path).OK(nil), s.Get(ctx, "/v1/NoSuchThings").RefusedSomehow(),
					s.Get(ctx, path+"/NoSuchThings").RefusedSomehow())
			},
		},
		{
			ID: "services/friendly-names-find-nothing",
			Claim: "A Service is found by its SID and its UniqueName, and not by its FriendlyName, which may be " +
				"the UniqueName of another.",
			Source: resourcePage + "service", Level: suite.Inferred, Ops: []string{"FetchService"},
			Run: func(ctx context.Context, s *suite.Session) error {
				name := s.Name()
				if _, err := create(ctx, s, "/v1/Services", "UniqueName", name, "FriendlyName",
					name+"-friendly"); err != nil {
					return err
				}
				return expect.Then(nil, s.Get(ctx, "/v1/Services/"+name+"-friendly").NotFound(),
					s.Post(ctx, "/v1/Services", form("UniqueName", name+"-friendly", "FriendlyName",
						"Contract check "+name)).Created(nil))
			},
		},
		{
			ID:     "builds/of-deleted-versions-are-refused",
			Claim:  "A Build of a version whose Asset was deleted is refused, and a Build has each version once.",
			Source: resourcePage + "build", Level: suite.Inferred,
			Ops: []string{"CreateBuild", "DeleteAsset"},
			Run: deletedVersionsAreRefused,
		},
		{
			ID:     "deployments/of-a-deleted-build-are-refused",
			Claim:  "A Build that was deleted cannot be deployed, and the Environment stays as it was.",
			Source: resourcePage + "deployment", Level: suite.Inferred,
			Ops: []string{"DeleteBuild", "CreateDeployment", "FetchEnvironment"},
			Run: deletedBuildStays,
		},
	}
}

func kindsAreApart(ctx context.Context, s *suite.Session) error {
	service, err := s.LentService(ctx)
	if err != nil {
		return err
	}
	root := suite.Path("Services", service.SID)
	function, err := s.CreateFunctionVersion(ctx, service)
	if err != nil {
		return err
	}
	asset, err := s.CreateAssetVersion(ctx, service)
	if err != nil {
		return err
	}
	environment, err := create(ctx, s, root+"/Environments", "UniqueName", s.Name(), "DomainSuffix", s.Suffix())
	if err != nil {
		return err
	}
	bare, err := create(ctx, s, root+"/Assets", "FriendlyName", "bare")
	if err != nil {
		return err
	}
	plain, err := create(ctx, s, root+"/Functions", "FriendlyName", "plain")
	if err != nil {
		return err
	}
	// Namesakes by prefix: what the server would have to tell apart by more than the first two letters.
	err = forEach([]string{
		root + "/Functions/" + sidOf(bare), root + "/Assets/" + sidOf(plain),
		root + "/Functions/" + function.FunctionSID + "/Versions/" + asset.SID,
		root + "/Assets/" + asset.AssetSID + "/Versions/" + function.SID,
		root + "/Functions/" + asset.AssetSID + "/Versions/" + asset.SID,
		root + "/Assets/" + function.FunctionSID + "/Versions/" + function.SID,
	}, func(path string) error { return s.Get(ctx, path).NotFound() })
	err = errors.Join(err, forEach([]string{
		root + "/Functions/" + sidOf(environment), root + "/Environments/" + sidOf(plain),
		root + "/Builds/" + sidOf(plain), root + "/Builds/" + sidOf(environment), root + "/Assets/" + service.SID,
	}, func(path string) error {
		return errors.Join(s.Get(ctx, path).RefusedSomehow(), s.Delete(ctx, path).RefusedSomehow())
	}))
	err = errors.Join(err, expect.Then(nil,
		s.Post(ctx, root+"/Functions/"+sidOf(bare), form("FriendlyName", "a Function")).NotFound(),
		s.Post(ctx, root+"/Assets/"+sidOf(plain), form("FriendlyName", "an Asset")).NotFound(),
		s.Delete(ctx, root+"/Functions/"+sidOf(bare)).NotFound(),
		s.Delete(ctx, root+"/Assets/"+sidOf(plain)).NotFound()),
		forEach([]string{bare, plain, environment, root}, func(path string) error { return s.Get(ctx, path).OK(nil) }))
	if err == nil {
		s.GiveBack()
	}
	return err
}

func deletedVersionsAreRefused(ctx context.Context, s *suite.Session) error {
	service, err := s.SharedStage(ctx, 0)
	if err != nil {
		return err
	}
	root := suite.Path("Services", service.SID)
	var parents, versions []string
	for range 2 {
		parent, err := create(ctx, s, root+"/Assets", "FriendlyName", "to be built")
		if err != nil {
			return err
		}
		version, err := uploadTo(ctx, s, parent, suite.File{})
		if err != nil {
			return err
		}
		parents, versions = append(parents, parent), append(versions, sidOf(version))
	}
	// it may be taken or refused; that no version is shown twice is a rule of the contract
	twice := s.Post(ctx, root+"/Builds", form("AssetVersions", versions[0], "AssetVersions", versions[0]))
	return expect.Then(twice.Err(), expect.That(twice.Status/100 == 2 || twice.Status/100 == 4,
		"a version that is named twice is answered %d, and neither taken nor refused", twice.Status),
		s.Delete(ctx, parents[1]).Deleted(),
		s.Post(ctx, root+"/Builds", form("AssetVersions", versions[1])).RefusedSomehow())
}

func deletedBuildStays(ctx context.Context, s *suite.Session) error {
	service, err := s.SharedStage(ctx, 1)
	if err != nil {
		return err
	}
	root := suite.Path("Services", service.SID)
	e, err := create(ctx, s, root+"/Environments", "UniqueName", s.Name(), "DomainSuffix", s.Suffix())
	if err != nil {
		return err
	}
	version, err := s.SharedFunctionVersion(ctx, service)
	if err != nil {
		return err
	}
	build, err := s.BuildOf(ctx, service, version)
	if err != nil {
		return err
	}
	build, err = s.Complete(ctx, build)
	if err != nil {
		return err
	}
	var o object
	err = expect.Then(s.Delete(ctx, root+"/Builds/"+build.SID).Deleted(),
		s.Post(ctx, e+"/Deployments", form("BuildSid", build.SID)).RefusedSomehow(), s.Get(ctx, e).OK(&o))
	return expect.Then(err, expect.Same("build_sid of "+e, expect.Quoted(o["build_sid"]), "null"))
}

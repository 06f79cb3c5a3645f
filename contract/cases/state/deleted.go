package state

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// deletedCases ask for what was deleted in every way.
func deletedCases() []suite.Case {
	return []suite.Case{{
		ID: "services/what-was-deleted-is-nowhere",
		Claim: "What was deleted is neither fetched, updated, deleted nor listed any more, alone or below its " +
			"parent, nothing is made below it, and its namesake stays.",
		Source: resourcePage + "service", Level: suite.Documented,
		Ops: []string{"DeleteFunction", "DeleteAsset", "DeleteEnvironment", "DeleteVariable", "DeleteBuild",
			"DeleteService", "UpdateFunction", "UpdateAsset", "UpdateVariable", "UpdateService", "FetchBuildStatus",
			"CreateFunctionVersion", "CreateAssetVersion", "CreateVariable", "CreateDeployment", "CreateFunction",
			"CreateAsset", "CreateEnvironment", "FetchFunctionVersion", "FetchFunctionVersionContent",
			"FetchAssetVersion"},
		Run: func(ctx context.Context, s *suite.Session) error {
			service, err := s.CreateService(ctx)
			if err != nil {
				return err
			}
			root := suite.Path("Services", service.SID)
			files, err := twins(ctx, s, root)
			if err != nil {
				return err
			}
			build, err := s.CreateBuild(ctx, service)
			if err != nil {
				return err
			}
			environment, err := create(ctx, s, root+"/Environments", "UniqueName", "stays")
			if err != nil {
				return err
			}
			paths := []string{root + "/Builds/" + build.SID, files[0].gone, files[1].gone}
			for _, list := range []string{environment + "/Variables", root + "/Environments"} {
				path, err := create(ctx, s, list, "Key", "DELETED", "Value", "v", "UniqueName", "deleted",
					"DomainSuffix", "deleted")
				if err != nil {
					return err
				}
				paths = append(paths, path)
			}
			below := []string{files[0].lost, files[0].lost + "/Content", files[1].lost}
			// What was read may be kept somewhere.
			if err := forEach(slices.Concat(paths, below), func(path string) error {
				return s.Get(ctx, path).OK(nil)
			}); err != nil {
				return err
			}
			paths = slices.DeleteFunc(paths, func(path string) bool { return !s.Offers(http.MethodDelete, path) })
			for _, path := range paths {
				if err := errors.Join(s.Delete(ctx, path).Deleted(), nowhere(ctx, s, path)); err != nil {
					return err
				}
			}
			return errors.Join(forEach(files, func(t twin) error { return t.stays(ctx, s) }),
				s.Get(ctx, environment).OK(nil),
				forEach(below, func(path string) error { return s.Get(ctx, path).NotFound() }),
				s.Delete(ctx, root).Deleted(), nowhere(ctx, s, root))
		},
	}}
}

// nowhere wants a path not to be found by a fetch, a delete, an update, or a create below it, nor in its list, unless
// all Services of the account are in that.
func nowhere(ctx context.Context, s *suite.Session, path string) error {
	problems := []error{s.Get(ctx, path).NotFound(), s.Delete(ctx, path).NotFound()}
	parts := strings.Split(path, "/")
	switch kind := parts[len(parts)-2]; kind {
	case "Builds":
		problems = append(problems, s.Get(ctx, path+"/Status").NotFound())
	case "Functions", "Assets":
		problems = append(problems, s.Upload(ctx, path+"/Versions", suite.File{}.Parts(s)...).NotFound())
	case "Environments":
		problems = append(problems, s.Post(ctx, path+"/Variables", form("Key", "LATE", "Value", "v")).NotFound(),
			s.Post(ctx, path+"/Deployments", form()).NotFound())
	case "Services":
		problems = append(problems, s.Post(ctx, path+"/Functions", form("FriendlyName", "late")).NotFound(),
			s.Post(ctx, path+"/Assets", form("FriendlyName", "late")).NotFound(),
			s.Post(ctx, path+"/Environments", form("UniqueName", "late")).NotFound())
	}
	if s.Offers(http.MethodPost, path) {
		problems = append(problems, s.Post(ctx, path, form("FriendlyName", "again", "Value", "again")).NotFound())
	}
	list := path[:strings.LastIndexByte(path, '/')]
	if list != "/v1/Services" {
		problems = append(problems, reread(ctx, func() error {
			items, err := s.List(ctx, list, 0)
			return expect.Then(err, expect.That(!slices.Contains(suite.SIDs(items), sidOf(path)),
				"%s is still listed", path))
		}))
	}
	return errors.Join(problems...)
}

// A twin is a Function or an Asset with a version, which is deleted (gone, lost), and a younger one like it, which
// stays (other, version).
type twin struct{ list, gone, lost, other, version string }

// twins makes a pair of Functions and one of Assets.
func twins(ctx context.Context, s *suite.Session, service string) (all []twin, err error) {
	for _, list := range []string{service + "/Functions", service + "/Assets"} {
		t := twin{list: list}
		for _, one := range [][2]*string{{&t.gone, &t.lost}, {&t.other, &t.version}} {
			if *one[0], err = create(ctx, s, list, "FriendlyName", "deleted"); err != nil {
				return nil, err
			}
			if *one[1], err = uploadTo(ctx, s, *one[0], suite.File{Path: "/twin"}); err != nil {
				return nil, err
			}
		}
		all = append(all, t)
	}
	return all, nil
}

// stays wants the younger one to be listed, and its version to be there.
func (t twin) stays(ctx context.Context, s *suite.Session) error {
	items, err := s.List(ctx, t.list, 0)
	return expect.Then(err, expect.That(slices.Contains(suite.SIDs(items), sidOf(t.other)), "%s lacks %s", t.list,
		sidOf(t.other)), s.Get(ctx, t.version).OK(nil))
}

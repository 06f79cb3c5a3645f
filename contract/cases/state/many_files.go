package state

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// A Build of so many Assets and Functions has a form of more than 4 KiB, and more of each than readers of forms take
// for one list.
const assetsOfMany, functionsOfMany = 51, 30

// ownOfMany is how many of each the case uploads itself, at least.
const ownOfMany = 10

// manyFilesCases build what a website of ordinary size has.
func manyFilesCases() []suite.Case {
	return []suite.Case{{
		ID: "builds/of-many-files",
		Claim: "A Build may have many Functions and Assets, whose SIDs make a form of more than 4 KiB, and has every " +
			"one of them as it was uploaded, private ones too.",
		Source: resourcePage + "build", Level: suite.Documented, Ops: []string{"CreateBuild", "FetchBuild"},
		AtOnce: true, Cost: CostOfLists, Run: ofManyFiles,
	}}
}

// ordinaryVersions are versions that other cases have made and that have nothing of their own but a Path, by their
// parent.
func ordinaryVersions(made []suite.Made) map[string]object {
	all := map[string]object{}
	for _, m := range made {
		parent, _, is := strings.Cut(m.Path, "/Versions/")
		if is && strings.HasPrefix(text(m.Shown, "path"), suite.OwnPath) {
			all[parent] = m.Shown
		}
	}
	return all
}

func ofManyFiles(ctx context.Context, s *suite.Session) error {
	service, made, err := s.LastOfService(ctx)
	if err != nil {
		return err
	}
	root := suite.Path("Services", service.SID)
	there := ordinaryVersions(made)
	var parents []string
	for _, of := range []struct {
		kind string
		n    int
	}{{"Assets", assetsOfMany}, {"Functions", functionsOfMany}} {
		list := root + "/" + of.kind
		sids, err := filledUp(ctx, s, list, made)
		if err != nil {
			return err
		}
		var with, without []string // a version already
		for _, sid := range sids {
			if path := list + "/" + sid; there[path] != nil && len(with) < of.n-ownOfMany {
				with = append(with, path)
			} else {
				delete(there, path)
				without = append(without, path)
			}
		}
		parents = append(parents, append(with, without[:of.n-len(with)]...)...)
	}
	versions := make([]object, len(parents))
	if err := s.Together(len(parents), func(i int) error {
		if versions[i] = there[parents[i]]; versions[i] != nil {
			return nil
		}
		// of two neighbours the paths differ in the case of their letters alone
		path := fmt.Sprint([]string{"/file-", "/File-"}[i%2], i/2)
		file := suite.File{Path: path, Visibility: []string{"public", "private", "protected"}[i%3]}
		return s.Upload(ctx, parents[i]+"/Versions", file.Parts(s)...).Created(&versions[i])
	}); err != nil {
		return err
	}
	w := &furnished{service: root, was: snapshot{}}
	var paths []string
	fields := url.Values{}
	for i, version := range versions {
		path := parents[i] + "/Versions/" + text(version, "sid")
		paths, w.was[path] = append(paths, path), version
		field := "AssetVersions"
		if i >= assetsOfMany {
			field = "FunctionVersions"
		}
		fields.Add(field, text(version, "sid"))
	}
	var built, later object
	err = s.Post(ctx, root+"/Builds", fields).Created(&built)
	if err := expect.Then(err, w.contains(built, paths[assetsOfMany:], paths[:assetsOfMany])); err != nil {
		return err
	}
	err = s.Get(ctx, root+"/Builds/"+text(built, "sid")).OK(&later)
	return expect.Then(err, w.contains(later, paths[assetsOfMany:], paths[:assetsOfMany]))
}

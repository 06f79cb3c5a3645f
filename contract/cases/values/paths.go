package values

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// kinds are the two sorts of versions. The endings are those of the characters that the documentation does not allow in
// a Path, with which a text may seem to end: some for each kind.
var kinds = []struct{ list, resource, op, page, endings string }{
	{"Functions", "function-versions", "CreateFunctionVersion", resourcePage + "function-version", ";?'"},
	{"Assets", "asset-versions", "CreateAssetVersion", resourcePage + "asset-version", "#+)"},
}

func pathCases() (all []suite.Case) {
	for _, k := range kinds {
		fetch := strings.Replace(k.op, "Create", "Fetch", 1)
		all = append(all, suite.Case{
			ID: k.resource + "/paths-are-kept-as-sent",
			Claim: "A Path is kept as it was sent, with capitals, dots, several levels, a slash at its end and " +
				"percent signs; one without a leading slash gets it.",
			Source: k.page, Level: suite.Documented, Ops: []string{k.op, fetch},
			Cost: costOfUploads, Run: uploading(k.list,
				func(ctx context.Context, s *suite.Session, parent string) error {
					paths := []string{
						"no/leading-slash.js", "/functions/b/c/d/e/f/g.html", "/UPPER-lower_9.min.JS", "/trailing/", "/9",
						"/%20%C3%A9%2Fx", "/x~y*z/constructor", "/x=y!z/__proto__", "/a..b.c.jpeg",
						"/with-hyphens-and_underscores" + strings.Repeat("p", 226), "/.well-known/a.protected.private.js",
						"/assets/Services/v1/index.html",
					}
					if k.list == "Assets" {
						paths = append(paths, "/")
					}
					want := map[string]string{} // by SID
					if err := each(paths, func(p string) string { return "Path " + p }, func(p string) error {
						var o object
						file := suite.File{Path: p, Visibility: []string{"private", "public", "protected"}[len(want)%3]}
						err := s.Upload(ctx, parent+"/Versions", file.Parts(s)...).Created(&o)
						kept := "/" + strings.TrimPrefix(p, "/")
						want[text(o, "sid")] = kept
						return expect.Then(err, expect.Same("path in the answer", text(o, "path"), kept))
					}); err != nil {
						return err
					}
					return pathsAre(ctx, s, parent+"/Versions", want)
				}),
		}, suite.Case{
			ID:     k.resource + "/paths-with-any-disallowed-character-are-refused",
			Claim:  "A Path is refused with a disallowed character at its end too, where a text may seem to stop.",
			Source: resourcePage + "function-version", Level: suite.Documented, Ops: []string{k.op},
			Run: uploading(k.list, func(ctx context.Context, s *suite.Session, parent string) error {
				var paths []string
				for _, c := range k.endings { // another case has all of them in the middle
					paths = append(paths, fmt.Sprintf("/ab%c", c))
				}
				n := 0
				return each(paths, func(p string) string { return "Path " + p }, func(p string) error {
					n++
					file := suite.File{Path: p, Visibility: []string{"public", "private", "protected"}[n%3]}
					return s.Upload(ctx, parent+"/Versions", file.Parts(s)...).Rejected()
				})
			}),
		}, suite.Case{
			ID: k.resource + "/each-has-its-own-path-and-visibility",
			Claim: "Each version keeps its own Path and Visibility, when newer ones have others and when its " +
				"parent is renamed, and any number of versions may have one Path.",
			Source: k.page, Level: suite.Documented,
			Ops: []string{k.op, fetch, strings.Replace(k.op, "Create", "List", 1),
				"Update" + strings.TrimSuffix(strings.TrimPrefix(k.op, "Create"), "Version")},
			Run: inShared(func(ctx context.Context, s *suite.Session, service string) error {
				return ownPaths(ctx, s, service+"/"+k.list)
			}),
		})
	}
	return all
}

// pathsAre wants versions to have these Paths, by SID: the first one when it is fetched, all of them in the list.
func pathsAre(ctx context.Context, s *suite.Session, list string, want map[string]string) error {
	first := slices.Min(slices.Collect(maps.Keys(want)))
	var fetched object
	err := s.Get(ctx, list+"/"+first).OK(&fetched)
	if err := expect.Then(err, expect.Same("path in a fetch", text(fetched, "path"), want[first])); err != nil {
		return err
	}
	got := map[string]string{}
	items, err := s.List(ctx, list, 100)
	if err != nil {
		return err
	}
	for _, item := range items {
		var o object
		if err := item.Into(&o); err != nil {
			return err
		}
		got[item.SID] = text(o, "path")
	}
	var problems []error
	for _, sid := range slices.Sorted(maps.Keys(want)) {
		problems = append(problems, expect.Same("path of "+sid+" in the list", got[sid], want[sid]))
	}
	return errors.Join(problems...)
}

func ownPaths(ctx context.Context, s *suite.Session, list string) error {
	type version struct{ parent, sid, path, visibility string }
	var all []version
	files := [][2]string{{"/same", "public"}, {"/same", "private"}, {"/other", "protected"}, {"/same", "public"},
		{"/last", "protected"}}
	numbers := []int{len(files), 3} // the second one has no more than it takes
	for _, n := range numbers {
		parent, err := create(ctx, s, list, "FriendlyName", "before")
		if err != nil {
			return err
		}
		for _, f := range files[:n] {
			var o object
			if err := s.Upload(ctx, parent+"/Versions",
				suite.File{Path: f[0], Visibility: f[1]}.Parts(s)...).Created(&o); err != nil {
				return err
			}
			all = append(all, version{parent, text(o, "sid"), f[0], f[1]})
		}
	}
	var renamed object
	err := s.Post(ctx, all[0].parent, form("FriendlyName", "2026")).OK(&renamed) // it is a text
	if err := expect.Then(err, expect.Same("friendly_name", expect.Quoted(renamed["friendly_name"]),
		`"2026"`)); err != nil {
		return err
	}
	listed := map[string]object{}
	for i, parent := range []string{all[0].parent, all[len(files)].parent} {
		items, err := s.List(ctx, parent+"/Versions", 0)
		if err := expect.Then(err, expect.Same("the number of versions of "+parent, len(items), numbers[i])); err != nil {
			return err
		}
		for _, item := range items {
			var o object
			if err := item.Into(&o); err != nil {
				return err
			}
			listed[item.SID] = o
		}
	}
	return each(all, func(v version) string { return "the version " + v.sid }, func(v version) error {
		problems := []error{expect.Same("path in the list", text(listed[v.sid], "path"), v.path),
			expect.Same("visibility in the list", text(listed[v.sid], "visibility"), v.visibility)}
		if v.parent != all[0].parent { // one of the two is enough to be fetched
			return errors.Join(problems...)
		}
		var o object
		err := s.Get(ctx, v.parent+"/Versions/"+v.sid).OK(&o)
		return expect.Then(err, append(problems, expect.Same("sid", text(o, "sid"), v.sid),
			expect.Same("path", text(o, "path"), v.path),
			expect.Same("visibility", text(o, "visibility"), v.visibility))...)
	})
}

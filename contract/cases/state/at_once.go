package state

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"sync"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/internal/forms"
)

// atOnce is how many requests are sent together. A run has ten under way by default.
const atOnce = 6

// atOnceCases send requests together, as deploy tools do.
func atOnceCases() []suite.Case {
	return []suite.Case{{
		ID: "services/what-is-made-at-once-is-all-there",
		Claim: "Functions, Assets, versions, Environments, Variables and Builds that are created at once are all " +
			"made, each as it was asked for, Functions and Variables that are updated at once are what was sent for each, and all are gone " +
			"that are deleted at once.",
		Source: "twilio-labs/serverless-toolkit", Level: suite.Inferred,
		Ops: []string{"CreateFunction", "CreateAsset", "CreateFunctionVersion", "CreateAssetVersion",
			"CreateEnvironment",
			"CreateVariable", "CreateBuild", "FetchFunctionVersionContent", "UpdateFunction", "UpdateVariable",
			"DeleteFunction", "DeleteVariable"},
		AtOnce: true, Run: madeAtOnce,
	}, {
		ID:     "services/one-name-at-once-is-given-once",
		Claim:  "Of Environments with one UniqueName, and of Services, that are created at once one is made.",
		Source: "RJPearson94/terraform-provider-twilio#78", Level: suite.Observed,
		Ops: []string{"CreateEnvironment", "ListEnvironment", "CreateService"}, AtOnce: true, Run: oneNameAtOnce,
	}}
}

func oneNameAtOnce(ctx context.Context, s *suite.Session) error {
	service, err := s.ServiceFor(ctx, map[string]suite.Use{"Environments": suite.Own})
	if err != nil {
		return err
	}
	list := suite.Path("Services", service.SID, "Environments")
	environments, err := madeOf(ctx, s, atOnce, list, func(i int) url.Values {
		return form("UniqueName", "one", "DomainSuffix", fmt.Sprint("e", i))
	})
	if err != nil {
		return err
	}
	items, err := s.List(ctx, list, 0)
	err = expect.Then(err, expect.Same("the number of Environments that were made", environments, 1),
		expect.Same("the number of Environments in the list", len(items), 1))
	if err != nil {
		return err
	}
	// A run has room for a few Services. Two that are refused take it for those that come at once, so that none waits.
	if err := numbered(2, func(int) error {
		return s.Post(ctx, "/v1/Services",
			form("UniqueName", forms.LeftOut, "FriendlyName", "Contract check")).Rejected()
	}); err != nil {
		return err
	}
	name := s.Name()
	services, err := madeOf(ctx, s, 3, "/v1/Services", func(i int) url.Values {
		return form("UniqueName", name, "FriendlyName", fmt.Sprint("Contract check ", i, " of one name"))
	})
	return expect.Then(err, expect.Same("the number of Services of one UniqueName that were made", services, 1))
}

// madeOf creates several at once and counts those that were made. The others are refused.
func madeOf(ctx context.Context, s *suite.Session, n int, list string, fields func(i int) url.Values) (int, error) {
	answers := make([]*suite.Answer, n)
	err := s.Together(n, func(i int) error {
		answers[i] = s.Post(ctx, list, fields(i))
		return answers[i].Err()
	})
	made := 0
	for _, a := range answers {
		if err != nil {
			return 0, err
		}
		if a.Status == http.StatusCreated {
			made++
		} else {
			err = a.Rejected()
		}
	}
	return made, err
}

func madeAtOnce(ctx context.Context, s *suite.Session) error {
	service, err := s.CreateService(ctx)
	if err != nil {
		return err
	}
	root := suite.Path("Services", service.SID)
	want := map[string]map[string]string{} // by path, then by property
	var mu sync.Mutex
	keep := func(answer *suite.Answer, list string, properties ...string) error {
		var o object
		if err := answer.Created(&o); err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		path := list + "/" + text(o, "sid")
		if want[path] != nil {
			return fmt.Errorf("two requests were answered with %s", path)
		}
		want[path] = map[string]string{}
		for i := 0; i < len(properties); i += 2 {
			want[path][properties[i]] = properties[i+1]
		}
		return nil
	}
	function, err := create(ctx, s, root+"/Functions", "FriendlyName", "parent")
	if err != nil {
		return err
	}
	asset, err := create(ctx, s, root+"/Assets", "FriendlyName", "parent")
	if err != nil {
		return err
	}
	environment, err := create(ctx, s, root+"/Environments", "UniqueName", "parent", "DomainSuffix", "parent")
	if err != nil {
		return err
	}
	err = s.Together(5*atOnce, func(n int) error {
		i := n%2 + n/10*2 // two of a kind follow each other
		name := fmt.Sprint("at-once-", i)
		switch n / 2 % 5 {
		case 0:
			alike := fmt.Sprint("at-once-", i/2) // names of Functions need not differ
			return keep(s.Post(ctx, root+"/Functions", form("FriendlyName", alike)), root+"/Functions",
				"friendly_name", alike)
		case 1:
			return keep(s.Post(ctx, environment+"/Variables", form("Key", fmt.Sprint("K", i), "Value", name)),
				environment+"/Variables", "key", fmt.Sprint("K", i), "value", name)
		case 2:
			return keep(s.Post(ctx, root+"/Environments", form("UniqueName", name, "DomainSuffix", fmt.Sprint("e", i))),
				root+"/Environments", "unique_name", name)
		case 3:
			return keep(s.Upload(ctx, function+"/Versions",
				suite.File{Path: "/" + name, Content: "// " + name}.Parts(s)...),
				function+"/Versions", "path", "/"+name)
		default:
			return keep(s.Upload(ctx, asset+"/Versions", suite.File{Path: "/" + name, Content: name}.Parts(s)...),
				asset+"/Versions", "path", "/"+name)
		}
	})
	if err != nil {
		return err
	}
	if err := changedAtOnce(ctx, s, want); err != nil {
		return err
	}
	shown := map[string]object{} // by path
	for _, list := range []string{root + "/Functions", root + "/Environments", environment + "/Variables",
		function + "/Versions", asset + "/Versions"} {
		items, err := s.List(ctx, list, 0)
		if err != nil {
			return err
		}
		for _, item := range items {
			var o object
			if err := item.Into(&o); err != nil {
				return err
			}
			shown[list+"/"+item.SID] = o
		}
	}
	contents := map[string]string{} // by path
	var versions []string
	for _, path := range inOrder(want) {
		properties, now := want[path], shown[path]
		if now == nil { // the list may be late
			if err := s.Get(ctx, path).OK(&now); err != nil {
				return err
			}
		}
		for name, value := range properties {
			if err := expect.Same(name+" of "+path, text(now, name), value); err != nil {
				return err
			}
		}
		if at := properties["path"]; at != "" && len(path) > len(function) && path[:len(function)] == function {
			contents[path] = "// " + at[1:]
			versions = append(versions, sidOf(path))
		}
	}
	paths := slices.Sorted(maps.Keys(contents))
	err = s.Together(len(paths), func(i int) error {
		var content object
		err := s.Get(ctx, paths[i]+"/Content").OK(&content)
		return expect.Then(err, expect.Same("content of "+paths[i], text(content, "content"), contents[paths[i]]))
	})
	if err != nil {
		return err
	}
	if err := buildsAtOnce(ctx, s, root, versions); err != nil {
		return err
	}
	return deletedAtOnce(ctx, s, want)
}

// inOrder sorts paths by what is wanted of them: that is the same in every run, as SIDs are not. What is alike comes in
// the order of its SIDs, which is the same in a replay.
func inOrder(want map[string]map[string]string) []string {
	return slices.SortedFunc(maps.Keys(want), func(a, b string) int {
		return cmp.Or(cmp.Compare(fmt.Sprint(want[a]), fmt.Sprint(want[b])), cmp.Compare(a, b))
	})
}

// deletedAtOnce deletes three Functions and three Variables, all at once: each of them is gone then, and no other.
func deletedAtOnce(ctx context.Context, s *suite.Session, want map[string]map[string]string) error {
	const each = 3
	var gone, left []string
	for _, property := range []string{"friendly_name", "value"} {
		n := 0
		for _, path := range inOrder(want) {
			if _, has := want[path][property]; !has {
				continue
			}
			if n++; n <= each {
				gone = append(gone, path)
			} else if n == each+1 {
				left = append(left, path)
			}
		}
	}
	err := s.Together(len(gone), func(i int) error { return s.Delete(ctx, gone[i]).Deleted() })
	if err != nil {
		return err
	}
	return errors.Join(forEach(gone, func(path string) error { return s.Get(ctx, path).NotFound() }),
		forEach(left, func(path string) error { return s.Get(ctx, path).OK(nil) }))
}

// changedAtOnce renames two Functions and changes two Variables, one of them its Key in a request beside that of the
// Value, all at once, and writes down what they are then.
func changedAtOnce(ctx context.Context, s *suite.Session, want map[string]map[string]string) error {
	const each = 2
	type update struct{ path, property, field, value string }
	var updates []update
	for property, field := range map[string]string{"friendly_name": "FriendlyName", "value": "Value"} {
		n := 0
		for _, path := range slices.Sorted(maps.Keys(want)) {
			if _, has := want[path][property]; has && n < each {
				n++
				updates = append(updates, update{path, property, field, "changed " + want[path][property]})
			}
		}
	}
	i := slices.IndexFunc(updates, func(u update) bool { return u.property == "value" })
	updates = append(updates, update{updates[i].path, "key", "Key", "CHANGED"}) // a second one of the same
	for _, u := range updates {
		want[u.path][u.property] = u.value
	}
	return s.Together(len(updates), func(i int) error {
		u := updates[i]
		var now object
		err := s.Post(ctx, u.path, form(u.field, u.value)).OK(&now)
		return expect.Then(err, expect.Same(u.property+" of "+u.path, text(now, u.property), u.value))
	})
}

// buildsAtOnce makes a Build of each version, all at once.
func buildsAtOnce(ctx context.Context, s *suite.Session, root string, versions []string) error {
	const n = 3
	made := [n]object{}
	err := s.Together(n, func(i int) error {
		return s.Post(ctx, root+"/Builds", form("FunctionVersions", versions[i])).Created(&made[i])
	})
	if err != nil {
		return err
	}
	return numbered(n, func(i int) error {
		var now struct {
			FunctionVersions []struct {
				SID string `json:"sid"`
			} `json:"function_versions"`
		}
		if err := s.Get(ctx, root+"/Builds/"+text(made[i], "sid")).OK(&now); err != nil {
			return err
		}
		return expect.Same("function_versions of a Build that was created with others",
			fmt.Sprint(now.FunctionVersions),
			fmt.Sprintf("[{%s}]", versions[i]))
	})
}

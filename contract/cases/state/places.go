package state

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// placeCases ask where resources are found: at their own place, whole, and nowhere else.
func placeCases() []suite.Case {
	every := []string{"FetchFunction", "FetchAsset", "FetchFunctionVersion", "FetchAssetVersion", "FetchEnvironment",
		"FetchVariable", "FetchDeployment", "FetchBuild"}
	return []suite.Case{
		{
			ID: "services/each-resource-has-one-place",
			Claim: "Each resource is found at its own path as the list has it, older ones too, is found, updated " +
				"and deleted nowhere else.",
			Source: officialSpec, Level: suite.Documented,
			Ops: append([]string{"UpdateFunction", "UpdateAsset", "UpdateVariable", "DeleteFunction",
				"DeleteAsset", "DeleteEnvironment", "DeleteVariable", "DeleteBuild", "ListFunction", "ListAsset",
				"ListEnvironment", "ListBuild"}, every...),
			Cost: costOfKeeper, Run: in(func(ctx context.Context, s *suite.Session, w *furnished) error {
				if err := w.hasAll(); err != nil {
					return err
				}
				if err := forEach(slices.Sorted(maps.Keys(w.was)),
					func(path string) error { return w.fetched(ctx, s, path) }); err != nil {
					return err
				}
				err := w.nowhereElse(ctx, s)
				w.intact = err == nil
				return err
			}),
		},
		{
			ID: "environments/delete-takes-everything-below",
			Claim: "With an Environment its Variables and Deployments are deleted, with a Function or Asset its " +
				"versions, and with a Service all that is in it.",
			Source: resourcePage + "environment", Level: suite.Documented,
			Ops: []string{"DeleteEnvironment", "FetchVariable", "FetchDeployment", "ListVariable", "ListDeployment",
				"FetchFunctionVersion", "FetchAssetVersion", "ListFunctionVersion", "ListAssetVersion",
				"DeleteFunction", "DeleteAsset", "DeleteService"},
			Cost: costOfLast + 2, Run: inLast(func(ctx context.Context, s *suite.Session, w *furnished) error {
				parents := []string{w.environments[0], w.functions[2], w.assets[2]}
				for _, parent := range parents[1:] {
					version, err := uploadTo(ctx, s, parent, suite.File{})
					if err != nil {
						return err
					}
					w.was[version] = object{}
				}
				for _, parent := range parents {
					if err := s.Delete(ctx, parent).Deleted(); err != nil {
						return err
					}
				}
				var paths []string
				for _, path := range append(w.lists(), slices.Sorted(maps.Keys(w.was))...) {
					if slices.ContainsFunc(parents, func(p string) bool {
						return path == p ||
							strings.HasPrefix(path, p+"/")
					}) {
						paths = append(paths, path)
					}
				}
				gone := func(path string) error { return s.Get(ctx, path).NotFound() }
				if err := forEach(paths, gone); err != nil {
					return err
				}
				if err := s.Delete(ctx, w.service).Deleted(); err != nil {
					return err
				}
				var rest []string
				for _, path := range append(w.lists(), slices.Sorted(maps.Keys(w.was))...) {
					if !slices.Contains(paths, path) {
						rest = append(rest, path)
					}
				}
				return forEach(firstAndLast(rest), gone)
			}),
		},
	}
}

// fetched wants a fetch to show what the list has. A Build that was building then ends by itself.
func (w *furnished) fetched(ctx context.Context, s *suite.Session, path string) error {
	var o object
	if err := s.Get(ctx, path).OK(&o); err != nil {
		return err
	}
	var problems []error
	for name, value := range w.was[path] {
		if text(w.was[path], "status") == "building" && (name == "status" || name == "date_updated") {
			continue
		}
		got, want := canonical(o[name]), canonical(value)
		if strings.HasSuffix(name, "_versions") || name == "dependencies" {
			got, want = unordered(o[name]), unordered(value)
		}
		problems = append(problems, expect.That(got == want, "%s of %s is %s, its list says %s", name, path, got, want))
	}
	return errors.Join(problems...)
}

// nowhereElse asks for everything below another Service and below siblings, and wants nothing to be found or changed.
func (w *furnished) nowhereElse(ctx context.Context, s *suite.Session) error {
	second, err := s.SharedOther(ctx)
	if err != nil {
		return err
	}
	var wrong []string
	elsewhere := map[string]bool{} // kinds of which one is asked for below another Service
	for _, path := range firstAndLast(slices.Sorted(maps.Keys(w.was))) {
		if path == w.service {
			continue
		}
		if kind := sidPattern.Get().ReplaceAllString(path, ""); !elsewhere[kind] {
			elsewhere[kind] = true
			wrong = append(wrong, strings.Replace(path, w.service, suite.Path("Services", second.SID), 1))
		}
		for _, siblings := range [][]string{w.functions, w.assets, w.environments} {
			for i, parent := range siblings {
				if strings.HasPrefix(path, parent+"/") {
					wrong = append(wrong, strings.Replace(path, parent, siblings[(i+1)%len(siblings)], 1))
				}
			}
		}
	}
	other := suite.Path("Services", second.SID)
	for _, path := range []string{w.versions[0] + "/Content", w.service + "/Builds/" + w.builds[0] + "/Status"} {
		wrong = append(wrong, strings.Replace(path, w.service, other, 1))
	}
	wrong = append(wrong, strings.Replace(w.versions[0], w.functions[0], w.functions[1], 1)+"/Content")
	asked := map[string]bool{} // one of a kind is enough to be updated and deleted
	return w.only(ctx, s, "ask in wrong places", change{}, func() error {
		return forEach(wrong, func(path string) error {
			problems := []error{s.Get(ctx, path).NotFound()}
			parts := strings.Split(path, "/")
			kind := parts[len(parts)-2]
			where := kind + strings.Join(parts[:3], "/")
			if asked[where] {
				return errors.Join(problems...)
			}
			asked[where] = true
			if s.Offers(http.MethodPost, path) {
				problems = append(problems, s.Post(ctx, path,
					form("FriendlyName", "wrong", "Value", "wrong")).NotFound())
			}
			if s.Offers(http.MethodDelete, path) {
				problems = append(problems, s.Delete(ctx, path).NotFound())
			}
			return errors.Join(problems...)
		})
	})
}

// hasAll wants the furnished Service to have what was put into it.
func (w *furnished) hasAll() error {
	count := map[string]int{}
	for path := range w.was {
		parts := strings.Split(path, "/")
		count[parts[len(parts)-2]]++
	}
	want := map[string]int{"Services": 1, "Functions": 3, "Assets": 3, "Versions": 6, "Environments": 3,
		"Variables": 4, "Builds": 3, "Deployments": 3}
	for kind, n := range want { // those who had it before may have added some
		if count[kind] < n {
			return fmt.Errorf("the lists have %v, want at least %v", count, want)
		}
	}
	return nil
}

// lists are the paths of all lists of the Service.
func (w *furnished) lists() (all []string) {
	for path := range w.was {
		parts := strings.Split(path, "/")
		for _, b := range below[parts[len(parts)-2]] {
			all = append(all, path+"/"+b)
		}
	}
	slices.Sort(all)
	return all
}

// unordered is a list of objects in an order of its own.
func unordered(v any) string {
	list, _ := v.([]any)
	var all []string
	for _, e := range list {
		all = append(all, canonical(e))
	}
	slices.Sort(all)
	return fmt.Sprint(all)
}

// firstAndLast are the first and the last path of each kind, in order.
func firstAndLast(paths []string) (some []string) {
	ofKind := map[string][]int{}
	for i, path := range paths {
		kind := sidPattern.Get().ReplaceAllString(path, "{Sid}")
		ofKind[kind] = append(ofKind[kind], i)
	}
	for i, path := range paths {
		of := ofKind[sidPattern.Get().ReplaceAllString(path, "{Sid}")]
		if i == of[0] || i == of[len(of)-1] {
			some = append(some, path)
		}
	}
	return some
}

var sidPattern = lazyregexp.New(`Z[A-Z][0-9a-fA-F]{32}`)

package state

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

// fewAPageCases read lists that are dear to lengthen in pages of two: Builds take time, Services are few in an account.
func fewAPageCases() []suite.Case {
	return []suite.Case{
		{
			ID: "builds/pages-of-two-have-every-build",
			Claim: "The list of Builds has each exactly once over pages of two, at the first place of a page and " +
				"at the last, also below the UniqueName of its Service and when the last page is full.",
			Source: officialSpec, Level: suite.Documented, Ops: []string{"ListBuild"},
			Run: func(ctx context.Context, s *suite.Session) error {
				service, version, err := ownBuilds(ctx, s)
				if err != nil {
					return err
				}
				list := suite.Path("Services", service.SID, "Builds")
				var made []string
				for range 6 {
					path, err := create(ctx, s, list, "FunctionVersions", version.SID)
					if err != nil {
						return err
					}
					made = append(made, sidOf(path))
				}
				return reread(ctx, func() error {
					byName := suite.Path("Services", service.UniqueName, "Builds")
					return errors.Join(onceEach(ctx, s, list, 2, made), onceEach(ctx, s, byName, 3, made),
						onceEach(ctx, s, list, 6, made))
				})
			},
		},
		{
			ID: "services/pages-of-one-have-every-one",
			Claim: "The list of each kind of resource has each exactly once over pages of one, as it is on " +
				"a page with all others, with whatever else is in its Service.",
			Source: officialSpec, Level: suite.Documented,
			Ops: []string{"ListFunction", "ListAsset", "ListFunctionVersion", "ListAssetVersion", "ListEnvironment",
				"ListVariable", "ListDeployment"},
			Cost: costOfKeeper, Run: in(pagesOfOne),
		},
		{
			ID: "services/pages-of-two-have-every-service",
			Claim: "The list of Services has each exactly once over pages of two, at the first place of a page " +
				"and at the last, and as it is on a page with all others.",
			Source: officialSpec, Level: suite.Documented, Ops: []string{"ListService"}, Alone: true,
			Run: func(ctx context.Context, s *suite.Session) error {
				var made []string
				services, err := s.SharedServices(ctx)
				if err != nil {
					return err
				}
				for _, service := range services {
					made = append(made, service.SID)
				}
				return reread(ctx, func() error { return sameOnPages(ctx, s, "/v1/Services", made) })
			},
		},
	}
}

// pagesOfOne reads a short list of each kind, as the snapshot has it.
func pagesOfOne(ctx context.Context, s *suite.Session, w *furnished) error {
	lists := map[string][]string{}
	for path := range w.was {
		if path != w.service {
			list := path[:len(path)-len(sidOf(path))-1]
			lists[list] = append(lists[list], sidOf(path))
		}
	}
	shortest := map[string]string{} // by kind
	for _, list := range slices.Sorted(maps.Keys(lists)) {
		parts := strings.Split(list, "/")
		kind := parts[len(parts)-3] + " " + parts[len(parts)-1]
		if other := shortest[kind]; len(lists[list]) > 1 && (other == "" || len(lists[list]) < len(lists[other])) {
			shortest[kind] = list
		}
	}
	w.intact = true
	return forEach(slices.Sorted(maps.Values(shortest)), func(list string) error {
		was := snapshot{}
		for _, sid := range lists[list] {
			was[list+"/"+sid] = w.was[list+"/"+sid]
		}
		return reread(ctx, func() error { return was.overPagesOfOne(ctx, s, list) })
	})
}

// overPagesOfOne wants pages of one to have each entry of a list once, as the snapshot has it. Others may come and go.
func (was snapshot) overPagesOfOne(ctx context.Context, s *suite.Session, list string) error {
	is, got := snapshot{}, 0
	err := s.Pages(ctx, list, 1, func(p *suite.Page) error {
		for _, item := range p.Items {
			path := list + "/" + item.SID
			if was[path] == nil {
				continue
			}
			var o object
			if err := item.Into(&o); err != nil {
				return err
			}
			is[path] = o
			got++
		}
		return nil
	})
	return expect.Then(err, expect.Same("the number of entries of "+list+" over pages of one", got, len(was)),
		was.compare(is, change{}))
}

// sameOnPages wants pages of two to have each of what was made once, as pages of the default size have it. Others may
// come and go.
func sameOnPages(ctx context.Context, s *suite.Session, list string, made []string) error {
	var pages [2]snapshot
	for i, size := range []int{0, 2} {
		pages[i] = snapshot{}
		err := s.Pages(ctx, list, size, func(p *suite.Page) error {
			read, _, err := entries(list, []*suite.Page{p})
			maps.DeleteFunc(read, func(path string, _ object) bool { return !slices.Contains(made, sidOf(path)) })
			for path, o := range read {
				err = errors.Join(err, expect.That(pages[i][path] == nil, "%s is listed twice", path))
				pages[i][path] = o
			}
			return err
		})
		if err := expect.Then(err, expect.Same(fmt.Sprintf("the number of those that were made, with PageSize %d", size),
			len(pages[i]), len(made))); err != nil {
			return err
		}
	}
	return pages[0].compare(pages[1], change{})
}

// onceEach wants pages of a size to have each of the SIDs once. Others may come and go.
func onceEach(ctx context.Context, s *suite.Session, list string, size int, want []string) error {
	var got []string
	err := s.Pages(ctx, list, size, func(p *suite.Page) error {
		for _, sid := range suite.SIDs(p.Items) {
			if slices.Contains(want, sid) {
				got = append(got, sid)
			}
		}
		return nil
	})
	slices.Sort(got)
	return expect.Then(err, expect.Same(fmt.Sprintf(
		"the entries of %s that were just made, over pages of %d, sorted,", list, size),
		fmt.Sprint(got), fmt.Sprint(slices.Sorted(slices.Values(want)))))
}

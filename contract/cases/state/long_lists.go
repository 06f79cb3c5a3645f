package state

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// long is one more entry than two pages of the default size have. Lists of Assets, Variables, versions and Deployments
// have overOnePage, which is a few more than one page: a server that ends lists at a hundred ends Functions there too.
const long, overOnePage, twenty = 101, 52, 20

// CostOfLists is the Cost of the cases that read the Functions and the Assets which other cases have made. Those begin
// before: their Cost is higher.
const CostOfLists = 35

// longListCases read lists of more than one page in both directions, in pages of several sizes.
func longListCases() []suite.Case {
	var all []suite.Case
	for _, l := range []struct {
		resource, op string
		make         func(ctx context.Context, s *suite.Session) (list string, sids []string, err error)
	}{
		{"functions", "ListFunction", manyFiles("Functions")},
		{"assets", "ListAsset", manyFiles("Assets")},
		{"function-versions", "ListFunctionVersion", lastVersionsOf("Functions")},
		{"asset-versions", "ListAssetVersion", lastVersionsOf("Assets")},
		{"variables", "ListVariable", lastVariables},
		{"environments", "ListEnvironment", manyEnvironments},
		{"deployments", "ListDeployment", manyDeployments},
	} {
		cost := map[string]int{"variables": CostOfLists}[l.resource]
		if strings.HasPrefix(l.resource, "function") || strings.HasPrefix(l.resource, "asset") {
			cost = CostOfLists
		}
		ops := []string{l.op}
		if l.resource == "variables" {
			ops = append(ops, "UpdateVariable")
		}
		all = append(all, suite.Case{
			ID: l.resource + "/long-lists-are-whole", Cost: cost,
			Claim: "A list of several pages has every entry once, in pages of 50 unless PageSize says otherwise, " +
				"as it is alone and on a page of another size, and its URLs lead to the page before, the next and " +
				"the first one.",
			Source: officialSpec, Level: suite.Documented, Ops: ops,
			Run: func(ctx context.Context, s *suite.Session) error {
				list, sids, err := l.make(ctx, s)
				if err != nil {
					return err
				}
				return pagesOf(ctx, s, list, sids)
			},
		})
	}
	return all
}

// manyFiles gives the Functions or Assets that other cases have made in the Service that they share, and some more.
func manyFiles(collection string) func(ctx context.Context, s *suite.Session) (list string, sids []string, err error) {
	return func(ctx context.Context, s *suite.Session) (string, []string, error) {
		service, made, err := s.LastOfService(ctx)
		if err != nil {
			return "", nil, err
		}
		list := suite.Path("Services", service.SID, collection)
		sids, err := filledUp(ctx, s, list, made)
		return list, sids, err
	}
}

// filledUp adds to what other cases have made in a list of Functions or Assets, and gives the SIDs of all.
func filledUp(ctx context.Context, s *suite.Session, list string, made []suite.Made) ([]string, error) {
	n := overOnePage
	if strings.HasSuffix(list, "/Functions") {
		n = long
	}
	return suite.Share(ctx, s, "many files in "+list, 0, func(ctx context.Context) ([]string, error) {
		sids := entriesOf(list, made)
		err := numbered(n-len(sids), func(i int) error {
			path, err := create(ctx, s, list, "FriendlyName", fmt.Sprint("number ", i))
			sids = append(sids, sidOf(path))
			return expect.Then(err, oldest(ctx, len(sids)))
		})
		return sids, err
	})
}

// oldest waits when a list has its first entry: it has a date of its own. What other cases have made took them time.
func oldest(ctx context.Context, entries int) error {
	if entries != 1 {
		return nil
	}
	return suite.Wait(ctx, suite.DateStep)
}

// entriesOf are the SIDs of what is an entry of a list.
func entriesOf(list string, made []suite.Made) (sids []string) {
	for _, m := range made {
		if sid, ok := strings.CutPrefix(m.Path, list+"/"); ok && !strings.Contains(sid, "/") {
			sids = append(sids, sid)
		}
	}
	return sids
}

// lastVersionsOf adds versions to those that other cases have uploaded to one Function or Asset.
func lastVersionsOf(collection string) func(ctx context.Context, s *suite.Session) (string, []string, error) {
	return func(ctx context.Context, s *suite.Session) (string, []string, error) {
		parent, made, err := s.LastOfUploads(ctx, collection)
		if err != nil {
			return "", nil, err
		}
		sids := entriesOf(parent+"/Versions", made)
		err = numbered(overOnePage-len(sids), func(i int) error {
			path, err := uploadTo(ctx, s, parent, suite.File{Path: fmt.Sprint("/number-", i), Content: "//\n",
				Visibility: []string{"private", "public", "protected"}[i%3]})
			sids = append(sids, sidOf(path))
			return expect.Then(err, oldest(ctx, len(sids)))
		})
		return parent + "/Versions", sids, err
	}
}

// lastVariables adds Variables to those that other cases have made in one Environment.
func lastVariables(ctx context.Context, s *suite.Session) (string, []string, error) {
	list, made, err := s.LastOfVariables(ctx)
	if err != nil {
		return "", nil, err
	}
	sids := entriesOf(list, made)
	err = numbered(overOnePage-len(sids), func(i int) error {
		path, err := create(ctx, s, list, "Key", fmt.Sprint("Number_", i), "Value", fmt.Sprint(i))
		sids = append(sids, sidOf(path))
		return expect.Then(err, oldest(ctx, len(sids)))
	})
	if err != nil {
		return "", nil, err
	}
	return list, sids, s.Post(ctx, list+"/"+sids[0], form("Value", "of the oldest, updated")).OK(nil)
}

// maxEnvironments is how many a Service may have (twilio/flex-plugin-builder#621).
const maxEnvironments = 25

// manyEnvironments makes as many as a Service may have.
func manyEnvironments(ctx context.Context, s *suite.Session) (string, []string, error) {
	service, err := s.ServiceFor(ctx, map[string]suite.Use{"Environments": suite.Own})
	if err != nil {
		return "", nil, err
	}
	list := suite.Path("Services", service.SID, "Environments")
	sids := make([]string, maxEnvironments)
	err = numbered(len(sids), func(i int) error {
		path, err := create(ctx, s, list, "UniqueName", fmt.Sprint("number-", i), "DomainSuffix", fmt.Sprint("n", i))
		sids[i] = sidOf(path)
		return err
	})
	return list, sids, err
}

// manyDeployments deploys two Builds in turn: one that is live is not deployed again.
func manyDeployments(ctx context.Context, s *suite.Session) (string, []string, error) {
	stage, err := s.SharedStage(ctx, 1)
	if err != nil {
		return "", nil, err
	}
	service := suite.Path("Services", stage.SID)
	w := &furnished{service: service}
	e, err := create(ctx, s, service+"/Environments", "UniqueName", s.Name(), "DomainSuffix", s.Suffix())
	if err != nil {
		return "", nil, err
	}
	version, err := s.SharedFunctionVersion(ctx, stage)
	if err != nil {
		return "", nil, err
	}
	for range 2 {
		b, err := create(ctx, s, service+"/Builds", "FunctionVersions", version.SID)
		if err != nil {
			return "", nil, err
		}
		w.builds = append(w.builds, sidOf(b))
	}
	for _, b := range w.builds {
		if err := w.complete(ctx, s, b); err != nil {
			return "", nil, err
		}
	}
	var sids []string
	for i := range overOnePage {
		path, err := create(ctx, s, e+"/Deployments", "BuildSid", w.builds[i%2])
		if err != nil {
			return "", nil, err
		}
		sids = append(sids, sidOf(path))
	}
	return e + "/Deployments", sids, nil
}

// pagesOf reads a list in pages of the default size, of a third or a tenth, of all but one and of all.
func pagesOf(ctx context.Context, s *suite.Session, list string, want []string) error {
	want = slices.Sorted(slices.Values(want))
	was := snapshot{} // as pages of the first size have them
	sizes := []int{0, max(1, len(want)/3), 1000}
	if len(want) >= long { // eleven pages, those of the twenty in all examples, and two of more than the default size
		sizes = []int{0, len(want) / 10, twenty, len(want) - 1, 1000}
	}
	for _, size := range sizes {
		var pages []*suite.Page
		err := s.Pages(ctx, list, size, func(p *suite.Page) error {
			pages = append(pages, p)
			return nil
		})
		if err != nil {
			return err
		}
		what := fmt.Sprintf("in pages of %d: ", size)
		if size == 0 {
			what, size = "in pages of the default size: ", 50
		}
		var got []string
		for i, p := range pages {
			got = append(got, suite.SIDs(p.Items)...)
			if err := standsAt(what, p, i, size, len(pages) == i+1); err != nil {
				return err
			}
		}
		slices.Sort(got)
		if err := expect.Same(what+"the entries of all pages, sorted,", strings.Join(got, " "),
			strings.Join(want, " ")); err != nil {
			return err
		}
		is, last, err := entries(list, pages)
		if err != nil {
			return err
		}
		if len(was) > 0 {
			err = was.compare(is, moving(list, is))
		} else {
			was, err = is, (&furnished{was: is}).fetched(ctx, s, last)
		}
		if err != nil {
			return fmt.Errorf("%s%w", what, err)
		}
		if size == 50 || size == twenty || len(pages) < 3 {
			continue
		}
		if err := neighbours(ctx, s, pages); err != nil {
			return fmt.Errorf("%s%w", what, err)
		}
	}
	return nil
}

// moving lets the date_updated of what has something below it move between two walks: another case may add to that, and
// no page says that a parent stays as it is.
func moving(list string, is snapshot) change {
	if len(below[list[strings.LastIndexByte(list, '/')+1:]]) == 0 {
		return change{}
	}
	props := map[string][]string{}
	for path := range is {
		props[path] = []string{"date_updated"}
	}
	return change{props: props}
}

// entries are those of all pages of a list, and the path of the last of them.
func entries(list string, pages []*suite.Page) (all snapshot, last string, err error) {
	all = snapshot{}
	for _, p := range pages {
		for _, item := range p.Items {
			var o object
			if err := item.Into(&o); err != nil {
				return nil, "", err
			}
			last = list + "/" + item.SID
			all[last] = o
		}
	}
	return all, last, nil
}

// standsAt wants a page to say where it stands. A server may give smaller pages than large ones, when it says so.
func standsAt(what string, p *suite.Page, i, size int, last bool) error {
	at := fmt.Sprintf("%smeta of page %d: ", what, i)
	problems := []error{
		expect.Same(at+"page", p.Meta.Page, i),
		expect.That(i == 0 == (p.Meta.PreviousPageURL == nil), "%sprevious_page_url is %s", at,
			expect.Optional(p.Meta.PreviousPageURL)),
		expect.That(len(p.Items) <= p.Meta.PageSize, "%s%d entries are more than the page_size of %d", at, len(p.Items),
			p.Meta.PageSize),
	}
	if size <= 50 {
		problems = append(problems, expect.Same(at+"page_size", p.Meta.PageSize, size))
	}
	if !last {
		problems = append(problems, expect.Same(at+"the number of entries of a full page", len(p.Items),
			p.Meta.PageSize))
	}
	return errors.Join(problems...)
}

// neighbours follows the URLs of the pages in the middle and at the end.
func neighbours(ctx context.Context, s *suite.Session, pages []*suite.Page) error {
	last := len(pages) - 1
	var problems []error
	for _, f := range []struct {
		what    string
		address string
		want    *suite.Page
	}{
		{"first_page_url of the last page", pages[last].Meta.FirstPageURL, pages[0]},
		{"url of the second page", pages[1].Meta.URL, pages[1]},
		{"previous_page_url of the last page", *pages[last].Meta.PreviousPageURL, pages[last-1]},
		{"previous_page_url of the second page", *pages[1].Meta.PreviousPageURL, pages[0]},
	} {
		got, err := s.Page(ctx, f.address)
		problems = append(problems, err, expect.Same("what "+f.what+" leads to",
			strings.Join(suite.SIDs(got.Items), " "),
			strings.Join(suite.SIDs(f.want.Items), " ")))
	}
	return errors.Join(problems...)
}

package state

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// long is one more entry than two pages of the default size have. Lists of Variables, versions and Deployments
// have overOnePage, which is a few more than one page: a server that ends lists at a hundred ends Functions there too.
const long, overOnePage = 101, 56

// longListCases read lists of more than one page in both directions, in pages of several sizes.
func longListCases() []suite.Case {
	var all []suite.Case
	for _, l := range []struct {
		resource, op string
		make         func(ctx context.Context, s *suite.Session) (list string, sids []string, err error)
	}{
		{"functions", "ListFunction", listOfManyFiles("Functions")},
		{"assets", "ListAsset", listOfManyFiles("Assets")},
		{"function-versions", "ListFunctionVersion", lastVersionsOf("Functions")},
		{"asset-versions", "ListAssetVersion", lastVersionsOf("Assets")},
		{"variables", "ListVariable", lastVariables},
		{"environments", "ListEnvironment", alone(manyEnvironments)},
		{"deployments", "ListDeployment", onStage(manyDeployments)},
	} {
		cost := 0
		if l.resource == "functions" || l.resource == "assets" {
			cost = costOfManyFiles
		}
		all = append(all, suite.Case{
			ID: l.resource + "/long-lists-are-whole", Cost: cost,
			Claim: "A list of several pages has every entry once, in pages of 50 unless PageSize says otherwise, " +
				"and its URLs lead to the page before, the next and the first one.",
			Source: officialSpec, Level: suite.Documented, Ops: []string{l.op},
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

// many makes many of something in a Service and gives their list and SIDs.
type many = func(ctx context.Context, s *suite.Session, service string) (list string, sids []string, err error)

// alone makes them in a Service of the case's own.
func alone(make many) func(ctx context.Context, s *suite.Session) (string, []string, error) {
	return func(ctx context.Context, s *suite.Session) (string, []string, error) {
		return inOne(ctx, s, s.CreateService, make)
	}
}

// onStage makes them in a Service for Environments that is shared.
func onStage(make many) func(ctx context.Context, s *suite.Session) (string, []string, error) {
	return func(ctx context.Context, s *suite.Session) (string, []string, error) {
		return inOne(ctx, s, s.SharedStage, make)
	}
}

func inOne(ctx context.Context, s *suite.Session, in func(context.Context) (*serverless.Service, error),
	make many) (string, []string, error) {
	service, err := in(ctx)
	if err != nil {
		return "", nil, err
	}
	return make(ctx, s, suite.Path("Services", service.SID))
}

// serviceOfFiles is one that all cases share that want many Functions or Assets. They make no other in it.
func serviceOfFiles(ctx context.Context, s *suite.Session) (path string, err error) {
	service, err := suite.Share(ctx, s, "Service with many files", casesOfManyFiles, s.CreateService)
	if err != nil {
		return "", err
	}
	return suite.Path("Services", service.SID), nil
}

// manyFiles gives many Functions, or many Assets, of a Service of files.
func manyFiles(ctx context.Context, s *suite.Session, service, kind string) (sids []string, err error) {
	return suite.Share(ctx, s, "many "+kind+" in "+service, 0, func(ctx context.Context) ([]string, error) {
		_, sids, err := manyOf(kind, long)(ctx, s, service)
		return sids, err
	})
}

func listOfManyFiles(kind string) func(ctx context.Context, s *suite.Session) (list string, sids []string, err error) {
	return func(ctx context.Context, s *suite.Session) (string, []string, error) {
		service, err := serviceOfFiles(ctx, s)
		if err != nil {
			return "", nil, err
		}
		sids, err := manyFiles(ctx, s, service, kind)
		return service + "/" + kind, sids, err
	}
}

// casesOfManyFiles is how many cases want many Functions or Assets.
const casesOfManyFiles = 3

// costOfManyFiles is the Cost of each of them: any may be the one that makes them.
const costOfManyFiles = 170

func manyOf(kind string, n int) func(ctx context.Context, s *suite.Session, service string) (string, []string, error) {
	return func(ctx context.Context, s *suite.Session, service string) (string, []string, error) {
		sids := make([]string, n)
		err := numbered(n, func(i int) error {
			path, err := create(ctx, s, service+"/"+kind, "FriendlyName", fmt.Sprint("number ", i))
			sids[i] = sidOf(path)
			return err
		})
		return service + "/" + kind, sids, err
	}
}

// entriesOf are the SIDs of those of the paths that are entries of a list.
func entriesOf(list string, paths []string) (sids []string) {
	for _, path := range paths {
		if sid, ok := strings.CutPrefix(path, list+"/"); ok && !strings.Contains(sid, "/") {
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
			path, err := uploadTo(ctx, s, parent, suite.File{Path: fmt.Sprint("/number-", i), Content: "//\n"})
			sids = append(sids, sidOf(path))
			return err
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
		path, err := create(ctx, s, list, "Key", fmt.Sprint("NUMBER_", i), "Value", fmt.Sprint(i))
		sids = append(sids, sidOf(path))
		return err
	})
	return list, sids, err
}

// maxEnvironments is how many a Service may have (twilio/flex-plugin-builder#621).
const maxEnvironments = 25

// manyEnvironments makes as many as a Service may have.
func manyEnvironments(ctx context.Context, s *suite.Session, service string) (string, []string, error) {
	sids := make([]string, maxEnvironments)
	err := numbered(len(sids), func(i int) error {
		path, err := create(ctx, s, service+"/Environments", "UniqueName", fmt.Sprint("number-", i), "DomainSuffix",
			fmt.Sprint("n", i))
		sids[i] = sidOf(path)
		return err
	})
	return service + "/Environments", sids, err
}

// manyDeployments deploys two Builds in turn: one that is live is not deployed again.
func manyDeployments(ctx context.Context, s *suite.Session, service string) (string, []string, error) {
	w := &furnished{service: service}
	e, err := create(ctx, s, service+"/Environments", "UniqueName", s.Name(), "DomainSuffix", s.Suffix())
	if err != nil {
		return "", nil, err
	}
	version, err := s.SharedFunctionVersion(ctx, &serverless.Service{SID: sidOf(service)})
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

// pagesOf reads a list in pages of the default size, of a sixth, of all but one and of all.
func pagesOf(ctx context.Context, s *suite.Session, list string, want []string) error {
	want = slices.Sorted(slices.Values(want))
	for _, size := range []int{0, max(1, len(want)/6), len(want) - 1, 1000} {
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
		if size == 50 || len(pages) < 3 {
			continue
		}
		if err := neighbours(ctx, s, pages); err != nil {
			return fmt.Errorf("%s%w", what, err)
		}
	}
	return nil
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

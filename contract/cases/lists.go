package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/derive"
	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// firstPageCases ask for page 0 by its number, as the page URLs of the API do.
func firstPageCases() []suite.Case {
	type zeroth struct {
		resource, kind string
		open           func(do func(ctx context.Context, s *suite.Session, path, sid string) error) run
	}
	var cases []suite.Case
	first := []zeroth{
		{"function-versions", "FunctionVersion", filled("function-versions")},
		{"asset-versions", "AssetVersion", filled("asset-versions")},
		{"builds", "Build", filled("builds")},
		{"environments", "Environment", filled("environments")},
		{"variables", "Variable", filled("variables")},
		{"deployments", "Deployment", bare(deploymentsOf)},
		{"logs", "Log", bare(logsOf)},
	}
	for _, l := range otherListings() {
		first = append(first, zeroth{l.resource, l.kind, l.open})
	}
	for _, list := range first {
		cases = append(cases, suite.Case{
			ID:     list.resource + "/page-zero-is-the-first",
			Claim:  "Pages are counted from 0, and Page=0 asks for the first one.",
			Source: officialSpec, Level: suite.Documented, Ops: []string{"List" + list.kind},
			Run: list.open(func(ctx context.Context, s *suite.Session, path, sid string) error {
				p, err := s.Page(ctx, s.Target().APIURL+path+"?Page=0")
				if err != nil {
					return err
				}
				return errors.Join(lists("the page", p, sid), expect.Same("meta.page", p.Meta.Page, 0),
					expect.Same("previous_page_url", expect.Optional(p.Meta.PreviousPageURL), "null"))
			}),
		})
	}
	return cases
}

// A listing is a list operation. All of them page alike: the official document repeats the same three parameters and
// the same meta for each.
type listing struct {
	resource string // in case IDs
	kind     string // as in operationIds
	shared   bool   // with all other cases
	// open opens a list with the SID of an entry; it is empty when the list is.
	open func(do func(ctx context.Context, s *suite.Session, path, sid string) error) run
}

// openEmpty opens the list for a case that needs no entry in it.
func (l listing) openEmpty(do func(ctx context.Context, s *suite.Session, path, sid string) error) run {
	if !l.shared {
		return l.open(do)
	}
	return func(ctx context.Context, s *suite.Session) error { return do(ctx, s, "/v1/Services", "") }
}

// bare opens a list of what belongs to an Environment in which there is nothing.
func bare(list func(*serverless.Environment) string) func(do func(ctx context.Context, s *suite.Session,
	path, sid string) error) run {
	return func(do func(ctx context.Context, s *suite.Session, path, sid string) error) run {
		return inBareEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
			return do(ctx, s, list(e), "")
		})
	}
}

func (l listing) cases() []suite.Case {
	ops := []string{"List" + l.kind}
	return []suite.Case{
		{
			ID: l.resource + "/page-size-from-1-to-1000",
			Claim: "A page of the list may be asked to have 1 to 1000 items, and has 50 at most when PageSize is " +
				"not sent.",
			Source: officialSpec, Level: suite.Documented, Ops: ops, Alone: l.shared,
			Run: l.open(func(ctx context.Context, s *suite.Session, path, sid string) error {
				for _, size := range []struct {
					query string
					want  int // 0: a server may give smaller pages than it is asked for
				}{{"", 50}, {"?PageSize=1", 1}, {"?PageSize=1000", 0}} {
					p, err := s.Page(ctx, s.Target().APIURL+path+size.query)
					if err != nil {
						return err
					}
					if size.want == 0 {
						size.want = p.Meta.PageSize
					}
					if err := expect.Then(expect.Same("page_size with "+size.query, p.Meta.PageSize, size.want),
						expect.Same("page with "+size.query, p.Meta.Page, 0),
						expect.Same("previous_page_url with "+size.query, expect.Optional(p.Meta.PreviousPageURL),
							"null"),
						expect.That(len(p.Items) <= size.want, "the page has %d items, want %d at most", len(p.Items),
							size.want),
						expect.That(sid == "" || len(p.Items) > 0, "the page with %s is empty",
							size.query)); err != nil {
						return err
					}
					if l.shared || size.query == "?PageSize=1" { // others may stand before it
						continue
					}
					if err := lists("the page with "+size.query, p, sid); err != nil {
						return err
					}
				}
				return nil
			}),
		},
		{
			ID:     l.resource + "/page-size-out-of-range-is-refused",
			Claim:  "PageSize is a number from 1 to 1000.",
			Source: officialSpec, Level: suite.Assumed, Ops: ops,
			Run: l.openEmpty(func(ctx context.Context, s *suite.Session, path, _ string) error {
				return expect.Then(s.Get(ctx, path+"?PageSize=0").RefusedSomehow(),
					s.Get(ctx, path+"?PageSize=1001").RefusedSomehow())
			}),
		},
	}
}

// emptyToken is the case about a client that rebuilds page URLs from their parts.
func (l listing) emptyToken() suite.Case {
	return suite.Case{
		ID:     l.resource + "/empty-page-token-is-none",
		Claim:  "A PageToken that is empty is as good as none, with Page and PageSize beside it.",
		Source: sdk, Level: suite.Inferred, Ops: []string{"List" + l.kind}, Alone: l.shared,
		Run: l.open(func(ctx context.Context, s *suite.Session, path, sid string) error {
			p, err := s.Page(ctx, s.Target().APIURL+path+"?PageSize=20&Page=0&PageToken=")
			if err != nil {
				return err
			}
			return errors.Join(expect.Same("page", p.Meta.Page, 0),
				expect.That(sid == "" || len(p.Items) > 0, "the page is empty, though one was created before"))
		}),
	}
}

// pageURLs wants the URLs of the second page of a list to lead to the pages that they name.
func pageURLs(ctx context.Context, s *suite.Session, path string, size int) error {
	first, err := s.Page(ctx, fmt.Sprintf("%s%s?PageSize=%d", s.Target().APIURL, path, size))
	if err != nil {
		return err
	}
	if first.Meta.NextPageURL == nil {
		return fmt.Errorf("next_page_url is null, though there are more than %d items", size)
	}
	second, err := s.Page(ctx, *first.Meta.NextPageURL)
	if err != nil {
		return err
	}
	if second.Meta.PreviousPageURL == nil {
		return fmt.Errorf("previous_page_url of the second page is null")
	}
	for _, way := range []struct {
		name, address string
		want          *suite.Page
	}{
		{"url", second.Meta.URL, second},
		{"first_page_url", second.Meta.FirstPageURL, first},
		{"previous_page_url", *second.Meta.PreviousPageURL, first},
	} {
		got, err := s.Page(ctx, way.address)
		if err != nil {
			return err
		}
		if err := expect.Then(expect.Same("the items behind "+way.name, fmt.Sprint(suite.SIDs(got.Items)),
			fmt.Sprint(suite.SIDs(way.want.Items))),
			expect.Same("meta.page behind "+way.name, got.Meta.Page, way.want.Meta.Page)); err != nil {
			return err
		}
	}
	return nil
}

// queryCases ask of every list what the cases of one list ask.
func queryCases() []suite.Case {
	var lists []contract.OperationInfo
	for _, op := range contract.Operations() {
		if strings.HasPrefix(op.OperationID, "List") {
			lists = append(lists, op)
		}
	}
	return []suite.Case{
		{
			ID:     "services/page-and-page-size-are-numbers-everywhere",
			Claim:  "The PageSize of every list is a whole number, and so is its Page, which is not negative.",
			Source: officialSpec, Level: suite.Assumed, Ops: idsOf(lists),
			Run: func(ctx context.Context, s *suite.Session) error {
				w, err := sharedWorld(ctx, s)
				if err != nil {
					return err
				}
				var problems []error
				for _, op := range lists {
					path, err := w.fill(ctx, op.Path)
					if err != nil {
						return err
					}
					for _, query := range []string{"PageSize=many", "Page=-1", "Page=first"} {
						problems = append(problems, s.Get(ctx, path+"?"+query).RefusedSomehow())
					}
				}
				return errors.Join(problems...)
			},
		},
	}
}

// listCases are the promises about pages that hold for every list but those of Functions, Assets
// and versions, which are with theirs. A list that is new in the contract is among them by itself.
func listCases() []suite.Case {
	services := listing{resource: "services", kind: "Service", shared: true,
		open: func(do func(ctx context.Context, s *suite.Session, path, sid string) error) run {
			return func(ctx context.Context, s *suite.Session) error {
				all, err := s.SharedServices(ctx)
				if err != nil {
					return err
				}
				return do(ctx, s, "/v1/Services", all[0].SID)
			}
		}}
	all := slices.Concat(
		services.cases(), []suite.Case{services.emptyToken()},
		listing{resource: "builds", kind: "Build", open: filled("builds")}.cases(),
		listing{resource: "environments", kind: "Environment", open: filled("environments")}.cases(),
		listing{resource: "variables", kind: "Variable", open: filled("variables")}.cases(),
		listing{resource: "deployments", kind: "Deployment", open: bare(deploymentsOf)}.cases(),
		listing{resource: "logs", kind: "Log", open: bare(logsOf)}.cases(),
	)
	for _, l := range otherListings() {
		all = append(all, l.cases()...)
		all = append(all, l.emptyToken())
	}
	for _, op := range operations.All() {
		if create, ok := derive.CreateIn(op.Template); ok && op.Verb() == "List" && !hasFixture(op) {
			all = append(all, eachOnce(op, create))
		}
	}
	return all
}

// eachOnce is the case about the pages of a list that no fixture fills.
func eachOnce(list, create operations.Operation) suite.Case {
	return suite.Case{
		ID:     derive.Resource(list) + "/list-has-every-one-once",
		Claim:  "The list has each entry exactly once, over as many pages as it takes.",
		Source: officialSpec, Level: suite.Documented, Ops: []string{list.ID, create.ID},
		Run: func(ctx context.Context, s *suite.Session) error {
			w, err := newWorld(ctx, s)
			if err != nil {
				return err
			}
			path, err := w.fill(ctx, list.Template)
			if err != nil {
				return err
			}
			var sids []string
			for range 3 {
				sid, err := w.make(ctx, create, path)
				if err != nil {
					return err
				}
				sids = append(sids, sid)
			}
			return everyItemOnce(ctx, s, path, list.List, sids)
		},
	}
}

// otherListings are the lists of the contract that no fixture of this package fills: those of resources that are new.
func otherListings() []listing {
	var all []listing
	for _, op := range operations.All() {
		if op.Verb() == "List" && !hasFixture(op) {
			all = append(all, listing{resource: derive.Resource(op), kind: op.Noun(), open: opened(op)})
		}
	}
	return all
}

// hasFixture reports whether a fixture of this package fills a list.
func hasFixture(list operations.Operation) bool {
	return slices.Contains([]string{"Service", "Function", "FunctionVersion", "Asset", "AssetVersion", "Build",
		"Environment", "Variable", "Deployment", "Log"}, list.Noun())
}

// opened opens the list of an operation: with one entry that cases share when the API makes such entries, else empty.
func opened(op operations.Operation) func(do func(ctx context.Context, s *suite.Session, path, sid string) error) run {
	type one struct{ path, sid string }
	return func(do func(ctx context.Context, s *suite.Session, path, sid string) error) run {
		return func(ctx context.Context, s *suite.Session) error {
			if _, ok := derive.CreateIn(op.Template); !ok {
				w, err := sharedWorld(ctx, s)
				if err != nil {
					return err
				}
				path, err := w.fill(ctx, op.Template)
				if err != nil {
					return err
				}
				return do(ctx, s, path, "")
			}
			list, err := suite.Share(ctx, s, "list of "+op.Noun()+" with one in it", 1000,
				func(ctx context.Context) (one, error) {
					w, err := newWorld(ctx, s)
					if err != nil {
						return one{}, err
					}
					sid, err := w.sid(ctx, derive.Collections(op.Template))
					if err != nil {
						return one{}, err
					}
					path, err := w.fill(ctx, op.Template)
					return one{path, sid}, err
				})
			if err != nil {
				return err
			}
			return do(ctx, s, list.path, list.sid)
		}
	}
}

package contract

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// queryCases ask of every list what the cases of one list ask.
func queryCases() []Case {
	var lists []OperationInfo
	for _, op := range Operations() {
		if strings.HasPrefix(op.OperationID, "List") {
			lists = append(lists, op)
		}
	}
	refused := func(ops []OperationInfo, queries ...string) run {
		return func(ctx context.Context, s *Session) error {
			w, err := newWorld(ctx, s)
			if err != nil {
				return err
			}
			var problems []error
			for _, op := range ops {
				path, err := w.fill(ctx, op.Path)
				if err != nil {
					return err
				}
				for _, query := range queries {
					problems = append(problems, s.Send(ctx, http.MethodGet, path+"?"+query, "", "").RefusedSomehow())
				}
			}
			return errors.Join(problems...)
		}
	}
	var logs []OperationInfo
	for _, op := range lists {
		if op.OperationID == "ListLog" {
			logs = append(logs, op)
		}
	}
	return []Case{
		{
			ID:     "services/second-page-leads-back-to-the-first",
			Claim:  "A page that is not the first has a previous_page_url, and it leads to the page before.",
			Source: officialSpec, Level: Documented, Ops: []string{"ListService"}, Alone: true,
			Run: func(ctx context.Context, s *Session) error {
				for range 2 {
					if _, err := s.CreateService(ctx); err != nil {
						return err
					}
				}
				var walked []*page
				address := s.target.APIURL + "/v1/Services?PageSize=1"
				for _, link := range []func(*page) *string{
					func(p *page) *string { return p.Meta.NextPageURL }, func(p *page) *string { return p.Meta.PreviousPageURL }, nil,
				} {
					p, err := s.page(ctx, address)
					if err != nil {
						return err
					}
					walked = append(walked, p)
					if link == nil {
						break
					}
					next := link(p)
					if next == nil {
						return fmt.Errorf("page %d of at least two lacks the URL that leads on or back", p.Meta.Page)
					}
					if err := s.mayFollow(*next); err != nil {
						return err
					}
					address = *next
				}
				first, second, back := sids(walked[0].Items), sids(walked[1].Items), sids(walked[2].Items)
				return errors.Join(
					that(!slices.Equal(first, second), "the second page has the items of the first, %v", first),
					that(slices.Equal(first, back), "the page before the second has %v, want %v", back, first))
			},
		},
		{
			ID:     "services/page-size-is-a-number-from-one-to-a-thousand-everywhere",
			Claim:  "The PageSize of every list is a whole number from 1 to 1000.",
			Source: officialSpec, Level: Assumed, Ops: idsOf(lists),
			Run: refused(lists, "PageSize=0", "PageSize=1001", "PageSize=many"),
		},
		{
			ID:     "services/page-is-a-number-from-zero-on-everywhere",
			Claim:  "The Page of every list is a whole number that is not negative.",
			Source: officialSpec, Level: Assumed, Ops: idsOf(lists),
			Run: refused(lists, "Page=-1", "Page=first"),
		},
		{
			ID:     "logs/filters-are-well-formed",
			Claim:  "StartDate and EndDate are dates of RFC 3339 and FunctionSid is the SID of a Function.",
			Source: logPage + "#read-multiple-log-resources", Level: Assumed, Ops: idsOf(logs),
			Run: refused(logs, "StartDate=yesterday", "EndDate=tomorrow"),
		},
	}
}

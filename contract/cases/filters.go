package cases

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/derive"
	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/internal/forms"
)

// filterCases try the filters of lists that the contract ties to a property of what is listed, see [derive.Filters].
// So a filter that is new in the contract needs no case of its own.
func filterCases() []suite.Case {
	var all []suite.Case
	for _, list := range operations.All() {
		filters := derive.Filters(list)
		if len(filters) == 0 {
			continue
		}
		page, _, _ := strings.Cut(list.Source, "#")
		all = append(all, suite.Case{
			ID: derive.Resource(list) + "/each-filter-leaves-what-it-names",
			Claim: list.ID + " with a filter has everything that fits its value, and nothing else, on each page: " +
				strings.Join(namesOf(filters), ", ") + ".",
			Source: page, Level: suite.Documented, Ops: []string{list.ID}, Needs: neededBy(list),
			Run: func(ctx context.Context, s *suite.Session) error {
				w, err := lentWorld(ctx, s)
				if err != nil {
					return err
				}
				if err := w.filtered(ctx, list, filters); err != nil {
					return err
				}
				s.GiveBack()
				return nil
			},
		})
		if illegal := illegalFilters(filters); len(illegal) > 0 {
			all = append(all, suite.Case{
				ID:     derive.Resource(list) + "/each-filter-takes-legal-values-alone",
				Claim:  list.ID + " refuses a value that the filter cannot have.",
				Source: page, Level: suite.Assumed, Ops: []string{list.ID},
				Run: func(ctx context.Context, s *suite.Session) error {
					w, err := sharedWorld(ctx, s)
					if err != nil {
						return err
					}
					path, err := w.fill(ctx, list.Template)
					if err != nil {
						return err
					}
					var problems []error
					for _, query := range illegal {
						problems = append(problems, s.Get(ctx, path+"?"+query.Encode()).RefusedSomehow())
					}
					return errors.Join(problems...)
				},
			})
		}
	}
	return all
}

func namesOf(filters []derive.Filter) (names []string) {
	for _, f := range filters {
		names = append(names, f.Parameter.Name)
	}
	return names
}

// neededBy has the feature without which there may be no entries: those of a list that nothing fills but Functions.
func neededBy(list operations.Operation) []suite.Feature {
	made := slices.ContainsFunc(operations.All(), func(op operations.Operation) bool {
		return op.Verb() == "Create" && op.Template == list.Template
	})
	if made {
		return nil
	}
	return []suite.Feature{suite.FeatureLogs}
}

// illegalFilters are queries with one value that the contract rules out.
func illegalFilters(filters []derive.Filter) (queries []url.Values) {
	for _, f := range filters {
		for _, rule := range []func(operations.Field) ([]string, bool){illegalValue, overLimit} {
			if values, ok := rule(f.Parameter); ok {
				queries = append(queries, form(f.Parameter.Name, values[0]))
			}
		}
	}
	return queries
}

// filtered makes entries and wants each value of each filter to leave those that fit it.
func (w *world) filtered(ctx context.Context, list operations.Operation, filters []derive.Filter) error {
	path, err := w.fill(ctx, list.Template)
	if err != nil {
		return err
	}
	if err := w.several(ctx, list, path, filters); err != nil {
		return err
	}
	items, err := w.s.List(ctx, path, 0)
	if err != nil {
		return err
	}
	var problems []error
	for _, f := range filters {
		own, err := w.entries(items, list, f)
		if err != nil {
			return err
		}
		for _, value := range sentTo(f, own) {
			problems = append(problems, w.leaves(ctx, path, list, f, value, own))
		}
	}
	return errors.Join(problems...)
}

// several makes a list one of two entries or more, that differ in the filtered properties where a form sets them: one
// that does not fit lies between two that do, so that a filter that only the first page knows shows.
func (w *world) several(ctx context.Context, list operations.Operation, path string, filters []derive.Filter) error {
	if _, err := w.sid(ctx, derive.Collections(list.Template)); err != nil {
		return err
	}
	create, ok := derive.CreateIn(list.Template)
	switch {
	case list.Noun() == "Service" || len(neededBy(list)) > 0:
		return nil
	case list.Noun() == "Build":
		if w.s.Target().FailingDependency != "" {
			if _, err := failedBuild(ctx, w.s, w.functionMade); err != nil {
				return err
			}
		}
		_, err := again(ctx, w.s, w.buildMade)
		return err
	case list.Noun() == "Deployment": // of the same Build, which is cleared before
		_, err := w.below(ctx, derive.Collections(list.Template))
		return err
	case !ok:
		return w.s.Upload(ctx, path, suite.File{}.Parts(w.s)...).Created(nil)
	}
	sets := []url.Values{{}}
	for _, field := range create.Body.Fields {
		if slices.Contains(namesOf(filters), field.Name) && len(field.Enum) > 0 {
			for i := range len(field.Enum) + 1 {
				sets = append(sets, form(field.Name, field.Enum[i%len(field.Enum)]))
			}
		}
	}
	for _, set := range sets {
		fields := forms.Whole(create, set, w.s.Name)
		if len(set) == 0 {
			fields = forms.Smallest(create.ID, w.s.Name)
		}
		if err := w.s.Post(ctx, path, fields).Created(nil); err != nil {
			return &suite.SetupError{Operation: create.ID, Err: err}
		}
	}
	return nil
}

// An entry is one of a list, with the value of the property that a filter looks at; empty for null.
type entry struct{ sid, value string }

// entries has those of the case: of Services, which all cases share, its own one.
func (w *world) entries(items []suite.Item, list operations.Operation, f derive.Filter) ([]entry, error) {
	var all []entry
	for _, item := range items {
		var properties map[string]any
		if err := item.Into(&properties); err != nil {
			return nil, err
		}
		e := entry{sid: item.SID}
		if value := properties[f.Property.Name]; value != nil {
			e.value = fmt.Sprint(value)
		}
		if list.Noun() != "Service" || e.sid == w.service.SID {
			all = append(all, e)
		}
	}
	return all, expect.That(len(all) > 0, "%s has no entry, want some", list.ID)
}

// sentTo are the values to send: all that there are, or two that entries have and one that none has. The ends of a
// period lie a minute beside all entries.
func sentTo(f derive.Filter, own []entry) []string {
	switch {
	case f.IsPeriod():
		return periodOf(own)
	case len(f.Parameter.Enum) > 0:
		return f.Parameter.Enum
	case f.Parameter.Type == "boolean":
		return []string{"true", "false"}
	}
	var values []string
	for _, e := range own {
		if e.value != "" && !slices.Contains(values, e.value) && len(values) < 2 {
			values = append(values, e.value)
		}
	}
	switch prefix := f.Parameter.SIDPrefix(); {
	case prefix != "":
		values = append(values, unknown(prefix))
	case len(values) > 0:
		values = append(values, nobodys(values[0]))
	}
	return values
}

// periodOf is a minute before the first entry and a minute after the last.
func periodOf(own []entry) []string {
	var dates []time.Time
	for _, e := range own {
		if at, ok := dateOf(e.value); ok {
			dates = append(dates, at)
		}
	}
	if len(dates) == 0 {
		return nil // the schema says that they are no dates
	}
	slices.SortFunc(dates, time.Time.Compare)
	return []string{dates[0].Add(-time.Minute).UTC().Format(time.RFC3339),
		dates[len(dates)-1].Add(time.Minute).UTC().Format(time.RFC3339)}
}

func dateOf(value string) (at time.Time, ok bool) {
	at, err := time.Parse(time.RFC3339, strings.ToUpper(value))
	return at, err == nil
}

// nobodys is a value of the form of another one.
func nobodys(value string) string {
	last := len(value) - 1
	other := "7"
	if value[last] == '7' {
		other = "8"
	}
	return value[:last] + other
}

// leaves reads the list with a filter, an entry a page, and wants what fits. That a filter by what is not there is
// refused is no mistake: no page says that its list is empty instead.
func (w *world) leaves(ctx context.Context, path string, list operations.Operation, f derive.Filter, value string,
	own []entry) error {
	query := form(f.Parameter.Name, value, "PageSize", "1")
	var want []string
	for _, e := range own {
		if fits(f, e.value, value) {
			want = append(want, e.sid)
		}
	}
	items, err := w.s.List(ctx, path+"?"+query.Encode(), 0)
	var refusal *suite.AnswerError
	if errors.As(err, &refusal) && len(want) == 0 && len(f.Parameter.Enum) == 0 &&
		(refusal.Status == http.StatusNotFound || refusal.Status == http.StatusBadRequest) {
		return nil
	}
	if err != nil {
		return err
	}
	got, err := w.entries(items, list, f)
	if len(items) > 0 && err != nil {
		return err
	}
	var sids []string
	for _, e := range got {
		if !f.IsPeriod() && !f.IsExact() && strings.Contains(strings.ToLower(e.value), strings.ToLower(value)) &&
			!slices.Contains(want, e.sid) {
			continue // a text may be looked for anywhere in a value
		}
		sids = append(sids, e.sid)
	}
	return expect.Same(fmt.Sprintf("the entries of %s with %s=%s", list.ID, f.Parameter.Name, expect.Quoted(value)),
		sorted(sids), sorted(want))
}

// fits reports whether an entry with a value is one of those that a filter leaves.
func fits(f derive.Filter, value, sent string) bool {
	if !f.IsPeriod() {
		return strings.EqualFold(value, sent)
	}
	at, isDate := dateOf(value)
	bound, _ := dateOf(sent)
	if f.Parameter.Rounding == "down" {
		return isDate && !at.Before(bound)
	}
	return isDate && !at.After(bound)
}

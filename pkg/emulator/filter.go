package emulator

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// A filter is a query parameter of a list that keeps some of its entries. An empty value is no filter.
type filter[T state.Entry] struct {
	name string
	// keeps gives what a value keeps, and nil for a value that the parameter cannot have; want says what it can be.
	keeps func(value string) func(T) bool
	want  string
}

// oneOf keeps the entries with a value, one of a few.
func oneOf[T state.Entry](name string, of func(T) string, values ...string) filter[T] {
	return equal(name, of, "one of "+strings.Join(values, ", "),
		func(value string) bool { return slices.Contains(values, value) })
}

// sidOf keeps the entries with a SID.
func sidOf[T state.Entry](name string, of func(T) string, prefix string) filter[T] {
	return equal(name, of, "a SID of "+prefix+" and 32 hexadecimal digits",
		func(value string) bool { return sid.Is(value, prefix) })
}

func equal[T state.Entry](name string, of func(T) string, want string, legal func(string) bool) filter[T] {
	return filter[T]{name: name, want: want, keeps: func(value string) func(T) bool {
		if !legal(value) {
			return nil
		}
		return func(entry T) bool { return of(entry) == value }
	}}
}

// since keeps the entries with that date or a later one. The dates of entries are whole seconds.
func since[T state.Entry](name string, of func(T) time.Time) filter[T] {
	return dated(name, of, func(at, bound time.Time) bool { return !at.Truncate(time.Second).Before(bound) })
}

// until keeps the entries with that date or an earlier one.
func until[T state.Entry](name string, of func(T) time.Time) filter[T] {
	return dated(name, of, func(at, bound time.Time) bool { return !at.Truncate(time.Second).After(bound) })
}

func dated[T state.Entry](name string, of func(T) time.Time, fits func(at, bound time.Time) bool) filter[T] {
	return filter[T]{name: name, want: "a date of RFC 3339, such as 2018-11-10T20:00:00Z",
		keeps: func(value string) func(T) bool {
			bound, ok := parseDate(value)
			if !ok {
				return nil
			}
			return func(entry T) bool { return fits(of(entry), bound) }
		}}
}

// chosen is what all filters of a query keep together, nil for all entries, and the part of the query that the URLs of
// pages have. The filters come first there, as in the official example of ListLog.
func chosen[T state.Entry](filters []filter[T], query url.Values) (keep func(T) bool, kept string, err error) {
	var all []func(T) bool
	for _, f := range filters {
		value := query.Get(f.name)
		if value == "" {
			continue
		}
		keeps := f.keeps(value)
		if keeps == nil {
			return nil, "", refuse(statusBadQuery, "%s is %q: it must be %s", f.name, value, f.want)
		}
		all, kept = append(all, keeps), kept+f.name+"="+url.QueryEscape(value)+"&"
	}
	if len(all) == 0 {
		return nil, kept, nil
	}
	return func(entry T) bool {
		return !slices.ContainsFunc(all, func(keeps func(T) bool) bool { return !keeps(entry) })
	}, kept, nil
}

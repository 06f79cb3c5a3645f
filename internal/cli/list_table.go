package cli

import (
	"fmt"
	"iter"
	"strings"
	"text/tabwriter"
	"time"
)

// show prints a list as a table, or as one JSON array.
func show[T any](env *Env, format string, items iter.Seq2[T, error], header string, row func(T) []string) error {
	all := []T{}
	for item, err := range items {
		if err != nil {
			return err
		}
		all = append(all, item)
	}
	if format == formatJSON {
		return printJSON(env.Stdout, all)
	}
	w := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, header)
	for _, item := range all {
		fmt.Fprintln(w, strings.Join(row(item), "\t"))
	}
	return w.Flush()
}

func date(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func orDash(s *string) string { return orWord(deref(s), "-") }

// oneLine keeps a value from breaking the table.
func oneLine(s string) string {
	if quoted := fmt.Sprintf("%q", s); quoted != `"`+s+`"` {
		return quoted
	}
	return s
}

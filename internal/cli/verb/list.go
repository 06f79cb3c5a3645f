package verb

import (
	"fmt"
	"iter"
	"strings"
	"text/tabwriter"
)

// List prints a list as a table, or as one JSON array.
func List[T any](env *Env, format string, items iter.Seq2[T, error], header string, row func(T) []string) error {
	all := []T{}
	for item, err := range items {
		if err != nil {
			return err
		}
		all = append(all, item)
	}
	if format == FormatJSON {
		return PrintJSON(env.Stdout, all)
	}
	w := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, header)
	for _, item := range all {
		fmt.Fprintln(w, strings.Join(row(item), "\t"))
	}
	return w.Flush()
}

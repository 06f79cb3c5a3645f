package verb

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

// maxListed bounds a list that is held in memory. No account is known to have so many of anything.
const maxListed = 100_000

// Table is how a list is shown to people.
type Table[T any] struct {
	Header []string
	Row    func(T) []string
	// Empty is a line for standard error when the list is empty.
	Empty string
}

// List prints a list as a table, or as one JSON array.
func List[T any](env *Env, format string, items iter.Seq2[T, error], table Table[T]) error {
	all, err := Collect(items)
	if err != nil {
		return err
	}
	if format == FormatJSON {
		return PrintJSON(env.Stdout, all)
	}
	if len(all) == 0 && table.Empty != "" {
		if _, err := fmt.Fprintln(env.Stderr, show.Visible(table.Empty)); err != nil {
			return err
		}
	}
	rows := [][]string{table.Header}
	for _, item := range all {
		cells := table.Row(item)
		for i, cell := range cells {
			cells[i] = show.Visible(cell)
		}
		rows = append(rows, cells)
	}
	if columns := terminal.Columns(env.Stdout); columns > 0 && tableWidth(rows) >= columns {
		return writeBlocks(env.Stdout, rows)
	}
	w := tabwriter.NewWriter(env.Stdout, 0, 0, columnGap, ' ', 0)
	for _, row := range rows {
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	return w.Flush()
}

const columnGap = 2

// tableWidth is how wide the longest line of a table is.
func tableWidth(rows [][]string) int {
	total := 0
	for i := range rows[0] {
		widest := 0
		for _, row := range rows {
			widest = max(widest, utf8.RuneCountInString(row[i]))
		}
		total += widest + columnGap
	}
	return total - columnGap
}

// writeBlocks prints each row as lines of its own, for terminals that the table does not fit: broken
// lines could not be read, and shortened SIDs not be copied.
func writeBlocks(w io.Writer, rows [][]string) error {
	width := 0
	for _, name := range rows[0] {
		width = max(width, len(name))
	}
	for n, row := range rows[1:] {
		if n > 0 {
			fmt.Fprintln(w)
		}
		for i, cell := range row {
			if _, err := fmt.Fprintf(w, "%-*s  %s\n", width, rows[0][i], cell); err != nil {
				return err
			}
		}
	}
	return nil
}

// Collect reads a whole list. A server that never ends it is an error.
func Collect[T any](items iter.Seq2[T, error]) ([]T, error) {
	all := []T{}
	for item, err := range items {
		if err != nil {
			return nil, err
		}
		if len(all) == maxListed {
			return nil, errEndless
		}
		all = append(all, item)
	}
	return all, nil
}

// Count counts a list. A server that never ends it is an error.
func Count[T any](items iter.Seq2[T, error]) (n int, err error) {
	for _, err := range items {
		if err != nil {
			return 0, err
		}
		if n++; n > maxListed {
			return 0, errEndless
		}
	}
	return n, nil
}

var errEndless = errors.New("the list of the API does not end: it has more than 100,000 entries")

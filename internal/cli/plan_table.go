package cli

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// planTable lays out a plan. The notes stand below each other, except behind a name that is wider than maxNameColumn: one long path
// must not push all the notes off the screen.
type planTable struct{ rows [][4]string }

const maxNameColumn = 44

func (t *planTable) add(action deployer.Action, kind, name, note string) {
	symbol := ""
	if action != "" {
		symbol = action.Symbol()
	}
	t.rows = append(t.rows, [4]string{symbol, kind, name, note})
}

func (t *planTable) write(w io.Writer) error {
	width := 0
	for _, row := range t.rows {
		if n := utf8.RuneCountInString(row[2]); n <= maxNameColumn {
			width = max(width, n)
		}
	}
	var b strings.Builder
	for _, row := range t.rows {
		line := fmt.Sprintf("%-1s %-11s  %-*s  %s", row[0], row[1], width, row[2], row[3])
		b.WriteString(paintAction(w, row[0], line) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// paintAction colours a line by the symbol that it begins with.
func paintAction(w io.Writer, symbol, line string) string {
	switch symbol {
	case deployer.ActionCreate.Symbol():
		return paint(w, green, line)
	case deployer.ActionUpdate.Symbol():
		return paint(w, yellow, line)
	case deployer.ActionRemove.Symbol():
		return paint(w, red, line)
	case deployer.ActionKeep.Symbol():
		return paint(w, dim, line)
	}
	return line
}

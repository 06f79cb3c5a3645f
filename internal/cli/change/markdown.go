package change

import (
	"io"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// WriteMarkdown prints a plan for a comment on a pull request: what changes as a table, what stays
// folded away.
func WriteMarkdown(w io.Writer, plan *deployer.Plan) error {
	var b strings.Builder
	terminal.Fprintf(&b, "### Plan for %s in %s\n\n", code(plan.Service.UniqueName), code(plan.Environment.UniqueName))
	changed, kept := planRows(plan, true), Table{}
	changing := Table{}
	for _, row := range changed.rows {
		if row[0] == deployer.ActionKeep.Symbol() {
			kept.rows = append(kept.rows, row)
		} else {
			changing.rows = append(changing.rows, row)
		}
	}
	if plan.Calls == 0 {
		b.WriteString("Nothing to do: what is live is what the project holds.\n")
	} else {
		terminal.Fprintf(&b, "%s\n\n", summary(plan))
		changing.markdown(&b)
	}
	for _, warning := range plan.Warnings {
		terminal.Fprintf(&b, "\n> [!WARNING]\n> %s\n", escapeMarkdown(warning))
	}
	if len(kept.rows) > 0 {
		terminal.Fprintf(&b, "\n<details><summary>%d unchanged</summary>\n\n", len(kept.rows))
		kept.markdown(&b)
		b.WriteString("\n</details>\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// markdown prints the rows as a table. A dependency has no symbol and no kind of its own.
func (t *Table) markdown(b *strings.Builder) {
	b.WriteString("| | what | name | |\n|:-:|---|---|---|\n")
	for _, row := range t.rows {
		kind := row[1]
		if kind == "" {
			kind = "dependency"
		}
		symbol := ""
		if row[0] != "" {
			symbol = code(row[0])
		}
		terminal.Fprintf(b, "| %s | %s | %s | %s |\n", symbol, kind, code(row[2]), escapeMarkdown(row[3]))
	}
}

// code is a name in a code span, within a table. Names come from a pull request, so they must not
// end the span.
func code(s string) string {
	s = strings.NewReplacer("|", `\|`, "\n", " ", "\r", " ").Replace(s)
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		return fence + " " + s + " " + fence
	}
	return fence + s + fence
}

// escapeMarkdown is for what is not code.
func escapeMarkdown(s string) string {
	return strings.NewReplacer("\n", " ", "\r", " ", `\`, `\\`, "|", `\|`, "<", "&lt;", ">", "&gt;", "&", "&amp;",
		"*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "]", `\]`, "@", "@<!-- -->", "#", `\#`).Replace(s)
}

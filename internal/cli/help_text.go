package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/topics"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
)

// helpColumns is how wide help is where no terminal says, and at most: long lines are hard to read.
const helpColumns = 80

// Groups of verbs, in the order of the help.
const (
	groupProject = "project"
	groupLive    = "live"
	groupAccount = "account"
	groupTest    = "test"
	groupOther   = "other"
)

var groups = []*cobra.Group{
	{ID: groupProject, Title: "Work on a project"},
	{ID: groupLive, Title: "Change what is live"},
	{ID: groupAccount, Title: "Look at an account"},
	{ID: groupTest, Title: "Run and check implementations of the API"},
	{ID: groupOther, Title: "About this program"},
}

// group adds verbs to the root in a group.
func group(root *cobra.Command, id string, verbs ...*cobra.Command) {
	for _, cmd := range verbs {
		cmd.GroupID = id
	}
	root.AddCommand(verbs...)
}

// showHelp prints the help of a verb, as wide as the terminal is.
func showHelp(cmd *cobra.Command, _ []string) {
	w := cmd.OutOrStdout()
	columns := helpColumns
	if c := terminal.Columns(w); c > 0 {
		columns = min(columns, c)
	}
	_, _ = io.WriteString(w, helpText(cmd, columns)) // nothing is left to report it to
}

func helpText(cmd *cobra.Command, columns int) string {
	cmd.InitDefaultHelpFlag()
	var b strings.Builder
	about := cmd.Long
	if about == "" {
		about = cmd.Short
	}
	b.WriteString(reflow(about, columns) + "\n\nUsage:\n")
	if cmd.Runnable() && cmd.HasParent() && !cmd.HasAvailableSubCommands() {
		b.WriteString(terminal.Hang("  "+cmd.UseLine(), "      ", columns) + "\n")
	}
	if cmd.HasAvailableSubCommands() {
		b.WriteString("  " + cmd.CommandPath() + " VERB [flags]\n")
	}
	if len(cmd.Aliases) > 0 {
		b.WriteString("\nAlso called:\n  " + strings.Join(cmd.Aliases, ", ") + "\n")
	}
	if cmd.Example != "" {
		b.WriteString("\nExamples:\n" + examples(cmd.Example, columns) + "\n")
	}
	writeVerbs(&b, cmd, columns)
	if cmd.HasAvailableLocalFlags() {
		b.WriteString("\nFlags:\n" + flagText(cmd.LocalFlags(), columns))
	}
	if cmd.HasAvailableSubCommands() {
		b.WriteString("\n" + terminal.Hang(cmd.CommandPath()+" VERB --help shows the help of a verb.", "", columns) +
			"\n")
	}
	writeTopics(&b, cmd, columns)
	return b.String()
}

// writeTopics names the pages that say more: all of them at the root, else those about the verb.
func writeTopics(b *strings.Builder, cmd *cobra.Command, columns int) {
	if !cmd.HasParent() {
		b.WriteString("\nTopics, each a page:\n")
		b.WriteString(terminal.Hang("  "+strings.Join(topics.Names(), ", "), "  ", columns) + "\n\n")
		b.WriteString(terminal.Hang(cmd.Name()+" help TOPIC shows a page, and help topics their titles.", "", columns) +
			"\n")
		return
	}
	first, _, _ := strings.Cut(verb.Name(cmd), " ")
	for i, name := range topics.Of(first) {
		if i == 0 {
			b.WriteString("\nMore:\n")
		}
		b.WriteString("  " + cmd.Root().Name() + " help " + name + "\n")
	}
}

// writeVerbs lists the verbs below a command by their groups.
func writeVerbs(b *strings.Builder, cmd *cobra.Command, columns int) {
	width := 0
	for _, c := range cmd.Commands() {
		width = max(width, len(c.Name()))
	}
	list := func(title, id string) {
		begun := false
		for _, c := range cmd.Commands() {
			if c.GroupID != id || !c.IsAvailableCommand() {
				continue
			}
			if !begun {
				b.WriteString("\n" + title + ":\n")
				begun = true
			}
			line := fmt.Sprintf("  %-*s  %s", width, c.Name(), c.Short)
			b.WriteString(terminal.Hang(line, strings.Repeat(" ", width+4), columns) + "\n")
		}
	}
	for _, g := range cmd.Groups() {
		list(g.Title, g.ID)
	}
	list("Verbs", "")
}

// flagText describes flags. Where their names leave too little room, each description has lines of
// its own.
func flagText(flags *pflag.FlagSet, columns int) string {
	const roomForNames = 36
	if columns >= helpColumns {
		if text := flags.FlagUsagesWrapped(columns - 1); terminal.Widest(text) < columns &&
			nameColumn(text) <= roomForNames {
			return text
		}
	}
	var b strings.Builder
	for _, line := range strings.Split(strings.TrimSuffix(flags.FlagUsages(), "\n"), "\n") {
		head, text := splitFlag(line)
		b.WriteString(terminal.Hang("  "+strings.TrimSpace(head), "      ", columns) + "\n")
		b.WriteString(terminal.Hang("      "+text, "      ", columns) + "\n")
	}
	return b.String()
}

// splitFlag parts a line of pflag into names and description: two spaces or more lie between them.
func splitFlag(line string) (head, text string) {
	start := len(line) - len(strings.TrimLeft(line, " "))
	if i := strings.Index(line[start:], "   "); i >= 0 {
		return line[:start+i], strings.TrimSpace(line[start+i:])
	}
	return line, ""
}

func nameColumn(text string) int {
	first, _, _ := strings.Cut(text, "\n")
	head, _ := splitFlag(first)
	rest := strings.TrimLeft(first[len(head):], " ")
	return len(first) - len(rest)
}

// reflow fills paragraphs to the width. Lists and other lines that are indented keep their breaks.
func reflow(text string, columns int) string {
	if terminal.Widest(text) <= columns {
		return text
	}
	var out, paragraph []string
	flush := func() {
		if len(paragraph) > 0 {
			out = append(out, terminal.Hang(strings.Join(paragraph, " "), "", columns))
		}
		paragraph = nil
	}
	for line := range strings.SplitSeq(text, "\n") {
		switch {
		case line == "":
			flush()
			out = append(out, "")
		case strings.HasPrefix(line, " "), strings.HasPrefix(line, "\t"), strings.HasPrefix(line, "- "):
			flush()
			indent := line[:len(line)-len(strings.TrimLeft(line, " \t-"))]
			out = append(out, terminal.Hang(line, strings.Repeat(" ", len(indent)), columns))
		default:
			paragraph = append(paragraph, line)
		}
	}
	flush()
	return strings.Join(out, "\n")
}

// examples breaks long commands as a shell reads them.
func examples(text string, columns int) string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		if len(line) > columns {
			line = strings.ReplaceAll(terminal.Hang(line, "    ", columns-2), "\n", " \\\n")
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

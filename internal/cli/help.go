package cli

import (
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/topics"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
)

// meant is what a verb of twilio-run or of another deploy tool is called here; it is empty for any other word.
func meant(word string) string {
	switch strings.ToLower(word) {
	case "new", "create":
		return "init"
	case "serve", "run":
		return "dev"
	case "publish", "push":
		return "deploy"
	case "destroy", "remove", "rm":
		return "delete"
	case "ls", "get":
		return "list"
	case "login", "profiles":
		return "whoami, which says where credentials come from"
	case "download":
		return "pull"
	case "diff":
		return "plan --diff"
	case "tail":
		return "logs --tail"
	}
	return ""
}

// knownVerb refuses what is left of a command line when no verb was found.
func knownVerb(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := ""
	if verb := meant(args[0]); verb != "" {
		hint = " (did you mean " + verb + "?)"
	} else if similar := root.SuggestionsFor(args[0]); len(similar) > 0 {
		hint = " (did you mean " + strings.Join(similar, " or ") + "?)"
	}
	return verb.Usagef(root, "unknown verb %q%s", args[0], hint)
}

// topicsWord lists the topics.
const topicsWord = "topics"

// newHelp replaces cobra's, which ends with 0 after a verb that does not exist. A verb goes before a
// topic, whose names are others.
func newHelp(root *cobra.Command, env *verb.Env) *cobra.Command {
	return &cobra.Command{
		Use:   "help [VERB | TOPIC [SECTION]]",
		Short: "Show the help of a verb, or a page of the documentation",
		Long: `Show the help of a verb, or a page of the documentation.

help topics lists the pages. A page is printed whole; with a section, or the
first letters of one, only that.`,
		Example: `  twilio-serverless help env set
  twilio-serverless help topics
  twilio-serverless help emulator failing`,
		Args: func(cmd *cobra.Command, args []string) error { return checkHelp(cmd, root, args) },
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			return helpWords(root, args), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if text, ok, err := topicText(env, root, args); ok || err != nil {
				_, failed := io.WriteString(env.Stdout, text)
				return errors.Join(err, failed)
			}
			cmd, _, err := root.Find(args)
			if err != nil {
				return err
			}
			cmd.InitDefaultHelpFlag()
			return cmd.Help()
		},
	}
}

// checkHelp refuses words that are neither a verb nor a topic with one of its sections.
func checkHelp(cmd, root *cobra.Command, args []string) error {
	if len(args) == 0 || isVerb(root, args[0]) {
		_, rest, err := root.Find(args)
		if err != nil {
			return &verb.UsageError{Err: err}
		}
		return knownVerb(root, rest)
	}
	topic, ok := topics.Find(args[0])
	switch {
	case args[0] == topicsWord && len(args) > 1:
		return verb.Usagef(cmd, "help topics takes nothing else, got %s", strings.Join(args[1:], " "))
	case args[0] == topicsWord:
		return nil
	case !ok:
		words := append(topics.Names(), topicsWord)
		for _, c := range root.Commands() {
			if c.IsAvailableCommand() {
				words = append(words, c.Name())
			}
		}
		hint := ""
		if similar := topics.Similar(args[0], words); len(similar) > 0 {
			hint = " (did you mean " + strings.Join(similar, " or ") + "?)"
		}
		return verb.Usagef(cmd, "no verb and no topic is called %q%s; help topics lists the topics", args[0], hint)
	case len(args) == 1:
		return nil
	}
	page, err := topics.Read(topic)
	if err == nil {
		_, err = page.Section(strings.Join(args[1:], " "))
	}
	if err != nil {
		return &verb.UsageError{Err: err}
	}
	return nil
}

func isVerb(root *cobra.Command, word string) bool {
	cmd, _, err := root.Find([]string{word})
	return err == nil && cmd != root
}

// topicText is the page of a topic, the section of one, or the list of them. It is not ok when the
// words name a verb.
func topicText(env *verb.Env, root *cobra.Command, args []string) (text string, ok bool, err error) {
	if len(args) == 0 || isVerb(root, args[0]) {
		return "", false, nil
	}
	columns := helpColumns
	if c := terminal.Columns(env.Stdout); c > 0 {
		columns = min(columns, c)
	}
	if args[0] == topicsWord {
		text, err = topics.List(columns)
		return text, true, err
	}
	topic, _ := topics.Find(args[0]) // checkHelp has found it
	page, err := topics.Read(topic)
	if err != nil {
		return "", true, err
	}
	section := ""
	if len(args) > 1 {
		found, err := page.Section(strings.Join(args[1:], " "))
		if err != nil {
			return "", true, err
		}
		section = found.ID
	}
	return page.Text(section, columns), true, nil
}

// helpWords are what can follow on a command line.
func helpWords(root *cobra.Command, args []string) []string {
	words := []string{}
	if len(args) == 1 && !isVerb(root, args[0]) {
		if topic, ok := topics.Find(args[0]); ok {
			if page, err := topics.Read(topic); err == nil {
				for _, s := range page.Sections {
					words = append(words, s.ID)
				}
			}
		}
		return words
	}
	of, _, err := root.Find(args)
	if err != nil {
		return words
	}
	for _, c := range of.Commands() {
		if c.IsAvailableCommand() {
			words = append(words, c.Name()+"\t"+c.Short)
		}
	}
	if len(args) == 0 {
		words = append(words, topics.Names()...)
		words = append(words, topicsWord+"\tthe titles of all topics")
	}
	return words
}

// Package topics shows the pages of docs/ in a terminal: `help TOPIC`.
package topics

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
)

// Topic is a page for users. Its name is not that of a verb, so that `help NAME` means one thing.
type Topic struct {
	// Name is what the user types.
	Name string
	// File is the page in docs/.
	File string
	// Verbs are the verbs that the page is about. Their help names the topic.
	Verbs []string
}

// All returns the topics, in the order in which a new user needs them.
func All() []Topic {
	return []Topic{
		{"install", "install.md", []string{"version"}},
		{"developing", "develop-locally.md", []string{"init", "dev"}},
		{"functions", "execution.md", []string{"dev"}},
		{"deploying", "deploy.md", []string{"plan", "deploy", "apply", "status", "env"}},
		{"twilio-run", "coming-from-twilio-run.md", nil},
		{"ci", "ci.md", []string{"fleet"}},
		{"github-action", "github-action.md", nil},
		{"events", "events.md", []string{"deploy", "apply"}},
		{"emulator", "emulator.md", []string{"emulate"}},
		{"deviations", "deviations.md", []string{"emulate"}},
		{"checking", "conformance.md", []string{"conformance"}},
		{"reports", "report.md", []string{"conformance"}},
		{"promises", "promises.md", []string{"conformance"}},
		{"traffic", "verify.md", []string{"verify"}},
		{"recording", "live.md", []string{"verify", "conformance"}},
		{"go", "go.md", nil},
		{"compatibility", "compatibility.md", []string{"version"}},
	}
}

// Find returns the topic of a name. The name of its file is understood too, with or without .md.
func Find(name string) (Topic, bool) {
	file := strings.TrimSuffix(strings.TrimPrefix(name, "docs/"), ".md") + ".md"
	all := All()
	i := slices.IndexFunc(all, func(t Topic) bool { return t.Name == name || t.File == file })
	if i < 0 {
		return Topic{}, false
	}
	return all[i], true
}

// Of returns the topics that are about a verb.
func Of(verb string) (names []string) {
	for _, t := range All() {
		if slices.Contains(t.Verbs, verb) {
			names = append(names, t.Name)
		}
	}
	return names
}

// Names returns the names of all topics.
func Names() (names []string) {
	for _, t := range All() {
		names = append(names, t.Name)
	}
	return names
}

// Similar returns which of the words a mistyped one may have been meant for.
func Similar(typed string, words []string) []string {
	known := &cobra.Command{SuggestionsMinimumDistance: 2} // cobra compares words for us
	for _, word := range words {
		known.AddCommand(&cobra.Command{Use: word, Run: func(*cobra.Command, []string) {}})
	}
	// Two letters apart is far for a word of three.
	return slices.DeleteFunc(known.SuggestionsFor(typed), func(word string) bool {
		return len(typed) <= 3 && !strings.HasPrefix(word, typed[:min(1, len(typed))])
	})
}

// List writes the topics with the titles of their pages.
func List(columns int) (string, error) {
	width := 0
	for _, name := range Names() {
		width = max(width, len(name))
	}
	var b strings.Builder
	for _, topic := range All() {
		page, err := Read(topic)
		if err != nil {
			return "", err
		}
		line := fmt.Sprintf("%-*s  %s", width, topic.Name, page.Title)
		b.WriteString(terminal.Hang(line, strings.Repeat(" ", width+2), columns) + "\n")
	}
	return b.String(), nil
}

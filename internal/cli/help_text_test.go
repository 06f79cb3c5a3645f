package cli

import (
	"strings"
	"testing"

	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
)

// Every verb shows how it is used, belongs to a group, and its help fits the terminal: no line is
// wider than it, and nothing is lost on the way from 80 columns to 60.
func TestHelp_everyVerb(t *testing.T) {
	t.Parallel()
	root := newRoot(&verb.Env{Getenv: func(string) string { return "" }})
	for _, cmd := range verbs(root) {
		name := cmd.CommandPath()
		assert.NotEmpty(t, cmd.Example, "%s has no example", name)
		for line := range strings.SplitSeq(cmd.Example, "\n") {
			assert.Regexp(t, `^  (twilio-serverless|  -)`, line, "%s", name)
		}
		if cmd.Parent() == root {
			assert.NotEmpty(t, cmd.GroupID, "%s is in no group", name)
		}
		words := func(columns int) []string {
			text := helpText(cmd, columns)
			for line := range strings.SplitSeq(text, "\n") {
				assert.LessOrEqual(t, len([]rune(line)), columns, "%s at %d columns: %q", name, columns, line)
			}
			return strings.Fields(strings.ReplaceAll(text, "\\\n", " "))
		}
		assert.ElementsMatch(t, words(80), words(60), "%s", name)
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if !f.Hidden {
				assert.Contains(t, words(60), "--"+f.Name, "%s", name)
			}
		})
	}
}

// What a flag takes has a name in capitals, as in FILE, not a type of Go.
func TestFlags_valueNames(t *testing.T) {
	t.Parallel()
	for _, cmd := range verbs(newRoot(&verb.Env{Getenv: func(string) string { return "" }})) {
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			name, _ := pflag.UnquoteUsage(f)
			if takesValue := f.NoOptDefVal == "" || name != ""; takesValue && !f.Hidden {
				assert.Regexp(t, `^[A-Z@:=/._\[\]]+(\.json)?$`, name,
					"--%s of %s: put the name of its value between backquotes",
					f.Name, cmd.CommandPath())
			}
		})
	}
}

// The same name has the same kind of value in every verb, and addresses to listen on one name.
func TestFlags_oneName(t *testing.T) {
	t.Parallel()
	kinds := map[string]string{}
	for _, cmd := range verbs(newRoot(&verb.Env{Getenv: func(string) string { return "" }})) {
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if f.Hidden {
				return
			}
			assert.NotEqual(t, "addr", f.Name, "%s: it is --listen", cmd.CommandPath())
			of := strings.TrimSuffix(f.Value.Type(), "Array") // some may be repeated
			if kind, ok := kinds[f.Name]; ok {
				assert.Equal(t, kind, of, "--%s of %s", f.Name, cmd.CommandPath())
			}
			kinds[f.Name] = of
		})
	}
	require.Contains(t, kinds, "listen")
}

package cli

import (
	"bytes"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
)

// TestReference compares docs/cli with the verbs and flags there are; -update writes it.
func TestReference(t *testing.T) {
	t.Parallel()
	const folder = "../../docs/cli"
	root := newRoot(&verb.Env{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard,
		Getenv: func(string) string { return "" }})
	root.DisableAutoGenTag = true
	want := map[string]string{}
	for _, cmd := range verbs(root) {
		cmd.DisableAutoGenTag = true
		cmd.InitDefaultHelpFlag()
		var b bytes.Buffer
		require.NoError(t, doc.GenMarkdown(cmd, &b))
		want[strings.ReplaceAll(cmd.CommandPath(), " ", "_")+".md"] = b.String()
	}
	if *update {
		require.NoError(t, os.MkdirAll(folder, 0o755))
		for name, text := range want {
			require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644))
		}
	}
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	got := map[string]string{}
	for _, entry := range entries {
		text, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		require.NoError(t, err)
		got[entry.Name()] = string(text)
	}
	for name, text := range want {
		assert.True(t, got[name] == text,
			"docs/cli/%s is not what --help says: go test ./internal/cli -run TestReference "+
				"-update writes it", name)
		delete(got, name)
	}
	assert.Empty(t, slices.Sorted(maps.Keys(got)), "delete these pages of docs/cli: no verb has them")
}

// verbs are a command and all below it, but for cobra's and for help.
func verbs(cmd *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{cmd}
	for _, c := range cmd.Commands() {
		if c.Name() != "help" && c.Name() != "completion" {
			all = append(all, verbs(c)...)
		}
	}
	return all
}

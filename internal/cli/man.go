package cli

import (
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
)

func newMan(env *verb.Env) *cobra.Command {
	var out verb.Output
	cmd := &cobra.Command{
		Use:   "man DIR",
		Short: "Write the manual pages of all verbs",
		Long: `Write the manual pages of all verbs (section 1) into a folder, such as
~/.local/share/man/man1. The variable SOURCE_DATE_EPOCH sets their date.`,
		Example: `  twilio-serverless man ~/.local/share/man/man1`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return verb.Usagef(cmd, "man takes the folder to write into")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			pages, err := writeMan(cmd.Root(), args[0])
			if err != nil {
				return err
			}
			return out.Print(env, map[string]any{"folder": args[0], "pages": pages}, func(w io.Writer) error {
				_, err := terminal.Fprintf(w, "wrote %s to %s\n", terminal.Plural(pages, "page"), args[0])
				return err
			})
		},
	}
	out.Register(cmd)
	return cmd
}

func writeMan(root *cobra.Command, dir string) (pages int, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return 0, err
	}
	root.DisableAutoGenTag = true
	header := &doc.GenManHeader{Section: "1", Source: root.Name() + " " + verb.Version(), Manual: "twilio-serverless"}
	if err := doc.GenManTree(root, header, dir); err != nil {
		return 0, err
	}
	written, err := filepath.Glob(filepath.Join(dir, root.Name()+"*.1"))
	return len(written), err
}

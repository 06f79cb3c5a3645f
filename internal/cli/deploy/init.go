package deploy

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/scaffold"
)

// made is what init reports.
type made struct {
	Directory string   `json:"directory"`
	Template  string   `json:"template"`
	Files     []string `json:"files"`
}

// NewInit returns the verb init.
func NewInit(env *verb.Env) *cobra.Command {
	var output verb.Output
	var template string
	var list strings.Builder
	for _, t := range scaffold.Templates() {
		list.WriteString(fmt.Sprintf("  %-10s %s\n", t.Name, t.What))
	}
	cmd := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Make a new project",
		Long: `Make a new project in a directory that is empty or not there yet (default: the
working directory): Functions, package.json, .gitignore, .env.example and a
README. It can be served by dev and deployed at once. Nothing is overwritten.

Templates:
` + strings.TrimSuffix(list.String(), "\n"),
		Example: `  twilio-serverless init my-project
  twilio-serverless init my-project --template ts
  twilio-serverless init --template voice`,
		Args: verb.DirectoryArgument,
		RunE: func(_ *cobra.Command, args []string) error {
			m := made{Directory: append(args, ".")[0], Template: template}
			var err error
			if m.Files, err = scaffold.Make(m.Directory, template); err != nil {
				return &verb.UsageError{Err: err}
			}
			return output.Print(env, m, func(w io.Writer) error { return writeMade(w, m) })
		},
	}
	cmd.Flags().StringVarP(&template, "template", "t", scaffold.Names()[0],
		"`NAME` of a template: one of "+strings.Join(scaffold.Names(), ", "))
	output.Register(cmd)
	return cmd
}

func writeMade(w io.Writer, m made) error {
	_, err := terminal.Fprintf(w, "made a project in %s from the template %s: %s\n", m.Directory, m.Template,
		terminal.Plural(len(m.Files), "file"))
	for _, name := range m.Files {
		if err == nil {
			_, err = terminal.Fprintf(w, "  %s\n", name)
		}
	}
	if err == nil {
		here := ""
		if m.Directory != "." {
			here = " " + m.Directory
		}
		_, err = terminal.Fprintf(w, "next: twilio-serverless dev%s, then twilio-serverless deploy%s\n", here, here)
	}
	return err
}

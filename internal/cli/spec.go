package cli

import (
	"fmt"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/openapi"
)

func newSpec(env *verb.Env) *cobra.Command {
	var out verb.Output
	cmd := &cobra.Command{
		Use:   "spec [serverless|upload]",
		Short: "Print the contract, two OpenAPI 3.0.3 documents in YAML",
		Long: `Print the contract, two OpenAPI 3.0.3 documents in YAML. With -o json it is one
JSON object: the document that was named, or both by name.`,
		Example: `  twilio-serverless spec
  twilio-serverless spec serverless -o json`,
		Args: verb.OneOf([]string{"serverless", "upload"}, true),
		ValidArgs: []string{
			"serverless\tserverless.twilio.com, the JSON API",
			"upload\tserverless-upload.twilio.com, the uploads",
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if out.Format == verb.FormatJSON {
				return printSpecJSON(env, args)
			}
			return printSpec(env, args)
		},
	}
	out.Register(cmd)
	return cmd
}

func printSpec(env *verb.Env, names []string) error {
	files := []string{openapi.ServerlessFile, openapi.UploadFile}
	if len(names) > 0 {
		files = []string{names[0] + ".yaml"}
	}
	for i, name := range files {
		text, err := openapi.FS.ReadFile(name)
		if err != nil {
			return err
		}
		if i > 0 {
			terminal.Fprintf(env.Stdout, "---\n") // two documents of one YAML stream
		}
		if _, err := env.Stdout.Write(text); err != nil {
			return err
		}
	}
	return nil
}

func printSpecJSON(env *verb.Env, names []string) error {
	documents := map[string]any{}
	for name, file := range map[string]string{"serverless": openapi.ServerlessFile, "upload": openapi.UploadFile} {
		text, err := openapi.FS.ReadFile(file)
		if err != nil {
			return err
		}
		var document map[string]any
		if err := yaml.Unmarshal(text, &document); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		documents[name] = document
	}
	if len(names) > 0 {
		return verb.PrintDocument(env.Stdout, documents[names[0]])
	}
	return verb.PrintDocument(env.Stdout, documents)
}

package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/openapi"
)

func newSpec(env *Env) *cobra.Command {
	return &cobra.Command{
		Use:   "spec [serverless|upload]",
		Short: "Print the contract, two OpenAPI 3.0.3 documents in YAML",
		Args:  oneOf([]string{"serverless", "upload"}, true),
		ValidArgs: []string{
			"serverless\tserverless.twilio.com, the JSON API",
			"upload\tserverless-upload.twilio.com, the uploads",
		},
		RunE: func(_ *cobra.Command, args []string) error {
			files := []string{openapi.ServerlessFile, openapi.UploadFile}
			if len(args) > 0 {
				files = []string{args[0] + ".yaml"}
			}
			for i, name := range files {
				text, err := openapi.FS.ReadFile(name)
				if err != nil {
					return err
				}
				if i > 0 {
					fmt.Fprintln(env.Stdout, "---") // two documents of one YAML stream
				}
				if _, err := env.Stdout.Write(text); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

package cli

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
)

func newVersion(env *verb.Env) *cobra.Command {
	var out verb.Output
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  verb.NoArguments,
		RunE: func(*cobra.Command, []string) error {
			if out.Format == verb.FormatJSON {
				return verb.PrintJSON(env.Stdout, map[string]string{"version": verb.Version(), "go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH})
			}
			_, err := fmt.Fprintf(env.Stdout, "twilio-serverless %s (%s, %s/%s)\n", verb.Version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
	out.Register(cmd)
	return cmd
}

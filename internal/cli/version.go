package cli

import (
	"io"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
)

func newVersion(env *verb.Env) *cobra.Command {
	var out verb.Output
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Example: `  twilio-serverless version
  twilio-serverless version -o json`,
		Args: verb.NoArguments,
		RunE: func(*cobra.Command, []string) error {
			return printVersion(env, &out)
		},
	}
	out.Register(cmd)
	return cmd
}

func printVersion(env *verb.Env, out *verb.Output) error {
	version, platform := verb.Version(), runtime.GOOS+"/"+runtime.GOARCH
	result := map[string]string{"program": version, "go": runtime.Version(), "platform": platform}
	return out.Print(env, result, func(w io.Writer) error {
		_, err := terminal.Fprintf(w, "twilio-serverless %s (%s, %s)\n", version, runtime.Version(), platform)
		return err
	})
}

// Package fleet holds the verb fleet: it deploys to many Services or accounts from one file.
package fleet

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
)

// Main runs a command line and returns its exit code.
type Main func(ctx context.Context, args []string, env verb.Env) int

// NewFleet returns the verb fleet. It deploys with the verb deploy, through main.
func NewFleet(env *verb.Env, main Main) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fleet",
		Short: "Deploy to many Services or accounts from one file",
		Long: `Deploy to many Services or accounts from one file. GitHub Actions or Kubernetes
starts the processes; each takes its share, stays within the rate of each
account, and goes on where it stopped when it is started again. The format of
the file is in docs/ci.md.`,
		Example: `  twilio-serverless fleet deploy fleet.yaml`,
		Args:    verb.Subcommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newDeploy(env, main), newReport(env), newMatrix(env))
	return cmd
}

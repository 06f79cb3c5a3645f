package resources

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// identity is the result of whoami.
type identity struct {
	Account string `json:"account"`           // the SID of the account or of the API key
	APIKey  string `json:"api_key,omitempty"` // the SID of the key, when one is used
	Source  string `json:"credentials_from"`
	APIURL  string `json:"api_url"`
}

// NewWhoami returns the verb whoami.
func NewWhoami(env *verb.Env) *cobra.Command {
	f := &target.ServiceFlags{}
	cmd := &cobra.Command{
		Use:   "whoami",
		Short: "Show the account and where its credentials come from",
		Long: `Show the account that the other verbs use here, where its credentials come from
and which API they go to. One request checks that the API accepts them. The
credentials themselves are never shown.`,
		Example: `  twilio-serverless whoami
  twilio-serverless whoami -o json`,
		Args: verb.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return whoami(cmd.Context(), env, f) },
	}
	f.APIFlags.Register(cmd, false)
	f.Output.Register(cmd)
	return cmd
}

func whoami(ctx context.Context, env *verb.Env, f *target.ServiceFlags) error {
	s, err := f.StartAt(ctx, env, &target.EnvironmentFlags{}, false)
	if err != nil {
		return err
	}
	for _, err := range s.Client.ListServices(ctx, &client.ListServicesOptions{PageSize: 1}) {
		if err != nil {
			return err
		}
		break
	}
	who := identity{Account: s.Account, APIURL: s.Client.APIURL(), Source: s.Source}
	if s.AccountSID != "" && s.AccountSID != s.Account {
		who.Account, who.APIKey = s.AccountSID, s.Account
	}
	if err := f.Print(env, who, func(w io.Writer) error {
		_, err := terminal.Fprintf(w, "%s\nat %s\n", env.Account, who.APIURL)
		return err
	}); err != nil {
		return err
	}
	return s.Checks.Finish()
}

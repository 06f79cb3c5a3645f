package target

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// noneFound is where the credentials for an emulator on this machine come from.
const noneFound = "the default for emulators: no credentials were found"

// findCredentials finds those of the user. An emulator on this machine needs none.
func (f *APIFlags) findCredentials(
	env *verb.Env, projects []*project.Project, apiURL string,
) (project.Credentials, error) {
	found, err := project.FindCredentials(env.Getenv, nil)
	for _, proj := range projects {
		if !errors.Is(err, project.ErrNoCredentials) {
			continue
		}
		found, err = project.FindCredentials(env.Getenv, proj)
	}
	if err == nil && !f.Emulated {
		err = RefuseBlank(env, found)
	}
	if errors.Is(err, project.ErrNoCredentials) && (f.Emulated || Loopback(apiURL)) {
		return project.Credentials{
			AccountSID: emulator.TestAccountSID, Username: emulator.TestAccountSID, Password: emulator.TestAuthToken,
			Source: noneFound,
		}, nil
	}
	return found, err
}

// RefuseBlank refuses credentials where the process environment has others that are empty: a secret that is not there
// was meant to be used, and what takes its place may be of another account.
func RefuseBlank(env *verb.Env, found project.Credentials) error {
	for _, name := range []string{"TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_KEY", "TWILIO_API_SECRET"} {
		if _, err := env.Lookup(name); err != nil {
			return &verb.UsageError{Err: fmt.Errorf("%w; without it the credentials of %s would be used", err,
				found.Source)}
		}
	}
	return nil
}

// clientCredentials are those of the client. An API key goes alone: the Account SID beside it says
// nothing more.
func clientCredentials(c project.Credentials) client.Credentials {
	if c.Username != c.AccountSID || c.AccountSID == "" {
		return client.APIKey(c.Username, c.Password)
	}
	return client.AuthToken(c.AccountSID, c.Password)
}

// describeAccount names the account and where its credentials came from.
func describeAccount(c project.Credentials) string {
	name := c.Username
	if c.AccountSID != "" && c.AccountSID != c.Username {
		name += " of " + c.AccountSID
	}
	if c.Source == noneFound {
		return name + " (" + noneFound + ")"
	}
	return name + " (credentials from " + c.Source + ")"
}

// planKey binds a stored plan, and the records in the project, to the credentials that they were
// made with.
func planKey(password string) []byte {
	mac := hmac.New(sha256.New, []byte(password))
	_, _ = mac.Write([]byte("twilio-serverless stored plan")) // a hash does not fail
	return mac.Sum(nil)
}

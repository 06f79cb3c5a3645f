package target

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// credentials finds those of the user; an emulator on this machine does without.
func (f *APIFlags) credentials(env *verb.Env, projects []*project.Project, apiURL string) (_ client.Credentials, account, password string, err error) {
	found, err := project.FindCredentials(env.Getenv, nil)
	for _, proj := range projects {
		if errors.Is(err, project.ErrNoCredentials) {
			found, err = project.FindCredentials(env.Getenv, proj)
		}
	}
	if errors.Is(err, project.ErrNoCredentials) && (f.Emulated || Loopback(apiURL)) {
		return client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken), emulator.TestAccountSID, emulator.TestAuthToken, nil
	}
	if err != nil {
		return client.Credentials{}, "", "", err
	}
	if found.Username != found.AccountSID || found.AccountSID == "" {
		return client.APIKey(found.Username, found.Password), found.Username, found.Password, nil
	}
	return client.AuthToken(found.AccountSID, found.Password), found.AccountSID, found.Password, nil
}

// planKey lets a stored plan recognise the values of Variables with the credentials that it was made with, and nothing else.
func planKey(password string) []byte {
	mac := hmac.New(sha256.New, []byte(password))
	_, _ = mac.Write([]byte("twilio-serverless stored plan")) // a hash does not fail
	return mac.Sum(nil)
}

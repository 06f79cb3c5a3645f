package client

import (
	"errors"
	"fmt"
	"os"

	"github.com/twilio-serverless/twilio-serverless-go/internal/proxyenv"
)

// FromEnv returns a client for what the process environment says, the only place of this package that reads it:
//
//   - TWILIO_API_KEY and TWILIO_API_SECRET, else TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN
//   - TWILIO_REGION and TWILIO_EDGE
//   - TWILIO_SERVERLESS_API_URL and TWILIO_SERVERLESS_UPLOAD_URL
//
// It fails when no pair of credentials is there, when one has only one half, when [New] refuses the values, or when
// HTTPS_PROXY or HTTP_PROXY names a proxy in a form that net/http would silently ignore.
func FromEnv() (*Client, error) { return fromEnv(os.Getenv) }

func fromEnv(getenv func(string) string) (*Client, error) {
	credentials, err := envCredentials(getenv)
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	c, err := New(credentials, &Options{
		Region: getenv("TWILIO_REGION"), Edge: getenv("TWILIO_EDGE"),
		APIURL: getenv("TWILIO_SERVERLESS_API_URL"), UploadURL: getenv("TWILIO_SERVERLESS_UPLOAD_URL"),
	})
	if err != nil {
		return nil, err
	}
	if err := proxyenv.Check(getenv, c.APIURL(), c.UploadURL()); err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	return c, nil
}

// envCredentials prefers the API key: where both are set, the Account SID is there to name the account.
func envCredentials(getenv func(string) string) (Credentials, error) {
	for _, pair := range []struct {
		id, secret string
		make       func(id, secret string) Credentials
	}{
		{"TWILIO_API_KEY", "TWILIO_API_SECRET", APIKey},
		{"TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", AuthToken},
	} {
		id, secret := getenv(pair.id), getenv(pair.secret)
		switch {
		case id != "" && secret != "":
			return pair.make(id, secret), nil
		case id != "" || secret != "":
			return Credentials{}, fmt.Errorf("only one of %s and %s is set: set both or neither", pair.id, pair.secret)
		}
	}
	return Credentials{}, errors.New("no credentials in the environment: set TWILIO_ACCOUNT_SID and " +
		"TWILIO_AUTH_TOKEN, or TWILIO_API_KEY and TWILIO_API_SECRET")
}

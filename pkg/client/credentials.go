package client

import (
	"errors"
	"fmt"
)

// Credentials identify an account, by Account SID and Auth Token or by API key SID and secret. They
// print without the secret. Make them with [AuthToken] or [APIKey].
//
// Source: https://www.twilio.com/docs/usage/requests-to-twilio.
type Credentials struct {
	username string
	// secret is behind a pointer, since fmt prints the fields of a Credentials in an unexported field
	// of another struct without asking String.
	secret *string
	kind   kind
}

// AuthToken returns the credentials of an account: its SID (AC…) and Auth Token.
func AuthToken(accountSID, authToken string) Credentials {
	return Credentials{username: accountSID, secret: &authToken, kind: kind{"Account SID", "AC"}}
}

// APIKey returns the credentials of an API key: its SID (SK…) and secret.
func APIKey(keySID, secret string) Credentials {
	return Credentials{username: keySID, secret: &secret, kind: kind{"API key SID", "SK"}}
}

// Username is the Account SID or API key SID, which is no secret.
func (c Credentials) Username() string { return c.username }

func (c Credentials) password() string {
	if c.secret == nil {
		return ""
	}
	return *c.secret
}

// String shows the SID and hides the secret. It also hides what is not shaped like a SID: the two are easily swapped.
func (c Credentials) String() string {
	if !c.kind.matches(c.username) {
		return "***:***"
	}
	return c.username + ":***"
}

// GoString is String, so that %#v hides the secret too.
func (c Credentials) GoString() string { return "client.Credentials{" + c.String() + "}" }

// check returns what is wrong with the credentials, and shows of a malformed SID only what proves that it is no secret.
func (c Credentials) check() error {
	switch {
	case c == Credentials{}:
		return errors.New("credentials are missing: make them with client.AuthToken or client.APIKey")
	case !c.kind.matches(c.username):
		return fmt.Errorf("the %s begins with %.2q and has %d characters; want %s and 32 hexadecimal digits",
			c.kind.name, c.username, len(c.username), c.kind.prefix)
	case c.password() == "":
		return fmt.Errorf("the secret of %s is empty", c.username)
	}
	return nil
}

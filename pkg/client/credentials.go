package client

import (
	"fmt"
	"regexp"
)

// Credentials identify an account, by Account SID and Auth Token or by API key SID and secret. They print without the secret.
// Make them with [AuthToken] or [APIKey].
//
// Source: https://www.twilio.com/docs/usage/requests-to-twilio.
type Credentials struct {
	username, password, kind string
}

// AuthToken returns the credentials of an account: its SID (AC…) and Auth Token.
func AuthToken(accountSID, authToken string) Credentials {
	return Credentials{username: accountSID, password: authToken, kind: "Account SID"}
}

// APIKey returns the credentials of an API key: its SID (SK…) and secret.
func APIKey(keySID, secret string) Credentials {
	return Credentials{username: keySID, password: secret, kind: "API key SID"}
}

// Username is the Account SID or API key SID, which is no secret.
func (c Credentials) Username() string { return c.username }

// String shows the SID and hides the secret.
func (c Credentials) String() string { return c.username + ":***" }

// GoString is String, so that %#v hides the secret too.
func (c Credentials) GoString() string { return "client.Credentials{" + c.String() + "}" }

var (
	accountSIDPattern = regexp.MustCompile(`^AC[0-9a-fA-F]{32}$`)
	apiKeySIDPattern  = regexp.MustCompile(`^SK[0-9a-fA-F]{32}$`)
)

// check tells what is wrong with the credentials, without showing the secret.
func (c Credentials) check() error {
	pattern, shape := accountSIDPattern, "AC and 32 hexadecimal digits"
	if c.kind == "API key SID" {
		pattern, shape = apiKeySIDPattern, "SK and 32 hexadecimal digits"
	}
	switch {
	case c == Credentials{}:
		return fmt.Errorf("credentials are missing: make them with client.AuthToken or client.APIKey")
	case !pattern.MatchString(c.username):
		return fmt.Errorf("%s %q is not %s", c.kind, c.username, shape)
	case c.password == "":
		return fmt.Errorf("the secret of %s is empty", c.username)
	}
	return nil
}

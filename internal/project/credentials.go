package project

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// Credentials are the user name and password of the API, with where they were
// found. They print and encode without the password.
type Credentials struct {
	AccountSID string // AC…; "" when only an API key is known
	Username   string // Account SID, or the SID of an API key
	Password   string // Auth Token, or the secret of the API key
	Source     string // where they come from, for messages
}

// ErrNoCredentials means that no credentials were given anywhere, as opposed to
// incomplete or malformed ones.
var ErrNoCredentials = errors.New("no credentials found")

// Names of the process environment.
// https://www.twilio.com/docs/twilio-cli/general-usage/profiles
const (
	envAccountSID = "TWILIO_ACCOUNT_SID"
	envAuthToken  = "TWILIO_AUTH_TOKEN"
	envAPIKey     = "TWILIO_API_KEY"
	envAPISecret  = "TWILIO_API_SECRET"
)

// FindCredentials returns the credentials to use. It looks, in this order, for
// TWILIO_API_KEY and TWILIO_API_SECRET, then TWILIO_ACCOUNT_SID and
// TWILIO_AUTH_TOKEN of the process environment, read through getenv, then for
// ACCOUNT_SID and AUTH_TOKEN of the env file of p, which may be nil. An API key
// goes first because it is the narrower grant; an Account SID beside it names its
// account.
//
// Half a pair and a malformed SID are errors that name the variable. Where there
// is nothing at all the error is [ErrNoCredentials]. No error contains a secret.
func FindCredentials(getenv func(string) string, p *Project) (Credentials, error) {
	const source = "the process environment"
	account := pair{envAccountSID, getenv(envAccountSID), envAuthToken, getenv(envAuthToken)}
	key := pair{envAPIKey, getenv(envAPIKey), envAPISecret, getenv(envAPISecret)}
	switch {
	case key.given():
		if account.user != "" && !serverless.IsSID(account.user, serverless.AccountSIDPrefix) {
			return Credentials{}, malformed(account.userName, source, "an Account SID", "AC", account.user)
		}
		return key.credentials(source, "an API key SID", "SK", account.user)
	case account.given():
		return account.credentials(source, "an Account SID", "AC", account.user)
	}
	if p != nil && p.fileCredentials != nil {
		sid, token := p.fileCredentials()
		file := pair{accountSIDKey, sid, authTokenKey, token}
		if file.given() {
			return file.credentials(p.EnvFile, "an Account SID", "AC", file.user)
		}
	}
	return Credentials{}, fmt.Errorf("%w: set %s and %s, or %s and %s, in the process environment, or %s and %s in "+
		"the .env file of the project",
		ErrNoCredentials, envAccountSID, envAuthToken, envAPIKey, envAPISecret, accountSIDKey, authTokenKey)
}

// pair is a user name and a password under the names they were looked for.
type pair struct{ userName, user, passwordName, password string }

func (p pair) given() bool { return p.user != "" || p.password != "" }

func (p pair) credentials(source, kind, prefix, account string) (Credentials, error) {
	switch {
	case p.password == "":
		return Credentials{}, fmt.Errorf("credentials in %s: %s is set but %s is not; set both or neither", source,
			p.userName, p.passwordName)
	case p.user == "":
		return Credentials{}, fmt.Errorf("credentials in %s: %s is set but %s is not; set both or neither", source,
			p.passwordName, p.userName)
	case !serverless.IsSID(p.user, prefix):
		return Credentials{}, malformed(p.userName, source, kind, prefix, p.user)
	}
	if wrong := notASecret(p.password); wrong != "" {
		return Credentials{}, fmt.Errorf("credentials in %s: %s %s", source, p.passwordName, wrong)
	}
	return Credentials{AccountSID: account, Username: p.user, Password: p.password, Source: source}, nil
}

// notASecret says what is in the place of an Auth Token or a secret and cannot be one, "" if it can.
// It does not quote the value.
func notASecret(value string) string {
	switch {
	case strings.TrimSpace(value) != value:
		return "begins or ends with a space or a line break; take it away"
	case serverless.IsSID(value, ""):
		return fmt.Sprintf("is a SID that starts with %s; the Auth Token, or the secret of the API key, is needed",
			value[:2])
	}
	for _, c := range value {
		if c <= ' ' || c > '~' {
			return "has a character that is neither a letter, a digit nor a sign of ASCII; copy it again"
		}
	}
	return ""
}

// OddToken says that an Auth Token has another length than those of Twilio, "" when it has not, and
// for API keys. Servers other than Twilio's may have tokens of their own.
func (c Credentials) OddToken() string {
	const digits = 32
	if c.Username != c.AccountSID || len(c.Password) == digits {
		return ""
	}
	return fmt.Sprintf("the Auth Token has %d characters, and Twilio's have %d", len(c.Password), digits)
}

// malformed does not quote the value: a token pasted into the wrong variable must
// not be printed. The first two letters of something SID-shaped tell enough.
func malformed(name, source, kind, prefix, value string) error {
	hint := fmt.Sprintf("it has %d characters", len(value))
	if len(value) == 34 {
		hint = fmt.Sprintf("it starts with %q", value[:2])
	}
	return fmt.Errorf("credentials in %s: %s is not %s, which is %s and 32 hexadecimal digits; %s", source, name, kind,
		prefix, hint)
}

// String shows all but the password.
func (c Credentials) String() string {
	return fmt.Sprintf("%s:*** (from %s)", c.Username, c.Source)
}

// GoString is String, so that %#v hides the password too.
func (c Credentials) GoString() string { return "project.Credentials{" + c.String() + "}" }

// Format is String or GoString for every verb; %d would reach into the fields.
func (c Credentials) Format(s fmt.State, verb rune) {
	text := c.String()
	if verb == 'v' && s.Flag('#') {
		text = c.GoString()
	}
	_, _ = s.Write([]byte(text))
}

// MarshalJSON encodes all but the password.
func (c Credentials) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{
		"account_sid": c.AccountSID, "username": c.Username, "source": c.Source,
	})
}

// FileCredentials gives ACCOUNT_SID and AUTH_TOKEN of the env file as they stand there, for a Function
// that is run on this machine. Either may be empty.
func (p *Project) FileCredentials() (accountSID, authToken string) {
	if p.fileCredentials == nil {
		return "", ""
	}
	return p.fileCredentials()
}

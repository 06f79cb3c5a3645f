package project

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	testAccount  = "AC" + strings.Repeat("a", 32)
	otherAccount = "AC" + strings.Repeat("b", 32)
	testKey      = "SK" + strings.Repeat("a", 32)
)

func env(pairs ...string) func(string) string {
	m := make(map[string]string)
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return func(name string) string { return m[name] }
}

func withEnvFile(accountSID, authToken string) *Project {
	return &Project{EnvFile: "dir/.env", fileCredentials: func() (string, string) { return accountSID, authToken }}
}

func TestFindCredentials(t *testing.T) {
	t.Parallel()
	const process = "the process environment"
	for name, c := range map[string]struct {
		getenv func(string) string
		p      *Project
		want   Credentials
	}{
		"token of the process": {
			env(envAccountSID, testAccount, envAuthToken, "word"), withEnvFile(otherAccount, "x"),
			Credentials{testAccount, testAccount, "word", process},
		},
		"key of the process": {
			env(envAPIKey, testKey, envAPISecret, "word"), nil,
			Credentials{"", testKey, "word", process},
		},
		"key with its account": {
			env(envAPIKey, testKey, envAPISecret, "word", envAccountSID, testAccount), nil,
			Credentials{testAccount, testKey, "word", process},
		},
		"key before token": {
			env(envAPIKey, testKey, envAPISecret, "word", envAccountSID, testAccount, envAuthToken, "x"), nil,
			Credentials{testAccount, testKey, "word", process},
		},
		"env file": {
			env(), withEnvFile(testAccount, "word"),
			Credentials{testAccount, testAccount, "word", "dir/.env"},
		},
	} {
		got, err := FindCredentials(c.getenv, c.p)
		require.NoError(t, err, name)
		// Field by field: the values print alike when only the password differs.
		assert.True(t, got == c.want, "%s: %v", name, got)
	}
}

func TestFindCredentials_errors(t *testing.T) {
	t.Parallel()
	const secret = "tomato"
	for name, c := range map[string]struct {
		getenv func(string) string
		p      *Project
		want   string
	}{
		"account alone": {env(envAccountSID, testAccount), withEnvFile(testAccount, secret),
			"credentials in the process environment: TWILIO_ACCOUNT_SID is set but TWILIO_AUTH_TOKEN is not; set " +
				"both or neither"},
		"token alone":  {env(envAuthToken, secret), nil, "TWILIO_AUTH_TOKEN is set but TWILIO_ACCOUNT_SID is not"},
		"key alone":    {env(envAPIKey, testKey), nil, "TWILIO_API_KEY is set but TWILIO_API_SECRET is not"},
		"secret alone": {env(envAPISecret, secret), nil, "TWILIO_API_SECRET is set but TWILIO_API_KEY is not"},
		"half a file": {env(), withEnvFile(testAccount, ""),
			"credentials in dir/.env: ACCOUNT_SID is set but AUTH_TOKEN is not"},
		"short account": {env(envAccountSID, "AC12", envAuthToken, secret), nil,
			"TWILIO_ACCOUNT_SID is not an Account SID, which is AC and 32 hexadecimal digits; it has 4 characters"},
		"key as account": {env(envAccountSID, testKey, envAuthToken, secret), nil,
			`TWILIO_ACCOUNT_SID is not an Account SID, which is AC and 32 hexadecimal digits; it starts with "SK"`},
		"account as key": {env(envAPIKey, testAccount, envAPISecret, secret), nil,
			`TWILIO_API_KEY is not an API key SID, which is SK and 32 hexadecimal digits; it starts with "AC"`},
		"swapped": {env(envAccountSID, secret, envAuthToken, testAccount), nil,
			"TWILIO_ACCOUNT_SID is not an Account SID"},
		"line break": {env(envAccountSID, testAccount, envAuthToken, secret+"\n"), nil,
			"TWILIO_AUTH_TOKEN begins or ends with a space or a line break"},
		"account as token": {env(envAccountSID, testAccount, envAuthToken, otherAccount), nil,
			"TWILIO_AUTH_TOKEN is a SID that starts with AC; the Auth Token"},
		"key as secret": {env(envAPIKey, testKey, envAPISecret, testKey), nil,
			"TWILIO_API_SECRET is a SID that starts with SK"},
		"dash of a word processor": {env(envAccountSID, testAccount, envAuthToken, secret+"–"+secret), nil,
			"TWILIO_AUTH_TOKEN has a character that is neither a letter"},
		"file with a space": {env(), withEnvFile(testAccount, secret+" "),
			"credentials in dir/.env: AUTH_TOKEN begins or ends with a space"},
		"bad account": {env(envAPIKey, testKey, envAPISecret, secret, envAccountSID, "x"), nil,
			"TWILIO_ACCOUNT_SID is not an Account SID"},
		"file malformed": {env(), withEnvFile("ACxxxxxxxx", secret),
			"credentials in dir/.env: ACCOUNT_SID is not an Account SID"},
	} {
		_, err := FindCredentials(c.getenv, c.p)
		require.ErrorContains(t, err, c.want, name)
		assert.NotContains(t, err.Error(), secret, name)
		assert.NotErrorIs(t, err, ErrNoCredentials, name)
	}
}

func TestCredentials_OddToken(t *testing.T) {
	t.Parallel()
	whole := strings.Repeat("0", 32)
	assert.Empty(t, Credentials{AccountSID: testAccount, Username: testAccount, Password: whole}.OddToken())
	assert.Empty(t, Credentials{AccountSID: testAccount, Username: testKey, Password: "short"}.OddToken())
	odd := Credentials{AccountSID: testAccount, Username: testAccount, Password: whole[1:]}
	assert.Equal(t, "the Auth Token has 31 characters, and Twilio's have 32", odd.OddToken())
}

func TestFindCredentials_none(t *testing.T) {
	t.Parallel()
	for _, p := range []*Project{nil, {}, withEnvFile("", "")} {
		_, err := FindCredentials(env(), p)
		require.ErrorIs(t, err, ErrNoCredentials)
		for _, name := range []string{envAccountSID, envAuthToken, envAPIKey, envAPISecret, " ACCOUNT_SID",
			" AUTH_TOKEN"} {
			assert.ErrorContains(t, err, name)
		}
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	const secret = "tomato"
	credentials := Credentials{testAccount, testAccount, secret, "x"}
	variable := Variable{Key: "NAME", Value: secret}
	p := withEnvFile(testAccount, secret)
	p.Variables = []Variable{variable}
	for _, v := range []any{credentials, &credentials, variable, p, *p, struct{ C Credentials }{credentials}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			assert.NotContains(t, fmt.Sprintf(verb, v), secret, "%T %s", v, verb)
		}
		data, err := json.Marshal(v)
		require.NoError(t, err)
		assert.NotContains(t, string(data), secret, "%T", v)
	}
	assert.NotContains(t, fmt.Sprintf("%d", credentials), secret)
	assert.Contains(t, fmt.Sprint(credentials), testAccount)
}

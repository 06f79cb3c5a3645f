package fleet

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/fleet"
)

// TestEnvironment: what a deployment sees of the process. A variable of its account goes before the
// one of all, also an empty one; a credential is never that of another account, and never becomes
// the Variable of a project that has its name.
func TestEnvironment(t *testing.T) {
	t.Parallel()
	process := map[string]string{
		"ACME_API_KEY": "SK1", "ACME_API_SECRET": "credential", "API_SECRET": "of the project", "API_KEY": "",
		"TWILIO_ACCOUNT_SID": "of another account", "OTHER_AUTH_TOKEN": "of another account",
		"GREETING": "of all", "ACME_GREETING": "its own", "COLOUR": "of all", "ACME_COLOUR": "", "SIZE": "of all",
	}
	env := environment(&verb.Env{
		Getenv:    func(name string) string { return process[name] },
		LookupEnv: func(name string) (string, bool) { value, set := process[name]; return value, set },
	}, fleet.Deployment{Account: "ACME"}, func(name string) bool { return strings.HasPrefix(name, "OTHER_") })
	type found struct {
		value string
		set   bool
	}
	for name, want := range map[string]found{
		"TWILIO_API_SECRET": {"credential", true}, "TWILIO_ACCOUNT_SID": {}, "TWILIO_AUTH_TOKEN": {},
		"API_SECRET": {"of the project", true}, "API_KEY": {"", true}, "AUTH_TOKEN": {},
		"GREETING": {"its own", true}, "COLOUR": {"", true}, "SIZE": {"of all", true}, "NONE": {},
		"OTHER_AUTH_TOKEN": {},
	} {
		value, set := env.LookupEnv(name)
		assert.Equal(t, want, found{value, set}, name)
		assert.Equal(t, want.value, env.Getenv(name), name)
	}
}

// TestIdentity: two names of one account are that account; without credentials a name is itself.
func TestIdentity(t *testing.T) {
	t.Parallel()
	sid, key := "AC"+strings.Repeat("aB", 16), "SK"+strings.Repeat("0", 32)
	process := map[string]string{
		"ONE_ACCOUNT_SID": sid, "ONE_AUTH_TOKEN": strings.Repeat("1", 32),
		"TWO_ACCOUNT_SID": sid, "TWO_API_KEY": key, "TWO_API_SECRET": "secret",
		"THREE_API_KEY": key, "THREE_API_SECRET": "secret",
	}
	env := &verb.Env{Getenv: func(name string) string { return process[name] }}
	of := func(account string) string { return identity(env, fleet.Deployment{Account: account}) }
	assert.Equal(t, strings.ToLower(sid), of("ONE"))
	assert.Equal(t, of("ONE"), of("TWO"))
	assert.Equal(t, strings.ToLower(key), of("THREE"))
	assert.Equal(t, "FOUR", of("FOUR"))
}

// TestOwnNames: a message names the variable that was read, and keeps others.
func TestOwnNames(t *testing.T) {
	t.Parallel()
	process := map[string]string{"ACME_REGION": "", "TWILIO_EDGE": "x"}
	env := &verb.Env{LookupEnv: func(name string) (string, bool) { value, set := process[name]; return value, set }}
	for message, want := range map[string]string{
		"the variable TWILIO_REGION is empty": "the variable ACME_REGION is empty",
		"the variable TWILIO_EDGE is empty":   "the variable TWILIO_EDGE is empty",
		"TWILIO_AUTH_TOKEN, TWILIO_API_KEY":   "ACME_AUTH_TOKEN, ACME_API_KEY",
		"MY_TWILIO_REGION":                    "MY_TWILIO_REGION",
	} {
		assert.Equal(t, want, ownNames(env, fleet.Deployment{Account: "ACME"}, message))
	}
}

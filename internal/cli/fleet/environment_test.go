package fleet

import (
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
	}, fleet.Deployment{Account: "ACME"})
	type found struct {
		value string
		set   bool
	}
	for name, want := range map[string]found{
		"TWILIO_API_SECRET": {"credential", true}, "TWILIO_ACCOUNT_SID": {}, "TWILIO_AUTH_TOKEN": {},
		"API_SECRET": {"of the project", true}, "API_KEY": {"", true}, "AUTH_TOKEN": {},
		"GREETING": {"its own", true}, "COLOUR": {"", true}, "SIZE": {"of all", true}, "NONE": {},
	} {
		value, set := env.LookupEnv(name)
		assert.Equal(t, want, found{value, set}, name)
		assert.Equal(t, want.value, env.Getenv(name), name)
	}
}

package fleet

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/fleet"
	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
)

// checkCredentials refuses an account without credentials before anything is deployed.
func checkCredentials(env *verb.Env, d fleet.Deployment) error {
	_, err := project.FindCredentials(environment(env, d, nil).Getenv, nil)
	if errors.Is(err, project.ErrNoCredentials) {
		return fmt.Errorf("%s: the account %s has no credentials: set %s and %s, or %s and %s", d.Name, d.Account,
			d.Variable("TWILIO_ACCOUNT_SID"), d.Variable("TWILIO_AUTH_TOKEN"),
			d.Variable("TWILIO_API_KEY"), d.Variable("TWILIO_API_SECRET"))
	}
	if err != nil {
		return fmt.Errorf("%s: the account %s: %s", d.Name, d.Account, ownNames(env, d, err.Error()))
	}
	return nil
}

var variableName = lazyregexp.New(`\bTWILIO_[A-Z0-9_]+\b`)

// ownNames names the variables of a message as this account does: its own one was read, if it is set.
func ownNames(env *verb.Env, d fleet.Deployment, message string) string {
	return variableName.Get().ReplaceAllStringFunc(message, func(name string) string {
		own := d.Variable(name)
		if fleet.IsCredential(name) {
			return own
		}
		if _, set := process(env)(own); own != "" && set {
			return own
		}
		return name
	})
}

// process finds variables of this process, and tells empty ones from absent ones if that is possible.
func process(env *verb.Env) func(name string) (string, bool) {
	if env.LookupEnv != nil {
		return env.LookupEnv
	}
	return func(name string) (string, bool) { value := env.Getenv(name); return value, value != "" }
}

// identity is the account behind the credentials of a deployment. Those of other shards may not be in this process, and
// an API key alone does not name its account: then it is what the file calls it.
func identity(env *verb.Env, d fleet.Deployment) string {
	found, err := project.FindCredentials(environment(env, d, nil).Getenv, nil)
	if err != nil {
		return d.Account
	}
	return strings.ToLower(cmp.Or(found.AccountSID, found.Username))
}

// environment is the process as a deployment sees it: variables of its account take the place of others, and
// credentials that are not of its account do not exist.
func environment(env *verb.Env, d fleet.Deployment, hidden func(name string) bool) verb.Env {
	process := process(env)
	lookup := func(name string) (string, bool) {
		if own := d.Variable(name); own != "" {
			if value, set := process(own); set { // also an empty one: it was meant to be that of the account
				return value, true
			}
		}
		if fleet.IsCredential(name) || hidden != nil && hidden(name) {
			return "", false
		}
		return process(name)
	}
	return verb.Env{
		Stdin: strings.NewReader(""), LookupEnv: lookup,
		Getenv: func(name string) string { value, _ := lookup(name); return value },
	}
}

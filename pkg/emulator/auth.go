package emulator

import (
	"fmt"
	"maps"
	"net/http"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
)

// accounts decides which accounts may call. The zero value accepts every account.
type accounts struct {
	users map[string]user // by Account SID or API key SID; nil: not restricted
}

type user struct {
	account, secret string
}

// newAccounts checks what is given, so that a mistyped SID is an error here and not
// a 401 later.
func newAccounts(given []Account) (accounts, error) {
	if len(given) == 0 {
		return accounts{}, nil
	}
	users := map[string]user{}
	add := func(id, prefix, secret, account string) error {
		if !sid.Is(id, prefix) {
			return fmt.Errorf("emulator: Options.Accounts: %q is no SID of the form %s and 32 hexadecimal digits", id,
				prefix)
		}
		if secret == "" {
			return fmt.Errorf("emulator: Options.Accounts: %s has no secret: Basic auth needs one", id)
		}
		if _, twice := users[id]; twice {
			return fmt.Errorf("emulator: Options.Accounts: %s is given twice", id)
		}
		users[id] = user{account: account, secret: secret}
		return nil
	}
	for _, a := range given {
		if err := add(a.SID, sid.Account, a.AuthToken, a.SID); err != nil {
			return accounts{}, err
		}
		for key, secret := range maps.All(a.Keys) {
			if err := add(key, sid.Key, secret, a.SID); err != nil {
				return accounts{}, err
			}
		}
	}
	return accounts{users: users}, nil
}

// authenticate gives the account that a request's credentials belong to: HTTP
// Basic with Account SID and Auth Token, or API key SID and secret (the official
// document's `accountSid_authToken` scheme; the upload example uses a key).
func (a accounts) authenticate(r *http.Request) (account string, ok bool) {
	id, secret, ok := r.BasicAuth()
	if !ok || secret == "" {
		return "", false
	}
	if a.users != nil {
		u, known := a.users[id]
		return u.account, known && u.secret == secret
	}
	switch {
	case sid.Is(id, sid.Account):
		return id, true
	case sid.Is(id, sid.Key):
		return TestAccountSID, true
	}
	return "", false
}

// token is what requests to the protected files of an account are signed with. It is empty for an
// account that is not accepted.
func (a accounts) token(account string) string {
	if a.users == nil {
		return TestAuthToken
	}
	return a.users[account].secret
}

package emulator

import (
	"fmt"
	"maps"
	"net/http"
)

// accounts decides who calls. The zero value lets everybody in.
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
	add := func(sid, prefix, secret, account string) error {
		if !isSID(sid, prefix) {
			return fmt.Errorf("emulator: Options.Accounts: %q is no SID of the form %s and 32 hexadecimal digits", sid, prefix)
		}
		if secret == "" {
			return fmt.Errorf("emulator: Options.Accounts: %s has no secret: Basic auth needs one", sid)
		}
		if _, twice := users[sid]; twice {
			return fmt.Errorf("emulator: Options.Accounts: %s is given twice", sid)
		}
		users[sid] = user{account: account, secret: secret}
		return nil
	}
	for _, a := range given {
		if err := add(a.SID, sidAccount, a.AuthToken, a.SID); err != nil {
			return accounts{}, err
		}
		for sid, secret := range maps.All(a.Keys) {
			if err := add(sid, sidKey, secret, a.SID); err != nil {
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
	sid, secret, ok := r.BasicAuth()
	if !ok || secret == "" {
		return "", false
	}
	if a.users != nil {
		u, known := a.users[sid]
		return u.account, known && u.secret == secret
	}
	switch {
	case isSID(sid, sidAccount):
		return sid, true
	case isSID(sid, sidKey):
		return TestAccountSID, true
	}
	return "", false
}

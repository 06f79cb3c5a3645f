package emulator

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAuth_open(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	ac, sk := "AC"+strings.Repeat("a", 32), "SK"+strings.Repeat("a", 32)
	for _, tc := range []struct {
		name, user, secret, account string
	}{
		{"built-in", TestAccountSID, TestAuthToken, TestAccountSID},
		{"any account", ac, "anything", ac},
		{"any API key", sk, "anything", TestAccountSID},
		{"no credentials", "", "", ""},
		{"empty secret", ac, "", ""},
		{"not a SID", "me", "x", ""},
		{"SID of another kind", "ZS" + strings.Repeat("a", 32), "x", ""},
		{"short SID", "AC1", "x", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := a.as(tc.user, tc.secret)
			if tc.account == "" {
				got := b.get("/v1/Services")
				assert.Equal(t, "Authenticate", got.refused(t, 401, 20003))
				assert.Equal(t, `Basic realm="Twilio API"`, got.header.Get("WWW-Authenticate"))
				return
			}
			got := b.post("/v1/Services", "UniqueName", strings.ReplaceAll(tc.name, " ", "-"), "FriendlyName", "x")
			got.must(t, 201)
			assert.Equal(t, tc.account, got.str("account_sid"))
		})
	}
}

// Credentials come first: without them a client does not learn what exists.
func TestAuth_comesFirst(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil).as("", "")
	for _, path := range []string{"/v1/Nothing", "/v1//Services"} {
		a.get(path).refused(t, 401, 20003)
	}
	assert.Equal(t, 401, a.get(uploadHost+"/v1/Services").status)
	a.do("PUT", "/v1/Services", "", nil).refused(t, 401, 20003)
}

func TestAuth_bearerIsNoBasic(t *testing.T) {
	t.Parallel()
	acc := accounts{}
	req := httpRequest(t, "GET", "/v1/Services", "")
	req.Header.Set("Authorization", "Bearer abc")
	_, ok := acc.authenticate(req)
	assert.False(t, ok)
}

func TestAuth_accounts(t *testing.T) {
	t.Parallel()
	one, two, key := "AC"+strings.Repeat("1", 32), "AC"+strings.Repeat("2", 32), "SK"+strings.Repeat("2", 32)
	a := newAPI(t, &Options{Accounts: []Account{
		{SID: one, AuthToken: "token-1"},
		{SID: two, AuthToken: "token-2", Keys: map[string]string{key: "secret-2"}},
	}})
	for _, bad := range [][2]string{
		{TestAccountSID, TestAuthToken}, {one, "token-2"}, {key, "token-2"}, {two, "secret-2"}, {one, ""},
		{"SK" + strings.Repeat("1", 32), "token-1"},
	} {
		a.as(bad[0], bad[1]).get("/v1/Services").refused(t, 401, 20003)
	}
	service := a.as(two, "token-2").service("shared")
	assert.Equal(t, 200, a.as(key, "secret-2").get(service).status, "a key sees its account")
	a.as(one, "token-1").get(service).refused(t, 404, 20404)
	a.as(one, "token-1").service("shared") // names are unique per account only
}

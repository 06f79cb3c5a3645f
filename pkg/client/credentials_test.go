package client

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCredentials(t *testing.T) {
	t.Parallel()
	keyID := "SK" + strings.Repeat("b", 32)
	for name, tc := range map[string]struct {
		credentials Credentials
		shown, err  string
	}{
		"auth token": {AuthToken(accountID, token), accountID + ":***", ""},
		"upper-case digits": {AuthToken("AC"+strings.Repeat("AB", 16), token),
			"AC" + strings.Repeat("AB", 16) + ":***", ""},
		"API key": {APIKey(keyID, token), keyID + ":***", ""},
		"none": {Credentials{}, "***:***",
			"credentials are missing: make them with client.AuthToken or client.APIKey"},
		"empty": {AuthToken("", ""), "***:***",
			`the Account SID begins with "" and has 0 characters; want AC and 32 hexadecimal digits`},
		"no token": {AuthToken(accountID, ""), accountID + ":***", "the secret of " + accountID + " is empty"},
		"key as account": {AuthToken(keyID, token), "***:***",
			`the Account SID begins with "SK" and has 34 characters; want AC and 32 hexadecimal digits`},
		"account as key": {APIKey(accountID, token), "***:***",
			`the API key SID begins with "AC" and has 34 characters; want SK and 32 hexadecimal digits`},
		"swapped": {AuthToken(token, accountID), "***:***",
			`the Account SID begins with "to" and has 18 characters; want AC and 32 hexadecimal digits`},
		"line end": {AuthToken(accountID+"\n", token), "***:***",
			`the Account SID begins with "AC" and has 35 characters; want AC and 32 hexadecimal digits`},
		"lower-case prefix": {AuthToken("ac"+accountID[2:], token), "***:***",
			`the Account SID begins with "ac" and has 34 characters; want AC and 32 hexadecimal digits`},
		"colon inside, two parts": {AuthToken(accountID[:33]+":", token), "***:***",
			`the Account SID begins with "AC" and has 34 characters; want AC and 32 hexadecimal digits`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tc.shown, tc.credentials.String())
			assert.Equal(t, "client.Credentials{"+tc.shown+"}", tc.credentials.GoString())
			c, err := New(tc.credentials, nil)
			if tc.err == "" {
				require.NoError(t, err)
				assert.NotNil(t, c)
				return
			}
			require.EqualError(t, err, "client: "+tc.err)
			assert.Nil(t, c)
		})
	}
	assert.Equal(t, keyID, APIKey(keyID, token).Username())
}

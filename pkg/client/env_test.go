package client

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFromEnv(t *testing.T) {
	t.Parallel()
	keyID := "SK" + strings.Repeat("b", 32)
	account := map[string]string{"TWILIO_ACCOUNT_SID": accountID, "TWILIO_AUTH_TOKEN": token}
	with := func(base map[string]string, pairs ...string) map[string]string {
		env := map[string]string{}
		for k, v := range base {
			env[k] = v
		}
		for i := 0; i < len(pairs); i += 2 {
			env[pairs[i]] = pairs[i+1]
		}
		return env
	}
	for name, tc := range map[string]struct {
		env               map[string]string
		user, secret      string
		apiURL, uploadURL string
		want              string
	}{
		"account": {env: account, user: accountID, secret: token},
		"API key": {env: with(nil, "TWILIO_API_KEY", keyID, "TWILIO_API_SECRET", "s"), user: keyID, secret: "s"},
		"both pairs: the key": {
			env: with(account, "TWILIO_API_KEY", keyID, "TWILIO_API_SECRET", "s"), user: keyID, secret: "s",
		},
		"key and the SID that names the account": {
			env:    with(nil, "TWILIO_ACCOUNT_SID", accountID, "TWILIO_API_KEY", keyID, "TWILIO_API_SECRET", "s"),
			user:   keyID,
			secret: "s",
		},
		"region": {env: with(account, "TWILIO_REGION", "ie1"), user: accountID, secret: token,
			apiURL:    "https://serverless.dublin.ie1.twilio.com",
			uploadURL: "https://serverless-upload.dublin.ie1.twilio.com"},
		"region and edge": {
			env: with(account, "TWILIO_REGION", "au1", "TWILIO_EDGE", "singapore"), user: accountID, secret: token,
			apiURL:    "https://serverless.singapore.au1.twilio.com",
			uploadURL: "https://serverless-upload.singapore.au1.twilio.com",
		},
		"URL": {
			env: with(account, "TWILIO_SERVERLESS_API_URL", "http://127.0.0.1:1"), user: accountID, secret: token,
			apiURL: "http://127.0.0.1:1", uploadURL: "http://127.0.0.1:1",
		},
		"two URLs": {
			env: with(account, "TWILIO_SERVERLESS_API_URL", "http://127.0.0.1:1", "TWILIO_SERVERLESS_UPLOAD_URL",
				"http://127.0.0.1:2"),
			user: accountID, secret: token, apiURL: "http://127.0.0.1:1", uploadURL: "http://127.0.0.1:2",
		},
		"nothing": {want: "client: no credentials in the environment: set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, " +
			"or TWILIO_API_KEY and TWILIO_API_SECRET"},
		"SID alone": {env: with(nil, "TWILIO_ACCOUNT_SID", accountID),
			want: "client: only one of TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN is set: set both or neither"},
		"token alone": {env: with(nil, "TWILIO_AUTH_TOKEN", token),
			want: "client: only one of TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN is set: set both or neither"},
		"key alone": {env: with(nil, "TWILIO_API_KEY", keyID),
			want: "client: only one of TWILIO_API_KEY and TWILIO_API_SECRET is set: set both or neither"},
		"half a key, an account": {env: with(account, "TWILIO_API_SECRET", "s"),
			want: "client: only one of TWILIO_API_KEY and TWILIO_API_SECRET is set: set both or neither"},
		"malformed SID": {env: with(account, "TWILIO_ACCOUNT_SID", "AC1"),
			want: `client: the Account SID begins with "AC" and has 3 characters; want AC and 32 hexadecimal digits`},
		"unusable proxy": {env: with(account, "HTTPS_PROXY", "http://me:pw@[proxy"),
			want: `client: HTTPS_PROXY is "http://***@[proxy", and no proxy can be found by that: missing ']' in host; write it as http://HOST:PORT, or unset it`},
		"upload URL alone": {env: with(account, "TWILIO_SERVERLESS_UPLOAD_URL", "http://u"),
			want: `client: UploadURL is "http://u" but APIURL is empty: give both, or APIURL alone when one address serves both`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := fromEnv(func(name string) string { return tc.env[name] })
			if tc.want != "" {
				require.EqualError(t, err, tc.want)
				assert.NotContains(t, err.Error(), token)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, []string{tc.user, tc.secret},
				[]string{c.doer.credentials.Username(), c.doer.credentials.password()})
			if tc.apiURL == "" {
				tc.apiURL, tc.uploadURL = "https://serverless.twilio.com", "https://serverless-upload.twilio.com"
			}
			assert.Equal(t, []string{tc.apiURL, tc.uploadURL}, []string{c.APIURL(), c.UploadURL()})
		})
	}
}

func TestFromEnv_readsTheProcess(t *testing.T) { // not parallel: sets the environment
	for _, name := range []string{"TWILIO_API_KEY", "TWILIO_API_SECRET", "TWILIO_REGION", "TWILIO_EDGE",
		"TWILIO_SERVERLESS_API_URL", "TWILIO_SERVERLESS_UPLOAD_URL"} {
		t.Setenv(name, "")
	}
	t.Setenv("TWILIO_ACCOUNT_SID", accountID)
	t.Setenv("TWILIO_AUTH_TOKEN", token)
	c, err := FromEnv()
	require.NoError(t, err)
	assert.Equal(t, "https://serverless.twilio.com", c.APIURL())
}

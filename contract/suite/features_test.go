package suite

import (
	"io"
	"net/http"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// TestRun_findsFeatures runs cases that need a feature on targets which claim none.
func TestRun_findsFeatures(t *testing.T) {
	t.Parallel()
	const secrets, foreign = "auth/a-wrong-secret-is-refused", "auth/resources-of-other-accounts-are-not-found"
	const second, logs = "auth/both-kinds-of-credentials-are-of-one-account", "logs/tell-where-they-come-from"
	closed := []emulator.Account{{SID: emulator.TestAccountSID, AuthToken: emulator.TestAuthToken}}
	tests := map[string]struct {
		options *emulator.Options
		wear    func(next http.RoundTripper) http.RoundTripper
		want    map[string]Outcome
	}{
		"checks secrets": {&emulator.Options{Accounts: closed}, nil, map[string]Outcome{secrets: Pass,
			foreign: NotSupported, second: NotSupported, logs: NotSupported}},
		"takes anybody": {&emulator.Options{}, nil, map[string]Outcome{secrets: NotSupported, foreign: Pass,
			second: Pass, logs: NotSupported}},
		"writes Logs": {&emulator.Options{Accounts: closed, SeedLogs: 2}, nil, map[string]Outcome{secrets: Pass,
			logs: Pass}},
		"takes any secret of a known user": {&emulator.Options{Accounts: closed},
			func(next http.RoundTripper) http.RoundTripper {
				return transportFunc(func(r *http.Request) (*http.Response, error) {
					if user, _, _ := r.BasicAuth(); user == emulator.TestAccountSID {
						r = r.Clone(r.Context())
						r.SetBasicAuth(user, emulator.TestAuthToken)
					}
					return next.RoundTrip(r)
				})
			}, map[string]Outcome{secrets: Fail}},
		"has one store for all": {&emulator.Options{}, func(next http.RoundTripper) http.RoundTripper {
			return transportFunc(func(r *http.Request) (*http.Response, error) {
				r = r.Clone(r.Context())
				if user, _, ok := r.BasicAuth(); ok && user != "" {
					r.SetBasicAuth(emulator.TestAccountSID, "x")
				}
				return next.RoundTrip(r)
			})
		}, map[string]Outcome{secrets: NotSupported, foreign: NotSupported, second: Pass}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.options.Seed, test.options.BuildTime = 1, time.Millisecond
			emu, err := emulator.New(test.options)
			require.NoError(t, err)
			target := &Target{
				APIURL: "https://serverless.twilio.com", UploadURL: "https://serverless-upload.twilio.com",
				Username: emulator.TestAccountSID,
				Password: emulator.TestAuthToken, Transport: emu.Transport(), PollInterval: time.Millisecond,
			}
			if test.wear != nil {
				target.Transport = test.wear(target.Transport)
			}
			report, err := Run(t.Context(), target, &RunOptions{Cases: catalogue(),
				Filter: regexp.MustCompile("^(" + secrets + "|" + foreign + "|" + second + "|" + logs + ")$")})
			require.NoError(t, err)
			got := map[string]Outcome{}
			for _, r := range report.Results {
				if _, asked := test.want[r.ID]; asked {
					got[r.ID] = r.Outcome
				}
			}
			assert.Equal(t, test.want, got)
			left, err := http.NewRequest(http.MethodGet, "https://serverless.twilio.com/v1/Services", nil)
			require.NoError(t, err)
			left.SetBasicAuth(target.Username, target.Password)
			resp, err := emu.Transport().RoundTrip(left)
			require.NoError(t, err)
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			require.NoError(t, err)
			assert.Regexp(t, `"services": ?\[\]`, string(body), "what was looked at is deleted")
		})
	}
}

package leaktest_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/instruments/leaktest"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/control"
)

// untouched is the way of an emulator whose answers are its own.
const untouched = "not at all"

// journal sends secrets to an emulator with its control API and takes all that the API returns unasked.
func journal(t *testing.T, o *outlets, way string) {
	t.Helper()
	emu, err := emulator.New(&emulator.Options{Seed: 1,
		Accounts: []emulator.Account{{SID: account, AuthToken: token, Keys: map[string]string{key: keySecret}}}})
	require.NoError(t, err)
	checker, err := contract.NewChecker(nil)
	require.NoError(t, err)
	next := leaktest.Plant(emu, way, variables)
	if way == untouched {
		next = emu
	}
	c, err := control.New(emu, &control.Options{
		Next: next, CheckUnwatched: true,
		Check: func(w http.ResponseWriter, r *http.Request, next http.Handler) (found []control.Finding) {
			checker.Handler(next, func(_ *contract.Exchange, findings []contract.Finding) {
				for _, f := range findings {
					found = append(found, control.Finding{Severity: f.Severity.String(), Side: f.Side.String(),
						Rule:     f.Rule,
						Location: f.Location, Message: f.Message})
				}
			}).ServeHTTP(w, r)
			return found
		},
	})
	require.NoError(t, err)
	server := httptest.NewServer(c)
	t.Cleanup(server.Close)
	send := func(method, path, user, password string, header http.Header, form url.Values) {
		req, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, strings.NewReader(form.Encode()))
		require.NoError(t, err)
		for name, values := range header {
			req.Header[name] = values
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.SetBasicAuth(user, password)
		res, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		res.Body.Close()
	}
	send("POST", "/v1/Services", account, token, nil, url.Values{"UniqueName": {"a"}, "FriendlyName": {"b"}})
	send("POST", "/v1/Services/a/Environments", account, token, nil, url.Values{"UniqueName": {"e"}})
	environment := emu.Overview(1).Services[0].Environments[0].SID
	query, header, fields := url.Values{}, http.Header{}, url.Values{"Key": {"A"}, "Value": {variable}}
	for _, planted := range leaktest.All() {
		switch kind, name, _ := strings.Cut(planted.Name, ": "); kind {
		case "query":
			query.Set(name, planted.Value)
		case "request header":
			header.Set(name, planted.Value)
		case "form":
			fields.Set(name, planted.Value)
		}
	}
	all := "/v1/Services/a/Environments/" + environment + "/Variables"
	for range 2 { // the second one is refused
		send("POST", all+"?"+query.Encode(), account, token, header, fields)
	}
	fields.Set("Value", changed)
	send("POST", all, key, keySecret, header, fields)
	send("GET", all, key, keySecret, header, nil)
	send("GET", all, foreign, foreignToken, header, nil)

	name := "control API, answers spoiled " + way
	paths := []string{"requests", "overview", "about", "clock", "faults", "variables/" + environment, "accounts"}
	if way == untouched { // exchanges are shown with the answers as they are, but for what was sent in confidence
		paths = append(paths, "har")
		for id := range 7 {
			paths = append(paths, fmt.Sprintf("requests/%d", id+1))
		}
	}
	for _, path := range paths {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/_emulator/"+path, nil)
		require.NoError(t, err)
		res, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, res.StatusCode, path)
		_, err = io.Copy(o.to(name+", "+path), res.Body)
		require.NoError(t, err)
		res.Body.Close()
	}
	require.Contains(t, o.to(name+", requests").(interface{ String() string }).String(), `"verdict":`)
}

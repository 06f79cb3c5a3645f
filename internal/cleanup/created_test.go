package cleanup_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cleanup"
)

type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func answering(status int, body io.Reader) http.RoundTripper {
	return transportFunc(func(req *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Body: io.NopCloser(body), Header: http.Header{}, Request: req}, nil
	})
}

func send(t *testing.T, rt http.RoundTripper, method, path, body string) (string, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, "https://a.example"+path, strings.NewReader(body))
	require.NoError(t, err)
	resp, err := rt.RoundTrip(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return string(text), err
}

func TestLog_notesWhatIsCreated(t *testing.T) {
	t.Parallel()
	lost := transportFunc(func(*http.Request) (*http.Response, error) { return nil, errors.New("gone") })
	created := func() http.RoundTripper { return answering(201, strings.NewReader(`{"sid":"XX1"}`)) }
	tests := map[string]struct {
		next         http.RoundTripper
		method, path string
		want         []cleanup.Resource
	}{
		"service": {created(), "POST", "/v1/Services",
			[]cleanup.Resource{{Kind: "Services", SID: "XX1", Service: "check-1-a-1"}}},
		"service under a path": {created(), "POST", "/below/v1/Services",
			[]cleanup.Resource{{Kind: "Services", SID: "XX1", Service: "check-1-a-1"}}},
		"service, answer lost": {lost, "POST", "/v1/Services",
			[]cleanup.Resource{{Kind: "Services", Service: "check-1-a-1"}}},
		"service, answer empty": {answering(201, strings.NewReader("")), "POST", "/v1/Services",
			[]cleanup.Resource{{Kind: "Services", Service: "check-1-a-1"}}},
		"service refused": {answering(400, strings.NewReader(`{"sid":"XX1"}`)), "POST", "/v1/Services", nil},
		"build": {created(), "POST", "/v1/Services/ZS1/Builds",
			[]cleanup.Resource{{Kind: "Builds", SID: "XX1", Service: "ZS1"}}},
		"build, answer lost": {lost, "POST", "/v1/Services/ZS1/Builds", nil},
		"version": {created(), "POST", "/v1/Services/ZS1/Functions/ZH1/Versions",
			[]cleanup.Resource{{Kind: "Versions", SID: "XX1", Service: "ZS1"}}},
		"update":               {created(), "POST", "/v1/Services/ZS1", nil},
		"update of a variable": {created(), "POST", "/v1/Services/ZS1/Environments/ZE1/Variables/ZV1", nil},
		"read":                 {created(), "GET", "/v1/Services", nil},
		"elsewhere":            {created(), "POST", "/v1/Accounts", nil},
	}
	for name, tt := range tests {
		var l cleanup.Log
		_, _ = send(t, l.Transport(tt.next), tt.method, tt.path, "FriendlyName=x&UniqueName=check-1-a-1")
		assert.Equal(t, tt.want, l.Created(), name)
	}
}

func TestLog_changesNoAnswer(t *testing.T) {
	t.Parallel()
	long := `{"sid":"XX1","rest":"` + strings.Repeat("x", 3<<20) + `"}`
	var l cleanup.Log
	got, err := send(t, l.Transport(answering(201, strings.NewReader(long))), "POST", "/v1/Services", "UniqueName=a")
	require.NoError(t, err)
	assert.Equal(t, long, got)

	broken := io.MultiReader(strings.NewReader(`{"sid":`), failing{})
	got, err = send(t, l.Transport(answering(201, broken)), "POST", "/v1/Services", "UniqueName=b")
	require.ErrorIs(t, err, errBroken)
	assert.Equal(t, `{"sid":`, got)
	assert.Equal(t, []string{"a", "b"}, []string{l.Created()[0].Service, l.Created()[1].Service})
}

var errBroken = errors.New("broken off")

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errBroken }

func TestLog_strays(t *testing.T) {
	t.Parallel()
	var l cleanup.Log
	create := func(path, name, sid string) {
		_, err := send(t, l.Transport(answering(201, strings.NewReader(`{"sid":"`+sid+`"}`))), "POST", path,
			"UniqueName="+name)
		require.NoError(t, err)
	}
	create("/v1/Services", "check-1-a-1", "ZS1")
	create("/v1/Services/ZS1/Builds", "", "ZB1")
	create("/v1/Services/check-1-a-1/Builds", "", "ZB2")
	assert.Empty(t, l.Strays("check-1"))
	create("/v1/Services", "check-10-a-1", "ZS2")
	create("/v1/Services", "theirs", "ZS3")
	create("/v1/Services/ZS4/Builds", "", "ZB3")
	assert.Equal(t, []cleanup.Resource{
		{Kind: "Services", SID: "ZS2", Service: "check-10-a-1"}, {Kind: "Services", SID: "ZS3", Service: "theirs"},
		{Kind: "Builds", SID: "ZB3", Service: "ZS4"},
	}, l.Strays("check-1"))
}

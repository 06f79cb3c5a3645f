package redact

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// An object whose keys the user chooses is shown as far as the recording itself has sent it, and so replays.
func TestRecording_objectsThatWereSent(t *testing.T) {
	t.Parallel()
	sent := url.Values{"Dependencies": {`{"hour": 3, "value": "at night", "deep": {"list": [1, 2.5, "x"]}, "no": false}`}}.Encode()
	for name, test := range map[string]struct{ answer, public, private string }{
		"what was sent": {
			`{"dependencies": {"hour": 3, "deep": {"list": [1, 2.5, "x"]}, "value": "at night"}}`,
			`{"dependencies": {"hour": 3, "deep": {"list": [1, 2.5, "x"]}, "value": "at night"}}`,
			`{"dependencies": {"hour": 0, "deep": {"list": [0, 0, "REDACTED"]}, "value": "REDACTED"}}`,
		},
		"another value": {
			`{"dependencies": {"hour": 4, "deep": {"list": ["1"]}}}`,
			`{"dependencies": {"hour": 0, "deep": {"list": ["REDACTED"]}}}`,
			`{"dependencies": {"hour": 0, "deep": {"list": ["REDACTED"]}}}`,
		},
		"another place": {
			`{"dependencies": {"list": 1, "other": "x"}, "hour": 3, "x": {"sort": 3}}`,
			`{"dependencies": {"list": 0, "other": "REDACTED"}, "hour": 0, "x": {"sort": 0}}`,
			`{"dependencies": {"list": 0, "other": "REDACTED"}, "hour": 0, "x": {"sort": 0}}`,
		},
	} {
		for private, want := range map[bool]string{false: test.public, true: test.private} {
			r := NewRecording(RecordingOptions{Private: private})
			r.Remember(http.MethodPost, &url.URL{Path: "/v1/Services"}, "application/x-www-form-urlencoded", sent)
			assert.Equal(t, want, r.Answer(http.StatusCreated, test.answer), "%s, private: %t", name, private)
		}
	}
}

// A token that is sent in the place of a form, or of a query, is the name of a field without a value.
func TestKnownForm_names(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"0123456789abcdef0123456789abcdef":    "REDACTED=REDACTED",
		"hunter2=":                            "REDACTED=REDACTED",
		"a%3Ab%2F=1&FriendlyName=x":           "FriendlyName=x&REDACTED=REDACTED",
		"FunctionVersions%5B0%5D=ZN1":         "FunctionVersions%5B0%5D=REDACTED",
		"friendly_names=x":                    "friendly_names=REDACTED",
		"FriendlyName=x":                      "FriendlyName=x",
		strings.Repeat("a", 41) + "=":         "REDACTED=REDACTED",
		"one1=&two2=":                         "REDACTED=REDACTED&REDACTED=REDACTED",
		"REDACTED=REDACTED&REDACTED=REDACTED": "REDACTED=REDACTED&REDACTED=REDACTED",
	} {
		got, ok := KnownForm(body)
		assert.True(t, ok)
		assert.Equal(t, want, got, body)
	}
	assert.Equal(t, "https://a/b?REDACTED=REDACTED", KnownAddress("https://a/b?5ec7e7"))
}

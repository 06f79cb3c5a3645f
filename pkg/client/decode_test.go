package client

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// badDate is a Build whose date is not RFC 3339; nested SIDs follow its own.
var badDate = `{"sid" : "` + buildID + `","status":"building","date_created":"Sat, 10 Nov 2018 20:00:00 +0000","asset_versions":[{"sid":"` + versionID + `"}]}`

func TestDecode_create(t *testing.T) {
	t.Parallel()
	truncated := func(arrived string) func(*http.Request) (*http.Response, error) {
		return func(*http.Request) (*http.Response, error) {
			resp := answer(201, "")
			resp.Body = brokenBody(arrived, io.ErrUnexpectedEOF)
			return resp, nil
		}
	}
	for name, tc := range map[string]struct {
		answer  func(*http.Request) (*http.Response, error)
		sid     string
		unknown bool
		cause   string
	}{
		"bad date":      {always(201, badDate), buildID, false, "the answer cannot be read: parsing time"},
		"empty":         {always(201, ""), "", true, "the answer cannot be read: it is empty"},
		"HTML":          {always(201, "<html>"), "", true, "the answer cannot be read: it is a page of HTML or XML"},
		"null":          {always(201, "null"), "", true, "the answer cannot be read: it is null"},
		"no properties": {always(201, "{}"), "", true, "the answer cannot be read: it has no sid"},
		"a list": {always(201, "[]"), "", true,
			"the document is a JSON array where an object is needed"},
		"two values": {always(201, `{"sid":"`+buildID+`"}{"sid":"`+versionID+`"}`), buildID, false,
			"invalid character '{' after top-level value"},
		"other SIDs only": {always(201, `{"account_sid":"`+accountID+`","service_sid":"`+serviceID+`"`), "",
			true, "it is not valid JSON at line 1, column 102: unexpected end of JSON input"},
		"truncated, SID arrived":    {truncated(badDate[:60]), buildID, false, "the answer broke off: unexpected EOF"},
		"truncated in the SID":      {truncated(badDate[:30]), "", true, "the answer broke off: unexpected EOF"},
		"truncated before any byte": {truncated(""), "", true, "the answer broke off: unexpected EOF"},
		"SID of a malformed kind": {always(201, `{"sid":"ZB1","date_created":1}`), "", true,
			"the answer cannot be read"},
		"no content": {func(*http.Request) (*http.Response, error) { return noContent(), nil }, "", true,
			"the answer cannot be read: it is empty"},
		"complete, connection broke": {truncated(`{"sid":"` + buildID + `"}`), buildID, false, "the answer broke off"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, r := recording(t, tc.answer)
			build, err := c.CreateBuild(t.Context(), serviceID, serverless.CreateBuildRequest{})
			assert.Nil(t, build)
			e := asError(t, err)
			assert.Equal(t, tc.sid, e.SID)
			assert.Equal(t, tc.unknown, errors.Is(err, ErrOutcomeUnknown))
			assert.ErrorContains(t, e.Err, tc.cause)
			assert.Equal(t, tc.sid != "", strings.HasSuffix(err.Error(), "; it created "+buildID), err.Error())
			assert.Len(t, r.sent, 1, "a create was sent again")
		})
	}
}

func TestDecode_update(t *testing.T) {
	t.Parallel()
	c, _ := recording(t, always(200, strings.ReplaceAll(badDate, buildID, functionID)))
	_, err := c.UpdateFunction(t.Context(), serviceID, functionID, serverless.UpdateFunctionRequest{})
	e := asError(t, err)
	assert.Empty(t, e.SID, "an update creates nothing")
	assert.NotErrorIs(t, err, ErrOutcomeUnknown, "it was done: the resource came back")
	assert.NotContains(t, err.Error(), "it created")
}

func TestDecode_read(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{"bad date": badDate, "HTML": "<html>", "null": "null", "{}": "{}",
		"empty": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, r := recording(t, always(200, body, "Twilio-Request-Id", "RQ1"))
			_, err := c.FetchBuild(t.Context(), serviceID, buildID)
			e := asError(t, err)
			assert.Empty(t, e.SID, "a read creates nothing")
			assert.Empty(t, conditionsOf(err))
			assert.Equal(t, 200, e.StatusCode)
			assert.Equal(t, "RQ1", e.RequestID)
			assert.Equal(t, body, string(e.Body))
			assert.NotContains(t, err.Error(), "it created")
			assert.Len(t, r.sent, 1, "an answer that arrived whole does not become better")
		})
	}
}

// TestDecode_plainWords: no message about an answer names a type of Go, and the two causes that users
// can do something about are called by their names.
func TestDecode_plainWords(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"[]":            "the document is a JSON array where an object is needed",
		`{"sid":7}`:     "sid is a JSON number where a string is needed",
		" <!doctype":    "it is a page of HTML or XML instead of JSON, as a proxy or a wrong address gives one",
		" ":             "it is empty",
		`{"sid":"a"} x`: "it is not valid JSON at line 1, column 13",
	} {
		c, _ := recording(t, always(200, body))
		_, err := c.FetchBuild(t.Context(), serviceID, buildID)
		assert.ErrorContains(t, err, want, body)
		assert.NotRegexp(t, `unmarshal|serverless\.|Go (value|struct)`, err.Error(), body)
	}
}

// TestError_longMessage: what a server writes is kept as far as a person would read it.
func TestError_longMessage(t *testing.T) {
	t.Parallel()
	c, _ := recording(t, always(400, `{"code":20001,"message":"`+strings.Repeat("é", 1<<20)+`"}`))
	_, err := c.FetchBuild(t.Context(), serviceID, buildID)
	assert.Less(t, len(err.Error()), 5000)
	assert.ErrorContains(t, err, "é…")
}

func TestDecode_values(t *testing.T) {
	t.Parallel()
	c, _ := recording(t, always(201, `{"sid":"`+buildID+`","runtime":"node99","status":"paused","new_property":{"a":1},
		"date_created":"2018-11-10T21:00:00+01:00","dependencies":[{"name":"twilio","version":"5.0.3"}],
		"function_versions":[{"sid":"`+versionID+`","path":"/a","visibility":"PUBLIC"}]} `))
	build, err := c.CreateBuild(t.Context(), serviceID, serverless.CreateBuildRequest{})
	require.NoError(t, err)
	assert.Equal(t, buildID, build.SID)
	assert.Equal(t, "node99", build.Runtime)
	assert.Equal(t, serverless.BuildState("paused"), build.Status)
	assert.Equal(t, "2018-11-10T20:00:00Z", build.DateCreated.UTC().Format("2006-01-02T15:04:05Z"))
	assert.Equal(t, []serverless.Dependency{{Name: "twilio", Version: "5.0.3"}}, build.Dependencies)
	assert.Equal(t, serverless.BuildVisibilityUpperPublic, build.FunctionVersions[0].Visibility)
}

func TestDecode_delete(t *testing.T) {
	t.Parallel()
	c, r := recording(t, func(*http.Request) (*http.Response, error) { return noContent(), nil })
	require.NoError(t, deleteOne(t.Context(), c))
	assert.Equal(t, "DELETE", r.sent[0].method)
	assert.Empty(t, r.sent[0].body)
	assert.Empty(t, r.sent[0].header.Get("Content-Type"))
}

// TestDecode_tooLong: an endless answer ends at the bound, and is not asked for again.
func TestDecode_tooLong(t *testing.T) {
	t.Parallel()
	endless := 0
	c := newClient(t, roundTrip(func(*http.Request) (*http.Response, error) {
		endless++
		resp := answer(200, "")
		resp.Body = io.NopCloser(zeros{})
		return resp, nil
	}))
	_, err := c.FetchBuild(t.Context(), serviceID, buildID)
	e := asError(t, err)
	assert.ErrorContains(t, err, "the answer is longer than 67108864 bytes")
	assert.Len(t, e.Body, 64<<10)
	assert.Equal(t, 1, endless)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// JSON and RFC 3339 have more than one notation of the same value.
func TestDecode_notations(t *testing.T) {
	t.Parallel()
	day := time.Date(2018, 11, 10, 20, 0, 0, 0, time.UTC)
	for name, body := range map[string]string{
		"dates in lower case": `"date_created":"2018-11-10t20:00:00z","friendly_name":"2018-11-10t20:00:00z"`,
		"escapes in dates": `"date_created":"2018-11-10\u005420:00:00\u005A",
			"friendly_name":"2018-11-10\u007420:00:00z"`,
		"both, and a null": `"date_created":"2018-11-10\u007420:00:00\u007a",
			"friendly_name":"2018-11-10t20:00:00z","links":null`,
	} {
		c, _ := recording(t, always(200, `{"sid":"`+functionID+`",`+body+`}`))
		f, err := c.FetchFunction(t.Context(), serviceID, functionID)
		require.NoError(t, err, name)
		assert.True(t, day.Equal(f.DateCreated), name)
		assert.Equal(t, "2018-11-10t20:00:00z", f.FriendlyName, "%s: only dates are rewritten", name)
	}
	for _, number := range []string{"0", "0.0", "0e3", "-0"} {
		c, _ := recording(t, always(200, `{"builds":[{"sid":"`+buildID+`"}],"meta":{"page":`+number+
			`,"page_size":5.0E1,"url":"https://serverless.twilio.com/v1/Services","key":"builds","next_page_url":null}}`))
		n := 0
		for _, err := range c.ListBuilds(t.Context(), serviceID, nil) {
			require.NoError(t, err, number)
			n++
		}
		assert.Equal(t, 1, n)
	}
	for _, number := range []string{"0.5", "1e400", "9e99"} {
		c, _ := recording(t, always(200, `{"builds":[],"meta":{"page":`+number+`}}`))
		for _, err := range c.ListBuilds(t.Context(), serviceID, nil) {
			require.ErrorContains(t, err, "the answer cannot be read", number)
		}
	}
	c, _ := recording(t, always(404, `{"code":2.0404e4,"message":"not here","status":404.0}`))
	_, err := c.FetchFunction(t.Context(), serviceID, functionID)
	assert.Equal(t, 20404, asError(t, err).Code)
	assert.Equal(t, "not here", asError(t, err).Message)
}

// TestDecode_deleteAnswer: what answers with a page is not the API, and has deleted nothing. A body that says nothing is
// no reason to doubt a success.
func TestDecode_deleteAnswer(t *testing.T) {
	t.Parallel()
	for _, op := range operations.All() {
		if op.Method != http.MethodDelete {
			continue
		}
		for _, method := range methodsOf(op) {
			for body, want := range map[string]string{
				"": "", "\n": "", "{}": "",
				"<html>sign in</html>": "the answer cannot be read: it is a page of HTML or XML",
				"sign in":              "the answer cannot be read: it is not valid JSON",
			} {
				t.Run(method+"/"+body, func(t *testing.T) {
					t.Parallel()
					c, _ := recording(t, always(200, body))
					err := invoke(t.Context(), t, c, method, pathArguments(op))
					if want == "" {
						require.NoError(t, err)
						return
					}
					assert.Equal(t, 200, asError(t, err).StatusCode)
					require.ErrorContains(t, err, want)
				})
			}
		}
	}
}

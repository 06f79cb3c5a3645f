package client

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

var conditions = map[string]error{
	"ErrNotFound": ErrNotFound, "ErrConflict": ErrConflict, "ErrUnauthorized": ErrUnauthorized,
	"ErrTooManyRequests": ErrTooManyRequests, "ErrOutcomeUnknown": ErrOutcomeUnknown,
	"ErrNoConnection": ErrNoConnection,
}

// conditionsOf returns the names of all conditions that err is.
func conditionsOf(err error) []string {
	names := []string{}
	for name, condition := range conditions {
		if errors.Is(err, condition) {
			names = append(names, name)
		}
	}
	return names
}

const conflictJSON = `{"code":20409,"message":"Environment already has requested deployment.","more_info":"https://www.twilio.com/docs/errors/20409","status":409}`

func TestError_answers(t *testing.T) {
	t.Parallel()
	html := "<html><h1>Bad Gateway</h1></html>"
	for name, tc := range map[string]struct {
		status     int
		body       string
		headers    []string
		want       Error
		conditions []string
		message    string
	}{
		"API error": {
			status: 409, body: conflictJSON, headers: []string{"Twilio-Request-Id", "RQ1"},
			want: Error{StatusCode: 409, Code: 20409, Message: "Environment already has requested deployment.",
				MoreInfo: "https://www.twilio.com/docs/errors/20409", RequestID: "RQ1"},
			conditions: []string{"ErrConflict"},
			message: "CreateService (POST /v1/Services): status 409: Environment already has requested " +
				"deployment. (code 20409, request RQ1)",
		},
		"gateway error in camel case": {
			status: 429, headers: []string{"Retry-After", "120"},
			body: `{"status":429,"message":"Too many requests","detail":"Too many requests for the associated account being sent.","code":20429,"moreInfo":"https://www.twilio.com/docs/errors/20429"}`,
			want: Error{StatusCode: 429, Code: 20429, Message: "Too many requests",
				MoreInfo:   "https://www.twilio.com/docs/errors/20429",
				RetryAfter: 2 * time.Minute},
			conditions: []string{"ErrTooManyRequests"},
			message: "CreateService (POST /v1/Services): status 429: Too many requests (code 20429, " +
				"the server asks for a wait of 2m0s)",
		},
		"gateway error without message": {
			status: 404, body: `{"detail":"No such account","code":20404}`,
			want:       Error{StatusCode: 404, Code: 20404, Message: "No such account"},
			conditions: []string{"ErrNotFound"},
			message:    "CreateService (POST /v1/Services): status 404: No such account (code 20404)",
		},
		"code alone": {
			status: 400, body: `{"code":20001}`,
			want:    Error{StatusCode: 400, Code: 20001},
			message: "CreateService (POST /v1/Services): status 400 Bad Request (code 20001)",
		},
		"code of a wrong type": {
			status: 400, body: `{"code":"20001","message":"unsupported runtime: node10"}`,
			want:    Error{StatusCode: 400, Message: "unsupported runtime: node10"},
			message: "CreateService (POST /v1/Services): status 400: unsupported runtime: node10",
		},
		"500 without code": {
			status: 500, body: `{"message":"An error occurred","status":500}`,
			want:       Error{StatusCode: 500, Message: "An error occurred"},
			conditions: []string{"ErrOutcomeUnknown"},
			message: "CreateService (POST /v1/Services): status 500: An error occurred; whether it was done is " +
				"unknown: look before repeating it",
		},
		"502 in HTML": {
			status: 502, body: html,
			want:       Error{StatusCode: 502, Body: []byte(html)},
			conditions: []string{"ErrOutcomeUnknown"},
			message: "CreateService (POST /v1/Services): status 502 Bad Gateway without an API error; whether it " +
				"was done is unknown: look before repeating it",
		},
		"413 in HTML": {
			status: 413, body: html,
			want:    Error{StatusCode: 413, Body: []byte(html)},
			message: "CreateService (POST /v1/Services): status 413 Request Entity Too Large without an API error",
		},
		"empty body": {
			status: 400, body: "",
			want:    Error{StatusCode: 400, Body: []byte{}},
			message: "CreateService (POST /v1/Services): status 400 Bad Request without an API error",
		},
		"401": {
			status: 401, body: `{"code":20003,"message":"Authenticate","more_info":"https://www.twilio.com/docs/errors/20003","status":401}`,
			want: Error{StatusCode: 401, Code: 20003, Message: "Authenticate",
				MoreInfo: "https://www.twilio.com/docs/errors/20003"},
			conditions: []string{"ErrUnauthorized"},
			message:    "CreateService (POST /v1/Services): status 401: Authenticate (code 20003)",
		},
		"401 without JSON": {
			status: 401, body: "Unauthorized",
			want:       Error{StatusCode: 401, Body: []byte("Unauthorized")},
			conditions: []string{"ErrUnauthorized"},
			message:    "CreateService (POST /v1/Services): status 401 Unauthorized without an API error",
		},
		"403": {
			status: 403, body: `{}`,
			want:       Error{StatusCode: 403, Body: []byte(`{}`)},
			conditions: []string{"ErrUnauthorized"},
			message:    "CreateService (POST /v1/Services): status 403 Forbidden without an API error",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, r := recording(t, always(tc.status, tc.body, tc.headers...))
			_, err := c.CreateService(t.Context(), serverless.CreateServiceRequest{})
			e := asError(t, err)
			assert.Equal(t, tc.message, err.Error())
			assert.ElementsMatch(t, tc.conditions, conditionsOf(err))
			want := tc.want
			want.Op, want.Method, want.Path, want.Attempts, want.unknown = "CreateService", "POST", "/v1/Services",
				1, e.unknown
			assert.Equal(t, want, *e)
			assert.Len(t, r.sent, 1)
		})
	}
}

func TestError_bodyIsCapped(t *testing.T) {
	t.Parallel()
	for name, status := range map[string]int{"refusal": 400, "unreadable success": 201} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := recording(t, always(status, strings.Repeat("x", 1<<20)))
			_, err := c.CreateService(t.Context(), serverless.CreateServiceRequest{})
			e := asError(t, err)
			assert.Equal(t, 64<<10, len(e.Body))
			assert.LessOrEqual(t, cap(e.Body), 80<<10, "the error keeps the whole answer alive")
			assert.Less(t, len(err.Error()), 300)
		})
	}
}

func TestError_retryAfterDate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		at := time.Now().Add(5 * time.Minute).UTC().Format(http.TimeFormat)
		c, _ := recording(t, always(429, `{}`, "Retry-After", at))
		_, err := c.FetchService(t.Context(), "hello")
		assert.Equal(t, 5*time.Minute, asError(t, err).RetryAfter)
	})
}

// A wait that no repetition waits for is in the message, however long the server wants it to be.
func TestError_longWait(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"100000": "27h46m40s)", "99999999999999999999": "106751 days)", "31": "31s)",
	} {
		synctest.Test(t, func(t *testing.T) {
			c, _ := recording(t, always(503, `{}`, "Retry-After", header))
			_, err := c.FetchService(t.Context(), "hello")
			assert.ErrorContains(t, err, "(the server asks for a wait of "+want)
		})
	}
}

// TestError_secrets: neither the secret nor a query gets into any form of an error or of the credentials.
func TestError_secrets(t *testing.T) {
	t.Parallel()
	query := "PageToken=token-of-a-page"
	next := "https://serverless.twilio.com/v1/Services?" + query
	var failures []error
	collect := func(answers ...func(*http.Request) (*http.Response, error)) {
		r := &recorder{answers: answers}
		c := newClient(t, r, func(o *Options) { o.Retry.Attempts, o.Retry.RateLimitAttempts = 1, 1 })
		var failure error
		for _, err := range c.ListServices(t.Context(), nil) {
			failure = err
		}
		require.Error(t, failure)
		failures = append(failures, failure)
	}
	page := always(200, `{"services":[],"meta":{"next_page_url":"`+next+`"}}`)
	collect(page, always(500, "x"))
	collect(page, always(200, "x"))
	collect(page, page)
	collect(page, fails(errors.New("connection lost")))
	// a transport with a client of its own
	collect(page, fails(&url.Error{Op: "Get", URL: next, Err: io.ErrUnexpectedEOF}))
	collect(always(200, `{"services":[],"meta":{"next_page_url":"https://h/elsewhere?`+query+`"}}`))
	collect(always(200, `{"services":[],"meta":{"next_page_url":"https://h:x/v1/Services?`+query+`"}}`))
	collect(page, always(302, "", "Location", next))

	credentials := AuthToken(accountID, token)
	holder := struct{ hidden Credentials }{credentials}
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		for _, err := range failures {
			text := fmt.Sprintf(format, err)
			assert.NotContains(t, text, "token-of", format)
			assert.NotContains(t, text, "Authorization", format)
		}
		for _, v := range []any{credentials, &credentials, holder, &holder, *newClient(t, silent(t)),
			newClient(t, silent(t)), AuthToken(token, accountID)} {
			assert.NotContains(t, fmt.Sprintf(format, v), token, format)
		}
	}
}

func TestError_noConnection(t *testing.T) {
	t.Parallel()
	for name, cause := range map[string]error{
		"refused": &net.OpError{Op: "dial", Err: errors.New("connection refused")},
		"DNS":     &net.DNSError{Name: "serverless.twilio.com", Err: "no such host"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClient(t, &recorder{answers: []func(*http.Request) (*http.Response, error){fails(cause)}},
				func(o *Options) { o.Retry.Attempts = 1 })
			_, err := c.CreateService(t.Context(), serverless.CreateServiceRequest{})
			assert.Equal(t, []string{"ErrNoConnection"}, conditionsOf(err))
			assert.ErrorIs(t, err, cause)
			assert.Equal(t, "CreateService (POST /v1/Services): "+cause.Error(), err.Error())
		})
	}
}

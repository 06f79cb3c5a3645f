package suite

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite/internal/throttle"
)

// sessionOn is a Session of a case `test/it` on a target that answers with f.
func sessionOn(t *testing.T, f transportFunc) *Session {
	t.Helper()
	target, err := madeUp(f).complete()
	require.NoError(t, err)
	checker, err := contract.NewChecker(&contract.CheckerOptions{APIURL: target.APIURL, UploadURL: target.UploadURL})
	require.NoError(t, err)
	r := &runner{target: target, checker: checker, gate: throttle.New(10, Wait)}
	s, err := newSession(target, r.newWire("test/it", target.Transport), newNames("check-1", "test/it", 0))
	require.NoError(t, err)
	return s
}

func TestSession_namesAreLegalAndRepeatable(t *testing.T) {
	t.Parallel()
	largest := "check-3w5e11264sgsf" // the prefix of the largest seed
	legal := regexp.MustCompile(`^[a-z0-9-]{1,44}$`)
	seen := map[string]bool{}
	for _, c := range catalogue() {
		n, again := newNames(largest, c.ID, 0), newNames(largest, c.ID, 0)
		for range 20 {
			name := n.next()
			if !legal.MatchString(name) || seen[name] || name != again.next() {
				assert.Fail(t, "illegal, given out twice, or not repeated", name)
			}
			seen[name] = true
		}
	}
}

func TestSession_sendsCredentialsAndTheCaseID(t *testing.T) {
	t.Parallel()
	var got []*http.Request
	s := sessionOn(t, func(r *http.Request) (*http.Response, error) {
		got = append(got, r)
		return reply(r, 200, emptyServices), nil
	})
	nobody, err := s.As("", "")
	require.NoError(t, err)
	other, err := s.As("SKbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "another")
	require.NoError(t, err)
	for _, session := range []*Session{s, nobody, other} {
		require.NoError(t, session.Get(t.Context(), "/v1/Services").OK(nil))
	}
	require.Len(t, got, 3)
	for i, want := range [][2]string{{"ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "the-password"}, {},
		{"SKbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "another"}} {
		user, password, _ := got[i].BasicAuth()
		assert.Equal(t, want, [2]string{user, password})
		assert.Equal(t, "twilio-serverless-contract (test/it)", got[i].UserAgent())
	}
	assert.Empty(t, got[1].Header.Get("Authorization"))
}

func TestSession_waitsOut429(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		retryAfter string
		want       time.Duration // of two waits
	}{
		"seconds":    {"7", 14 * time.Second},
		"not said":   {"", 2 * time.Second},
		"nonsense":   {"soon", 2 * time.Second},
		"negative":   {"-5", 2 * time.Second},
		"a date":     {"Sat, 01 Jan 2000 00:00:20 GMT", 20 * time.Second}, // bubbles begin at that midnight
		"a past day": {"Fri, 31 Dec 1999 00:00:00 GMT", 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var bodies []string
				s := sessionOn(t, func(r *http.Request) (*http.Response, error) {
					require.NoError(t, r.ParseForm())
					bodies = append(bodies, r.PostForm.Encode())
					if len(bodies) < 3 {
						return reply(r, 429, `{"code":20429,"message":"Too many requests","status":429}`, "Retry-After",
							tt.retryAfter), nil
					}
					return reply(r, 404, `{"code":20404,"message":"not found","status":404}`), nil
				})
				started := time.Now()
				err := s.Post(t.Context(), "/v1/Services/x/Functions", form("FriendlyName", "a b")).NotFound()
				require.NoError(t, err)
				took := time.Since(started)
				assert.GreaterOrEqual(t, took, tt.want)
				assert.LessOrEqual(t, took, tt.want+10*time.Millisecond, "cleaning goes first, a few milliseconds")
				assert.Equal(t, []string{"FriendlyName=a+b", "FriendlyName=a+b", "FriendlyName=a+b"}, bodies)
				assert.Equal(t, 3, s.wire.exchanges)
			})
		})
	}
}

func TestSession_givesUpOn429(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var count atomic.Int64
		s := sessionOn(t, func(r *http.Request) (*http.Response, error) {
			count.Add(1)
			return reply(r, 429, `{}`, "Retry-After", "1"), nil
		})
		require.NoError(t, s.Get(t.Context(), "/v1/Services").Refused(429, 0))
		assert.EqualValues(t, maxRepeats+1, count.Load())

		ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
		defer cancel()
		require.ErrorIs(t, s.Get(ctx, "/v1/Services").Err(), context.DeadlineExceeded)
	})
}

// A quota of hours is not waited for, whatever number of requests ask.
func TestSession_doesNotWaitForHours(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var count atomic.Int64
		s := sessionOn(t, func(r *http.Request) (*http.Response, error) {
			count.Add(1)
			return reply(r, 429, `{}`, "Retry-After", "3600"), nil
		})
		started := time.Now()
		require.NoError(t, s.Get(t.Context(), "/v1/Services").Refused(429, 0))
		assert.Zero(t, time.Since(started))
		assert.EqualValues(t, 1, count.Load())
		require.NotNil(t, s.wire.trouble)
	})
}

// What is safe to send again is sent again once: a gateway that was out of order for a moment accuses nobody.
func TestSession_repeatsSafeRequestsOnce(t *testing.T) {
	t.Parallel()
	for _, status := range []int{500, 502, 503} {
		var count atomic.Int64
		s := sessionOn(t, func(r *http.Request) (*http.Response, error) {
			if count.Add(1) == 1 {
				return reply(r, status, `<p>out of order</p>`), nil
			}
			return reply(r, 200, emptyServices), nil
		})
		require.NoError(t, s.Get(t.Context(), "/v1/Services").OK(nil))
		assert.Nil(t, s.wire.trouble)
		assert.EqualValues(t, 2, count.Load(), status)
	}
}

func TestSession_repeatsNothingElse(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 307, 500, 502, 503} {
		var count atomic.Int64
		s := sessionOn(t, func(r *http.Request) (*http.Response, error) {
			count.Add(1)
			return reply(r, status, `{}`, "Retry-After", "0", "Location", "https://b.example/v1/Services"), nil
		})
		require.NoError(t, s.Post(t.Context(), "/v1/Services/x/Builds", nil).Refused(status, 0))
		assert.EqualValues(t, 1, count.Load(), status)
	}
}

func TestSession_pagesStayOnTheTarget(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ next, want string }{
		"another host":    {"https://evil.example/v1/Services?Page=1", "leads away from https://a.example"},
		"another scheme":  {"http://a.example/v1/Services?Page=1", "leads away"},
		"another port":    {"https://a.example:8443/v1/Services?Page=1", "leads away"},
		"credentials":     {"https://a.example@evil.example/v1/Services?Page=1", "leads away"},
		"canonical host":  {"https://serverless.twilio.com/v1/Services?Page=1", "leads away"},
		"relative":        {"/v1/Services?Page=1", "leads away"},
		"no URL":          {"https://a.example:port/", "page URL"},
		"the page itself": {"https://a.example/v1/Services?PageSize=2", "leads back"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := sessionOn(t, func(r *http.Request) (*http.Response, error) {
				return reply(r, 200, strings.Replace(emptyServices, `"next_page_url":null`,
					`"next_page_url":"`+tt.next+`"`,
					1)), nil
			})
			_, err := s.List(t.Context(), "/v1/Services", 2)
			require.ErrorContains(t, err, tt.want)
			assert.Equal(t, 1, s.wire.exchanges)
		})
	}
}

func TestSession_pagesEnd(t *testing.T) {
	t.Parallel()
	var count atomic.Int64
	s := sessionOn(t, func(r *http.Request) (*http.Response, error) {
		next := fmt.Sprintf(`"next_page_url":"https://a.example/v1/Services?Page=%d"`, count.Add(1))
		return reply(r, 200, strings.Replace(emptyServices, `"next_page_url":null`, next, 1)), nil
	})
	s.wire.checked = s.wire.plain // a thousand pages need no checks
	_, err := s.List(t.Context(), "/v1/Services", 0)
	require.ErrorContains(t, err, "no end after 1000 pages")
	assert.EqualValues(t, maxPages, count.Load())
}

func TestSession_canonicalHostOfTwilio(t *testing.T) {
	t.Parallel()
	for api, want := range map[string]bool{
		"https://serverless.sydney.au1.twilio.com": true,
		"https://serverless.twilio.com":            true,
		"https://twilio.com.evil.example":          false,
		"http://127.0.0.1:8080":                    false,
	} {
		s := &Session{target: &Target{APIURL: api}}
		assert.Equal(t, want, s.mayFollow("https://serverless.twilio.com/v1/Services?Page=1") == nil, api)
	}
}

func TestAnswer(t *testing.T) {
	t.Parallel()
	typed := func(media string, status int, body string) *Answer {
		return &Answer{Method: "GET", Path: "/v1/x", Status: status, Header: http.Header{"Content-Type": {media}},
			Body: []byte(body)}
	}
	get := func(status int, body string) *Answer { return typed("application/json; charset=utf-8", status, body) }
	uploaded := func(body string) *Answer {
		return &Answer{Method: "POST", Path: "/v1/Services/ZS1/Assets/ZH1/Versions", Status: 404, Body: []byte(body),
			Header: http.Header{"Content-Type": {"application/json"}}}
	}
	var into struct{ SID string }
	tests := map[string]struct {
		err  error
		want string // empty: no error
	}{
		"ok":                  {get(200, `{"sid":"a"}`).OK(&into), ""},
		"ok is not created":   {get(201, `{}`).OK(nil), "GET /v1/x answered 201, want 200: {}"},
		"created is not ok":   {get(200, `{}`).Created(nil), "want 201"},
		"undecodable":         {get(200, `[]`).OK(&into), "but the body is an array, want an object"},
		"deleted":             {get(204, "").Deleted(), ""},
		"deleted with a body": {get(204, "{}").Deleted(), "want 204 with an empty body: {}"},
		"deleted with 200":    {get(200, "").Deleted(), "answered 200, want 204: an empty body"},
		"refused":             {get(409, `{"code":20409,"message":"no","status":409}`).Refused(409, 20409), ""},
		"refused in other terms": {get(409, `{"code":20409,"message":"","status":400}`).Refused(409, 20409),
			"message of the error is \"\""},
		"refused as another": {get(409, `{"code":20409,"message":"no","status":400}`).Refused(409, 20409),
			`status in the body is "400", want "409"`},
		"refused, no JSON": {typed("text/html", 409, `{"code":20409,"message":"no","status":409}`).Refused(409,
			20409), `want the Content-Type application/json and not ["text/html"]`},
		"ok, but no JSON": {typed("text/json", 200, `{"sid":"b"}`).OK(&into),
			"want the Content-Type application/json"},
		"ok, type not asked": {typed("text/json", 200, `{"sid":"b"}`).OK(nil), ""},
		"refused without a code": {get(409, `<html>`).Refused(409, 20409),
			"answered 409, but the error has no code, 20409 is expected: <html>"},
		"refused, any code": {get(413, `<html>`).Refused(413, 0), ""},
		"refused otherwise": {get(400, `{"code":20409}`).Refused(409, 0), "answered 400, want 409"},
		"not found": {get(404, `{"code":20404,"message":"no","more_info":null,"status":404}`).NotFound(),
			""},
		"upload without a code": {uploaded(`{"message":"no","http_status_code":404}`).NotFound(), ""},
		"upload, another code": {uploaded(`{"message":"no","code":20003}`).NotFound(),
			"the error has code 20003, 20404 is expected"},
		"upload without words": {uploaded(`{"http_status_code":404}`).NotFound(), "message"},
		"read without a code": {get(404, `{"message":"no","status":404}`).NotFound(),
			"the error has no code, 20404 is expected"},
		"another status":    {get(400, `{"code":20404}`).NotFound(), "answered 400, want 404 with code 20404"},
		"some refusal":      {get(422, ``).RefusedSomehow(), ""},
		"200 is no refusal": {get(200, ``).RefusedSomehow(), "want a refusal, any 4xx"},
		"401 is no refusal": {get(401, ``).RefusedSomehow(), "answered 401"},
		"429 is no refusal": {get(429, ``).RefusedSomehow(), "answered 429"},
		"500 is no refusal": {get(500, ``).RefusedSomehow(), "answered 500"},
		"long body":         {get(500, strings.Repeat("é", 400)).OK(nil), strings.Repeat("é", 150) + "…"},
		"no answer":         {(&Answer{err: errors.New("gone")}).RefusedSomehow(), "gone"},
	}
	for name, tt := range tests {
		if tt.want == "" {
			assert.NoError(t, tt.err, name)
		} else {
			assert.ErrorContains(t, tt.err, tt.want, name)
		}
	}
	assert.Equal(t, "a", into.SID)
}

func TestComparisons(t *testing.T) {
	t.Parallel()
	require.NoError(t, expect.Same("x", 1, 1))
	require.EqualError(t, expect.Same("path", "<a>", "b"), `path is "<a>", want "b"`)
	require.NoError(t, expect.That(true, "never"))
	require.EqualError(t, expect.That(false, "%d apples", 2), "2 apples")
	gone := errors.New("gone")
	require.ErrorIs(t, expect.Then(gone, errors.New("noise")), gone)
	require.NotContains(t, expect.Then(gone, errors.New("noise")).Error(), "noise")
	require.EqualError(t, expect.Then(nil, nil, errors.New("a"), errors.New("b")), "a\nb")
	require.NoError(t, expect.Then(nil, nil))
	assert.Equal(t, "null", expect.Optional[string](nil))
}

// Requests go together only where recordings know that they have no order.
func TestSession_Together(t *testing.T) {
	t.Parallel()
	s := sessionOn(t, func(r *http.Request) (*http.Response, error) { return reply(r, 200, emptyServices), nil })
	ask := func(int) error { return s.Get(t.Context(), "/v1/Services").OK(nil) }
	require.ErrorContains(t, s.Together(3, ask), "does not say AtOnce")
	assert.Zero(t, s.wire.exchanges)
	s.wire.atOnce = true
	require.NoError(t, s.Together(3, ask))
	assert.Equal(t, 3, s.wire.exchanges)
	require.ErrorContains(t, s.Together(3, func(i int) error { return []error{nil, io.EOF, nil}[i] }), "EOF")
}

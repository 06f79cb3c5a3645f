package values

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// usual are headers of requests with values that clients, browsers, proxies and tracers send. None of them asks for
// anything that this API could refuse: what an Accept wants includes JSON, and a condition is met.
var usual = []struct {
	name   string
	values []string
}{
	{"Accept", []string{"*/*", "application/json; charset=utf-8", "application/json, text/plain, */*;q=0.1",
		"application/*", "text/html, application/json;q=0.9"}},
	{"User-Agent", []string{"python-requests/2.32.3", "okhttp/4.12.0", "curl/8.5.0",
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36",
		"Java/17.0.2"}},
	{"Accept-Encoding", []string{"identity", "gzip, deflate, br"}},
	{"Accept-Language", []string{"de-DE, de;q=0.9", "*"}},
	{"If-None-Match", []string{"", `"no-such-tag"`}},
	{"If-Modified-Since", []string{"Sat, 10 Nov 2018 20:00:00 GMT", ""}},
	{"Cache-Control", []string{"no-cache", "max-age=0"}},
	{"Connection", []string{"close", "keep-alive"}},
	{"Origin", []string{"https://example.com", "null"}},
	{"X-Long", []string{strings.Repeat("long", 600)}},
	{"X-Unknown", []string{"1"}}, {"Cookie", []string{"a=b; c=d"}}, {"Referer", []string{"https://example.com/x"}},
	{"Accept-Charset", []string{"utf-8"}}, {"DNT", []string{"1"}}, {"Sec-Fetch-Mode", []string{"cors"}},
	{"Sec-Fetch-Site", []string{"cross-site"}}, {"Pragma", []string{"no-cache"}}, {"Via", []string{"1.1 proxy"}},
	{"X-Forwarded-For", []string{"192.0.2.1"}}, {"X-Request-Id", []string{"1"}}, {"TE", []string{"trailers"}},
	{"X-Requested-With", []string{"XMLHttpRequest"}}, {"From", []string{"me@example.com"}},
	{"Traceparent", []string{"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}},
	{"Idempotency-Key", []string{"1"}},
}

// outfits are headers that stand together in one request, as names and values in turn. Each value of [usual] is in
// one of them at least. Whatever an outfit is refused for is looked for among its headers, one by one.
func outfits() (all [][]string) {
	for i := 0; ; i++ {
		var outfit []string
		more := false
		for _, header := range usual {
			if value := header.values[i%len(header.values)]; value != "" {
				outfit = append(outfit, header.name, value)
			}
			more = more || i < len(header.values)
		}
		if !more {
			return all
		}
		all = append(all, outfit)
	}
}

// dressed sends a request in an outfit. If the answer is not the one that is wanted, each header of the outfit is tried
// alone: the outfit is judged only by what they are refused for.
func dressed(outfit []string, send func(headers ...string) error) error {
	if send(outfit...) == nil {
		return nil
	}
	var problems []error
	for i := 0; i+1 < len(outfit); i += 2 {
		if err := send(outfit[i], outfit[i+1]); err != nil {
			problems = append(problems, fmt.Errorf("with %s: %s: %w", outfit[i], outfit[i+1], err))
		}
	}
	return errors.Join(problems...)
}

func anyHeader(ctx context.Context, s *suite.Session, service string) error {
	api := s.Target().APIURL
	list := service + "/Functions"
	f, err := create(ctx, s, list, "FriendlyName", "with any header")
	if err != nil {
		return err
	}
	if err := lowerScheme(ctx, s, f); err != nil {
		return fmt.Errorf("the scheme of the credentials in lower case: %w", err)
	}
	get := func(path string) func(headers ...string) error {
		return func(headers ...string) error {
			a := raw(ctx, s, http.MethodGet, api+path, formMedia, "", false, headers...)
			if a.Header != nil && a.Header.Get("Content-Encoding") != "" {
				return expect.Then(a.Err(), expect.Same("the status", a.Status, http.StatusOK))
			}
			var got object
			return expect.Then(a.OK(&got), expect.That(path != f || text(got, "friendly_name") == "with any header",
				"friendly_name is %q", text(got, "friendly_name")))
		}
	}
	post := func(path string, created bool) func(headers ...string) error {
		return func(headers ...string) error {
			a := raw(ctx, s, http.MethodPost, api+path, formMedia, "FriendlyName=with+any+header", false, headers...)
			want := map[bool]int{true: http.StatusCreated, false: http.StatusOK}[created]
			return expect.Then(a.Err(), expect.Same("the status", a.Status, want))
		}
	}
	paths := []string{service, f, list, service + "/Assets", service + "/Builds", service + "/Environments"}
	var problems []error
	for i, outfit := range outfits() {
		problems = append(problems, dressed(outfit, get(paths[i%len(paths)])), dressed(outfit, post(f, false)))
		if i < 3 { // of each kind of request one at least
			problems = append(problems, dressed(outfit, post(list, true)),
				dressed(outfit, func(headers ...string) error {
					a := raw(ctx, s, http.MethodDelete, api+service+unknownFunction, "", "", false, headers...)
					if a.Header != nil && a.Header.Get("Content-Encoding") != "" {
						return expect.Then(a.Err(), expect.Same("the status", a.Status, http.StatusNotFound))
					}
					return a.NotFound()
				}))
		}
	}
	return errors.Join(problems...)
}

// lowerScheme sends the credentials of the target with the name of their scheme in lower case.
func lowerScheme(ctx context.Context, s *suite.Session, function string) error {
	bare, err := s.As("", "")
	if err != nil {
		return err
	}
	t := s.Target()
	credentials := "basic " + base64.StdEncoding.EncodeToString([]byte(t.Username+":"+t.Password))
	return expect.Then(nil,
		raw(ctx, bare, http.MethodPost, t.APIURL+function, formMedia, "FriendlyName=with+any+header", false, "Authorization",
			credentials).OK(nil),
		raw(ctx, bare, http.MethodGet, t.APIURL+function, "", "", false, "Authorization", credentials).OK(nil),
		raw(ctx, bare, http.MethodPost, t.UploadURL+function+"/Versions", "multipart/form-data; boundary=x7b1",
			body("x7b1", pathPart, visiblePart, contentPart), false, "Authorization", credentials).Created(nil))
}

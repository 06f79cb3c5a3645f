package values

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// methodCases are what HTTP says of methods, paths and headers. No page of the API repeats it.
func methodCases() []suite.Case {
	return []suite.Case{
		{
			ID: "functions/other-methods-change-nothing",
			Claim: "A resource is changed by POST and DELETE on its own path alone: not by PUT, PATCH or a " +
				"header, and no list can be deleted.",
			Source: officialSpec, Level: suite.Assumed, Ops: []string{"FetchFunction", "UpdateFunction"},
			Run: inLent(unchanged(otherMethods)),
		},
		{
			ID:     "functions/paths-are-compared-as-they-are",
			Claim:  "The segments of a path are whole, have their case and the version v1.",
			Source: officialSpec, Level: suite.Assumed, Ops: []string{"FetchFunction"},
			Run: inShared(func(ctx context.Context, s *suite.Session, service string) error {
				f, err := function(ctx, s, service)
				if err != nil {
					return err
				}
				return errors.Join(s.Get(ctx, f).OK(nil),
					s.Get(ctx, strings.Replace(f, "/v1/", "/v2/", 1)).RefusedSomehow(),
					s.Get(ctx, strings.Replace(f, "/Services/", "/services/", 1)).RefusedSomehow(),
					s.Get(ctx, strings.Replace(f, "/Functions/", "/functions/", 1)).RefusedSomehow(),
					s.Get(ctx, service+"/Functions-x").RefusedSomehow())
			}),
		},
		{
			ID: "functions/conditions-and-ranges-are-no-obstacle",
			Claim: "A resource is answered to a request with a condition that it meets, without Accept, with a host " +
				"in capitals or with its port, and with a letter of its SID or of a parameter percent-encoded, as " +
				"RFC 9110 and RFC 3986 have it.",
			Source: "twilio/twilio-go", Level: suite.Inferred,
			Ops: []string{"FetchFunction", "UpdateFunction", "DeleteFunction"},
			Run: inShared(conditions),
		},
		{
			ID: "functions/requests-need-no-headers",
			Claim: "A request needs no User-Agent and no cookie, may have a body that has no meaning, a range, and a " +
				"query that nobody knows.",
			Source: officialSpec, Level: suite.Assumed,
			Ops: []string{"FetchFunction", "ListFunction", "DeleteFunction"},
			Run: inShared(bareRequests),
		},
		{
			ID: "functions/odd-requests-are-answered",
			Claim: "A form or an upload that is odd, with a field or a part twice, broken UTF-8 or broken encoding, is " +
				"taken or refused with 4xx: it does not bring the server down.",
			Source: "https://www.twilio.com/docs/usage/twilios-response", Level: suite.Inferred,
			Ops: []string{"CreateFunction", "CreateFunctionVersion"},
			Run: inLent(unchanged(oddRequests)),
		},
		{
			ID: "functions/browsers-may-ask-first",
			Claim: "A browser asks with OPTIONS what it may do, which it does without credentials: it is not told that it " +
				"has none.",
			Source: "twilio-labs/serverless-api#37", Level: suite.Assumed, Ops: []string{"ListFunction"},
			Run: inShared(func(ctx context.Context, s *suite.Session, service string) error {
				nobody, err := s.As("", "")
				if err != nil {
					return err
				}
				a := raw(ctx, nobody, http.MethodOptions, s.Target().APIURL+service+"/Functions", "", "", false, "Origin",
					"https://example.com", "Access-Control-Request-Method", "POST",
					"Access-Control-Request-Headers", "authorization,content-type")
				return expect.Then(errors.Join(a.Err(), s.Get(ctx, service+"/Functions?PageSize=1").OK(nil)),
					expect.That(a.Status != http.StatusUnauthorized && a.Status < 500,
						"OPTIONS is answered %d", a.Status))
			}),
		},
		{
			ID:     "functions/answers-are-compressed-when-asked-for",
			Claim:  "An answer to a client that takes nothing but identity is not compressed.",
			Source: officialSpec, Level: suite.Inferred, Ops: []string{"FetchFunction"},
			Run: inShared(func(ctx context.Context, s *suite.Session, service string) error {
				f, err := function(ctx, s, service)
				if err != nil {
					return err
				}
				a := raw(ctx, s, http.MethodGet, s.Target().APIURL+f, "", "", false, "Accept-Encoding", "identity")
				encoding := a.Header.Get("Content-Encoding")
				return expect.Then(a.OK(nil), expect.That(encoding == "" || strings.EqualFold(encoding, "identity"),
					"Content-Encoding is %q, want none", encoding))
			}),
		},
	}
}

func otherMethods(ctx context.Context, s *suite.Session, service string) error {
	f, err := create(ctx, s, service+"/Functions", "FriendlyName", "before")
	if err != nil {
		return err
	}
	api := s.Target().APIURL
	problems := []error{
		s.Send(ctx, http.MethodPut, f, formMedia, "FriendlyName=put").RefusedSomehow(),
		s.Send(ctx, http.MethodPatch, f, formMedia, "FriendlyName=patch").RefusedSomehow(),
		s.Send(ctx, http.MethodDelete, service+"/Functions", "", "").RefusedSomehow(),
		raw(ctx, s, http.MethodGet, api+f, "", "", false, "X-HTTP-Method-Override", "DELETE").OK(nil),
		raw(ctx, s, http.MethodPost, api+f, formMedia, "FriendlyName=before", false, "X-HTTP-Method-Override",
			"DELETE").OK(nil),
	}
	var now object
	err = s.Get(ctx, f).OK(&now)
	return errors.Join(append(problems, expect.Then(err,
		expect.Same("friendly_name", text(now, "friendly_name"), "before")))...)
}

func conditions(ctx context.Context, s *suite.Session, service string) error {
	f, err := create(ctx, s, service+"/Functions", "FriendlyName", "first") // as long as the later name
	if err != nil {
		return err
	}
	api := s.Target().APIURL
	host, withPort := hostOf(api)
	at := strings.LastIndexByte(f, '/') + 1
	name, tag := "first", `"no-such-tag"`
	get := func(headers ...string) error {
		var got object
		a := raw(ctx, s, http.MethodGet, api+f[:at]+"%5A"+f[at+1:], "", "", false, headers...)
		err := expect.Then(a.OK(&got), expect.Same("friendly_name", text(got, "friendly_name"), name))
		if a.Header.Get("Etag") != "" {
			tag = a.Header.Get("Etag")
		}
		return err
	}
	problems := []error{dressed([]string{"If-None-Match", tag, "Host", strings.ToUpper(host)}, get)}
	update := raw(ctx, s, http.MethodPost, api+f, formMedia, "FriendlyName=later", false, "If-Match", "*")
	if err := update.OK(nil); err != nil {
		return fmt.Errorf("an update with If-Match: *: %w", err)
	}
	name = "later"
	for _, outfit := range [][]string{
		{"If-None-Match", tag}, // of what it was before
		{"If-Modified-Since", "Sat, 10 Nov 2018 20:00:00 GMT", "Host", withPort, "Cache-Control", "no-cache"},
		{"Accept", ""},
	} {
		problems = append(problems, dressed(outfit, get))
	}
	var list struct {
		Meta struct {
			PageSize int `json:"page_size"`
		} `json:"meta"`
	}
	err = s.Get(ctx, f[:at-1]+"?Page%53ize=1").OK(&list)
	problems = append(problems, expect.Then(err,
		expect.Same("page_size of a list that Page%53ize=1 asks for", list.Meta.PageSize, 1)))
	remove := raw(ctx, s, http.MethodDelete, api+f, "", "", false, "If-Match", "*").Deleted()
	return errors.Join(append(problems, remove)...)
}

// hostOf is the host of an address, and the same with the port that stands for itself.
func hostOf(api string) (host, withPort string) {
	u, err := url.Parse(api)
	if err != nil {
		return "", ""
	}
	if u.Scheme == "https" && u.Port() == "" {
		return u.Host, u.Host + ":443"
	}
	return u.Host, u.Host
}

func bareRequests(ctx context.Context, s *suite.Session, service string) error {
	f, err := function(ctx, s, service)
	if err != nil {
		return err
	}
	g, err := function(ctx, s, service)
	if err != nil {
		return err
	}
	api := s.Target().APIURL
	return errors.Join(
		raw(ctx, s, http.MethodGet, api+f, "", "", false, "Range", "bytes=0-9").OK(nil),
		raw(ctx, s, http.MethodGet, api+service+"/Functions", "", "", false, "User-Agent", "").OK(nil),
		raw(ctx, s, http.MethodGet, api+f, "text/plain", "no meaning", false).OK(nil),
		s.Get(ctx, f+"?Unknown=1").OK(nil),
		s.Get(ctx, f+"?").OK(nil),
		s.Get(ctx, service+"/Functions?Unknown=1").OK(nil),
		raw(ctx, s, http.MethodDelete, api+g+"?Unknown=1", formMedia, "FriendlyName=no-meaning", false).Deleted(),
		s.Get(ctx, g).NotFound(),
	)
}

func oddRequests(ctx context.Context, s *suite.Session, service string) error {
	f, err := function(ctx, s, service)
	if err != nil {
		return err
	}
	answered := func(a *suite.Answer) error {
		return expect.Then(a.Err(), expect.That(a.Status/100 == 2 || a.Status/100 == 4,
			"it is answered %d, and not taken or refused", a.Status))
	}
	const b = "x7b1"
	layout := body(b, pathPart, visiblePart, contentPart)
	list := service + "/Functions"
	return errors.Join(
		each([]*suite.Answer{
			s.Post(ctx, service+"/Builds", form("FunctionVersions", "ZN0123456789abcdef0123456789abcdef",
				"Dependencies",
				`[{"name":`)),
			s.Post(ctx, list, form("FriendlyName", pad("x", 256))), s.Get(ctx, list+"?PageToken=no-token"),
			s.Get(ctx, list+"?PageSize=none"), s.Get(ctx, list+"/ZH1"),
			s.Get(ctx, list+"/"+pad("ZH", 300)), s.Get(ctx, list+"/%00"),
		}, func(a *suite.Answer) string { return a.Method + " " + a.Path }, answered),
		each([]string{"FriendlyName=one&FriendlyName=two", "FriendlyName=%ff%fe", "FriendlyName=%zz%", "FriendlyName"},
			func(form string) string { return "a form " + form }, func(form string) error {
				return answered(s.Send(ctx, http.MethodPost, service+"/Functions", formMedia, form))
			}),
		each([]string{body(b, pathPart, pathPart, visiblePart, contentPart), layout[:len(layout)/2],
			"--" + b + "--\r\n"},
			func(string) string { return "an upload" }, func(text string) error {
				return answered(raw(ctx, s, http.MethodPost, s.Target().UploadURL+f+"/Versions",
					"multipart/form-data; boundary="+b, text, false))
			}))
}

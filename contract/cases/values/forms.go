package values

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

const formMedia = "application/x-www-form-urlencoded"

// raw sends a request whose headers and framing are the case's own. A form gets what the operation requires besides, see
// [suite.Session.Rest].
func raw(ctx context.Context, s *suite.Session, method, address, contentType, body string, chunked bool,
	headers ...string) *suite.Answer {
	if method == http.MethodPost && body != "" {
		body = s.Rest(strings.TrimPrefix(address, s.Target().APIURL), body) + body
	}
	var reader io.Reader = strings.NewReader(body)
	if chunked {
		reader = struct{ io.Reader }{reader} // hides the length
	}
	req, err := http.NewRequestWithContext(ctx, method, address, reader)
	if err != nil {
		return s.Answer(nil, err)
	}
	if chunked { // so that a 429 can be repeated
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(body)), nil }
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			req.Host = headers[i+1]
		}
	}
	return s.Answer(s.API.Client.Do(req))
}

func formCases() []suite.Case {
	writes := []string{"CreateFunction", "UpdateFunction", "CreateAsset", "UpdateAsset", "CreateEnvironment",
		"CreateVariable", "UpdateVariable"}
	return []suite.Case{
		{
			ID: "services/forms-of-any-library-are-read",
			Claim: "A form is read as the standard of forms has it: with a charset, in any case of the media " +
				"type, chunked, with a space as %20 or plus, hex digits in any case and fields in any order.",
			Source: "twilio/twilio-go", Level: suite.Inferred,
			Ops: append([]string{"CreateService", "UpdateService"}, writes...),
			Run: inLent(unchanged(anyForm)),
		},
		{
			ID: "services/headers-of-any-library-are-taken",
			Claim: "A request may have any usual Accept, Accept-Encoding and User-Agent, headers that nobody knows, the " +
				"type of a form without having one, and the name of its scheme of credentials in lower case.",
			Source: "twilio/twilio-go", Level: suite.Inferred,
			Ops: []string{"FetchService", "ListFunction", "FetchFunction", "CreateFunction", "UpdateFunction",
				"DeleteFunction", "CreateFunctionVersion"},
			Run: inShared(anyHeader),
		},
		{
			ID: "builds/long-forms-with-repeated-keys-are-read",
			Claim: "Versions of a Build are sent as repeated keys of a form, in any order and as many as there are, also " +
				"chunked, with a charset, and in a form of some KiB.",
			Source: toolkit, Level: suite.Inferred, Ops: []string{"CreateBuild"},
			Run: inShared(func(ctx context.Context, s *suite.Session, service string) error {
				f, err := function(ctx, s, service)
				if err != nil {
					return err
				}
				g, err := function(ctx, s, service)
				if err != nil {
					return err
				}
				v, err := uploadTo(ctx, s, f, suite.File{})
				if err != nil {
					return err
				}
				w, err := uploadTo(ctx, s, g, suite.File{})
				if err != nil {
					return err
				}
				one, two := v[strings.LastIndexByte(v, '/')+1:], w[strings.LastIndexByte(w, '/')+1:]
				body := "FunctionVersions=" + one + "&Dependencies=" +
					url.QueryEscape("[{\"name\":\"lodash\",\"version\":\"4.17.21\"}"+strings.Repeat(" ", 1500)+"]") +
					"&Comment=" + strings.Repeat("x", 16<<10) + // no page has it, and a thousand Assets take more
					"&FunctionVersions=" + two
				var b object
				if err := raw(ctx, s, http.MethodPost, s.Target().APIURL+service+"/Builds",
					formMedia+"; charset=utf-8", body, true).Created(&b); err != nil {
					return err
				}
				list, _ := b["function_versions"].([]any)
				return expect.Same("the number of function_versions", len(list), 2)
			}),
		},
	}
}

func anyForm(ctx context.Context, s *suite.Session, service string) error {
	api := s.Target().APIURL
	list := service + "/Functions"
	path, err := create(ctx, s, list, "FriendlyName", "before")
	if err != nil {
		return err
	}
	type variant struct {
		what, media, body, want string
		chunked                 bool
	}
	send := func(v variant) error {
		var made, updated object
		err := errors.Join(raw(ctx, s, http.MethodPost, api+list, v.media, v.body, v.chunked).Created(&made),
			raw(ctx, s, http.MethodPost, api+path, v.media, v.body, v.chunked).OK(&updated))
		return expect.Then(err, expect.Same("friendly_name", text(made, "friendly_name"), v.want),
			expect.Same("friendly_name after an update", text(updated, "friendly_name"), v.want))
	}
	mixed := []variant{ // several at once: what one of them is refused for is looked for below
		{"1", "Application/X-WWW-Form-URLEncoded;charset=UTF-8", "Unknown=1&FriendlyName=a%20b%2Bc+%c3%a9%2f",
			"a b+c \u00e9/", true},
		{"2", formMedia + `; charset="utf-8"`, `&Friendly%4Eame=%61%42c={"a":["b,c",'d']}&&Unknown=&Flag`,
			`aBc={"a":["b,c",'d']}`, false},
	}
	variants := []variant{
		{"with a charset", formMedia + "; charset=utf-8", "FriendlyName=x", "x", false},
		{"with a charset in capitals", formMedia + ";charset=UTF-8", "FriendlyName=x", "x", false},
		{"with a charset in quotes", formMedia + `; charset="utf-8"`, "FriendlyName=x", "x", false},
		{"of a media type in capitals", "Application/X-WWW-Form-URLEncoded", "FriendlyName=x", "x", false},
		{"that is chunked", formMedia, "FriendlyName=chunked", "chunked", true},
		{"with a space as %20", formMedia, "FriendlyName=a%20b%2Bc", "a b+c", false},
		{"with a space as plus", formMedia, "FriendlyName=a+b", "a b", false},
		{"with hex digits in lower case", formMedia, "FriendlyName=%c3%a9%2f", "\u00e9/", false},
		{"with a field that is unknown", formMedia, "Unknown=1&FriendlyName=x", "x", false},
		{"with an unknown field that is empty", formMedia, "FriendlyName=x&Unknown=", "x", false},
		{"with a field without an equals sign", formMedia, "FriendlyName=x&Flag", "x", false},
		{"with an equals sign in a value", formMedia, "FriendlyName=x=y=", "x=y=", false},
		{"with ampersands around nothing", formMedia, "&FriendlyName=x&&", "x", false},
		{"with characters that need no encoding", formMedia, `FriendlyName={"a":["b,c",'d']}`, `{"a":["b,c",'d']}`,
			false},
		{"with letters encoded, also in the name", formMedia, "Friendly%4Eame=%61%42c", "aBc", false},
	}
	if slices.ContainsFunc(mixed, func(v variant) bool { return send(v) != nil }) {
		if err := each(variants, func(v variant) string { return "a form " + v.what }, send); err != nil {
			return err
		}
	}
	name := s.Name()
	reversed := "FriendlyName=reversed&UniqueName=" + name
	e := service + "/Environments"
	var environment object
	if err := raw(ctx, s, http.MethodPost, api+e, formMedia,
		"DomainSuffix="+s.Suffix()+"&UniqueName="+s.Name(), false).Created(&environment); err != nil {
		return err
	}
	at := e + "/" + text(environment, "sid")
	var variable, asset object
	if err := errors.Join(
		raw(ctx, s, http.MethodPost, api+at+"/Variables", formMedia+"; charset=utf-8", "Value=v&Key=K",
			false).Created(&variable),
		raw(ctx, s, http.MethodPost, api+service+"/Assets", formMedia+"; charset=utf-8", "FriendlyName=x", false,
			"Expect", "100-continue").Created(&asset),
	); err != nil {
		return err
	}
	return errors.Join(
		raw(ctx, s, http.MethodPost, api+at+"/Variables/"+text(variable, "sid"), formMedia+";charset=UTF-8",
			"Value=%c3%a9+w", true).OK(nil),
		raw(ctx, s, http.MethodPost, api+service+"/Assets/"+text(asset, "sid"), formMedia+";charset=UTF-8",
			"FriendlyName=y", true).OK(nil),
		raw(ctx, s, http.MethodPost, api+"/v1/Services", formMedia, reversed, false).Created(nil),
		raw(ctx, s, http.MethodPost, api+"/v1/Services", formMedia+"; charset=utf-8", "UiEditable=true&UniqueName="+
			name+"-second&FriendlyName="+strings.Repeat("long%20", 42)+"end", false).Created(nil),
		s.Send(ctx, http.MethodPost, service, formMedia, "").OK(nil),
		s.Send(ctx, http.MethodPost, service, "", "").OK(nil),
	)
}

// Package leaktest plants secrets where programs that talk to the API meet them, and finds them in
// what those programs leave behind. It is for tests: a file, a report, a log or an error in which
// [Find] finds something has leaked.
package leaktest

import "fmt"

// A Secret is a made-up secret with the one place where it is planted.
type Secret struct {
	// Name says what it is and is safe to print.
	Name string
	// Value has characters that URLs, JSON, HTML and Go escape, wherever the place allows them.
	Value string
}

// Places at which secrets are planted; see [Plant] for those in answers.
var (
	// credentials are given to the programs; a server may repeat them.
	credentials = []string{"auth token", "API key secret", "foreign auth token", "variable value",
		"changed variable value"}
	// headers of requests, of which only a few are of any use.
	requestHeaders = []string{"Cookie", "Proxy-Authorization", "X-Api-Key", "X-Twilio-Signature",
		"X-Amz-Security-Token", "Referer"}
	queries = []string{"token", "access_token", "Signature"}
	fields  = []string{"Secret", "Password", "AuthToken"}
	parts   = []string{"Secret", "Credentials"}
	headers = []string{"Authentication-Info", "X-Auth-Token", "X-Session-Id", "Twilio-Internal-Token", "Etag",
		"Link"}
	cookies = []string{"session", "remember_me"}
	members = []string{"auth_token", "api_secret", "nested", "in an array", "escaped"}
	texts   = []string{"HTML page", "plain text", "friendly name of somebody else", "path of somebody else"}
)

// value is the secret of a place. Plain ones may stand in a header.
func value(kind, name string, plain bool) string {
	n := 0
	for _, c := range kind + name {
		n = (n*31 + int(c)) % 900000
	}
	text := fmt.Sprintf("secret-%06d-of-nobody", n+100000)
	if plain {
		return text
	}
	return text + ` "ü/<&+>` + fmt.Sprint(n)
}

func list(kind string, names []string, plain bool) []Secret {
	var all []Secret
	for _, name := range names {
		all = append(all, Secret{Name: kind + ": " + name, Value: value(kind, name, plain)})
	}
	return all
}

// All returns every leaktest.
func All() []Secret {
	var all []Secret
	for _, some := range [][]Secret{
		list("credential", credentials, false), list("request header", requestHeaders, true),
		list("query", queries, false),
		list("form", fields, false), list("multipart", parts, false), list("JSON request", []string{"secret"}, false),
		list("text request", []string{"body"}, false), list("header", headers, true),
		list("challenge", []string{"realm"}, true), list("redirect", []string{"query"}, true),
		list("cookie", cookies, true),
		list("JSON", members, false), list("address", []string{"query"}, true), list("link", []string{"text"}, false),
		list("body", texts, false), list("content type", []string{"parameter"}, true),
	} {
		all = append(all, some...)
	}
	return all
}

// Value returns the secret with this name, as [All] has it. An unknown name is a mistake in
// a test, hence the panic.
func Value(name string) string {
	for _, c := range All() {
		if c.Name == name {
			return c.Value
		}
	}
	panic("secret: none is called " + name)
}

package redact

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// Shortest is the length in bytes from which a secret is looked for in a text. Shorter ones would
// take ordinary letters out of it, and so give away what they are.
const Shortest = 4

// Credentials returns the texts of the Authorization header that a server might repeat: the value,
// its token, and the password of Basic.
func Credentials(h http.Header) []string {
	var texts []string
	for _, value := range h.Values("Authorization") {
		texts = append(texts, value)
		if _, token, ok := strings.Cut(value, " "); ok {
			texts = append(texts, strings.TrimSpace(token))
		}
		r := http.Request{Header: http.Header{"Authorization": {value}}}
		if _, password, ok := r.BasicAuth(); ok {
			texts = append(texts, password, base64.StdEncoding.EncodeToString([]byte(password)))
		}
	}
	return texts
}

// nameLike is a few plain words with at most three digits after each: a token that a client put in
// the place of a name is none.
var nameLike = lazyregexp.New(`^_?[A-Za-z]{1,24}[0-9]{0,3}(?:[_.\-][A-Za-z]{1,24}[0-9]{0,3}){0,5}` +
	`(?:\[(?:[0-9]{0,6}|[A-Za-z_]{1,24}[0-9]{0,3})\])*$`)

// Name returns a name that a client or a server chose if it looks like one, and otherwise its length.
func Name(name string) string {
	if nameLike.MatchString(name) {
		return name
	}
	return fmt.Sprintf("(a name of %d bytes)", len(name))
}

// secretWords are in names of secrets, spelled without the marks between words.
var secretWords = []string{
	"auth", "token", "secret", "password", "passwd", "passphrase", "pwd", "cookie", "signature", "apikey",
	"credential", "privatekey", "session", "jwt", "bearer", "otp",
}

// Named returns a value, or *** when the name of what it belongs to says that it is secret.
func Named(name, value string) string {
	spelled := strings.Map(func(c rune) rune {
		if strings.ContainsRune("-_. ", c) {
			return -1
		}
		return c
	}, strings.ToLower(name))
	for _, word := range secretWords {
		if strings.Contains(spelled, word) {
			return "***"
		}
	}
	return value
}

// Address returns a URL without what may be a secret in it: user information, and the values of the
// query. It returns false for what is not a URL.
func Address(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || !strings.Contains(address, "/") || strings.ContainsAny(u.Path, " \"<>") {
		return "", false
	}
	shown := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}
	if u.RawQuery != "" {
		return shown.String() + "?…", true
	}
	return shown.String(), true
}

var (
	// accountSID matches what says whose account or key it is; glued is the same within a longer word.
	accountSID = lazyregexp.New(`\b(AC|SK)[0-9a-fA-F]{32}\b`)
	glued      = lazyregexp.New(`(AC|SK)[0-9a-fA-F]{32}`)
	sid        = lazyregexp.New(`^[A-Z]{2}[0-9a-fA-F]{32}$`)
)

// cutSIDs cuts the SIDs of accounts and API keys to their prefix. All other SIDs mean nothing
// outside of their account.
func cutSIDs(text string) string { return accountSID.Get().ReplaceAllString(text, "$1[hidden]") }

// FakeSIDs replaces the SIDs of accounts and API keys by fixed ones, for texts that must stay legal.
func FakeSIDs(text string) string {
	if !strings.Contains(text, "AC") && !strings.Contains(text, "SK") {
		return text // an upload of 25 MB, as a rule; the expression would take seconds
	}
	return glued.Get().ReplaceAllStringFunc(text, func(sid string) string { return sid[:2] + strings.Repeat("a", 32) })
}

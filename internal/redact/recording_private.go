package redact

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// openText is what a text of the API's own looks like; URLs are looked at apart.
var openText = lazyregexp.New(`^[A-Za-z0-9.:+-]{0,40}$`)

// open reports whether a text of an answer or a field may be kept.
func open(name, text string) bool {
	if known().sids[name] && text != "" {
		return sid.MatchString(text)
	}
	return known().open[name] &&
		(openText.MatchString(text) || strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://"))
}

// Address hides of a URL what [KnownAddress] hides, and in a private recording the names in its path and query.
func (r *Recording) Address(raw string) string {
	raw = KnownAddress(raw)
	u, err := url.Parse(raw)
	if err != nil || !r.opts.Private || strings.HasSuffix(u.Host, "www.twilio.com") { // more_info is documentation
		return raw
	}
	segments := strings.Split(u.Path, "/")
	changed := false
	for i, segment := range segments {
		if !known().segments[segment] && !sid.MatchString(segment) {
			r.hide(segment)
			segments[i], changed = Redacted, true
		}
	}
	if !changed {
		return raw
	}
	u.Path, u.RawPath = strings.Join(segments, "/"), ""
	return u.String()
}

// Form hides the values of fields that the contract does not know, and in a private recording what the
// account chose. It returns false for a body that is not a form.
func (r *Recording) Form(body string) (string, bool) {
	form, ok := KnownForm(body)
	if !ok || !r.opts.Private {
		return form, ok
	}
	if sent, err := url.ParseQuery(body); err == nil {
		for name := range sent {
			if !isProperty(name) && !isWord(name) {
				r.hide(name)
			}
		}
	}
	values, _ := url.ParseQuery(form) // was parsed before
	for name, of := range values {
		for i, value := range of {
			if value != "" && !open(name, value) {
				r.hide(value)
				of[i] = Redacted
			}
		}
	}
	return values.Encode(), true
}

// privateText hides a text of an answer. The words of a refusal are what recordings are made for: of them, only what
// the requests had sent is hidden.
func (r *Recording) privateText(status int, name, text string) (string, bool) {
	if text == "" {
		return "", false
	}
	if name != "message" || status < 400 {
		return hidden(text)
	}
	words := text
	for _, value := range r.private {
		words = strings.ReplaceAll(words, value, Redacted)
	}
	quoted, _ := json.Marshal(words)
	return string(quoted), words != text
}

// hide remembers a value for [Recording.privateText], the longest first.
func (r *Recording) hide(value string) {
	if len(value) < Shortest || value == Redacted || slices.Contains(r.private, value) {
		return
	}
	r.private = append(r.private, value)
	slices.SortStableFunc(r.private, func(a, b string) int { return len(b) - len(a) })
}

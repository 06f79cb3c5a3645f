package redact

import (
	"net/url"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// address shows a URL in a text.
func (v *view) address(text string) string {
	if documentation.MatchString(text) {
		return v.text(text)
	}
	u, err := url.Parse(text)
	if err != nil {
		return v.free(text)
	}
	return v.url(u)
}

// documentation matches the pages that errors point to.
var documentation = lazyregexp.New(`^https://www\.twilio\.com/docs/(?:api/)?errors/[0-9]{1,6}$`)

// url shows host, the words of the contract's paths, SIDs, and the documented query. Names of
// Services and all else are hidden.
func (v *view) url(u *url.URL) string {
	if u == nil {
		return ""
	}
	var b strings.Builder
	if u.Host != "" {
		b.WriteString(v.text(u.Scheme + "://" + u.Host))
	}
	for i, segment := range strings.Split(u.EscapedPath(), "/") {
		if i > 0 {
			b.WriteByte('/')
		}
		plain, err := url.PathUnescape(segment)
		if err != nil {
			plain = segment
		}
		if known().segments[plain] || sid.MatchString(plain) || v.isOwn(plain) {
			b.WriteString(v.text(plain))
		} else {
			b.WriteString(v.free(plain))
		}
	}
	for i, pair := range strings.Split(u.RawQuery, "&") {
		if pair == "" && i == 0 && u.RawQuery == "" {
			break
		}
		b.WriteString(map[bool]string{true: "?", false: "&"}[i == 0])
		b.WriteString(v.query(pair))
	}
	return b.String()
}

var (
	queryNumber = lazyregexp.New(`^-?[0-9]{1,20}$`)
	queryDate   = lazyregexp.New(`^[0-9TZ:.+-]{1,40}$`)
	queryToken  = lazyregexp.New(`^[A-Za-z0-9_.=-]{0,100}$`)
)

// queryPlain reports whether a query key is documented and its value looks like what it is for.
func queryPlain(name, value string) bool {
	key, ok := known().query[name]
	switch {
	case !ok || key.Personal:
		return false
	case name == "PageToken":
		return queryToken.MatchString(value)
	case key.Type == "integer":
		return queryNumber.MatchString(value)
	case key.Format == "date-time":
		return queryDate.MatchString(value)
	case key.SIDPrefix() != "":
		return sid.MatchString(value)
	}
	return slices.Contains(key.Enum, value)
}

func (v *view) query(pair string) string {
	rawName, rawValue, equals := strings.Cut(pair, "=")
	name, err := url.QueryUnescape(rawName)
	if err != nil {
		name = rawName
	}
	value, err := url.QueryUnescape(rawValue)
	if err != nil {
		value = rawValue
	}
	if queryPlain(name, value) {
		value = v.text(value)
	} else if value != "" {
		value = v.free(value)
	}
	name = v.name(name)
	if !equals {
		return name
	}
	return name + "=" + value
}

// isOwn reports whether the run made the name up.
func (v *view) isOwn(name string) bool { return v.own != nil && v.own.MatchString(name) }

package contract

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// add notes a finding.
func (e *examination) add(severity Severity, side Side, rule, location, format string, args ...any) {
	f := Finding{Severity: severity, Side: side, Rule: rule, Location: location, Message: fmt.Sprintf(format, args...)}
	if e.op != nil {
		f.Operation = e.op.info.OperationID
	}
	e.found = append(e.found, f)
}

// violate notes a violation, the common case.
func (e *examination) violate(side Side, rule, location, format string, args ...any) {
	e.add(Violation, side, rule, location, format, args...)
}

// plainSchema recognises the strings whose values may be printed: SIDs, runtimes, enums, dates,
// URLs. Free text may be anything.
var plainSchema = lazyregexp.New(`^\^(?:[A-Z]{2}\[|node)`)

// shownValue returns `, got "…"` for a value that may be printed, and nothing otherwise.
func (e *examination) shownValue(schema *openapi3.Schema, value any) string {
	if schema == nil || e.op == nil || e.op.hideValues || schema.Extensions[piiExtension] != nil {
		return ""
	}
	switch v := value.(type) {
	case string:
		plain := len(schema.Enum) > 0 || schema.Format == "date-time" || plainSchema.MatchString(schema.Pattern)
		if schema.Format == "uri" {
			v, plain = shownURL(v)
		}
		if !plain {
			return ""
		}
		return ", got " + quoteShort(v)
	case bool, int64, int32, float64:
		return fmt.Sprintf(", got %v", v)
	case fmt.Stringer: // json.Number
		return ", got " + v.String()
	case nil:
		return ", got null"
	default:
		return ""
	}
}

// shownURL returns an address without what may be a secret in it: user information, and the values
// of the query. What is no address is not shown.
func shownURL(address string) (string, bool) {
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

// quoteShort quotes at most 64 bytes of s.
func quoteShort(s string) string {
	const limit = 64
	if len(s) > limit {
		return strconv.Quote(s[:limit]) + "…"
	}
	return strconv.Quote(s)
}

// nameLike is a few plain words with at most three digits after each: a token that a client put in
// the place of a name is none.
var nameLike = lazyregexp.New(
	`^_?[A-Za-z]{1,24}[0-9]{0,3}(?:[_.\-][A-Za-z]{1,24}[0-9]{0,3}){0,4}(?:\[(?:[0-9]{0,6}|[A-Za-z_]{1,24}[0-9]{0,3})\])*$`)

// shownName returns a name that a client chose, if it looks like one.
func shownName(name string) string {
	if nameLike.MatchString(name) {
		return name
	}
	return fmt.Sprintf("(a name of %d bytes)", len(name))
}

const redacted = "[redacted]"

// redact takes the credentials of the request out of all texts. No check prints them knowingly; a
// server or a client may have put them where a name or a SID belongs.
func (e *examination) redact() {
	var pairs []string
	for _, secret := range credentialTexts(e.RequestHeader) {
		// Shorter ones would take ordinary letters out of the messages and give away what they are.
		if len(secret) >= 4 {
			pairs = append(pairs, secret, redacted)
		}
	}
	if len(pairs) == 0 {
		return
	}
	replacer := strings.NewReplacer(pairs...)
	for i := range e.found {
		e.found[i].Location = replacer.Replace(e.found[i].Location)
		e.found[i].Message = replacer.Replace(e.found[i].Message)
	}
}

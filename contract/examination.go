package contract

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
	"github.com/twilio-serverless/twilio-serverless-go/internal/redact"
)

// examination is the state of one Check.
type examination struct {
	*Exchange
	method string
	head   bool     // the request was a HEAD, and method is GET
	url    *url.URL // below the base URL of the target
	specMatch

	// query and form are the declared query keys and form fields as they were sent; of an upload, form
	// has the text parts.
	query, form url.Values

	found []Finding
}

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

// violated reports whether a violation was found so far.
func (e *examination) violated() bool {
	return slices.ContainsFunc(e.found, func(f Finding) bool { return f.Severity == Violation })
}

// violatedBy reports whether a violation of one side was found so far.
func (e *examination) violatedBy(side Side) bool {
	return slices.ContainsFunc(e.found, func(f Finding) bool { return f.Severity == Violation && f.Side == side })
}

// shownValue returns `, got "…"` for a value that may be printed, and nothing otherwise.
func (e *examination) shownValue(schema *openapi3.Schema, value any) string {
	if schema == nil || e.op == nil || e.op.hideValues || schema.Extensions[piiExtension] != nil {
		return ""
	}
	switch v := value.(type) {
	case string:
		if schema.Type != nil && !schema.Type.Includes(openapi3.TypeString) {
			return gotString(v)
		}
		plain := redact.Plain(len(schema.Enum) > 0, schema.Format, schema.Pattern)
		if schema.Format == "uri" {
			v, plain = redact.Address(v)
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
	case map[string]any:
		return ", got an object"
	case []any:
		return ", got an array"
	default:
		return ""
	}
}

var literal = lazyregexp.New(`^(?i:true|false|null|yes|no|on|off|-?[0-9]{1,12}(\.[0-9]{1,6})?)?$`)

// gotString is for a string where no string belongs. It shows one that only puts a literal into quotes; any other may
// be a person's or a secret.
func gotString(v string) string {
	if literal.Get().MatchString(v) {
		return ", got the string " + strconv.Quote(v)
	}
	return ", got a string"
}

// quoteShort quotes at most 64 bytes of s.
func quoteShort(s string) string {
	const limit = 64
	if len(s) > limit {
		return strconv.Quote(s[:limit]) + "…"
	}
	return strconv.Quote(s)
}

// redact takes the credentials of the request out of all texts. No check prints them knowingly; a
// server or a client may have put them where a name or a SID belongs.
func (e *examination) redact() {
	secrets := redact.Credentials(e.RequestHeader)
	for i := range e.found {
		e.found[i].Location = redact.Quoted(e.found[i].Location, "[redacted]", secrets...)
		e.found[i].Message = redact.Quoted(e.found[i].Message, "[redacted]", secrets...)
	}
}

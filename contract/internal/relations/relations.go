// Package relations checks what a schema cannot say: that the parts of one exchange agree. An answer
// is about the resource that the path names, repeats what the request set, lies on the page that was
// asked for, and refuses with a code that fits its status.
//
// The rules are generic: they read the registry of operations and the naming of the API, in which the
// form field FriendlyName is the property friendly_name and the path parameter ServiceSid is the
// property service_sid. A new operation or property needs no line here. No message holds a value.
package relations

import (
	"net/url"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// Exchange is one request with its decoded answer.
type Exchange struct {
	Operation operations.Operation
	// Params are the path parameters, decoded.
	Params map[string]string
	// URL is the address of the request below the base URL of the target: its path begins with /v1.
	URL *url.URL
	// Scheme is that of the whole address of the request, empty when it is not known: a server may be reached by http
	// under the name of Twilio's host.
	Scheme string
	// Query has the declared query keys, Form the declared fields of the form or the text parts of the
	// upload.
	Query, Form url.Values
	// User is the user of the Basic credentials, empty when there are none.
	User string
	// Status is the HTTP status, and Body the answer: a JSON object, with numbers as json.Number or
	// float64.
	Status int
	Body   map[string]any
	// At is the header Date of the answer, zero when it has none.
	At time.Time
	// Wrong says that the request breaks the contract. Only a refusal of it is checked, and for what it says of itself.
	Wrong bool
}

// Problem is one disagreement.
type Problem struct {
	// Rule is a short stable name, such as "echo".
	Rule string
	// Location is the JSON pointer of what disagrees.
	Location string
	// Message says what is wrong, without values.
	Message string
}

// Check returns the disagreements of an exchange in a stable order.
func Check(x *Exchange) []Problem {
	r := &report{}
	switch {
	case x.Status >= 400:
		checkRefusal(r, x)
	case x.Status < 200 || x.Status >= 300 || x.Body == nil:
	case x.Operation.List != "":
		checkPage(r, x)
	default:
		checkResource(r, x, x.Body, "")
		checkEcho(r, x)
	}
	return r.problems
}

type report struct{ problems []Problem }

func (r *report) add(rule, location, message string) {
	r.problems = append(r.problems, Problem{Rule: rule, Location: location, Message: message})
}

var sidForm = lazyregexp.New(`^[A-Z]{2}[0-9a-fA-F]{32}$`)

// isSID reports whether a text has the form of a SID. A path may name a Service by its unique name.
func isSID(text string) bool { return sidForm.MatchString(text) }

func text(object map[string]any, key string) string {
	value, _ := object[key].(string)
	return value
}

// differs reports whether both texts are there and are not the same SID or name.
func differs(a, b string) bool { return a != "" && b != "" && a != b }

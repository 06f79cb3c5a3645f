// Package shape checks decoded JSON against a list of properties.
package shape

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
)

// A Shape lists the properties of a resource as its page of the documentation does, written down by
// hand: what the cases ask for must not come from the document that the wire check reads.
type Shape []Property

// A Property is one of them and what its value must look like.
type Property struct {
	Name     string
	Form     func(value any) error
	Optional bool
}

// Check holds a decoded object against the shape. Properties that are not listed are allowed.
func (sh Shape) Check(where string, value any) error {
	object, ok := value.(map[string]any)
	if !ok {
		return fmt.Errorf("%s is %s, want an object", where, expect.Quoted(value))
	}
	var problems []error
	for _, p := range sh {
		v, there := object[p.Name]
		if !there {
			problems = append(problems, expect.That(p.Optional, "%s has no %s", where, p.Name))
			continue
		}
		if err := p.Form(v); err != nil {
			problems = append(problems, fmt.Errorf("%s of %s is %s, want %w", p.Name, where, expect.Quoted(v), err))
		}
	}
	return errors.Join(problems...)
}

// Forms of values. The errors of each complete "want …".

// SID is the prefix and 32 hexadecimal digits. The catalogue makes thousands of these when a program starts, so it is
// no regular expression.
func SID(prefix string) func(any) error {
	return func(v any) error {
		s, ok := v.(string)
		digits, begins := strings.CutPrefix(s, prefix)
		ok = ok && begins && len(digits) == 32 && strings.Trim(digits, "0123456789abcdefABCDEF") == ""
		return expect.That(ok, "a SID %s and 32 hexadecimal digits", prefix)
	}
}

// Text is a string of least to most characters.
func Text(least, most int) func(any) error {
	return func(v any) error {
		s, ok := v.(string)
		n := utf8.RuneCountInString(s)
		return expect.That(ok && n >= least && n <= most, "a text of %d to %d characters", least, most)
	}
}

// DateTime is a date and time of RFC 3339.
func DateTime(v any) error {
	s, ok := v.(string)
	_, err := time.Parse(time.RFC3339, strings.ToUpper(s)) // section 5.6: T and Z may be in lower case
	return expect.That(ok && err == nil, "a date and time of RFC 3339")
}

// URL is an absolute URL.
func URL(v any) error {
	s, _ := v.(string)
	u, err := url.Parse(s)
	return expect.That(err == nil && u.IsAbs() && u.Host != "", "an absolute URL")
}

// Links are: absent, null, or URLs by name.
func Links(v any) error {
	if v == nil {
		return nil
	}
	links, ok := v.(map[string]any)
	for _, link := range links {
		ok = ok && URL(link) == nil
	}
	return expect.That(ok, "absolute URLs by name")
}

// Bool is true or false.
func Bool(v any) error {
	_, ok := v.(bool)
	return expect.That(ok, "true or false")
}

// Count is a whole number from least to most.
func Count(least, most int64) func(any) error {
	return func(v any) error {
		n, _ := v.(json.Number)
		i, is := new(big.Rat).SetString(n.String()) // 0.0 is a whole number, as JSON has it
		whole := is && i.IsInt() && i.Num().IsInt64() && i.Num().Int64() >= least && i.Num().Int64() <= most
		return expect.That(whole, "a whole number from %d to %d", least, most)
	}
}

// OneOf is one of some strings.
func OneOf(values ...string) func(any) error {
	return func(v any) error {
		s, ok := v.(string)
		return expect.That(ok && slices.Contains(values, s), "one of %s", strings.Join(values, ", "))
	}
}

// Matching is a string that a regular expression matches; words describe it.
func Matching(pattern, words string) func(any) error {
	re := regexp.MustCompile(pattern)
	return func(v any) error {
		s, ok := v.(string)
		return expect.That(ok && re.MatchString(s), "%s", words)
	}
}

// OrNull also allows null.
func OrNull(form func(any) error) func(any) error {
	return func(v any) error {
		if v == nil {
			return nil
		}
		return form(v)
	}
}

// Each is an array whose items all have a form.
func Each(form func(any) error) func(any) error {
	return func(v any) error {
		items, ok := v.([]any)
		if !ok {
			return errors.New("an array")
		}
		var problems []error
		for _, item := range items {
			problems = append(problems, form(item))
		}
		return errors.Join(problems...)
	}
}

// Object is an object of a shape.
func Object(sh Shape) func(any) error {
	return func(v any) error { return sh.Check("it", v) }
}

// AnyText has no documented bound but that of a program.
func AnyText(least int) func(any) error { return Text(least, 1<<20) }

// Path is a path of 1 to 255 characters with a leading slash.
func Path(v any) error {
	return errors.Join(Text(1, 255)(v), Matching("^/", "a path with a leading slash")(v))
}

// APIError is what the API itself says when it refuses; a gateway before it may say less, and in other words
// (https://www.twilio.com/docs/usage/twilios-response).
func APIError() Shape {
	details := func(v any) error {
		_, ok := v.(map[string]any)
		return expect.That(ok || v == nil, "an object or null")
	}
	return Shape{
		{Name: "code", Form: Count(1, 1<<31)}, {Name: "message", Form: AnyText(1)},
		{Name: "status", Form: Count(400, 599)},
		{Name: "more_info", Form: OrNull(URL), Optional: true}, {Name: "details", Form: details, Optional: true},
	}
}

// UploadError is what the upload host says when it refuses. The one such answer that was published
// as it came has no status and no more_info, so it may have either form. Nothing shows that each has a code.
func UploadError() Shape {
	return Shape{
		{Name: "code", Form: OrNull(Count(1, 1<<31)), Optional: true}, {Name: "message", Form: AnyText(1)},
		{Name: "status", Form: Count(400, 599), Optional: true},
		{Name: "http_status_code", Form: Count(400, 599), Optional: true},
		{Name: "more_info", Form: OrNull(URL), Optional: true},
	}
}

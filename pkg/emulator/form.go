package emulator

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"unicode/utf8"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

const formType = "application/x-www-form-urlencoded"

// A form is the only way in which handlers see what a client sent in a body,
// urlencoded or multipart. It remembers which fields were asked for, since the API
// ignores unknown ones, and it keeps the first refusal, so that a handler can read
// all its fields before it looks at [form.err].
//
// Only exact names count: `FunctionVersions[0]` is an unknown field, as is a value
// in the query.
type form struct {
	values  url.Values
	raw     []byte
	asked   []string
	refusal error
	note    string // what the refusal does not tell
}

// readForm reads an urlencoded body. Without a body no Content-Type is needed:
// that is how clients clear an Environment.
func readForm(r *http.Request) (*form, error) {
	if r.ContentLength > state.MaxForm {
		return nil, &tooLargeError{limit: state.MaxForm}
	}
	raw, err := io.ReadAll(io.LimitReader(r.Body, state.MaxForm+1))
	if err != nil {
		return nil, invalid("The request body could not be read: %v", err)
	}
	if len(raw) > state.MaxForm {
		return nil, &tooLargeError{limit: state.MaxForm}
	}
	return parseForm(raw, r.Header.Get("Content-Type"))
}

func parseForm(raw []byte, contentType string) (*form, error) {
	f := &form{raw: raw, values: url.Values{}}
	if len(raw) == 0 {
		return f, nil
	}
	// Parameters such as charset are allowed to be anything, even malformed.
	media, _, err := mime.ParseMediaType(contentType)
	if errors.Is(err, mime.ErrInvalidMediaParameter) {
		err = nil
	}
	if err != nil || media != formType {
		return nil, refuse(statusFormType, "Content-Type %q is not supported: send %s", contentType, formType)
	}
	if n := bytes.Count(raw, []byte("&")) + 1; n > state.MaxFormFields {
		return nil, invalid("The post body has %d parameters: the limit is %d", n, state.MaxFormFields)
	}
	values, err := url.ParseQuery(string(raw))
	if err != nil {
		return nil, invalid("The post body is not a valid %s: %v", formType, err)
	}
	for name, all := range values {
		for _, s := range append([]string{name}, all...) {
			if !utf8.ValidString(s) {
				return nil, invalid("Parameter %q in the post body is not valid UTF-8", name)
			}
		}
	}
	f.values = values
	return f, nil
}

// lookup gives the first value of a field and whether it was sent.
func (f *form) lookup(name string) (string, bool) {
	all := f.list(name)
	if len(all) == 0 {
		return "", false
	}
	return all[0], true
}

// list gives all values of a repeated field.
func (f *form) list(name string) []string {
	if !slices.Contains(f.asked, name) {
		if f.asked == nil {
			f.asked = make([]string, 0, 4) // few operations have more
		}
		f.asked = append(f.asked, name)
	}
	return f.values[name]
}

// unread gives the names of the fields that the handler did not read, sorted. A form
// that was not read at all, because the parent was not found, has none.
func (f *form) unread() []string {
	if f.asked == nil {
		return nil
	}
	var names []string
	for name := range f.values {
		if !slices.Contains(f.asked, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// refuse keeps the first refusal.
func (f *form) refuse(err error) {
	if f.refusal == nil {
		f.refusal = err
	}
}

func (f *form) err() error { return f.refusal }

// required gives the text of a field that must be there and at most max characters
// long. Lengths in the official document count characters.
func (f *form) required(name string, max int) string {
	s, sent := f.lookup(name)
	if !sent || s == "" && refuseEmptyNames {
		f.refuse(errMissing(name))
	}
	f.limit(name, s, max)
	return s
}

// optional gives the text of a field as required does, or nil when it was not sent.
func (f *form) optional(name string, max int) *string {
	if _, sent := f.lookup(name); !sent {
		return nil
	}
	s := f.required(name, max)
	return &s
}

func (f *form) limit(name, s string, max int) {
	if n := utf8.RuneCountInString(s); n > max {
		f.refuse(invalid("%s is %d characters long: the limit is %d", name, n, max))
	}
}

// boolean gives nil when the field was not sent. `True` is what Python clients send.
func (f *form) boolean(name string) *bool {
	s, sent := f.lookup(name)
	if !sent {
		return nil
	}
	yes := s == "true" || s == "True"
	if !yes && s != "false" && s != "False" {
		f.refuse(refuse(statusBoolean, "%s is %q: it must be true or false", name, s))
	}
	return &yes
}

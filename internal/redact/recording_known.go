package redact

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// KnownAddress hides the values of query parameters that the contract does not know, and credentials.
func KnownAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return Redacted
	}
	changed := u.User != nil || u.Fragment != ""
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		u.RawQuery, changed = Redacted, true
	} else if hideUnknown(values, isQuery, Redacted) {
		u.RawQuery, changed = values.Encode(), true
	}
	if !changed {
		return address // byte for byte
	}
	return u.String()
}

// KnownForm hides the values of fields that the contract does not know. A body that is no form is refused with false.
func KnownForm(body string) (string, bool) {
	values, err := url.ParseQuery(body)
	if err != nil {
		return "", false
	}
	if hideUnknown(values, isProperty, Redacted) {
		return values.Encode(), true
	}
	return body, true
}

// hideUnknown replaces values in place, and names that are no words: a token that is sent in the place of a form is
// the name of a field without a value. It reports whether there was anything to replace.
func hideUnknown(values url.Values, isKnown func(string) bool, mask string) bool {
	hidden := false
	var unknown []string // so that a request whose names are all known costs nothing
	for name := range values {
		if !isKnown(name) {
			unknown = append(unknown, name)
		}
	}
	for _, name := range unknown {
		of := values[name]
		for i := range of {
			hidden = hidden || of[i] != mask
			of[i] = mask
		}
		if name != mask && !isWord(name) {
			hidden = true
			delete(values, name)
			values[mask] = append(values[mask], of...)
		}
	}
	return hidden
}

// isWord reports whether the name of a field may be printed: words of letters, and an index that other clients write.
func isWord(name string) bool {
	const longest = 40 // characters; those of the contract have 22 at most
	return len(name) <= longest && wordName.Get().MatchString(name)
}

var wordName = lazyregexp.New(`^[A-Za-z]+([_.-][A-Za-z]+)*(\[[0-9]{0,4}\])?$`)

// Query returns a query in which the values of keys that the contract does not know are replaced by
// mask. Of one that cannot be read, nothing is shown.
func Query(raw, mask string) string {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return "(malformed)"
	}
	hideUnknown(values, isQuery, mask)
	return values.Encode()
}

func isQuery(name string) bool { _, ok := known().query[name]; return ok }

func isProperty(name string) bool { return known().properties[name] }

// KnownParts reports whether a multipart body consists of parts of the contract, with no headers
// but the usual ones. Text before or after the parts belongs to none.
func KnownParts(boundary, body string) bool {
	if !strings.HasPrefix(body, "--"+boundary) ||
		!strings.HasSuffix(strings.TrimRight(body, "\r\n"), "--"+boundary+"--") {
		return false
	}
	reader := multipart.NewReader(strings.NewReader(body), boundary)
	for {
		part, err := reader.NextRawPart()
		if errors.Is(err, io.EOF) {
			return true
		}
		if err != nil || !known().properties[part.FormName()] {
			return false
		}
		for name := range part.Header {
			if !slices.Contains([]string{"Content-Disposition", "Content-Type", "Content-Length"}, name) {
				return false
			}
		}
		if _, parameters, err := mime.ParseMediaType(part.Header.Get("Content-Disposition")); err != nil ||
			len(parameters) > 2 {
			return false
		}
		if _, err := io.Copy(io.Discard, part); err != nil {
			return false
		}
	}
}

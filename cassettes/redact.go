package cassettes

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// What may stand in a header that is kept. Anything else in it becomes REDACTED.
var headerValues = map[string]*lazyregexp.Regexp{
	"Accept": lazyregexp.New(`^[A-Za-z0-9*/+.;=, -]{1,100}$`),
	"Retry-After": lazyregexp.New(
		`^[0-9]{1,9}$|^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT$`),
	"Www-Authenticate": lazyregexp.New(`^(?i:Basic)(?: realm="Twilio API")?(?:, ?charset="UTF-8")?$`),
}

// redactHeader keeps of a value what is known to be harmless.
func redactHeader(name, value string) string {
	switch name {
	case "Authorization":
		return redacted
	case "Location":
		return redactAddress(value)
	case "Content-Type":
		mediaType, parameters, err := mime.ParseMediaType(value)
		if err != nil {
			return redacted
		}
		for parameter := range parameters {
			if parameter != "charset" && parameter != "boundary" {
				return mediaType
			}
		}
		return value
	}
	if pattern := headerValues[name]; pattern != nil && pattern.MatchString(value) {
		return value
	}
	return redacted
}

// redactAddress hides the values of query parameters that the contract does not know, and credentials.
func redactAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return redacted
	}
	changed := u.User != nil || u.Fragment != ""
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		u.RawQuery, changed = redacted, true
	} else if hideUnknown(values, known().query) {
		u.RawQuery, changed = values.Encode(), true
	}
	if !changed {
		return address // byte for byte
	}
	return u.String()
}

// hideUnknown replaces values in place and reports whether there were any to replace.
func hideUnknown(values url.Values, names map[string]bool) bool {
	hidden := false
	for name, of := range values {
		if !names[name] {
			for i := range of {
				hidden = hidden || of[i] != redacted
				of[i] = redacted
			}
		}
	}
	return hidden
}

// redactForm hides the values of fields that the contract does not know. A body that is no form is refused with false.
func redactForm(body string) (string, bool) {
	values, err := url.ParseQuery(body)
	if err != nil {
		return "", false
	}
	if hideUnknown(values, known().properties) {
		return values.Encode(), true
	}
	return body, true
}

// knownParts reports whether a multipart body consists of parts of the contract, with no headers
// but the usual ones. Text before or after the parts belongs to none.
func knownParts(boundary, body string) bool {
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

// redactAnswer hides in the body of an answer what the contract does not know: members of other
// names, personal data that the recording has not sent itself, addresses with unknown queries, and
// whatever is neither JSON nor a page that says nothing but its status.
func (s *scrubber) redactAnswer(status int, body string) string {
	if body == "" || statusPage(status, body) {
		return body
	}
	var out strings.Builder
	done := 0
	err := scalars(body, func(path []string, from, to int) {
		if instead, ok := s.redactScalar(status, path, body[from:to]); ok {
			out.WriteString(body[done:from])
			out.WriteString(instead)
			done = to
		}
	})
	if err != nil {
		return redacted
	}
	return out.String() + body[done:]
}

// pageTags are what the error pages of web servers are made of.
var pageTags = lazyregexp.New(`(?i)</?(?:html|head|title|body|center|h1|hr)>`)

// statusPage recognises the page of a web server that repeats its status and perhaps names the server.
func statusPage(status int, body string) bool {
	said := fmt.Sprintf("%d %s", status, http.StatusText(status))
	for _, text := range strings.Split(pageTags.Get().ReplaceAllString(body, "\n"), "\n") {
		if text = strings.TrimSpace(text); text != "" && text != said && text != "nginx" {
			return false
		}
	}
	return true
}

// redactScalar returns what to write in the place of a value, if it is not to be kept.
func (s *scrubber) redactScalar(status int, path []string, raw string) (string, bool) {
	var value any
	if json.Unmarshal([]byte(raw), &value) != nil || value == nil {
		return "", false
	}
	name := ""
	for i, step := range path {
		// Members of links have names of their own.
		if !known().properties[step] && (i == 0 || path[i-1] != "links") {
			return hidden(value)
		}
		name = step
	}
	text, ok := value.(string)
	switch {
	case len(path) == 0:
		return hidden(value)
	case !ok:
		return "", false
	case known().personal[name] && !slices.Contains(path, "meta"): // meta.key names no Variable
		if !s.wasSent(text) {
			return hidden(value)
		}
	case s.opts.Private && !open(name, text) && !slices.Contains(path, "links") && !inMeta(path):
		return s.privateText(status, name, text)
	case strings.HasPrefix(text, "http://"), strings.HasPrefix(text, "https://"):
		if address := s.address(text); address != text {
			quoted, _ := json.Marshal(address)
			return string(quoted), true
		}
	case slices.Contains(path, "links"):
		return hidden(value)
	}
	return "", false
}

// inMeta reports whether a value says where a page stands: its key names a list of the API.
func inMeta(path []string) bool { return slices.Contains(path, "meta") }

func hidden(value any) (string, bool) {
	switch value.(type) {
	case string:
		return `"` + redacted + `"`, true
	case bool:
		return "", false
	}
	return "0", true
}

// scalars calls visit with each value of a JSON text that is neither object nor array, and the
// names of the members it lies in.
func scalars(text string, visit func(path []string, from, to int)) error {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	type level struct{ object, named bool }
	var levels []level
	var path []string
	leave := func() {
		if n := len(levels); n > 0 && levels[n-1].named {
			levels[n-1].named = false
			path = path[:len(path)-1]
		}
	}
	for values := 0; ; {
		before := int(decoder.InputOffset())
		token, err := decoder.Token()
		switch {
		case errors.Is(err, io.EOF) && len(levels) == 0 && values == 1:
			return nil
		case err != nil:
			return err
		}
		after := int(decoder.InputOffset())
		if n := len(levels); n > 0 && levels[n-1].object && !levels[n-1].named && token != json.Delim('}') {
			name, _ := token.(string)
			path, levels[n-1].named = append(path, name), true
			continue
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			levels = append(levels, level{object: token == json.Delim('{')})
			continue
		case json.Delim('}'), json.Delim(']'):
			levels = levels[:len(levels)-1]
		default:
			from := after - len(strings.TrimLeft(text[before:after], " \t\r\n,:"))
			visit(path, from, after)
		}
		if len(levels) == 0 {
			if values++; values > 1 {
				return errors.New("more than one value")
			}
		}
		leave()
	}
}

// wasSent reports whether a text was in a request of this recording, or carries the name of its run.
func (s *scrubber) wasSent(text string) bool {
	if s.opts.Run != nil && s.opts.Run.Prefix != "" &&
		strings.Contains(strings.ToLower(text), strings.ToLower(s.opts.Run.Prefix)) {
		return true
	}
	if s.opts.Private {
		return text == ""
	}
	return text == "" || s.sent[text] || s.sent[strings.TrimPrefix(text, "/")] // the API adds the slash to a Path
}

// remember keeps what a request sends, in a form, in short parts and in its path.
func (s *scrubber) remember(method string, u *url.URL, contentType, body string) {
	for _, segment := range strings.Split(u.Path, "/") {
		s.sent[segment] = true
	}
	mediaType, parameters, _ := mime.ParseMediaType(contentType)
	switch {
	case method == http.MethodGet:
	case mediaType == "application/x-www-form-urlencoded":
		values, _ := url.ParseQuery(body) // what can be read of it
		for name, of := range values {
			for _, value := range of {
				if known().properties[name] {
					s.sent[value] = true
				}
			}
		}
	case mediaType == "multipart/form-data":
		reader := multipart.NewReader(strings.NewReader(body), parameters["boundary"])
		for {
			part, err := reader.NextRawPart()
			if err != nil {
				return
			}
			if value, err := io.ReadAll(io.LimitReader(part, keepBody)); err == nil &&
				known().properties[part.FormName()] {
				s.sent[string(value)] = true
			}
		}
	}
}

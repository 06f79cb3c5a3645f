package dev

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/redact"
)

// obey switches the details of requests on and off while the project is served.
func (s *server) obey(in io.Reader) {
	if in == nil {
		return
	}
	for lines := bufio.NewScanner(in); lines.Scan(); {
		if strings.TrimSpace(lines.Text()) == "d" {
			s.setDetailed(!s.detailed.Load())
		}
	}
}

// setDetailed says what it has changed.
func (s *server) setDetailed(on bool) {
	if s.detailed.Swap(on) == on {
		return
	}
	word := map[bool]string{true: "on", false: "off"}[on]
	s.print.note("details of requests are " + word + " now")
}

// maxDetail is how much of a body is printed.
const maxDetail = 4 << 10

// describe gives headers, parameters and body of a request, secrets masked, and puts the body back.
func describe(r *http.Request) string {
	var b strings.Builder
	for _, name := range sortedKeys(r.Header) {
		for _, value := range r.Header[name] {
			fmt.Fprintf(&b, "%s: %s\n", name, redact.Named(name, value))
		}
	}
	for _, name := range sortedKeys(r.URL.Query()) {
		fmt.Fprintf(&b, "?%s=%s\n", name, redact.Named(name, strings.Join(r.URL.Query()[name], ", ")))
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxDetail+1))
	if err == nil && len(body) > 0 {
		b.WriteString(describeBody(r.Header.Get("Content-Type"), body))
	}
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(body), r.Body), r.Body}
	return strings.TrimSuffix(b.String(), "\n")
}

// describeBody gives the fields of a form and of JSON. Of another body, and of one that is too long
// to be taken apart, it gives the size alone: what is secret in it cannot be told.
func describeBody(contentType string, body []byte) string {
	media, _, _ := mime.ParseMediaType(contentType)
	switch {
	case len(body) > maxDetail:
		return fmt.Sprintf("(a body of more than %d bytes)\n", maxDetail)
	case media == "application/x-www-form-urlencoded":
		fields, err := url.ParseQuery(string(body))
		if err != nil {
			break
		}
		var b strings.Builder
		for _, name := range sortedKeys(fields) {
			fmt.Fprintf(&b, "%s=%s\n", name, redact.Named(name, strings.Join(fields[name], ", ")))
		}
		return b.String()
	case media == "application/json":
		decoder := json.NewDecoder(bytes.NewReader(body))
		decoder.UseNumber() // as it came
		var value any
		if decoder.Decode(&value) != nil {
			break
		}
		text, err := json.Marshal(maskedJSON("", value))
		if err == nil {
			return string(text) + "\n"
		}
	case media == "text/plain":
		return strings.ToValidUTF8(string(body), "\uFFFD") + "\n"
	}
	return fmt.Sprintf("(a body of %d bytes)\n", len(body))
}

// maskedJSON hides what stands under a name that says that it is secret.
func maskedJSON(name string, value any) any {
	if name != "" && redact.Named(name, "") != "" {
		return redact.Named(name, "")
	}
	switch value := value.(type) {
	case map[string]any:
		for key, inner := range value {
			value[key] = maskedJSON(key, inner)
		}
	case []any:
		for i, inner := range value {
			value[i] = maskedJSON("", inner)
		}
	}
	return value
}

package redact

import (
	"mime"
	"net/http"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// Headers that a recording keeps; everything else is dropped. A new header must be asked for here,
// so that one with a credential in it cannot slip in.
var (
	requestHeaders  = []string{"Authorization", "Content-Type"}
	responseHeaders = []string{"Content-Type", "Location", "Retry-After", "Www-Authenticate"}
)

// RequestHeaders returns the headers of a request that a recording keeps, with what is harmless of
// their values.
func (r *Recording) RequestHeaders(h http.Header) http.Header { return keep(h, requestHeaders) }

// ResponseHeaders is [Recording.RequestHeaders] for an answer.
func (r *Recording) ResponseHeaders(h http.Header) http.Header {
	kept := keep(h, responseHeaders)
	if location := kept.Get("Location"); location != "" {
		kept.Set("Location", r.Address(location))
	}
	return kept
}

func keep(headers http.Header, names []string) http.Header {
	kept := http.Header{}
	for _, name := range names {
		for _, value := range headers.Values(name) {
			kept.Add(name, FakeSIDs(keptHeader(name, value)))
		}
	}
	return kept
}

// What may stand in a header that is kept. Anything else in it becomes REDACTED.
var headerValues = map[string]*lazyregexp.Regexp{
	"Accept": lazyregexp.New(`^[A-Za-z0-9*/+.;=, -]{1,100}$`),
	"Retry-After": lazyregexp.New(
		`^[0-9]{1,9}$|^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT$`),
	"Www-Authenticate": lazyregexp.New(`^(?i:Basic)(?: realm="Twilio API")?(?:, ?charset="UTF-8")?$`),
}

// keptHeader keeps of a value what is known to be harmless.
func keptHeader(name, value string) string {
	switch name {
	case "Authorization":
		return Redacted
	case "Location":
		return KnownAddress(value)
	case "Content-Type":
		mediaType, parameters, err := mime.ParseMediaType(value)
		if err != nil {
			return Redacted
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
	return Redacted
}

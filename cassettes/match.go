package cassettes

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"gopkg.in/dnaeon/go-vcr.v3/cassette"

	"github.com/twilio-serverless/twilio-serverless-go/internal/redact"
)

// matches reports whether a request is the recorded one; it is go-vcr's matcher. What makes two
// requests the same is method, path, query, media type and decoded body. Host and headers,
// Authorization above all, are not looked at: a recording serves whatever address and credentials
// the test uses.
func matches(req *http.Request, recorded cassette.Request) bool {
	body := bodyOf(req)
	want, err := describe(recorded.Method, recorded.URL, recorded.Headers.Get("Content-Type"), recorded.Body == "")
	if err != nil {
		return false
	}
	have, err := describe(req.Method, req.URL.String(), req.Header.Get("Content-Type"), body == "")
	if err != nil || have.head != want.head {
		return false
	}
	if isDigest(recorded.Body) {
		return digest(have.canonical(body)) == recorded.Body
	}
	return have.canonical(body) == want.canonical(recorded.Body)
}

// description is a request without its body.
type description struct{ head, mediaType, boundary string }

// describe scrubs both sides alike, so that a recording with replaced SIDs still matches the requests it was made from.
func describe(method, address, contentType string, empty bool) (description, error) {
	u, err := url.Parse(redact.FakeSIDs(redact.KnownAddress(address)))
	if err != nil {
		return description{}, fmt.Errorf("cassettes: address of a request: %w", err)
	}
	query := u.RawQuery
	if values, err := url.ParseQuery(query); err == nil {
		query = values.Encode() // sorted by name, repeated names in their order
	}
	mediaType, parameters, _ := mime.ParseMediaType(contentType)
	if empty {
		mediaType = "" // what an empty body is called makes no difference
	}
	head := strings.Join([]string{method, u.EscapedPath(), query, mediaType}, "\n")
	return description{head: head, mediaType: mediaType, boundary: parameters["boundary"]}, nil
}

func (d description) canonical(body string) string {
	return canonicalBody(d.mediaType, d.boundary, redact.FakeSIDs(body))
}

// canonicalBody decodes forms and multipart bodies, whose bytes differ from run to run; what it
// cannot decode stays as it is.
func canonicalBody(mediaType, boundary, body string) string {
	switch mediaType {
	case "application/x-www-form-urlencoded":
		if known, ok := redact.KnownForm(body); ok {
			values, _ := url.ParseQuery(known) // was parsed before
			return values.Encode()
		}
	case "multipart/form-data":
		if parts, err := canonicalParts(boundary, body); err == nil {
			return parts
		}
	}
	return body
}

// canonicalParts lists name, file name, content type, length and hash of each part, in order.
func canonicalParts(boundary, body string) (string, error) {
	var list strings.Builder
	reader := multipart.NewReader(strings.NewReader(body), boundary)
	for {
		part, err := reader.NextRawPart()
		if errors.Is(err, io.EOF) {
			return list.String(), nil
		}
		if err != nil {
			return "", err
		}
		hash := sha256.New()
		length, err := io.Copy(hash, part)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&list, "%q %q %q %d %x\n", part.FormName(), part.FileName(), part.Header.Get("Content-Type"),
			length,
			hash.Sum(nil))
	}
}

const digestPrefix = "digest:sha256:"

// digest stands for a request body that is too long to keep: the hash of its canonical form, which
// holds the lengths of the parts.
func digest(canonical string) string {
	return fmt.Sprintf("%s%x:%d", digestPrefix, sha256.Sum256([]byte(canonical)), len(canonical))
}

func isDigest(body string) bool { return strings.HasPrefix(body, digestPrefix) }

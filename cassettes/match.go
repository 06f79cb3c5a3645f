package cassettes

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"gopkg.in/dnaeon/go-vcr.v3/cassette"
)

// fingerprint is what makes two requests the same: method, path, query, media type and decoded body. Host and headers, Authorization
// above all, are not part of it: a recording serves whatever address and credentials the test uses.
type fingerprint struct{ head, body string }

// matches tells whether a request is the recorded one; it is go-vcr's matcher.
func matches(req *http.Request, recorded cassette.Request) bool {
	want, err := fingerprintOf(recorded.Method, recorded.URL, recorded.Headers.Get("Content-Type"), recorded.Body)
	if err != nil {
		return false
	}
	have, err := fingerprintOf(req.Method, req.URL.String(), req.Header.Get("Content-Type"), bodyOf(req))
	if err != nil || have.head != want.head {
		return false
	}
	if isDigest(recorded.Body) {
		return digest(have.body) == recorded.Body
	}
	return have.body == want.body
}

// fingerprintOf scrubs both sides alike, so that a recording with replaced SIDs still matches the requests it was made from.
func fingerprintOf(method, address, contentType, body string) (fingerprint, error) {
	u, err := url.Parse(replaceSIDs(address))
	if err != nil {
		return fingerprint{}, fmt.Errorf("cassettes: address of a request: %w", err)
	}
	query := u.RawQuery
	if values, err := url.ParseQuery(query); err == nil {
		query = values.Encode() // sorted by name, repeated names in their order
	}
	mediaType, parameters, _ := mime.ParseMediaType(contentType)
	if body == "" {
		mediaType = "" // what an empty body is called makes no difference
	}
	head := strings.Join([]string{method, u.EscapedPath(), query, mediaType}, "\n")
	return fingerprint{head: head, body: canonicalBody(mediaType, parameters["boundary"], replaceSIDs(body))}, nil
}

// canonicalBody decodes forms and multipart bodies, whose bytes differ from run to run; what it cannot decode stays as it is.
func canonicalBody(mediaType, boundary, body string) string {
	switch mediaType {
	case "application/x-www-form-urlencoded":
		if values, err := url.ParseQuery(body); err == nil {
			return values.Encode()
		}
	case "multipart/form-data":
		if parts, err := canonicalParts(boundary, body); err == nil {
			return parts
		}
	}
	return body
}

// canonicalParts lists name, file name, content type and content of each part, in order.
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
		content, err := io.ReadAll(part)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&list, "%q %q %q %q\n", part.FormName(), part.FileName(), part.Header.Get("Content-Type"), content)
	}
}

const digestPrefix = "digest:sha256:"

// digest stands for a request body that is too long to keep: hash and length of its canonical form.
func digest(canonical string) string {
	sum := sha256.Sum256([]byte(canonical))
	return fmt.Sprintf("%s%s:%d", digestPrefix, hex.EncodeToString(sum[:]), len(canonical))
}

func isDigest(body string) bool { return strings.HasPrefix(body, digestPrefix) }

package functions

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
)

// request is the header of an invocation, see worker/invoke.js.
type request struct {
	Type        string         `json:"type"`
	ID          int64          `json:"id"`
	File        string         `json:"file"`
	Path        string         `json:"path"`
	Query       string         `json:"query"`
	ContentType string         `json:"contentType"`
	Headers     map[string]any `json:"headers"`
	Cookies     []string       `json:"cookies"`
	Request     bool           `json:"request"`  // the event has a request
	Promises    bool           `json:"promises"` // see handler

	body []byte
}

// readRequest reads a request under the limits of production.
func readRequest(w http.ResponseWriter, r *http.Request) (*request, *refusal) {
	size, count := len(r.Host), 1
	for name, values := range r.Header {
		for _, value := range values {
			size += len(name) + len(value) + len(": \r\n")
			count++
		}
	}
	if count > maxHeaders || size > maxHeaderKB<<10 {
		return nil, refuse(http.StatusRequestHeaderFieldsTooLarge, "Request headers or cookies too long (82008)")
	}
	limit := int64(maxRequest - min(size, maxRequest))
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, refuse(statusRequestTooLarge, "a request to a Function has at most 1 MB, headers included")
	case err != nil:
		return nil, refuse(http.StatusBadRequest, "the body could not be read")
	}
	q := &request{Query: r.URL.RawQuery, Headers: visible(r.Header), Cookies: r.Header["Cookie"], body: body}
	if media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err == nil {
		var refused *refusal
		if q.body, refused = readable(r.Header, media, params["charset"], body, limit); refused != nil {
			return nil, refused
		}
		q.ContentType = media
	}
	return q, nil
}

// visible gives the headers that a Function sees: names in lower case, those of the connection and
// of proxies left out ("Understanding the event object", headers). Repeated ones are arrays.
func visible(header http.Header) map[string]any {
	all := make(map[string]any, len(header))
	for name, values := range header {
		name = strings.ToLower(name)
		if hidden(name) {
			continue
		}
		if len(values) == 1 {
			all[name] = values[0]
		} else {
			all[name] = values
		}
	}
	return all
}

func hidden(name string) bool {
	switch name {
	case "connection", "proxy-connection", "expect", "host", "proxy-authorization", "proxy-authenticate", "referer",
		"trailer",
		"transfer-encoding", "upgrade", "via", "x-real-ip":
		return true
	}
	for _, prefix := range []string{"x-accel-", "x-forwarded-", "i-twilio-", "i-t-", "ot-", "x-amz"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

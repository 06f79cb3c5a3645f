package mutants

import (
	"io"
	"net/http"
	"strings"
)

// jsonRefusals writes the 401 of the upload host, which was seen as text there, as the JSON error
// that the contract allows as well, so that there is a body to plant its mutants in.
type jsonRefusals struct{ next http.RoundTripper }

func (j jsonRefusals) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := j.next.RoundTrip(req)
	if err != nil || resp.StatusCode != http.StatusUnauthorized ||
		strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") {
		return resp, err
	}
	if err := resp.Body.Close(); err != nil {
		return nil, err
	}
	const body = `{"code":20003,"message":"Authenticate","more_info":"https://www.twilio.com/docs/errors/20003","status":401}`
	resp.Body, resp.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
	resp.Header.Set("Content-Type", "application/json; charset=utf-8")
	resp.Header.Del("Content-Length")
	return resp, nil
}

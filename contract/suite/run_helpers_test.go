package suite

import (
	"io"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

type serviceT = serverless.Service

// countingTransport calls reached with the limit-th request.
type countingTransport struct {
	next    http.RoundTripper
	count   atomic.Int64
	limit   int
	reached func()
}

func (c *countingTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	if int(c.count.Add(1)) == c.limit {
		c.reached()
	}
	return c.next.RoundTrip(req)
}

// transportFunc is a RoundTripper.
type transportFunc func(req *http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		defer req.Body.Close()
	}
	return f(req)
}

// reply is an answer of a made-up target.
func reply(req *http.Request, status int, body string, header ...string) *http.Response {
	h := http.Header{"Content-Type": {"application/json"}}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return &http.Response{
		StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)), Request: req,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, ContentLength: int64(len(body)),
	}
}

const emptyServices = `{"services":[],"meta":{"first_page_url":"https://a.example/v1/Services?PageSize=1&Page=0","key":"services",` +
	`"next_page_url":null,"page":0,"page_size":1,"previous_page_url":null,"url":"https://a.example/v1/Services?PageSize=1&Page=0"}}`

// madeUp is a target that answers with f.
func madeUp(f transportFunc) *Target {
	return &Target{APIURL: "https://a.example", Username: "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		Password: "the-password", Transport: f}
}

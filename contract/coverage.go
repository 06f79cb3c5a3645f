package contract

import (
	"net/url"

	"github.com/twilio-serverless/twilio-serverless-go/contract/coverage"
)

// Cover shows an exchange to a counter of coverage. An exchange that belongs to no operation counts for nothing.
func (c *Checker) Cover(counter *coverage.Counter, x *Exchange) {
	if x == nil || x.URL == nil {
		return
	}
	operation, ok := c.Operation(x.Method, x.URL)
	if !ok {
		return
	}
	seen := &coverage.Exchange{
		Operation: operation, Query: x.URL.Query(), Status: x.Status, Header: x.Header, Body: x.Body,
		BodyUnknown: x.bodyUnread || len(x.RequestBody) > formLimit,
	}
	switch media, _ := mediaType(x.RequestHeader); {
	case x.Upload != nil:
		seen.Parts = []coverage.Part{}
		for _, part := range x.Upload.Parts {
			seen.Parts = append(seen.Parts, coverage.Part{Name: part.Name, Value: part.Value, Size: part.Size})
		}
		seen.BodyUnknown = seen.BodyUnknown || !x.Upload.Complete
	case media == formMedia:
		form, err := url.ParseQuery(string(x.RequestBody))
		seen.Form, seen.BodyUnknown = form, seen.BodyUnknown || err != nil
	}
	counter.Observe(seen)
}

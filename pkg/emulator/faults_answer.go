package emulator

import (
	"net/http"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/faults"
)

// afflict gives the answer that a fault makes of a request, or errReset or errGone.
// work does the operation's work; it is called once or not at all.
func afflict(f *faults.Planned, work func() *reply, delay func() bool) (*reply, error) {
	var own *reply
	if f.AfterWork {
		own = work()
	}
	if !delay() {
		return nil, errGone
	}
	if own == nil && !f.Replaces() {
		own = work()
	}
	rep := own
	if f.Replaces() {
		rep = faultReply(&f.Fault)
	}
	switch f.Kind {
	case FaultReset:
		return nil, errReset
	case FaultTruncated:
		// Of an answer without a body not even the head arrives.
		if len(rep.body) == 0 {
			return nil, errReset
		}
		rep.cut = max(len(rep.body)/2, 1)
	case FaultMalformed:
		rep.spoil()
	}
	for name, values := range f.Header {
		rep.header[http.CanonicalHeaderKey(name)] = slices.Clone(values)
	}
	rep.header.Set(FaultHeader, f.Mark())
	return rep, nil
}

// spoil leaves the first half of a body, and makes up one that is no JSON where
// there is none.
func (rep *reply) spoil() {
	rep.body = rep.body[:len(rep.body)/2]
	if len(rep.body) == 0 {
		rep.status = http.StatusOK
		rep.header.Set("Content-Type", typeJSON)
		rep.body = []byte(`{"`)
	}
}

// faultReply is the answer in place of the operation's.
func faultReply(f *Fault) *reply {
	switch {
	case f.Kind == FaultHTML:
		return faultPage(f)
	case f.Kind == FaultEmpty:
		rep := textReply(http.StatusOK, typeJSON, nil)
		if f.Status != 0 {
			rep.status = f.Status
		}
		if !faults.HasBody(rep.status) {
			rep.header.Del("Content-Type")
		}
		return rep
	case !faults.HasBody(f.Status):
		return &reply{status: f.Status, header: http.Header{}}
	case f.Body != "":
		return textReply(f.Status, "text/plain; charset=utf-8", []byte(f.Body))
	case f.Status == http.StatusTooManyRequests:
		return tooManyReply()
	}
	return errorReply(refuse(f.Status, "%s", strings.ToLower(http.StatusText(f.Status))))
}

// faultPage is what a gateway answers when it cannot reach the API.
func faultPage(f *Fault) *reply {
	status := f.Status
	if status == 0 {
		status = http.StatusBadGateway
	}
	body := f.Body
	if body == "" {
		body = gatewayPage(status)
	}
	return textReply(status, "text/html", []byte(body))
}

package emulator

import (
	"net/http"
	"slices"
	"strings"
)

// afflict gives the answer that a fault makes of a request, or errReset or errGone.
// work does the operation's work; it is called once or not at all.
func (f *plannedFault) afflict(work func() *reply, delay func() bool) (*reply, error) {
	var own *reply
	if f.AfterWork {
		own = work()
	}
	if !delay() {
		return nil, errGone
	}
	if own == nil && !f.replaces() {
		own = work()
	}
	rep := own
	if f.replaces() {
		rep = f.reply()
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
	rep.header.Set(FaultHeader, f.mark())
	return rep, nil
}

// spoil leaves the first half of a body, and makes up one that is no JSON where
// there is none.
func (rep *reply) spoil() {
	rep.body = rep.body[:len(rep.body)/2]
	if len(rep.body) == 0 {
		rep.status = http.StatusOK
		rep.header.Set("Content-Type", "application/json; charset=utf-8")
		rep.body = []byte(`{"`)
	}
}

// reply is the answer in place of the operation's.
func (f *Fault) reply() *reply {
	switch {
	case f.Kind == FaultHTML:
		return f.page()
	case f.Kind == FaultEmpty:
		rep := textReply(http.StatusOK, "application/json; charset=utf-8", nil)
		if f.Status != 0 {
			rep.status = f.Status
		}
		if !hasBody(rep.status) {
			rep.header.Del("Content-Type")
		}
		return rep
	case !hasBody(f.Status):
		return &reply{status: f.Status, header: http.Header{}}
	case f.Body != "":
		return textReply(f.Status, "text/plain; charset=utf-8", []byte(f.Body))
	case f.Status == http.StatusTooManyRequests:
		return tooManyReply()
	}
	return errorReply(refuse(f.Status, "%s", strings.ToLower(http.StatusText(f.Status))))
}

// page is what a gateway answers when it cannot reach the API.
func (f *Fault) page() *reply {
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

package suite

import (
	"context"
	"net/http"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite/internal/room"
)

const (
	// holderFor is how long a case waits for room that has a Service itself: others may wait for that.
	holderFor = 10 * time.Second
	// unsaidFor is how long a case waits whose refusal does not say that there is no room.
	unsaidFor = 30 * time.Second
)

// awaitsRoom waits for room when a request for a Service was refused for want of it, and reports whether to send it
// again.
func (d *sender) awaitsRoom(req *http.Request, resp *http.Response, since time.Time) bool {
	w := d.wire
	if d.unrecorded || w.fills || w.crowd == nil || w.share == nil || w.share.Room == nil {
		return false
	}
	var patience time.Duration // without end, while others are given room
	switch says := isFull("CreateService", resp); {
	case !says && !mayLack(w.crowd, req, resp):
		return false
	case w.hasServices(): // others may wait for these
		patience = holderFor
	case !says:
		patience = unsaidFor
	}
	return w.crowd.Await(req.Context(), w.share.Room, since, patience)
}

// mayLack reports whether a refusal may be one for want of room: there is nothing wrong with the request, and other
// Services were made.
func mayLack(c *room.Crowd, req *http.Request, resp *http.Response) bool {
	switch resp.StatusCode {
	case http.StatusBadRequest, http.StatusPaymentRequired, http.StatusForbidden, http.StatusConflict,
		http.StatusUnprocessableEntity:
	default:
		return false
	}
	return c.HasMade() && isPlain(req)
}

// isPlain reports whether a request asks for a Service as [Session.CreateService] does.
func isPlain(req *http.Request) bool {
	form := formIn(req)
	name := form.Get("UniqueName")
	return name != "" && form.Get("FriendlyName") == friendlyName(name)
}

// friendlyName is that of a Service with which a case begins.
func friendlyName(unique string) string { return "Contract check " + unique }

// full reports whether an answer to CreateService is the refusal of an account that can hold no more: any refusal, when
// the account holds as many as it can.
func (r *runner) full(ctx context.Context, status int) bool {
	if status < 400 || status > 499 || status == http.StatusUnauthorized || status == http.StatusTooManyRequests {
		return false
	}
	services, err := r.services(ctx)
	return err == nil && len(services) >= room.Max
}

// isCrowded reports whether there was no room in the account a while ago. Then cases share nothing, and what they have
// shared makes room.
func (r *runner) isCrowded(ctx context.Context) bool {
	if !r.crowd.IsNarrow(r.room) {
		return false
	}
	services, held := r.store.shut()
	for _, service := range services {
		r.store.remove(ctx, service)
	}
	r.store.free(held)
	return true
}

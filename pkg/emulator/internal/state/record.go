package state

import (
	"sync/atomic"
	"time"
)

// A Record is one fact of the state. Its JSON is the form in which it is stored and dumped,
// see [dumpVersion]. A record is never modified once it is committed: an update commits a
// changed copy. So a record may be read without a lock, and a Build can keep the versions it
// was made of after they are deleted.
type Record interface {
	Entry
	Header() *Head
	kind() *kind // its row in the table
}

// A Head is what all records have. Seq is given by the commit.
type Head struct {
	Seq        uint64    `json:"seq"`
	SID        string    `json:"sid"`
	AccountSID string    `json:"account_sid"`
	ServiceSID string    `json:"service_sid"` // of a Service: its own SID
	Created    time.Time `json:"created"`
	Updated    time.Time `json:"updated"`

	cache *cache // of this record alone: a commit gives each its own
}

// A cache keeps how a record was shown last, which does not change as long as the record lives.
type cache struct{ last atomic.Pointer[rendering] }

type rendering struct {
	key  string
	text []byte
}

// Rendered gives the text that render makes of the record, or made the last time. key is all that
// the text depends on besides the record. The text is not to be modified.
func (h *Head) Rendered(key string, render func() ([]byte, error)) ([]byte, error) {
	if h.cache == nil { // it was never committed
		return render()
	}
	if r := h.cache.last.Load(); r != nil && r.key == key {
		return r.text, nil
	}
	text, err := render()
	if err == nil {
		h.cache.last.Store(&rendering{key, text})
	}
	return text, err
}

// ID is the SID.
func (h *Head) ID() string { return h.SID }

// Position is the place in the list that the record is in.
func (h *Head) Position() Position { return Position{Seq: h.Seq} }

// Header gives the head itself.
func (h *Head) Header() *Head { return h }

// Touch marks a changed copy of a record.
func (h *Head) Touch(now time.Time) { h.Updated = now.UTC().Truncate(time.Second) }

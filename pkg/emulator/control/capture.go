package control

import (
	"net/http"
	"strings"
	"sync"
)

// maxBody bounds what is kept of one body.
const maxKept = 256 << 10

// A captured exchange is what was sent and answered in one request, kept beside its entry. The header Authorization and
// cookies are not in it. Wherever else the password of the request stands, the mask hides it when the exchange is read:
// most never are, and to look for thirty forms of a password in each body costs more than to answer.
type captured struct {
	target         string // escaped path and query, as they were sent
	encrypted      bool   // the request came by TLS
	authorization  string // the scheme of the header Authorization; empty: there was none
	unread         []string
	mask           *mask
	sent, answered content
}

// A content is the headers and the body of one side, as they came.
type content struct {
	header string   // packed lines
	body   []*piece // its first maxKept bytes
	size   int64    // of the whole body
}

// bytes is about what the exchange takes in memory, without its bodies.
func (x *captured) bytes() int {
	return 300 + len(x.target) + len(x.sent.header) + len(x.answered.header) +
		8*(len(x.sent.body)+len(x.answered.body))
}

// An exchange is a captured one as it may be shown.
type exchange struct {
	target         string
	encrypted      bool
	authorization  string
	unread         []string
	sent, answered message
}

// A message is the headers and the body of one side.
type message struct {
	header []header // sorted by name
	body   []byte   // the first maxKept bytes
	size   int64    // of the whole body
	masked bool     // a secret was taken out of the body
}

// A header is one line of a message. One that is hidden has no value.
type header struct {
	name, value string
	hidden      bool
}

// exchange returns what may be shown; nil when x is.
func (x *captured) exchange() *exchange {
	if x == nil {
		return nil
	}
	shown := &exchange{encrypted: x.encrypted, authorization: x.authorization, unread: x.unread}
	shown.target, _ = x.mask.text(x.target)
	shown.sent, shown.answered = x.mask.message(&x.sent), x.mask.message(&x.answered)
	return shown
}

// A tap keeps the beginning of what passes, in a buffer that is used again.
type tap struct {
	kept *[]byte
	size int64
}

//lint:ignore state only spare buffers lie in it
var buffers = sync.Pool{New: func() any { return new([]byte) }}

func (t *tap) take(p []byte, keep bool) {
	t.size += int64(len(p))
	if !keep || len(p) == 0 {
		return
	}
	if t.kept == nil {
		t.kept = buffers.Get().(*[]byte)
		*t.kept = (*t.kept)[:0]
	}
	if room := maxKept - len(*t.kept); room > 0 {
		*t.kept = append(*t.kept, p[:min(room, len(p))]...)
	}
}

// body returns what was kept, until reuse.
func (t *tap) body() []byte {
	if t.kept == nil {
		return nil
	}
	return *t.kept
}

// reuse gives the buffer back.
func (t *tap) reuse() {
	if t.kept != nil {
		buffers.Put(t.kept)
		t.kept = nil
	}
}

// capture keeps what r and its answer said.
func (c *Control) capture(rec *recording, r *http.Request) *captured {
	x := &captured{target: r.URL.EscapedPath(), encrypted: r.TLS != nil, unread: rec.unread, mask: c.masks.of(r)}
	if r.URL.RawQuery != "" {
		x.target += "?" + r.URL.RawQuery
	}
	if sent := r.Header.Get("Authorization"); sent != "" {
		x.authorization, _, _ = strings.Cut(sent, " ")
	}
	x.sent = c.captureSide(r.Header, &rec.body.tap)
	x.sent.size = max(x.sent.size, r.ContentLength) // a refused request may not be read to the end
	x.answered = c.captureSide(rec.ResponseWriter.Header(), &rec.written)
	return x
}

func (c *Control) captureSide(from http.Header, t *tap) content {
	out := content{body: c.journal.pieces.keep(t.body()), size: t.size}
	t.reuse()
	var scratch [1 << 10]byte
	out.header = string(pack(scratch[:0], from))
	return out
}

// perform lets the emulator answer a request that comes from here, with a line in the journal.
func (c *Control) perform(r *http.Request, origin string) (e *entry) {
	defer func() { // a planned reset closes a connection that there is none of
		if p := recover(); p != nil && p != http.ErrAbortHandler {
			panic(p)
		}
	}()
	e = &entry{Verdict: verdictUnchecked, Origin: origin}
	c.passAs(discard{http.Header{}}, r, e)
	return e
}

// discard is the writer of an answer without a reader.
type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) WriteHeader(int)             {}
func (d discard) Write(p []byte) (int, error) { return len(p), nil }
func (d discard) FlushError() error           { return nil }

package control

import (
	"bytes"
	"cmp"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/twilio-serverless/twilio-serverless-go/internal/redact"
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
	header []header
	body   []*piece // its first maxKept bytes
	size   int64    // of the whole body
}

// bytes is about what the exchange takes in memory, without its bodies.
func (x *captured) bytes() int {
	n := 300 + len(x.target)
	for _, c := range []*content{&x.sent, &x.answered} {
		n += 8 * len(c.body)
		for _, h := range c.header {
			n += 40 + len(h.name) + len(h.value)
		}
	}
	return n
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

// neverKept are the headers whose values are secrets in any program.
var neverKept = []string{"Authorization", "Cookie", "Proxy-Authorization", "Set-Cookie", "Set-Cookie2"}

// A tap keeps the beginning of what passes, in a buffer that is used again.
type tap struct {
	kept *[]byte
	size int64
}

var buffers = sync.Pool{New: func() any { return new([]byte) }}

func (t *tap) take(p []byte, keep bool) {
	t.size += int64(len(p))
	if !keep || len(p) == 0 {
		return
	}
	if t.kept == nil {
		t.kept = buffers.Get().(*[]byte)
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
		*t.kept = (*t.kept)[:0]
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
	out := content{header: make([]header, 0, len(from)), body: c.journal.pieces.keep(t.body()), size: t.size}
	t.reuse()
	for name, values := range from {
		hidden := slices.Contains(neverKept, name)
		for _, value := range values {
			if hidden {
				value = ""
			}
			out.header = append(out.header, header{name, value, hidden})
		}
	}
	return out
}

// A mask finds the credentials of a request in any of their forms.
type mask struct {
	forms    []string
	raw      [][]byte // the same
	replacer *strings.Replacer
}

// maxMasks is how many accounts may take turns before masks are made anew.
const maxMasks = 256

// masks remembers masks by what they hide, since to make one costs as much as to answer.
type masks struct {
	mu  sync.Mutex
	all map[string]*mask // by the header Authorization
}

func (m *masks) of(r *http.Request) *mask {
	sent := r.Header.Get("Authorization")
	m.mu.Lock()
	defer m.mu.Unlock()
	if known := m.all[sent]; known != nil {
		return known
	}
	_, secret, _ := strings.Cut(sent, " ") // of Bearer, or of another scheme
	_, password, basic := r.BasicAuth()
	made := &mask{forms: redact.Forms(password)}
	if len(secret) >= redact.Shortest {
		made.forms = append(made.forms, secret)
	}
	if !basic {
		made.forms = redact.Forms(secret)
	}
	made.replacer = redact.Replacer(hiddenText, password, secret)
	for _, form := range made.forms {
		made.raw = append(made.raw, []byte(form))
	}
	if m.all == nil || len(m.all) >= maxMasks {
		m.all = map[string]*mask{}
	}
	m.all[sent] = made
	return made
}

// has looks for the forms one by one, which is quicker than to replace what is not there.
func (m *mask) has(text []byte) bool {
	return slices.ContainsFunc(m.raw, func(form []byte) bool { return bytes.Contains(text, form) })
}

func (m *mask) text(s string) (masked string, changed bool) {
	if !slices.ContainsFunc(m.forms, func(form string) bool { return strings.Contains(s, form) }) {
		return s, false
	}
	return m.replacer.Replace(s), true
}

func (m *mask) message(from *content) message {
	out := message{header: slices.Clone(from.header), body: join(from.body), size: from.size}
	for i := range out.header {
		out.header[i].value, _ = m.text(out.header[i].value)
	}
	slices.SortStableFunc(out.header, func(a, b header) int { return cmp.Compare(a.name, b.name) })
	if m.has(out.body) {
		out.body, out.masked = []byte(m.replacer.Replace(string(out.body))), true
	}
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

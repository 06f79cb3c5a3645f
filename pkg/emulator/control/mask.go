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
	out := message{header: unpack(from.header), body: join(from.body), size: from.size}
	for i := range out.header {
		out.header[i].value, _ = m.text(out.header[i].value)
	}
	slices.SortStableFunc(out.header, func(a, b header) int { return cmp.Compare(a.name, b.name) })
	if m.has(out.body) {
		out.body, out.masked = []byte(m.replacer.Replace(string(out.body))), true
	}
	return out
}

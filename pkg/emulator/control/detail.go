package control

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A detail is an exchange as it is shown.
type detail struct {
	Request  detailSide `json:"request"`
	Response detailSide `json:"response"`
	// Hidden is how much would be shown with ?values=show.
	Hidden int `json:"hidden"`
	// Curl is a command line that sends the request again, with the token in a variable.
	Curl string `json:"curl"`
	// Replay says why the request cannot be sent again from here. Empty: it can.
	Replay string `json:"no_replay,omitempty"`
}

// A detailSide is the request or the answer.
type detailSide struct {
	Headers []detailField `json:"headers"`
	Query   []detailField `json:"query,omitempty"`
	Fields  []detailField `json:"fields,omitempty"` // of a form, or the parts of an upload
	Body    *detailBody   `json:"body,omitempty"`   // of what is neither
}

// A detailField is a header, a parameter or a part. Hidden is empty, "asked" for what ?values=show
// shows, or "never" for what is not kept.
type detailField struct {
	Name   string      `json:"name"`
	Value  string      `json:"value"`
	Hidden string      `json:"hidden,omitempty"`
	File   *detailBody `json:"file,omitempty"` // of a part with a content, whose Value is empty
}

// A detailBody is a body or the content of a part. Without a Text, Note says why.
type detailBody struct {
	Name  string `json:"name,omitempty"` // of the file, in a part
	Type  string `json:"type"`
	Bytes int64  `json:"bytes"`
	Text  string `json:"text"`
	Note  string `json:"note,omitempty"`

	raw    []byte
	hidden bool
}

// A viewer makes a detail of an exchange, and counts what it hides.
type viewer struct {
	rules
	hidden int
}

func (x *exchange) detail(e *entry, all bool, base string) *detail {
	v := &viewer{rules: x.rules(e, all)}
	d := &detail{Request: v.request(x), Response: v.response(x)}
	d.Hidden = v.hidden
	d.Curl = x.curl(e, d, base)
	d.Replay = x.noReplay(e)
	return d
}

func (v *viewer) field(name, value string, shown bool) detailField {
	if !shown {
		v.hidden++
		return detailField{Name: clip(name, maxText), Hidden: "asked"}
	}
	return detailField{Name: clip(name, maxText), Value: strings.ToValidUTF8(value, "\uFFFD")}
}

func (v *viewer) headers(of []header, shown func(string) bool) []detailField {
	all := []detailField{}
	for _, h := range of {
		if h.hidden {
			all = append(all, detailField{Name: h.name, Hidden: "never"})
			continue
		}
		all = append(all, v.field(h.name, h.value, shown(h.name)))
	}
	return all
}

func (v *viewer) request(x *exchange) detailSide {
	s := detailSide{Headers: v.headers(x.sent.header, v.requestHeader)}
	if _, raw, found := strings.Cut(x.target, "?"); found {
		query, ok := pairs(raw)
		if !ok {
			s.Query = append(s.Query, v.field("(malformed)", raw, v.all))
		}
		for _, p := range query {
			s.Query = append(s.Query, v.field(p[0], p[1], v.query(p[0])))
		}
	}
	if x.sent.size == 0 {
		return s
	}
	kind := x.sent.get("Content-Type")
	media, params, _ := mime.ParseMediaType(kind)
	switch {
	case media == "application/x-www-form-urlencoded" && x.sent.size == int64(len(x.sent.body)):
		form, ok := pairs(string(x.sent.body))
		for _, p := range form {
			s.Fields = append(s.Fields, v.field(p[0], p[1], v.rules.field(p[0], false)))
		}
		if ok {
			return s
		}
		s.Fields = nil
	case media == "multipart/form-data" && params["boundary"] != "":
		if s.Fields = v.parts(&x.sent, params["boundary"]); len(s.Fields) > 0 {
			return s
		}
	}
	s.Body = v.body(&x.sent, kind, v.otherBody())
	return s
}

// parts reads an upload as far as it was kept.
func (v *viewer) parts(m *message, boundary string) (fields []detailField) {
	parts := multipart.NewReader(bytes.NewReader(m.body), boundary)
	for len(fields) < 100 {
		part, err := parts.NextRawPart()
		if err != nil {
			break
		}
		text, err := io.ReadAll(part)
		name := part.FormName()
		f := v.field(name, string(text), v.rules.field(name, true))
		if kind := part.Header.Get("Content-Type"); f.Hidden == "" && (kind != "" || part.FileName() != "") {
			content := message{body: text, size: int64(len(text))}
			f.Value, f.File = "", v.body(&content, kind, true)
			f.File.Name = clip(part.FileName(), maxText)
			if err != nil {
				f.File.Note = "its end was not kept"
			}
		}
		fields = append(fields, f)
	}
	return fields
}

func (v *viewer) response(x *exchange) detailSide {
	s := detailSide{Headers: v.headers(x.answered.header, v.responseHeader)}
	if x.answered.size == 0 {
		return s
	}
	m := x.answered
	shown := true
	if v.variables && !v.all {
		if without, ok := withoutValues(m.body); ok {
			if !bytes.Equal(without, m.body) {
				v.hidden++
			}
			m.body, m.size = without, m.size+int64(len(without)-len(m.body))
		} else {
			shown = false
		}
	}
	s.Body = v.body(&m, x.answered.get("Content-Type"), shown)
	s.Body.Bytes = x.answered.size
	return s
}

func (v *viewer) body(m *message, kind string, shown bool) *detailBody {
	b := &detailBody{Type: clip(kind, maxText), Bytes: m.size, hidden: !shown}
	switch {
	case !shown:
		v.hidden++
		b.Note = "hidden"
	case len(m.body) == 0 && m.size > 0:
		b.Note = "it was not read"
	case !isText(m.body, m.size > int64(len(m.body))):
		b.raw, b.Note = m.body, "it is no text"
	default:
		b.raw, b.Text = m.body, strings.ToValidUTF8(string(m.body), "")
		if m.size > int64(len(m.body)) {
			b.Note = "only its first " + strconv.Itoa(len(m.body)) + " bytes are here"
		}
	}
	return b
}

// isText reports whether bytes can be shown as they are; cut: the last character may be broken off.
func isText(text []byte, cut bool) bool {
	if cut {
		for range min(utf8.UTFMax-1, len(text)) {
			if r, size := utf8.DecodeLastRune(text); r != utf8.RuneError || size > 1 {
				break
			}
			text = text[:len(text)-1]
		}
	}
	return utf8.Valid(text) && bytes.IndexFunc(text, func(r rune) bool {
		return r < ' ' && r != '\t' && r != '\n' && r != '\r' && r != '\f' && r != '\x1b'
	}) < 0
}

func (m *message) get(name string) string {
	for _, h := range m.header {
		if h.name == name {
			return h.value
		}
	}
	return ""
}

// fetchRequest shows one request, with its headers and bodies where they are kept.
func (c *Control) fetchRequest(w http.ResponseWriter, r *http.Request, id string) error {
	s, err := c.kept(id)
	if err != nil {
		return err
	}
	all, err := showsValues(r)
	if err != nil {
		return err
	}
	var shown *detail
	if x := s.exchange(); x != nil {
		shown = x.detail(s.entry, all, baseOf(r))
	}
	write(w, http.StatusOK, struct {
		envelope
		Request  *entry  `json:"request"`
		Exchange *detail `json:"exchange"` // null: it is not kept, or not any more
	}{here(), s.entry, shown})
	return nil
}

func (c *Control) kept(id string) (slot, error) {
	n, err := strconv.ParseUint(id, 10, 64)
	s, ok := c.journal.get(n)
	if err != nil || !ok {
		return s, refuse(http.StatusNotFound, "request", id, "it is not in the journal, or not any more",
			"GET "+prefix+"requests lists those there are")
	}
	return s, nil
}

// showsValues reads ?values=show.
func showsValues(r *http.Request) (bool, error) {
	shown := r.URL.Query().Get("values")
	if shown != "" && shown != "show" {
		return false, invalid("values", shown, "it is unknown", "leave it out, or write values=show")
	}
	return shown != "", nil
}

// baseOf is where the emulator is for who asks.
func baseOf(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

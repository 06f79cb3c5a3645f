package control

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// curl writes a command line for a POSIX shell that sends the request to this emulator again,
// whatever address it came to. Secrets and what is hidden are variables of the shell; what was not
// kept is a file that the command names.
func (x *exchange) curl(e *entry, d *detail, base string) string {
	w := &shell{}
	path, _, _ := strings.Cut(x.target, "?")
	if len(d.Request.Query) > 0 {
		path += "?" + w.query(d.Request.Query)
	}
	w.words = append(w.words, "curl")
	switch {
	case e.Method == http.MethodHead:
		w.words = append(w.words, "-I")
	case e.Method != http.MethodGet:
		w.words = append(w.words, "-X", quote(e.Method))
	case d.Request.Fields != nil || d.Request.Body != nil:
		w.words = append(w.words, "-X", "GET")
	}
	switch {
	case e.Account != "" || strings.EqualFold(x.authorization, "Basic"):
		user := `"$TWILIO_ACCOUNT_SID"`
		if e.Account != "" {
			user = quote(e.Account)
		}
		w.words = append(w.words, "-u", user+`":$TWILIO_AUTH_TOKEN"`)
	case x.authorization != "":
		w.words = append(w.words, "-H", `"Authorization: $AUTHORIZATION"`)
	}
	if host := strings.TrimPrefix(strings.TrimPrefix(base, "http://"), "https://"); !strings.EqualFold(e.Host, host) {
		w.words = append(w.words, "-H", quote("Host: "+e.Host))
	}
	multipart := slices.ContainsFunc(d.Request.Fields, func(f detailField) bool { return f.File != nil }) ||
		strings.HasPrefix(x.sent.get("Content-Type"), "multipart/")
	for _, h := range d.Request.Headers {
		w.header(h, multipart, d.Request.Fields != nil)
	}
	for _, f := range d.Request.Fields {
		w.field(f, multipart)
	}
	if b := d.Request.Body; b != nil {
		w.words = append(w.words, "--data-binary", w.content("body", b))
	}
	w.words = append(w.words, quote(base+path)+w.after)
	return w.before + strings.Join(w.words, " ")
}

// A shell is a command line that is being written.
type shell struct {
	words         []string
	before, after string // what gives the command its standard input; the end of the address
}

// ownHeaders are those that curl writes itself, or that belong to one connection.
var ownHeaders = []string{"Accept-Encoding", "Authorization", "Connection", "Content-Length", "Expect", "Host", "Te",
	"Transfer-Encoding"}

func (w *shell) header(h detailField, multipart, fields bool) {
	if slices.Contains(ownHeaders, h.Name) || h.Name == "Content-Type" && (multipart || fields) {
		return
	}
	if h.Hidden != "" {
		w.words = append(w.words, "-H", quote(h.Name+": ")+`"$`+variableOf(h.Name)+`"`)
		return
	}
	w.words = append(w.words, "-H", quote(h.Name+": "+h.Value))
}

func (w *shell) field(f detailField, multipart bool) {
	switch {
	case f.File != nil:
		kind := ""
		if f.File.Type != "" {
			kind = ";type=" + f.File.Type
		}
		w.words = append(w.words, "-F", quote(f.Name+"=")+w.content(strings.ToLower(f.Name), f.File)+
			quote(";filename="+strings.ToLower(variableOf(f.Name))+kind))
	case multipart && f.Hidden != "":
		w.words = append(w.words, "--form-string", quote(f.Name+"=")+`"$`+variableOf(f.Name)+`"`)
	case multipart:
		w.words = append(w.words, "--form-string", quote(f.Name+"="+f.Value))
	case f.Hidden != "":
		w.words = append(w.words, "--data-urlencode", quote(url.QueryEscape(f.Name)+"=")+`"$`+variableOf(f.Name)+`"`)
	default:
		w.words = append(w.words, "--data-urlencode", quote(url.QueryEscape(f.Name)+"="+f.Value))
	}
}

// content gives what curl is to read: its standard input, or a file where the bytes are not here.
func (w *shell) content(name string, b *detailBody) string {
	if b.Text == "" || b.Note != "" || w.before != "" {
		return quote("@" + strings.ToLower(variableOf(name)))
	}
	w.before = "printf %s " + quote(b.Text) + " | "
	return "@-"
}

// query writes the parameters again. Hidden ones are variables, which the shell puts in.
func (w *shell) query(all []detailField) string {
	var shown []string
	for _, p := range all {
		if p.Hidden != "" {
			w.after += `"&` + url.QueryEscape(p.Name) + `=$` + variableOf(p.Name) + `"`
			continue
		}
		shown = append(shown, url.QueryEscape(p.Name)+"="+url.QueryEscape(p.Value))
	}
	return strings.Join(shown, "&")
}

// variableOf makes a name of a variable: capitals, digits and underscores.
func variableOf(name string) string {
	made := strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z':
			return c - 'a' + 'A'
		case c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
			return c
		}
		return '_'
	}, name)
	if made == "" || made[0] <= '9' {
		made = "V_" + made
	}
	return made
}

// quote writes a word that a POSIX shell takes as it is.
func quote(s string) string {
	plain := strings.IndexFunc(s, func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
			strings.ContainsRune("-_./:=@%+,", c))
	}) < 0
	if plain && s != "" {
		return s
	}
	return "'" + strings.ReplaceAll(strings.ReplaceAll(s, "\x00", ""), "'", `'\''`) + "'"
}

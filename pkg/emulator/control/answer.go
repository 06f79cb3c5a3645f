package control

import (
	"encoding/json"
	"net/http"
	"strings"
	"unicode/utf8"
)

// A problem is an answer that says no: which thing, its value, what is wrong with it
// and what to do instead.
type problem struct {
	Status  int    `json:"status"`
	Thing   string `json:"thing"`
	Value   string `json:"value"`
	Message string `json:"message"`
	Advice  string `json:"advice"`
}

func (p *problem) Error() string { return p.Thing + " " + p.Value + ": " + p.Message }

func refuse(status int, thing, value, message, advice string) *problem {
	return &problem{Status: status, Thing: thing, Value: clip(value, 200), Message: message, Advice: advice}
}

// invalid refuses something in a body.
func invalid(thing, value, message, advice string) *problem {
	return refuse(http.StatusBadRequest, thing, value, message, advice)
}

// envelope is what all JSON answers begin with.
type envelope struct {
	Version int `json:"version"`
}

func here() envelope { return envelope{Version: Version} }

// setHeaders closes every door that an answer could leave open in a browser.
func setHeaders(h http.Header) {
	h.Set("Emulator-Control", "1")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
}

// write answers with JSON. v embeds an [envelope].
func write(w http.ResponseWriter, status int, v any) {
	text, err := json.Marshal(v)
	if err != nil { // a mistake of this package, which tests look for
		http.Error(w, "encode answer: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(append(text, '\n')) // a client that went away reads no error
}

func (p *problem) write(w http.ResponseWriter) {
	write(w, p.Status, struct {
		envelope
		Error *problem `json:"error"`
	}{here(), p})
}

// clip makes what came from outside short and valid UTF-8.
func clip(s string, max int) string {
	if len(s) > max {
		cut := max
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		s = s[:cut] + "…"
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

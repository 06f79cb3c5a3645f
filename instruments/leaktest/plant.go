package leaktest

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
)

// Ways in which a planted server spoils its answers. Each is legal, or a failure that reports have to explain.
const (
	// Quietly adds headers, cookies and members to good answers, which clients have to ignore.
	Quietly = "quietly"
	// Echo answers errors that repeat the credentials and the body of the request in every form.
	Echo = "echo"
	// Page answers an HTML page.
	Page = "page"
	// Text answers plain text.
	Text = "text"
	// Foreign answers with resources of another account in the place of one's own.
	Foreign = "foreign"
)

// Plant returns a server that spoils the answers of next in one of the ways, wherever spoil says
// so; the headers are spoiled in all.
func Plant(next http.Handler, way string, spoil func(*http.Request) bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body) // what breaks off is the client's affair
		r.Body = io.NopCloser(bytes.NewReader(body))
		answer := httptest.NewRecorder()
		next.ServeHTTP(answer, r)
		status, text := answer.Code, answer.Body.Bytes()
		header := w.Header()
		for name, values := range answer.Header() {
			header[name] = values
		}
		header.Del("Content-Length")
		plantHeaders(header)
		if spoil(r) {
			status, text = spoiled(way, header, r, body, status, text)
		}
		w.WriteHeader(status)
		_, _ = w.Write(text)
	})
}

func plantHeaders(header http.Header) {
	for _, c := range list("header", headers, true) {
		header.Set(strings.TrimPrefix(c.Name, "header: "), c.Value)
	}
	for _, name := range cookies {
		header.Add("Set-Cookie", (&http.Cookie{Name: name, Value: value("cookie", name, true),
			HttpOnly: true}).String())
	}
	if header.Get("Www-Authenticate") != "" {
		header.Set("Www-Authenticate", `Basic realm="`+value("challenge", "realm", true)+`"`)
	}
	if header.Get("Location") != "" {
		header.Set("Location", header.Get("Location")+"?token="+value("redirect", "query", true))
	}
}

func spoiled(way string, header http.Header, r *http.Request, sent []byte, status int, text []byte) (int, []byte) {
	switch way {
	case Echo:
		return http.StatusInternalServerError, echo(r, sent)
	case Page:
		header.Set("Content-Type", "text/html; charset=utf-8; token="+value("content type", "parameter", true))
		return http.StatusBadGateway, []byte("<html><body><p>" + value("body", "HTML page", false) +
			"</p></body></html>")
	case Text:
		header.Set("Content-Type", "text/plain")
		return status, []byte(value("body", "plain text", false))
	}
	var members map[string]any
	if json.Unmarshal(text, &members) != nil {
		return status, text
	}
	if way == Foreign {
		members["friendly_name"], members["path"] = value("body", "friendly name of somebody else", false),
			"/"+value("body", "path of somebody else", false)
		delete(members, "date_created")
	} else {
		plantMembers(members)
	}
	spoiledText, _ := json.Marshal(members)
	if way == Quietly {
		spoiledText = bytes.Replace(spoiledText, []byte(`"escaped_member":""`),
			[]byte(`"escaped_member":"`+escaped(value("JSON", "escaped", false))+`"`), 1)
	}
	return status, spoiledText
}

func plantMembers(members map[string]any) {
	members["auth_token"], members["api_secret"] = value("JSON", "auth_token", false),
		value("JSON", "api_secret", false)
	members["internal"] = map[string]any{"sid": value("JSON", "nested", false),
		"list": []any{1, value("JSON", "in an array", false)}}
	members["escaped_member"] = ""
	if links, ok := members["links"].(map[string]any); ok {
		links["secret"] = value("link", "text", false)
		links["other"] = "https://serverless.twilio.com/v1/Services?token=" + value("address", "query", true)
	}
}

// echo is an error that repeats what the client knows to be secret.
func echo(r *http.Request, sent []byte) []byte {
	user, password, _ := r.BasicAuth()
	form, _ := url.ParseQuery(string(sent))
	asJSON, _ := json.Marshal(password)
	message := fmt.Sprintf("%s refused: %s %s %s %s %s %s %q %s %s", user, password, url.QueryEscape(password), asJSON,
		r.Header.Get("Authorization"), base64.StdEncoding.EncodeToString([]byte(password)),
		hex.EncodeToString([]byte(password)),
		password, escaped(password), form.Get("Value"))
	text, _ := json.Marshal(map[string]any{"code": 20500, "message": message,
		"more_info": "https://www.twilio.com/docs/errors/20500", "status": 500})
	return text
}

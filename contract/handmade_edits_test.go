package contract_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/forms"
)

func change(p *pair, in *string, old, with string) {
	p.t.Helper()
	old = written(old)
	if !strings.Contains(*in, old) {
		p.t.Fatalf("%q is not there", old)
	}
	*in = strings.Replace(*in, old, written(with), 1)
}

// to replaces something once in the answer.
func to(old, with string) edit { return func(p *pair) { change(p, &p.answer, old, with) } }

// every replaces something everywhere in the answer.
func every(old, with string) edit {
	return func(p *pair) { p.answer = strings.ReplaceAll(p.answer, written(old), written(with)) }
}

// has gives a property of the answer another value, in JSON, where it stands first.
func has(property, value string) edit {
	return func(p *pair) {
		p.t.Helper()
		at := regexp.MustCompile(`"` + property +
			`": ("(\\.|[^"])*"|null|true|false|[0-9]+|\[[^]]*\]|\{[^}]*\})`).FindStringIndex(p.answer)
		if at == nil {
			p.t.Fatalf("no property %s", property)
		}
		p.answer = p.answer[:at[0]] + `"` + property + `": ` + written(value) + p.answer[at[1]:]
	}
}

// lacks leaves out a property of the answer, where it stands first.
func lacks(property string) edit {
	return func(p *pair) {
		has(property, "0")(p)
		p.answer = strings.Replace(strings.Replace(p.answer, `"`+property+`": 0, `, "", 1), `, "`+property+`": 0`, "",
			1)
	}
}

// says replaces the answer.
func says(status int, body string) edit {
	return func(p *pair) { p.status, p.answer = status, written(body) }
}

// refuses answers with an error of the API.
func refuses(status, code int, words string) edit {
	return func(p *pair) {
		p.head.Set("Content-Type", "application/json")
		says(status, fmt.Sprintf(`{"code": %d, "message": %q, "more_info": "https://www.twilio.com/docs/errors/%d", `+
			`"status": %d}`,
			code, words, code, status))(p)
	}
}

// status answers with another status.
func status(n int) edit { return func(p *pair) { p.status = n } }

// head sets a header of the answer; the empty value removes it.
func head(name, value string) edit {
	return func(p *pair) {
		if p.head.Del(name); value != "" {
			p.head.Set(name, value)
		}
	}
}

// sends replaces the form. What the contract requires and the form lacks goes with it, so that a row says what it is
// about.
func sends(form string) edit {
	return func(p *pair) {
		p.t.Helper()
		_, path, _ := strings.Cut(p.url, "/v1/")
		sendsOnly(forms.Rest("/v1/"+path, written(form), func() string { return "a-name" }) + form)(p)
	}
}

// sendsOnly replaces the form by one that may lack what is required.
func sendsOnly(form string) edit {
	return func(p *pair) {
		p.form = written(form)
		if p.ask.Get("Content-Type") == "" {
			p.ask.Set("Content-Type", "application/x-www-form-urlencoded")
		}
	}
}

// part replaces something in the body of the request; a newline is that of a multipart body.
func part(old, with string) edit {
	return func(p *pair) {
		change(p, &p.form, strings.ReplaceAll(old, "\n", "\r\n"), strings.ReplaceAll(with, "\n", "\r\n"))
	}
}

// asks sends a header with the request; the empty value removes it.
func asks(name, value string) edit {
	return func(p *pair) {
		if p.ask.Del(name); value != "" {
			p.ask.Set(name, value)
		}
	}
}

// user sends these credentials.
func user(credentials string) edit {
	return asks("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(written(credentials))))
}

// at sends the request to another URL.
func at(old, with string) edit { return func(p *pair) { change(p, &p.url, old, with) } }

// query appends to the URL.
func query(s string) edit { return func(p *pair) { p.url += written(s) } }

// method sends another method.
func method(m string) edit { return func(p *pair) { p.method = m } }

// compressed encodes the answer with gzip.
func compressed(p *pair) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(p.answer))
	_ = w.Close()
	p.answer = b.String()
	p.head.Set("Content-Encoding", "gzip")
}

// bare removes the form and its type.
func bare(p *pair) { p.form = ""; p.ask.Del("Content-Type") }

// e is the list of edits of one exchange.
func e(edits ...edit) []edit { return edits }

package redact

import (
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

const (
	jsonMedia = "application/json"
	formMedia = "application/x-www-form-urlencoded"
	// maxFields bounds the fields of a form that are shown.
	maxFields = 60
)

func media(h http.Header) string {
	// of a malformed one the media type is returned all the same, or none
	media, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	return media
}

func (v *view) request(op operations.Operation, s *Source) Message {
	m := Message{Header: v.header(s.RequestHeader), Size: int64(len(s.RequestBody))}
	form := op.Body
	switch {
	case s.Parts != nil:
		for _, part := range s.Parts {
			m.Size += part.Size
			m.Fields = append(m.Fields, v.part(form, &part))
		}
	case len(s.RequestBody) == 0:
	case media(s.RequestHeader) == formMedia:
		m.Fields = v.form(form, string(s.RequestBody))
	default:
		m.Note = fmt.Sprintf("%d bytes that are no form", len(s.RequestBody))
	}
	return m
}

func (v *view) form(form *operations.Body, body string) []Field {
	var fields []Field
	pairs := strings.Split(body, "&")
	for i, pair := range pairs {
		if i == maxFields {
			return append(fields, Field{"…", strconv.Itoa(len(pairs)-i) + " more fields"})
		}
		rawName, rawValue, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(rawName)
		if err != nil {
			name = rawName
		}
		value, err := url.QueryUnescape(rawValue)
		if err != nil {
			value = rawValue
		}
		fields = append(fields, v.field(form, name, value))
	}
	return fields
}

// field shows a form field. A name that the contract does not know may be part of a value that was
// not escaped, so it is hidden where the form carries the value of a Variable.
func (v *view) field(form *operations.Body, name, value string) Field {
	field := fieldOf(form, name)
	switch {
	case field != nil:
		return Field{name, v.value(field, name, value)}
	case fieldOf(form, "Value") != nil:
		return Field{v.free(name), v.free(value)}
	}
	return Field{v.name(name), v.free(value)}
}

// fieldOf is what the contract says about a field, nil when nothing.
func fieldOf(form *operations.Body, name string) *operations.Value {
	if form != nil {
		for i := range form.Fields {
			if form.Fields[i].Name == name {
				return &form.Fields[i].Value
			}
		}
	}
	return nil
}

func (v *view) part(form *operations.Body, part *Part) Field {
	var f Field
	if part.Value == nil || part.Size > int64(len(part.Value)) {
		f = Field{v.name(part.Name), fmt.Sprintf("[hidden, %d bytes]", part.Size)}
	} else {
		f = v.field(form, part.Name, string(part.Value))
	}
	if part.ContentType != "" {
		f.Value += " (" + v.text(part.ContentType) + ")"
	}
	return f
}

func (v *view) response(op operations.Operation, s *Source) Message {
	v.inAnswer = true
	defer func() { v.inAnswer = false }()
	m := Message{Header: v.header(s.Header), Size: int64(len(s.Body))}
	switch {
	case len(s.Body) == 0:
	case media(s.Header) != jsonMedia:
		m.Note = fmt.Sprintf("%d bytes that are not called JSON", len(s.Body)) + v.raw(s.Body)
	case len(s.Body) > maxBody:
		m.Note = fmt.Sprintf("%d bytes, too many to be shown", len(s.Body))
	default:
		body, err := v.json(answerOf(op, s.Status), s.Body, s.Marks)
		if err != nil {
			m.Note = fmt.Sprintf("%d bytes that are not well-formed JSON", len(s.Body)) + v.raw(s.Body)
		}
		m.Body = body
	}
	return m
}

// raw is a body as it came, where everything may be shown.
func (v *view) raw(body []byte) string {
	if !v.showAll {
		return ""
	}
	return ": " + v.text(string(body))
}

// answerOf is what the contract says about an answer, nil when nothing.
func answerOf(op operations.Operation, status int) *operations.Value {
	if schema := op.AnswerTo(status); schema != "" {
		return &operations.Value{Schema: schema, Type: "object"}
	}
	return nil
}

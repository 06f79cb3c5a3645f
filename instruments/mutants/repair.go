package mutants

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
)

// resent is req with another body.
func resent(req *http.Request, body []byte) *http.Request {
	again := req.Clone(req.Context())
	again.Body, again.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	again.GetBody = nil
	if len(body) == 0 {
		again.Body = http.NoBody
	}
	return again
}

func readBody(req *http.Request) ([]byte, error) {
	if req.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(req.Body)
	if err = errors.Join(err, req.Body.Close()); err != nil {
		return nil, fmt.Errorf("mutants: request: %w", err)
	}
	return body, nil
}

// formFields is an urlencoded form.
type formFields struct{ url.Values }

func parseForm(contentType string, body []byte) (form, error) {
	media, _, err := mime.ParseMediaType(contentType)
	if len(body) > 0 && (err != nil || media != formMedia) {
		return nil, fmt.Errorf("mutants: %q is no form", contentType)
	}
	values, err := url.ParseQuery(string(body))
	return formFields{values}, err
}

func (f formFields) values(name string) []string { return f.Values[name] }

func (f formFields) set(name string, values []string) { f.Values[name] = values }

func (f formFields) encode() (body []byte, contentType string, err error) {
	return []byte(f.Encode()), formMedia, nil
}

// partFields is a multipart form.
type partFields struct{ parts []part }

type part struct {
	header  textproto.MIMEHeader
	name    string
	content string
}

func parseParts(contentType string, body []byte) (form, error) {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil, err
	}
	reader := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	f := &partFields{}
	for {
		p, err := reader.NextRawPart()
		if errors.Is(err, io.EOF) {
			return f, nil
		}
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(p)
		if err != nil {
			return nil, err
		}
		f.parts = append(f.parts, part{header: p.Header, name: p.FormName(), content: string(content)})
	}
}

func (f *partFields) values(name string) []string {
	var all []string
	for _, p := range f.parts {
		if p.name == name {
			all = append(all, p.content)
		}
	}
	return all
}

func (f *partFields) set(name string, values []string) {
	i := slices.IndexFunc(f.parts, func(p part) bool { return p.name == name })
	if i < 0 {
		header := textproto.MIMEHeader{"Content-Disposition": {`form-data; name="` + name + `"`}}
		f.parts, i = append(f.parts, part{header: header, name: name}), len(f.parts)
	}
	f.parts[i].content = strings.Join(values, "")
}

func (f *partFields) encode() (body []byte, contentType string, err error) {
	var b bytes.Buffer
	writer := multipart.NewWriter(&b)
	for _, p := range f.parts {
		w, err := writer.CreatePart(p.header)
		if err == nil {
			_, err = io.WriteString(w, p.content)
		}
		if err != nil {
			return nil, "", fmt.Errorf("mutants: part %s: %w", p.name, err)
		}
	}
	if err := writer.Close(); err != nil {
		return nil, "", fmt.Errorf("mutants: upload: %w", err)
	}
	return b.Bytes(), writer.FormDataContentType(), nil
}

package negations

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"strings"
)

// A part is one part of an upload, with its own headers.
type part struct {
	name, file string
	header     textproto.MIMEHeader
	data       []byte
}

// An upload is a multipart body that was read, part by part. A defect changes its parts and sets changed.
type upload struct {
	parts   []part
	changed bool
}

func readUpload(contentType string, body []byte) *upload {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil || params["boundary"] == "" {
		return nil
	}
	u := &upload{}
	for reader := multipart.NewReader(bytes.NewReader(body), params["boundary"]); ; {
		p, err := reader.NextRawPart()
		if err == io.EOF {
			return u
		}
		if err != nil {
			return nil
		}
		data, err := io.ReadAll(p)
		if err != nil {
			return nil
		}
		u.parts = append(u.parts, part{p.FormName(), p.FileName(), p.Header, data})
	}
}

// text is the value of a part, empty when there is none.
func (u *upload) text(name string) string {
	if p := u.part(name); p != nil {
		return string(p.data)
	}
	return ""
}

func (u *upload) part(name string) *part {
	if u == nil {
		return nil
	}
	for i := range u.parts {
		if u.parts[i].name == name {
			return &u.parts[i]
		}
	}
	return nil
}

// set gives a part another value.
func (u *upload) set(name, value string) {
	if p := u.part(name); p != nil && string(p.data) != value {
		p.data, u.changed = []byte(value), true
	}
}

// encode writes the parts anew, with their own headers.
func (u *upload) encode() (contentType string, body []byte) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range u.parts {
		to, err := w.CreatePart(p.header)
		if err == nil {
			_, _ = to.Write(p.data) // a bytes.Buffer takes everything
		}
	}
	_ = w.Close()
	return w.FormDataContentType(), b.Bytes()
}

// lower is a text in lower case without the space around it.
func lower(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

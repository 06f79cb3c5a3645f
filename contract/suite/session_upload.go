package suite

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
)

// A File is what a version is made of. The zero value is a small public Function on a path of its own.
type File struct {
	Path        string
	Visibility  string // empty means public
	ContentType string // empty means application/javascript
	Content     string // empty means a Function that answers null
}

// A FormPart is one part of a multipart body, sent as it is.
type FormPart struct {
	Name        string
	FileName    string // empty sends no file name
	ContentType string // empty sends no Content-Type
	Content     string
}

// SampleFunction is the code of a Function that answers null.
const SampleFunction = "exports.handler = (context, event, callback) => callback(null);\n"

// Boundary is always the same, so that equal uploads are equal byte by byte.
const Boundary = "contract-check-2f1c6a9be0d84735"

// Parts are the upload as the documentation's example has it, in another order: order does not matter.
func (f File) Parts(s *Session) []FormPart {
	return []FormPart{
		{Name: "Path", Content: defaultTo(f.Path, "/"+s.Name())},
		{Name: "Visibility", Content: defaultTo(f.Visibility, "public")},
		{
			Name: "Content", FileName: "content",
			ContentType: defaultTo(f.ContentType, "application/javascript"),
			Content:     defaultTo(f.Content, SampleFunction),
		},
	}
}

// OwnPath is what a Path begins with that a [File] of the run has when it is given none.
const OwnPath = "/check-"

func defaultTo(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}

// Upload sends parts as multipart/form-data to the upload host. Source of the form:
// https://www.twilio.com/docs/serverless/api/resource/function-version#create-a-function-version-resource.
func (s *Session) Upload(ctx context.Context, path string, parts ...FormPart) *Answer {
	body, err := multipartBody(parts)
	if err != nil {
		return &Answer{Method: http.MethodPost, Path: path, err: err}
	}
	return s.SendTo(ctx, http.MethodPost, s.target.UploadURL+path, "multipart/form-data; boundary="+Boundary, body)
}

func multipartBody(parts []FormPart) (string, error) {
	var body bytes.Buffer
	writer := multipart.NewWriter(&body)
	if err := writer.SetBoundary(Boundary); err != nil {
		return "", fmt.Errorf("boundary: %w", err)
	}
	for _, part := range parts {
		header := textproto.MIMEHeader{}
		disposition := fmt.Sprintf(`form-data; name="%s"`, escapeQuotes(part.Name))
		if part.FileName != "" {
			disposition += fmt.Sprintf(`; filename="%s"`, escapeQuotes(part.FileName))
		}
		header.Set("Content-Disposition", disposition)
		if part.ContentType != "" {
			header.Set("Content-Type", part.ContentType)
		}
		w, err := writer.CreatePart(header)
		if err != nil {
			return "", fmt.Errorf("part %s: %w", part.Name, err)
		}
		if _, err := w.Write([]byte(part.Content)); err != nil {
			return "", fmt.Errorf("part %s: %w", part.Name, err)
		}
	}
	if err := writer.Close(); err != nil {
		return "", fmt.Errorf("multipart body: %w", err)
	}
	return body.String(), nil
}

func escapeQuotes(s string) string { return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) }

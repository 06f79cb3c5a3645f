package client

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"
	"unicode"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// Upload is the content of a new Function or Asset Version, with its path and visibility.
//
// Source: https://www.twilio.com/docs/serverless/api/resource/function-version#create-a-function-version-resource.
type Upload struct {
	// Path is the URL path, at most 255 characters; the API prepends a missing slash.
	Path string
	// Visibility is public, protected or private.
	Visibility serverless.Visibility
	// ContentType is the type an Asset is served with; application/javascript for a Function.
	ContentType string
	// Size is the length of the content in bytes, at most 25 MB (413 beyond that).
	Size int64
	// Open returns the content from its start. It is called once for each attempt, so the content is
	// streamed and never kept.
	Open func() (io.ReadCloser, error)
}

// BytesUpload is an Upload of content that is in memory.
func BytesUpload(path string, visibility serverless.Visibility, contentType string, content []byte) Upload {
	return Upload{
		Path: path, Visibility: visibility, ContentType: contentType, Size: int64(len(content)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil },
	}
}

func (u Upload) check(op string) error {
	switch {
	case u.Path == "" || strings.ContainsAny(u.Path, "\r\n\x00"):
		return &ArgumentError{Op: op, Name: "Path", Value: u.Path, Want: "a URL path"}
	case !u.Visibility.Valid():
		return &ArgumentError{Op: op, Name: "Visibility", Value: string(u.Visibility),
			Want: "public, protected or private"}
	case u.ContentType == "" || !isPrintable(u.ContentType):
		return &ArgumentError{Op: op, Name: "ContentType", Value: u.ContentType,
			Want: "a media type such as application/javascript"}
	case u.Size < 0 || u.Open == nil:
		return &ArgumentError{Op: op, Name: "Content", Value: fmt.Sprintf("%d bytes", u.Size),
			Want: "a size and an Open function"}
	}
	return nil
}

// form is a multipart body of known length: what stands before the content, the content, what stands after it.
type form struct {
	upload         Upload
	boundary       string
	before, behind string
}

// newForm writes the parts in the order of the documentation: Path, Visibility, Content. Names are case-sensitive.
func newForm(u Upload) *form {
	boundary := "form-" + rand.Text()
	var b strings.Builder
	for _, field := range [][2]string{{"Path", u.Path}, {"Visibility", string(u.Visibility)}} {
		fmt.Fprintf(&b, "--%s\r\nContent-Disposition: form-data; name=%q\r\n\r\n%s\r\n", boundary, field[0], field[1])
	}
	fmt.Fprintf(&b, "--%s\r\nContent-Disposition: form-data; name=\"Content\"; filename=\"%s\"\r\n"+
		"Content-Type: %s\r\n\r\n",
		boundary, fileName(u.Path), u.ContentType)
	return &form{upload: u, boundary: boundary, before: b.String(), behind: "\r\n--" + boundary + "--\r\n"}
}

// fileName is the last element of the path, as other clients send it, without what a quoted string
// in a header cannot carry.
func fileName(p string) string {
	return strings.Map(func(r rune) rune {
		if r == '\\' || r == '"' || unicode.IsControl(r) {
			return '_'
		}
		return r
	}, path.Base(p))
}

func (f *form) contentType() string { return "multipart/form-data; boundary=" + f.boundary }

// edit gives the request a body that can be sent again and whose length is known, so that it is not chunked.
func (f *form) edit(_ context.Context, req *http.Request) error {
	req.ContentLength = int64(len(f.before)) + f.upload.Size + int64(len(f.behind))
	req.GetBody = f.open
	return nil
}

func (f *form) open() (io.ReadCloser, error) {
	content, err := f.upload.Open()
	if err != nil {
		return nil, fmt.Errorf("opening the content of %s: %w", f.upload.Path, err)
	}
	exact := &exactReader{r: content, path: f.upload.Path, size: f.upload.Size, left: f.upload.Size}
	return &body{io.MultiReader(strings.NewReader(f.before), exact, strings.NewReader(f.behind)), content}, nil
}

type body struct {
	io.Reader
	io.Closer
}

// exactReader fails when the content is not as long as announced: a file that changes while it is
// uploaded must not become a version.
type exactReader struct {
	r          io.Reader
	path       string
	size, left int64
}

func (e *exactReader) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	e.left -= int64(n)
	switch {
	case e.left < 0 || err == io.EOF && e.left > 0:
		return 0, &unsentError{fmt.Errorf("the content of %s is not %d bytes long any more: it changed while it "+
			"was uploaded", e.path, e.size)}
	case err != nil && err != io.EOF:
		return 0, &unsentError{fmt.Errorf("reading the content of %s: %w", e.path, err)}
	}
	return n, err
}

package emulator

import (
	"bufio"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/parts"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

const (
	maxFieldBytes = 64 << 10
	maxExtraBytes = 1 << 20 // boundaries, headers and all other parts together
	maxParts      = 100     // official clients send three to five
)

// bodyBuffer is well below state.MaxContentType, since what is read ahead counts for the header of a part.
const bodyBuffer = 32 << 10

//lint:ignore state only spare buffers lie in it
var bodyReaders = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, bodyBuffer) }}

// An uploaded version, as its multipart body says.
type uploaded struct {
	path        string
	visibility  string
	contentType string
	content     *state.Draft // nil: none was sent
}

// readUpload streams a multipart body: the content goes straight to where it will be
// stored, everything else is bounded. The names of the parts are case-sensitive and
// their order is free. The content of what was refused is gone.
func readUpload(r *http.Request, f *form, d *state.Draft) (_ *uploaded, err error) {
	up := &uploaded{}
	defer func() {
		if err != nil {
			up.content.Discard()
		}
	}()
	media, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "multipart/form-data" {
		return nil, refuse(statusFormType, "Content-Type %q is not supported: send multipart/form-data",
			r.Header.Get("Content-Type"))
	}
	if r.ContentLength > maxContentBytes+maxExtraBytes {
		return nil, &tooLargeError{limit: maxContentBytes}
	}
	body := &cappedBody{ReadCloser: r.Body, left: maxContentBytes + maxExtraBytes}
	r.Body = body
	boundary := parameters["boundary"]
	if boundary == "" {
		return nil, invalid("The multipart body could not be read: Content-Type has no boundary")
	}
	if err := up.readParts(body, boundary, f, d); err != nil {
		return nil, err
	}
	up.path = uploadPath(f)
	up.visibility = uploadVisibility(f)
	if _, sent := f.lookup("Content"); !sent {
		f.refuse(errMissing("Content"))
	}
	if up.contentType == "" {
		up.contentType = defaultContentType
	}
	return up, f.err()
}

// readParts reads the parts of a body. Of a repeated part the first counts, as with repeated fields of a form.
func (up *uploaded) readParts(body *cappedBody, boundary string, f *form, d *state.Draft) error {
	buffered := bodyReaders.Get().(*bufio.Reader)
	buffered.Reset(body)
	defer func() {
		buffered.Reset(nil)
		bodyReaders.Put(buffered)
	}()
	reader := parts.New(buffered, boundary)
	var field boundedField
	for n := 0; ; n++ {
		if n > maxParts {
			return invalid("The multipart body has more than %d parts", maxParts)
		}
		body.header = state.MaxContentType
		part, err := reader.Next()
		if err == io.EOF { // wrapped, it is the end of a body without a last boundary
			return nil
		}
		if err != nil {
			return brokenUpload(err)
		}
		body.header = 0
		name := part.Name
		if _, twice := f.values[name]; twice {
			name = "" // and its value is skipped like that of an unknown one
		}
		switch name {
		case "Content":
			up.content, up.contentType = d, part.ContentType
			f.values[name] = []string{""}
			_, err = reader.Content(boundedContent{d})
		case "Path", "Visibility":
			field.name, field.value = name, field.value[:0]
			_, err = reader.Content(&field)
			f.values[name] = []string{string(field.value)}
		default:
			if name != "" {
				f.values[name] = []string{""}
			}
			_, err = reader.Content(io.Discard)
		}
		if err != nil {
			return brokenUpload(err)
		}
	}
}

// brokenUpload keeps refusals and takes everything else for a broken body.
func brokenUpload(err error) error {
	var large *tooLargeError
	var api *apiError
	var storing *state.StoreError
	if errors.As(err, &large) || errors.As(err, &api) || errors.As(err, &storing) {
		return err
	}
	return invalid("The multipart body could not be read: %v", err)
}

// boundedField takes the value of a field.
type boundedField struct {
	name  string
	value []byte
}

// Write is io.Writer.
func (f *boundedField) Write(p []byte) (int, error) {
	if len(f.value)+len(p) > maxFieldBytes {
		return 0, invalid("%s is longer than %d bytes", f.name, maxFieldBytes)
	}
	f.value = append(f.value, p...)
	return len(p), nil
}

// boundedContent takes a content.
type boundedContent struct{ *state.Draft }

// Write is io.Writer.
func (c boundedContent) Write(p []byte) (int, error) {
	if c.Size()+int64(len(p)) > maxContentBytes {
		return 0, &tooLargeError{limit: maxContentBytes}
	}
	return c.Draft.Write(p)
}

// uploadPath gives the path under which the version is served.
func uploadPath(f *form) string {
	sent := f.required("Path", state.MaxPath)
	path, err := state.NormalizePath(sent)
	if err != nil {
		f.refuse(errPath())
		f.note = err.Error()
	}
	return path
}

// uploadVisibility gives the visibility in lower case. Official clients send both
// `public` and `Public`.
func uploadVisibility(f *form) string {
	sent := f.required("Visibility", maxFieldBytes)
	v := strings.ToLower(sent)
	if v != "" && !slices.Contains(state.Visibilities(), v) {
		f.refuse(invalid("Visibility is %q: it must be public, protected or private", sent))
	}
	return v
}

// cappedBody ends with an error where io.LimitReader would pretend the end.
type cappedBody struct {
	io.ReadCloser
	left   int64
	header int // how much of it the header of a part may take; 0: no header is being read
}

func (b *cappedBody) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, &tooLargeError{limit: maxContentBytes}
	}
	if b.header < 0 {
		return 0, invalid("The multipart body has a part whose header is longer than %d bytes", state.MaxContentType)
	}
	p = p[:min(int64(len(p)), b.left)]
	n, err := b.ReadCloser.Read(p)
	b.left -= int64(n)
	if b.header > 0 {
		if b.header -= n; b.header == 0 {
			b.header = -1
		}
	}
	return n, err
}

package emulator

import (
	"bufio"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

const (
	maxFieldBytes = 64 << 10
	maxExtraBytes = 1 << 20 // boundaries, headers and all other parts together
	maxParts      = 100     // official clients send three to five
)

// bodyBuffer is well below maxPartHeader, since what is read ahead counts for the header of a part.
const bodyBuffer = 32 << 10

// buffered is a body that is read ahead.
type buffered struct {
	io.Reader
	io.Closer
}

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
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "multipart/form-data" {
		return nil, refuse(statusFormType, "Content-Type %q is not supported: send multipart/form-data",
			r.Header.Get("Content-Type"))
	}
	if r.ContentLength > maxContentBytes+maxExtraBytes {
		return nil, &errTooLarge{limit: maxContentBytes}
	}
	body := &cappedBody{ReadCloser: r.Body, left: maxContentBytes + maxExtraBytes}
	r.Body = body
	if r.ContentLength < 0 || r.ContentLength > bodyBuffer {
		// Fewer and larger reads than mime/multipart asks for.
		r.Body = buffered{bufio.NewReaderSize(body, bodyBuffer), body}
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, invalid("The multipart body could not be read: %v", err)
	}
	// Of a repeated part the first counts, as with repeated fields of a form.
	for n := 0; ; n++ {
		if n > maxParts {
			return nil, invalid("The multipart body has more than %d parts", maxParts)
		}
		body.header = state.MaxContentType
		// Raw, because NextPart would decode a quoted-printable part and the content
		// is kept byte by byte.
		part, err := parts.NextRawPart()
		// Wrapped, it is the end of a body without a last boundary
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, brokenUpload(err)
		}
		body.header = 0
		name := part.FormName()
		if _, twice := f.values[name]; twice {
			name = "" // and its value is skipped like that of an unknown one
		}
		switch name {
		case "Content":
			up.content, err = d, readContent(part, d)
			up.contentType = part.Header.Get("Content-Type")
			f.values[name] = []string{""}
		case "Path", "Visibility":
			f.values[name], err = readField(part, name)
		case "":
		default:
			f.values[name] = []string{""}
		}
		if err == nil {
			_, err = io.Copy(io.Discard, part)
		}
		if err != nil {
			return nil, brokenUpload(err)
		}
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

// brokenUpload keeps refusals and takes everything else for a broken body.
func brokenUpload(err error) error {
	var large *errTooLarge
	var api *apiError
	var storing *state.StoreError
	if errors.As(err, &large) || errors.As(err, &api) || errors.As(err, &storing) {
		return err
	}
	return invalid("The multipart body could not be read: %v", err)
}

func readField(part io.Reader, name string) ([]string, error) {
	b, err := io.ReadAll(io.LimitReader(part, maxFieldBytes+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxFieldBytes {
		return nil, invalid("%s is longer than %d bytes", name, maxFieldBytes)
	}
	return []string{string(b)}, nil
}

// readContent reads the file.
func readContent(part io.Reader, into *state.Draft) error {
	if err := into.Fill(io.LimitReader(part, maxContentBytes+1)); err != nil {
		return err
	}
	if into.Size() > maxContentBytes {
		return &errTooLarge{limit: maxContentBytes}
	}
	return nil
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
		return 0, &errTooLarge{limit: maxContentBytes}
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

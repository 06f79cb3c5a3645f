package contract

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

const (
	partValueLimit = 64 << 10
	// partLimit bounds what an upload of many tiny parts can make us remember; three are documented.
	partLimit = 64
	// contentPart is the part whose bytes are never kept.
	contentPart = "Content"
)

// multipartScanner reads a multipart body while it passes. What is written to it is parsed by a
// goroutine of its own, which ends with finish and needs no other: a pipe is the only way to
// feed mime/multipart piece by piece.
type multipartScanner struct {
	pipe   *io.PipeWriter
	done   chan struct{}
	upload Upload // owned by the goroutine until done is closed
}

// newMultipartScanner starts to read a body of the given Content-Type. The caller must call finish.
func newMultipartScanner(contentType string) *multipartScanner {
	s := &multipartScanner{done: make(chan struct{})}
	media, params, err := mime.ParseMediaType(contentType)
	switch {
	case err != nil || media != multipartMedia:
		s.upload.Err = errors.New("the Content-Type is not well-formed multipart/form-data")
	case params["boundary"] == "" || len(params["boundary"]) > 70: // RFC 2046 5.1.1
		s.upload.Err = errors.New("the Content-Type has no boundary of 1 to 70 characters")
	}
	if s.upload.Err != nil {
		close(s.done)
		return s
	}
	r, w := io.Pipe()
	s.pipe = w
	go func() {
		defer close(s.done)
		body := newClosingReader(r, params["boundary"])
		s.upload.Parts, s.upload.Err = readParts(multipart.NewReader(body, params["boundary"]))
		if body.ended && (s.upload.Err != nil || !body.closed) { // for want of bytes, however mime/multipart words it
			s.upload.Err = errEndsEarly
		}
		if s.upload.Err == nil && body.bareLines() {
			s.upload.Err = errors.New("its lines end in LF, CRLF is expected")
		}
		s.upload.Complete = s.upload.Err == nil
		// From here on writes fail at once instead of waiting for a reader: the epilogue does not matter.
		_ = r.Close()
	}()
	return s
}

// Write never fails: what the scanner makes of the body must not disturb the one who sends it.
func (s *multipartScanner) Write(p []byte) (int, error) {
	if s.pipe != nil {
		_, _ = s.pipe.Write(p)
	}
	return len(p), nil
}

// finish ends the scan and returns the outline. whole says that the body was read to its end, so
// that what is missing now is missing for good; otherwise the reader merely stopped.
func (s *multipartScanner) finish(whole bool) *Upload {
	if s.pipe != nil {
		_ = s.pipe.Close()
	}
	<-s.done
	u := s.upload
	if !whole && !u.Complete && errors.Is(u.Err, io.ErrUnexpectedEOF) {
		u.Err = nil
	}
	return &u
}

// readParts reads to the closing boundary. Parts before an error are returned with it.
func readParts(r *multipart.Reader) ([]Part, error) {
	var parts []Part
	buffer := make([]byte, 32<<10)
	for {
		// Raw: the digest is that of the bytes on the wire.
		p, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return parts, nil
		}
		if err != nil {
			return parts, multipartError(err)
		}
		if len(parts) == partLimit {
			return parts, fmt.Errorf("more than %d parts", partLimit)
		}
		part, err := readPart(p, buffer)
		parts = append(parts, part)
		if err != nil {
			return parts, multipartError(err)
		}
	}
}

func readPart(p *multipart.Part, buffer []byte) (Part, error) {
	part := Part{Name: p.FormName(), FileName: p.FileName(), ContentType: p.Header.Get("Content-Type")}
	part.fault = partFault(p)
	digest := sha256.New()
	for {
		n, err := p.Read(buffer)
		digest.Write(buffer[:n])
		part.Size += int64(n)
		if room := partValueLimit - len(part.Value); part.Name != contentPart && room > 0 && n > 0 {
			part.Value = append(part.Value, buffer[:min(n, room)]...)
		}
		if err != nil {
			digest.Sum(part.SHA256[:0])
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return part, err
		}
	}
}

// partFault says what in the headers of a part a server of RFC 7578 does not read, or is empty.
func partFault(p *multipart.Part) string {
	disposition := strings.ToLower(p.Header.Get("Content-Disposition"))
	kind := p.Header.Get("Content-Type")
	media, _, err := mime.ParseMediaType(kind)
	switch encoding := strings.ToLower(p.Header.Get("Content-Transfer-Encoding")); {
	case encoding != "" && encoding != "7bit" && encoding != "8bit" && encoding != "binary":
		return "has a Content-Transfer-Encoding, which is not undone" // RFC 7578 4.7
	case p.Header.Get("Content-Encoding") != "" && !strings.EqualFold(p.Header.Get("Content-Encoding"), "identity"):
		return "has a Content-Encoding, which is not undone" // RFC 7578 4.8 has no such header
	case len(p.Header["Content-Disposition"]) > 1 || len(p.Header["Content-Type"]) > 1:
		return "has a header twice"
	case strings.HasPrefix(strings.ToLower(kind), "multipart/"):
		return "is itself multipart, which is not read" // RFC 7578 4.3
	case len(p.Header["Content-Type"]) > 0 && (err != nil || !strings.Contains(media, "/")):
		return "has a Content-Type that is no media type" // RFC 7578 4.4; Twilio serves what is uploaded under it
	case strings.Contains(disposition, "name*=") && !nameParameter.MatchString(disposition):
		return "has its name as name*=, which is not read" // RFC 7578 4.2 and 5.1
	}
	return ""
}

var nameParameter = lazyregexp.New(`[; ]name=`)

// closingReader looks for the closing boundary in what passes. mime/multipart reports io.EOF for
// it, but also for a body that ends between the headers of a part.
type closingReader struct {
	io.Reader
	closing []byte // the boundary with its dashes, after a line break
	last    []byte // what was read last, as long as closing
	closed  bool
	ended   bool
	// head is the beginning of the body, up to the end of the first boundary line.
	head []byte
}

// bareLines reports whether the first boundary ends in a line feed alone: lines of multipart end in
// CRLF (RFC 2046 4.1.1), and strict servers find no part.
func (r *closingReader) bareLines() bool {
	_, after, found := bytes.Cut(r.head, bytes.TrimSuffix(r.closing[1:], []byte("--")))
	return found && bytes.HasPrefix(bytes.TrimLeft(after, " \t"), []byte("\n"))
}

// headLimit is enough for a preamble and a boundary.
const headLimit = 4096

func newClosingReader(r io.Reader, boundary string) *closingReader {
	// The boundary may stand at the very beginning, where no line break precedes it.
	return &closingReader{Reader: r, closing: []byte("\n--" + boundary + "--"), last: []byte("\n")}
}

// Read implements [io.Reader].
func (r *closingReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.ended = r.ended || err == io.EOF
	if room := headLimit - len(r.head); room > 0 {
		r.head = append(r.head, p[:min(n, room)]...)
	}
	if !r.closed && n > 0 {
		overlap := len(r.closing) - 1
		seam := append(r.last, p[:min(n, overlap)]...)
		r.closed = bytes.Contains(seam, r.closing) || bytes.Contains(p[:n], r.closing)
		if n >= overlap {
			seam = append(r.last[:0], p[n-overlap:n]...)
		}
		r.last = append(r.last[:0], seam[max(0, len(seam)-overlap):]...)
	}
	return n, err
}

var errEndsEarly = fmt.Errorf("it ends before the closing boundary: %w", io.ErrUnexpectedEOF)

// multipartError replaces the errors of mime/multipart, which quote what they stumble over; that may be anything.
func multipartError(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return errEndsEarly
	}
	return errors.New("a part does not begin with a boundary and headers")
}

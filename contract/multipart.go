package contract

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
)

const (
	partValueLimit = 64 << 10
	// partLimit bounds what an upload of many tiny parts can make us remember; three are documented.
	partLimit = 64
	// contentPart is the part whose bytes are never kept.
	contentPart = "Content"
)

// multipartScanner reads a multipart body while it passes. What is written to it is parsed by a goroutine of its own, which ends
// with finish and needs nobody else: a pipe is the only way to feed mime/multipart piece by piece.
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
		s.upload.Parts, s.upload.Err = readParts(multipart.NewReader(r, params["boundary"]))
		s.upload.Complete = s.upload.Err == nil
		// From here on writes fail at once instead of waiting for a reader: the epilogue is nobody's business.
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

// finish ends the scan and returns the outline. whole tells that the body was read to its end, so that what is missing now is missing
// for good; otherwise the reader merely stopped.
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
		if err == io.EOF {
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
			if err == io.EOF {
				err = nil
			}
			return part, err
		}
	}
}

// multipartError gives io.EOF in the middle, which mime/multipart reports in several ways, one name. Its other errors quote what they
// stumble over, which may be anything.
func multipartError(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("it ends before the closing boundary: %w", io.ErrUnexpectedEOF)
	}
	return errors.New("a part does not begin with a boundary and headers")
}

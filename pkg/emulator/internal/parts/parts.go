// Package parts reads the parts of a multipart body (RFC 2046) in order. It takes and refuses what
// mime/multipart does, which a fuzz test compares, and hands on contents without copying them: large
// uploads are most of what the emulator has to read.
package parts

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/textproto"
	"slices"
	"strings"
)

// A Reader reads one body.
type Reader struct {
	body   *bufio.Reader
	lines  *textproto.Reader
	end    []byte // of a line, then "--" and the boundary: what ends a part
	ending int    // how many bytes of it end the line: 2, or 1 in a body that ends lines with "\n" alone
	begun  bool   // the first boundary was read
	inside bool   // a part's content was not read to its end
}

// New begins a body. The buffer of body has to hold more than a boundary and every line before the
// first one, or the whole body and a byte.
func New(body *bufio.Reader, boundary string) *Reader {
	return &Reader{body: body, end: []byte("\r\n--" + boundary), ending: 2}
}

// Part is what the head of a part says. Its content is read by [Reader.Content].
type Part struct {
	Name        string // of the field; empty when the part is no field of a form
	ContentType string
}

// lineEnd and dash are parts of what ends a part.
func (r *Reader) lineEnd() []byte { return r.end[2-r.ending : 2] }
func (r *Reader) dash() []byte    { return r.end[2:] }
func (r *Reader) delimiter() []byte {
	return r.end[2-r.ending:]
}

// Next gives the next part; what is left of the one before is skipped. The error is io.EOF itself
// after the last boundary.
func (r *Reader) Next() (Part, error) {
	if r.inside {
		if _, err := r.Content(io.Discard); err != nil {
			return Part{}, err
		}
	}
	for between := false; ; {
		line, err := r.body.ReadSlice('\n')
		switch {
		case (err == nil || errors.Is(err, io.EOF)) && r.isLast(line):
			return Part{}, io.EOF
		case err != nil:
			return Part{}, fmt.Errorf("no boundary follows: %w", unexpected(err))
		case r.isBoundary(line):
			r.begun = true
			return r.head()
		case between:
			return Part{}, fmt.Errorf("%.80q is no boundary", line)
		case !r.begun: // the preamble
		case bytes.Equal(line, r.lineEnd()):
			between = true
		default:
			return Part{}, fmt.Errorf("%.80q follows a boundary", line)
		}
	}
}

// isBoundary reports whether the line begins a part. The first one shows how lines end.
func (r *Reader) isBoundary(line []byte) bool {
	rest, found := bytes.CutPrefix(line, r.dash())
	if rest = bytes.TrimLeft(rest, " \t"); !r.begun && string(rest) == "\n" && found {
		r.ending, r.end[1] = 1, '\n'
	}
	return found && bytes.Equal(rest, r.lineEnd())
}

func (r *Reader) isLast(line []byte) bool {
	rest, found := bytes.CutPrefix(line, r.dash())
	rest, last := bytes.CutPrefix(rest, []byte("--"))
	rest = bytes.TrimLeft(rest, " \t")
	return found && last && (len(rest) == 0 || bytes.Equal(rest, r.lineEnd()))
}

// head reads the headers of a part.
func (r *Reader) head() (Part, error) {
	if part, ok := r.usualHead(); ok {
		r.inside = true
		return part, nil
	}
	if r.lines == nil {
		r.lines = textproto.NewReader(r.body)
	}
	header, err := r.lines.ReadMIMEHeader()
	if err != nil {
		return Part{}, fmt.Errorf("headers of a part: %w", unexpected(err))
	}
	r.inside = true
	return Part{Name: fieldName(header.Get("Content-Disposition")), ContentType: header.Get("Content-Type")}, nil
}

// usualHead reads headers as nearly all clients write them, without a map of them: each of the two that matter at most
// once, in one line of printable ASCII, and all of them in the buffer. Else it reads nothing.
func (r *Reader) usualHead() (part Part, ok bool) {
	rest, _ := r.body.Peek(r.body.Buffered())
	size := len(rest)
	for {
		line, after, found := bytes.Cut(rest, []byte("\r\n"))
		if !found || slices.ContainsFunc(line, unusual) {
			return Part{}, false
		}
		rest = after
		name, value, _ := bytes.Cut(line, []byte(": "))
		switch field := string(name); {
		case len(line) == 0:
			_, _ = r.body.Discard(size - len(rest))
			return part, true
		case len(value) == 0 || value[0] == ' ' || value[len(value)-1] == ' ':
			return Part{}, false
		case field == "Content-Disposition" && part.Name == "":
			if part.Name = fieldName(string(value)); part.Name == "" {
				return Part{}, false
			}
		case field == "Content-Type" && part.ContentType == "":
			part.ContentType = string(value)
		default:
			return Part{}, false
		}
	}
}

// fieldName is the name of a field in a Content-Disposition.
func fieldName(disposition string) string {
	// As nearly all clients write it.
	const begin, file = `form-data; name="`, `"; filename="`
	if rest, ok := strings.CutPrefix(disposition, begin); ok {
		name, rest, closed := strings.Cut(rest, `"`)
		rest = `"` + rest
		plain := rest == `"` || strings.HasPrefix(rest, file) &&
			strings.Index(rest[len(file):], `"`) == len(rest)-len(file)-1
		if closed && plain && name != "" && !strings.ContainsFunc(disposition, unusualRune) {
			return name
		}
	}
	kind, parameters, err := mime.ParseMediaType(disposition)
	if err != nil || kind != "form-data" {
		return ""
	}
	return parameters["name"]
}

func unusualRune(c rune) bool { return c < ' ' || c >= 0x7f || c == '\\' }
func unusual(c byte) bool     { return unusualRune(rune(c)) }

// Content writes the content of the part that Next gave to w, up to its end.
func (r *Reader) Content(w io.Writer) (written int64, err error) {
	var ended error // of the body
	for {
		buf, _ := r.body.Peek(r.body.Buffered())
		n, done := r.scan(buf, written == 0, ended != nil)
		if n > 0 {
			if _, err := w.Write(buf[:n]); err != nil {
				return written, err
			}
			_, _ = r.body.Discard(n)
			written += int64(n)
		}
		switch {
		case done:
			r.inside = false
			return written, nil
		case n > 0:
		case ended != nil:
			return written, unexpected(ended)
		default:
			_, ended = r.body.Peek(len(buf) + 1)
		}
	}
}

// scan gives how much of buf is content, and whether the part ends after it. Neither means that more
// has to be read.
func (r *Reader) scan(buf []byte, first, ended bool) (n int, done bool) {
	if dash := r.dash(); first { // an empty content has no end of a line before the boundary
		switch {
		case bytes.HasPrefix(buf, dash):
			is, known := follows(buf[len(dash):], ended)
			if known && !is {
				return len(dash), false
			}
			return 0, known
		case bytes.HasPrefix(dash, buf):
			return 0, false
		}
	}
	delimiter := r.delimiter()
	if i := bytes.Index(buf, delimiter); i >= 0 {
		is, known := follows(buf[i+len(delimiter):], ended)
		if known && !is {
			return i + len(delimiter), false
		}
		return i, known
	}
	// The end of a line occurs once in a delimiter, so only the last one may begin it.
	tail := max(0, len(buf)-len(delimiter)+1)
	if i := bytes.LastIndexByte(buf[tail:], delimiter[0]); i >= 0 && bytes.HasPrefix(delimiter, buf[tail+i:]) {
		return tail + i, false
	}
	return len(buf), false
}

// follows reports whether a boundary is whole, by what follows it, and whether that is known yet.
func follows(rest []byte, ended bool) (is, known bool) {
	switch {
	case len(rest) == 0:
		return true, ended
	case strings.IndexByte(" \t\r\n", rest[0]) >= 0:
		return true, true
	case rest[0] != '-':
		return false, true
	case len(rest) == 1:
		return false, ended
	}
	return rest[1] == '-', true
}

// unexpected is an end of the body where it must not end.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

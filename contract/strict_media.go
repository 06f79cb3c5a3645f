package contract

import (
	"bytes"
	"compress/gzip"
	"io"
	"mime"
	"net/http"
	"strings"
)

// mediaType reads the Content-Type. A header that does not parse yields its text before the first
// semicolon, so that a message can name it; params is nil then.
func mediaType(h http.Header) (media string, params map[string]string) {
	value := h.Get("Content-Type")
	media, params, err := mime.ParseMediaType(value)
	if err != nil {
		media, _, _ = strings.Cut(value, ";")
		return strings.ToLower(strings.TrimSpace(media)), nil
	}
	return media, params
}

// checkRequestMedia compares the media type of a body with the one that the operation takes.
func (e *examination) checkRequestMedia() bool {
	const header = "Content-Type"
	values := e.RequestHeader.Values(header)
	media, params := mediaType(e.RequestHeader)
	switch {
	case len(values) == 0:
		e.violate(RequestSide, "content-type", header, "is missing, %s is expected", e.op.media)
	case len(values) > 1:
		e.violate(RequestSide, "content-type", header, "is sent %d times", len(values))
	case media != e.op.media:
		e.violate(RequestSide, "content-type", header, "is %s, %s is expected", quoteShort(media), e.op.media)
	case !utf8Charset(params["charset"]) && !strings.EqualFold(params["charset"], "iso-8859-1"):
		// Old clients name ISO 8859-1 and send ASCII: what is not UTF-8 is found in the body.
		e.violate(RequestSide, "content-type", header, "has the charset %s; forms are UTF-8",
			quoteShort(params["charset"]))
	default:
		return true
	}
	return false
}

// utf8Charset accepts the ways to say UTF-8. RFC 8259 has no other encoding for JSON.
func utf8Charset(charset string) bool {
	switch strings.ToLower(charset) {
	case "", "utf-8", "utf8", "us-ascii":
		return true
	}
	return false
}

// plainBody undoes gzip, which a server may use if the client asked for it by hand (net/http undoes
// its own). ok is false if the encoding is not one the checks can undo.
func (e *examination) plainBody() (body []byte, ok bool) {
	switch encoding := strings.ToLower(e.Header.Get("Content-Encoding")); {
	case encoding == "" || encoding == "identity" || len(e.Body) == 0:
		return e.Body, true
	case encoding == "gzip":
		r, err := gzip.NewReader(bytes.NewReader(e.Body))
		if err == nil {
			body, err = io.ReadAll(io.LimitReader(r, answerLimit+1))
		}
		if err != nil {
			e.violate(ResponseSide, "content-encoding", "Content-Encoding", "the body is not gzip")
			return nil, false
		}
		if len(body) > answerLimit {
			e.tooLarge()
			return nil, false
		}
		return body, true
	default:
		e.add(Notice, ResponseSide, "content-encoding", "Content-Encoding",
			"%s is not understood, the body was not checked", quoteShort(encoding))
		return nil, false
	}
}

func (e *examination) tooLarge() {
	e.violate(ResponseSide, "body-too-large", "", "the answer is larger than %d bytes and was not checked", answerLimit)
}

package functions

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"io"
	"net/http"
	"strings"
	"unicode/utf16"
)

// readable gives the bytes of a form or of JSON as UTF-8 and unpacked, as the toolkit does; how
// production treats such bodies is not documented. Other types never reach a Function.
func readable(header http.Header, media, charset string, body []byte, limit int64) ([]byte, *refusal) {
	if len(body) == 0 || media != formType && media != jsonType {
		return body, nil
	}
	charset = strings.ToLower(charset)
	if charset != "" && charset != "utf-8" && (media == formType || utf16Order(charset, body) == nil) {
		return nil, refuse(http.StatusUnsupportedMediaType, "the charset of the body is not supported: send UTF-8")
	}
	body, refused := unpacked(strings.ToLower(header.Get("Content-Encoding")), body, limit)
	if refused == nil && charset != "" && charset != "utf-8" {
		body = fromUTF16(utf16Order(charset, body), body)
	}
	return body, refused
}

const (
	formType = "application/x-www-form-urlencoded"
	jsonType = "application/json"
)

// unpacked takes the compression off a body of which limit bytes may come out.
func unpacked(encoding string, body []byte, limit int64) ([]byte, *refusal) {
	var packed io.ReadCloser
	var err error
	switch encoding {
	case "", "identity":
		return body, nil
	case "gzip":
		packed, err = gzip.NewReader(bytes.NewReader(body))
	case "deflate":
		packed, err = zlib.NewReader(bytes.NewReader(body))
	default:
		return nil, refuse(http.StatusUnsupportedMediaType,
			"the Content-Encoding of the body is not supported: send it as it is, or with gzip or deflate")
	}
	if err == nil {
		defer packed.Close()
		body, err = io.ReadAll(io.LimitReader(packed, limit+1))
	}
	switch {
	case err != nil:
		return nil, refuse(http.StatusBadRequest, "the body is not "+encoding+", which its Content-Encoding says")
	case int64(len(body)) > limit:
		return nil, refuse(statusRequestTooLarge,
			"a request to a Function has at most 1 MB, unpacked and headers included")
	}
	return body, nil
}

// utf16Order is the order of the bytes of UTF-16, nil for other charsets.
func utf16Order(charset string, body []byte) binary.ByteOrder {
	switch charset {
	case "utf-16be":
		return binary.BigEndian
	case "utf-16le":
		return binary.LittleEndian
	case "utf-16":
		if bytes.HasPrefix(body, []byte{0xfe, 0xff}) {
			return binary.BigEndian
		}
		return binary.LittleEndian
	}
	return nil
}

func fromUTF16(order binary.ByteOrder, body []byte) []byte {
	units := make([]uint16, 0, len(body)/2)
	for ; len(body) >= 2; body = body[2:] {
		units = append(units, order.Uint16(body))
	}
	return []byte(strings.TrimPrefix(string(utf16.Decode(units)), "\ufeff"))
}

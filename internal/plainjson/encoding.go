package plainjson

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// CheckUTF8 returns nil for text in UTF-8. Errors begin with "is" or with the line, and quote nothing of the text.
func CheckUTF8(text []byte) error {
	switch {
	case order(text) != nil || looksWide(text):
		return errors.New("is text in UTF-16, as Notepad and the > of an older PowerShell write it; save it in UTF-8")
	case !utf8.Valid(text):
		return fmt.Errorf("is not UTF-8 text; save it in that encoding (line %d is not)", line(text, invalid(text)))
	}
	if at := bytes.IndexByte(text, 0); at >= 0 {
		return fmt.Errorf("line %d has a NUL byte, so it is no text; save the file as text in UTF-8", line(text, at))
	}
	return nil
}

// FromUTF16 returns text in UTF-16 with a byte order mark as UTF-8, and any other text as it is.
func FromUTF16(text []byte) []byte {
	byteOrder := order(text)
	if byteOrder == nil || len(text)%2 != 0 {
		return text
	}
	units := make([]uint16, 0, len(text)/2)
	for i := 2; i < len(text); i += 2 {
		units = append(units, byteOrder.Uint16(text[i:]))
	}
	return []byte(string(utf16.Decode(units)))
}

// order is that of text with a byte order mark of UTF-16, else nil.
func order(text []byte) binary.ByteOrder {
	switch {
	case bytes.HasPrefix(text, []byte{0xff, 0xfe}):
		return binary.LittleEndian
	case bytes.HasPrefix(text, []byte{0xfe, 0xff}):
		return binary.BigEndian
	}
	return nil
}

// looksWide reports text in which each other byte is NUL, as UTF-16 without a mark is for English.
func looksWide(text []byte) bool {
	start := text[:min(len(text), 64)&^1]
	var zero [2]int
	for i, c := range start {
		if c == 0 {
			zero[i%2]++
		}
	}
	half := len(start) / 2
	return half > 1 && (zero[0] == half && zero[1] == 0 || zero[1] == half && zero[0] == 0)
}

// invalid is where text stops being UTF-8.
func invalid(text []byte) int {
	at := 0
	for at < len(text) {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size <= 1 {
			break
		}
		at += size
	}
	return at
}

func line(text []byte, at int) int { return 1 + bytes.Count(text[:at], []byte("\n")) }

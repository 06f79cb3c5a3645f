package plainjson_test

import (
	"encoding/binary"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
)

func wide(byteOrder binary.AppendByteOrder, text string) []byte {
	var out []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		out = byteOrder.AppendUint16(out, unit)
	}
	return out
}

func TestCheckUTF8(t *testing.T) {
	t.Parallel()
	const utf16 = "is text in UTF-16, as Notepad and the > of an older PowerShell write it; save it in UTF-8"
	const noUTF8 = "is not UTF-8 text; save it in that encoding"
	const noText = " byte, so it is no text; save the file as text in UTF-8"
	for text, want := range map[string]string{
		"": "", "A=1\n": "", "\ufeffA=1": "", "é\n": "", "A": "",
		string(wide(binary.LittleEndian, "\ufeffA=1\r\n")): utf16,
		string(wide(binary.BigEndian, "\ufeffé")):          utf16,
		string(wide(binary.LittleEndian, "A=1\r\n")):       utf16,
		string(wide(binary.BigEndian, "A=1\r\n")):          utf16,
		"A=1\nB=caf\xe9\n":                                 noUTF8 + " (line 2 is not)",
		"A=1\nB=\x00\n":                                    "line 2 has a NUL" + noText,
		"\x00\x00\x00\x00":                                 "line 1 has a NUL" + noText,
	} {
		err := plainjson.CheckUTF8([]byte(text))
		if want == "" {
			assert.NoError(t, err, "%q", text)
		} else {
			assert.EqualError(t, err, want, "%q", text)
		}
	}
}

func TestFromUTF16(t *testing.T) {
	t.Parallel()
	const text = "{\"a\": \"é😀\"}\r\n"
	assert.Equal(t, text, string(plainjson.FromUTF16(wide(binary.LittleEndian, "\ufeff"+text))))
	assert.Equal(t, text, string(plainjson.FromUTF16(wide(binary.BigEndian, "\ufeff"+text))))
	for _, other := range []string{"", text, "\xff\xfex", "\ufeff{}"} {
		assert.Equal(t, other, string(plainjson.FromUTF16([]byte(other))))
	}
}

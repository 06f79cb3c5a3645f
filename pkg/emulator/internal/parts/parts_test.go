package parts_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/parts"
)

type field struct{ name, contentType, content string }

// ours and theirs read a whole body.
func ours(body io.Reader, size int, boundary string) (fields []field, err error) {
	r := parts.New(bufio.NewReaderSize(body, size), boundary)
	for {
		p, err := r.Next()
		if err != nil {
			return fields, err
		}
		var content strings.Builder
		if _, err := r.Content(&content); err != nil {
			return fields, err
		}
		fields = append(fields, field{p.Name, p.ContentType, content.String()})
	}
}

func theirs(body io.Reader, boundary string) (fields []field, err error) {
	r := multipart.NewReader(body, boundary)
	for {
		p, err := r.NextRawPart()
		if err != nil {
			return fields, err
		}
		content, err := io.ReadAll(p)
		if err != nil {
			return fields, err
		}
		fields = append(fields, field{p.FormName(), p.Header.Get("Content-Type"), string(content)})
	}
}

const head = "Content-Disposition: form-data; name=\"a\"\r\n\r\n"

var bodies = []string{
	"--B\nContent-Disposition: form-data; name=\"no end\n\n--B",
	"--B\r\nContent-Disposition: form-data; name=\"no end; filename=\"x\"\r\n\r\n--B--",
	"--B\r\n" + head + "one\r\n--B--\r\n",
	"--B\r\n" + head + "one\r\n--B\r\n" + head + "\r\n--B--",
	"--B\r\n" + head + "--B\r\n" + head + "--B--",
	"--B\r\n" + head + "--Bx\r\n--B--",
	"--B\r\n" + head + "one\r\n--B-x\r\n--B-\r\n--B--",
	"--B\r\n" + head + "one\r\n--B-",
	"--B\r\n" + head + "one\r\n--B",
	"--B\r\n" + head + "one\r\n\r\n--B--\r\nepilogue",
	"preamble\r\n--B \t\r\n" + head + "one\r\n--B \t\r\n" + head + "two\n--B\r\n--B--  \r\n",
	strings.ReplaceAll("--B\r\n"+head+"one\r\n--B\r\n"+head+"two\r\n--B--\r\n", "\r\n", "\n"),
	"--B\n" + head + "one\r\n--B--\r\n",
	"--B\r\nContent-Disposition: form-data; name=\"a\\\"b\"; filename=\"c\"\r\nContent-Type: text/x\r\n\r\n1\r\n--B--",
	"--B\r\nContent-Disposition: form-data; name=\"a\"; filename=\"c\"; name=\"b\"\r\n\r\n1\r\n--B--",
	"--B\r\nContent-Disposition: form-data; name=a; x=\"\r\n\r\n1\r\n--B--",
	"--B\r\nContent-Disposition: form-data; name*=utf-8''%c3%a4; name=\"\"\r\n\r\n1\r\n--B--",
	"--B\r\nno header\r\n\r\n1\r\n--B--",
	"--B\r\n\r\n1\r\n--B--",
	"--B\r\nContent-Type: text/x\r\nContent-Type: text/y\r\n" + head + "1\r\n--B--",
	"--B\r\nContent-Type:\r\nContent-Type: text/y\r\n" + head + "1\r\n--B--",
	"--B\r\nContent-Type: text/x\r\n ; charset=y\r\n" + head + "1\r\n--B--",
	"--B\r\nContent-Type:  text/x \r\n" + head + "1\r\n--B--",
	"--B\r\ncontent-type: text/x\r\ncontent-disposition: form-data; name=\"b\"\r\n\r\n1\r\n--B--",
	"--B\r\nContent-Type : text/x\r\n" + head + "1\r\n--B--",
	"--B\r\nContent-Disposition: attachment; name=\"b\"\r\n" + head + "1\r\n--B--",
	"--B\r\nContent-Disposition: form-data; name=\"b\"\r\n" + head + "1\r\n--B--",
	"--B\r\nContent-Transfer-Encoding: base64\r\n" + head + "1\r\n--B--",
	"--B\r\nA: b\r\n",
	"--B\r\n" + head + strings.Repeat("x\r\n--", 5000) + "\r\n--B--",
	"--B\r\n" + head + "one\r\n--B\r\n\r\n--B--",
	"", "--B--", "--B", "\r\n--B--\r\n",
}

// compare reads a body both ways. Where one refuses the other one does too, after the same parts.
func compare(t *testing.T, body string) {
	want, wantErr := theirs(strings.NewReader(body), "B")
	for name, r := range map[string]io.Reader{
		"whole": strings.NewReader(body), "byte by byte": iotest.OneByteReader(strings.NewReader(body)),
		"with the end": iotest.DataErrReader(strings.NewReader(body)),
	} {
		is, err := ours(r, 4096, "B")
		assert.Equal(t, want, is, name)
		ended := func(err error) bool { return err == io.EOF } //nolint:errorlint // wrapped, it is another error
		if ended(wantErr) && !ended(err) {
			// A body that ends in the headers of a part is whole to mime/multipart.
			assert.ErrorIs(t, err, io.ErrUnexpectedEOF, name)
			assert.ErrorContains(t, err, "headers of a part", name)
			continue
		}
		assert.Equal(t, ended(wantErr), ended(err), "%s: %v, %v", name, err, wantErr)
	}
}

func TestReader(t *testing.T) {
	t.Parallel()
	for _, body := range bodies {
		compare(t, body)
	}
}

// Contents of every size come through buffers of every size, also those that hold what looks like the
// beginning of a boundary at every place.
func TestReader_content(t *testing.T) {
	t.Parallel()
	const boundary = "a-long-boundary-of-some-client-that-likes-them-long-0123456789abcdef"
	for size := range 300 {
		content := bytes.Repeat([]byte("\r\n--"+boundary[:size%len(boundary)]), 100)[size:]
		body := "--" + boundary + "\r\n" + head + string(content) + "\r\n--" + boundary + "--\r\n"
		is, err := ours(strings.NewReader(body), 128+size, boundary)
		require.Equal(t, io.EOF, err)
		require.Equal(t, []field{{"a", "", string(content)}}, is)
	}
}

// Next skips what was not read, and an error of the writer or of the body is the one that is given.
func TestReader_errors(t *testing.T) {
	t.Parallel()
	body := "--B\r\n" + head + "one\r\n--B\r\n" + head + "two\r\n--B--"
	r := parts.New(bufio.NewReader(strings.NewReader(body)), "B")
	_, err := r.Next()
	require.NoError(t, err)
	_, err = r.Next()
	require.NoError(t, err)
	var content strings.Builder
	_, err = r.Content(&content)
	require.NoError(t, err)
	assert.Equal(t, "two", content.String())

	broken := errors.New("broken")
	_, err = ours(io.MultiReader(strings.NewReader(body[:len(body)-9]), iotest.ErrReader(broken)), 4096, "B")
	require.ErrorIs(t, err, broken)
	r = parts.New(bufio.NewReader(strings.NewReader(body)), "B")
	_, err = r.Next()
	require.NoError(t, err)
	_, err = r.Content(failing{broken})
	require.ErrorIs(t, err, broken)
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func FuzzReader(f *testing.F) {
	for _, body := range bodies {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		if len(body) > 3000 { // a preamble has lines of any length for mime/multipart
			t.Skip()
		}
		compare(t, body)
	})
}

package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// content counts how often it is opened and closed.
type content struct {
	opened, closed atomic.Int32
	reader         func() io.Reader
}

func (c *content) open() (io.ReadCloser, error) {
	c.opened.Add(1)
	return &countedCloser{c.reader(), c}, nil
}

type countedCloser struct {
	io.Reader
	content *content
}

func (c *countedCloser) Close() error {
	c.content.closed.Add(1)
	return nil
}

func (c *content) upload(size int64) Upload {
	return Upload{Path: "/dir/a.js", Visibility: "public", ContentType: "application/javascript", Size: size,
		Open: c.open}
}

func TestUpload_everyAttemptOpensTheContent(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		answers []attempt
		opened  int32
		fails   bool
	}{
		"at once": {[]attempt{done(201)}, 1, false},
		"429 twice": {[]attempt{always(429, "{}"), always(429, "{}"), done(201)}, 3,
			false},
		"no connection first": {[]attempt{fails(errRefused), done(201)}, 2, false},
		"refused":             {[]attempt{always(400, "{}")}, 1, true},
		"lost":                {[]attempt{fails(errReset)}, 1, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				text := "exports.handler = () => {};"
				source := &content{reader: func() io.Reader { return strings.NewReader(text) }}
				c, r := recording(t, tc.answers...)
				_, err := c.CreateFunctionVersion(t.Context(), serviceID, functionID, source.upload(int64(len(text))))
				assert.Equal(t, tc.fails, err != nil)
				assert.Equal(t, tc.opened, source.opened.Load())
				assert.Equal(t, tc.opened, source.closed.Load(), "a reader stayed open")
				for _, s := range r.sent {
					assert.Contains(t, s.body, "\r\n\r\n"+text+"\r\n")
					assert.Equal(t, int64(len(s.body)), s.length)
				}
			})
		})
	}
}

// TestUpload_contentFails: what goes wrong on this side is named, is no unknown outcome, and is not repeated.
func TestUpload_contentFails(t *testing.T) {
	t.Parallel()
	errDisk := errors.New("input/output error")
	for name, tc := range map[string]struct {
		reader func() io.Reader
		size   int64
		want   string
		cause  error
	}{
		"shorter": {func() io.Reader { return strings.NewReader("abc") }, 4,
			"the content of /dir/a.js is not 4 bytes long any more: it changed while it was uploaded", nil},
		"shorter, in bytes": {func() io.Reader { return iotest.OneByteReader(strings.NewReader("abc")) }, 4,
			"is not 4 bytes long any more", nil},
		"shorter, data+EOF": {func() io.Reader { return iotest.DataErrReader(strings.NewReader("abc")) }, 4,
			"is not 4 bytes long any more", nil},
		"empty": {func() io.Reader { return strings.NewReader("") }, 4, "is not 4 bytes long any more", nil},
		"longer": {func() io.Reader { return strings.NewReader("abcde") }, 4, "is not 4 bytes long any more",
			nil},
		"longer, in bytes": {func() io.Reader { return iotest.OneByteReader(strings.NewReader("abcde")) }, 4,
			"is not 4 bytes long any more", nil},
		"longer than empty": {func() io.Reader { return strings.NewReader("a") }, 0, "is not 0 bytes long any more",
			nil},
		"unreadable": {func() io.Reader {
			return io.MultiReader(strings.NewReader("ab"),
				iotest.ErrReader(errDisk))
		}, 4, "reading the content of /dir/a.js: input/output error", errDisk},
		"unreadable at once": {func() io.Reader { return iotest.ErrReader(errDisk) }, 4,
			"reading the content of /dir/a.js: input/output error", errDisk},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newCounter(t, 201, "")
			for where, transport := range map[string]http.RoundTripper{
				"in memory": &recorder{answers: []attempt{done(201)}},
				"net/http":  server.Client().Transport,
			} {
				source := &content{reader: tc.reader}
				c := newClient(t, transport, func(o *Options) { o.APIURL = server.URL })
				_, err := c.CreateAssetVersion(t.Context(), serviceID, assetID, source.upload(tc.size))
				e := asError(t, err)
				assert.ErrorContains(t, err, tc.want, where)
				if tc.cause != nil {
					assert.ErrorIs(t, err, tc.cause, where)
				}
				assert.Empty(t, conditionsOf(err), where)
				assert.Equal(t, 1, e.Attempts, where)
				assert.EqualValues(t, 1, source.opened.Load(), where)
				assert.EqualValues(t, 1, source.closed.Load(), where)
			}
			assert.Zero(t, server.whole.Load(), "a server got a whole upload of content that changed")
		})
	}
}

func TestUpload_openFails(t *testing.T) {
	t.Parallel()
	u := BytesUpload("/dir/a.js", "public", "application/javascript", nil)
	u.Open = func() (io.ReadCloser, error) {
		return nil, &fs.PathError{Op: "open", Path: "src/a.js", Err: fs.ErrNotExist}
	}
	_, err := newClient(t, silent(t)).CreateFunctionVersion(t.Context(), serviceID, functionID, u)
	require.ErrorIs(t, err, fs.ErrNotExist)
	assert.EqualError(t, err, "CreateFunctionVersion (POST /v1/Services/"+serviceID+"/Functions/"+functionID+
		"/Versions): opening the content of /dir/a.js: open src/a.js: file does not exist")
	assert.Empty(t, conditionsOf(err))
}

// TestUpload_cancelledWhileReading: the content is slow, the caller leaves; nothing stays open and
// the caller does not wait for ever.
func TestUpload_cancelledWhileReading(t *testing.T) {
	t.Parallel()
	server := newCounter(t, 201, "")
	ctx, cancel := context.WithCancel(t.Context())
	pipe, _ := io.Pipe()
	source := &content{reader: func() io.Reader { cancel(); return pipe }}
	u := source.upload(4)
	u.Open = func() (io.ReadCloser, error) {
		source.opened.Add(1)
		return struct {
			io.Reader
			io.Closer
		}{source.reader(), pipe}, nil
	}
	_, err := newClient(t, server.Client().Transport,
		func(o *Options) { o.APIURL = server.URL }).CreateFunctionVersion(ctx, serviceID, functionID, u)
	require.ErrorIs(t, err, context.Canceled)
	_, err = pipe.Read(make([]byte, 1))
	assert.ErrorIs(t, err, io.ErrClosedPipe, "the content stayed open")
}

// TestUpload_parses: what is sent is what a server's own parser reads, whatever path and content are.
func TestUpload_parses(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/", "/a", "/a/b.html", `/q"uote`, `/back\slash`, "/é/日本.txt", "no-slash",
		"/a b", "/\x7f\x01", "/a\xff", "/" + strings.Repeat("x", 254)} {
		checkParses(t, path, []byte("\r\n--x--\r\n"))
	}
}

func FuzzUpload(f *testing.F) {
	f.Add("/a", []byte("hello"))
	f.Add(`/"\;name="Visibility"`, []byte("\x00\xff"))
	f.Fuzz(func(t *testing.T, path string, data []byte) {
		u := BytesUpload(path, "public", "text/plain", data)
		if u.check("op") != nil {
			t.Skip("refused before a form is made")
		}
		checkParses(t, path, data)
	})
}

func checkParses(t *testing.T, path string, data []byte) {
	t.Helper()
	body := newForm(BytesUpload(path, "protected", "text/html; charset=utf-8", data))
	req, err := http.NewRequest(http.MethodPost, "http://h", nil)
	require.NoError(t, err)
	require.NoError(t, body.edit(t.Context(), req))
	stream, err := req.GetBody()
	require.NoError(t, err)
	sent, err := io.ReadAll(stream)
	require.NoError(t, err)
	require.EqualValues(t, len(sent), req.ContentLength)

	_, parameters, err := mime.ParseMediaType(body.contentType())
	require.NoError(t, err)
	reader := multipart.NewReader(bytes.NewReader(sent), parameters["boundary"])
	for _, want := range []struct{ name, value string }{{"Path", path}, {"Visibility", "protected"},
		{"Content", string(data)}} {
		part, err := reader.NextRawPart()
		require.NoError(t, err)
		require.Equal(t, want.name, part.FormName())
		got, err := io.ReadAll(part)
		require.NoError(t, err)
		require.Equal(t, want.value, string(got))
		if want.name == "Content" {
			require.NotEmpty(t, part.FileName())
			require.Equal(t, "text/html; charset=utf-8", part.Header.Get("Content-Type"))
		}
	}
	_, err = reader.NextPart()
	require.ErrorIs(t, err, io.EOF)
}

func TestUpload_boundariesDiffer(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 100 {
		seen[newForm(Upload{}).boundary] = true
	}
	assert.Len(t, seen, 100, fmt.Sprint(seen))
}

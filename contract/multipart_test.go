package contract

import (
	"bytes"
	"crypto/sha256"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	goodUpload = "--xYx\r\nContent-Disposition: form-data; name=\"Path\"\r\n\r\n/hello\r\n" +
		"--xYx\r\nContent-Disposition: form-data; name=\"Visibility\"\r\n\r\npublic\r\n" +
		"--xYx\r\nContent-Disposition: form-data; name=\"Content\"; filename=\"hello.js\"\r\nContent-Type: " +
		"application/javascript\r\n\r\nexports\r\n--xYx--\r\n"
	testBoundary = multipartMedia + "; boundary=xYx"
)

func sendParts(pairs ...string) func(*testing.T, *Exchange) {
	return func(t *testing.T, x *Exchange) {
		x.setParts(t, func(add func(string, string)) {
			for i := 0; i < len(pairs); i += 2 {
				add(pairs[i], pairs[i+1])
			}
		})
	}
}

func sendMultipart(body string) func(*testing.T, *Exchange) {
	return func(_ *testing.T, x *Exchange) { x.setMultipart(body) }
}

func TestCheck_uploads(t *testing.T) {
	t.Parallel()
	const name, visibility, content = `name="Path"`, `name="Visibility"`, `name="Content"; filename="f"`
	op := "CreateFunctionVersion"
	malformed := requestViolation("malformed-multipart", "")
	missing := func(names ...string) (all []wantFinding) {
		for _, n := range names {
			all = append(all, requestViolation("missing-part", n)...)
		}
		return all
	}
	runMutations(t, []exchangeMutation{
		{"as clients send it", op, sendMultipart(goodUpload), nil},
		{"content without a file name", op, sendParts(name, "/a", visibility, "public", `name="Content"`, "x"), nil},
		{"other order, other case", op, sendParts(content, "", visibility, "Protected", name, "a"), nil},
		{"quoted boundary", op, func(_ *testing.T, x *Exchange) {
			x.setMultipart(goodUpload)
			x.RequestHeader.Set("Content-Type", multipartMedia+`; boundary="xYx"`)
		}, nil},
		{"preamble and epilogue", op, sendMultipart("ignored\r\n" + goodUpload + "ignored"), nil},
		{"no last line break", op, sendMultipart(strings.TrimSuffix(goodUpload, "\r\n")), nil},

		{"missing part", op, sendParts(name, "/a", content, "x"), missing("Visibility")},
		{"no parts", op, sendMultipart("--xYx--\r\n"), missing("Content", "Path", "Visibility")},
		{"repeated part", op, sendParts(name, "/a", name, "/b", visibility, "public", content, "x"),
			requestViolation("repeated-part", "Path")},
		{"repeated content", op, sendParts(name, "/a", visibility, "public", content, "x", content, "x"),
			requestViolation("repeated-part", "Content")},
		{"part in another case", op, sendParts(`name="path"`, "/a", visibility, "public", content, "x"),
			requestViolation("part-name-case", "path")},
		{"part in another case beside the right one", op,
			sendParts(name, "/a", visibility, "public", `name="visibility"`,
				"public", content, "x"),
			requestViolation("part-name-case", "visibility")},
		{"part without a name", op, sendParts(name, "/a", visibility, "public", content, "x", `filename="f"`, "x"),
			requestViolation("part-without-name", "")},
		{"undeclared part", op, sendParts(name, "/a", visibility, "public", content, "x", `name="ServiceSid"`, "x"),
			requestNotice("undeclared-part", "ServiceSid")},
		{"unknown visibility", op, sendParts(name, "/a", visibility, "hidden", content, "x"),
			requestViolation("pattern", "Visibility")},
		{"path with a question mark", op, sendParts(name, "/a?b", visibility, "public", content, "x"),
			requestViolation("pattern", "Path")},
		{"path with a line break", op, sendParts(name, "/a\n", visibility, "public", content, "x"),
			requestViolation("pattern", "Path")},
		{"path with a backslash", op, sendParts(name, `/sms\reply`, visibility, "public", content, "x"),
			requestViolation("pattern", "Path")},
		{"path with a space", op, sendParts(name, "/a b", visibility, "public", content, "x"), nil},
		{"path of 255 that gets a slash", op, sendParts(name, strings.Repeat("a", 255), visibility, "public",
			content, "x"),
			requestViolation("max-length", "Path")},
		{"path of 254 that gets a slash", op, sendParts(name, strings.Repeat("a", 254), visibility, "public", content,
			"x"), nil},
		{"part in base64", op, sendMultipart(strings.Replace(goodUpload, "\r\n\r\n",
			"\r\nContent-Transfer-Encoding: base64\r\n\r\n", 1)),
			requestViolation("part-headers", "Path")},
		{"part as it is", op, sendMultipart(strings.Replace(goodUpload, "\r\n\r\n",
			"\r\nContent-Transfer-Encoding: binary\r\n\r\n", 1)), nil},
		{"nested multipart", op, sendMultipart(strings.Replace(goodUpload, "\r\n\r\n",
			"\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n", 1)),
			requestViolation("part-headers", "Path")},
		{"a type that is none", op, sendMultipart(strings.Replace(goodUpload, "\r\n\r\n",
			"\r\nContent-Type: javascript\r\n\r\n", 1)),
			requestViolation("part-headers", "Path")},
		{"an empty type", op, sendMultipart(strings.Replace(goodUpload, "\r\n\r\n",
			"\r\nContent-Type: \r\n\r\n", 1)),
			requestViolation("part-headers", "Path")},
		{"extended name", op, sendParts("name*=UTF-8''Path", "/a", visibility, "public", content, "x"),
			requestViolation("part-headers", "Path")},
		{"bare line feeds", op, sendMultipart(strings.ReplaceAll(goodUpload, "\r\n", "\n")), malformed},
		{"empty path", op, sendParts(name, "", visibility, "public", content, "x"), []wantFinding{
			{Violation, RequestSide, "min-length", "Path"}, {Violation, RequestSide, "pattern", "Path"}}},
		{"path of 256", op, sendParts(name, "/"+strings.Repeat("a", 255), visibility, "public", content, "x"),
			requestViolation("max-length", "Path")},
		{"path of 70,000", op, sendParts(name, "/"+strings.Repeat("a", 70000), visibility, "public", content, "x"),
			requestViolation("max-length", "Path")},
		{"path that is not UTF-8", op, sendParts(name, "/\xff", visibility, "public", content, "x"),
			requestViolation("invalid-utf8", "Path")},
		{"25 MiB", op, sendParts(name, "/a", visibility, "public", content, strings.Repeat("x", 25<<20)), nil},
		{"25 MiB and one byte", op, sendParts(name, "/a", visibility, "public", content, strings.Repeat("x", 25<<20+1)),
			requestViolation("max-bytes", "Content")},
		{"no closing boundary", op, sendMultipart(strings.TrimSuffix(goodUpload, "--xYx--\r\n")), malformed},
		{"cut in the last boundary", op, sendMultipart(strings.TrimSuffix(goodUpload, "-\r\n")), malformed},
		{"cut in a value", op, sendMultipart(goodUpload[:len(goodUpload)/2]), malformed},
		{"another boundary", op, sendMultipart(strings.ReplaceAll(goodUpload, "xYx", "zZz")), malformed},
		{"garbage", op, sendMultipart("Path=/a"), malformed},
		{"a header without a colon", op, sendMultipart("--xYx\r\nPath\r\n\r\n/a\r\n--xYx--\r\n"), malformed},
		{"many parts", op, sendParts(strings.Split(strings.Repeat(`name="a"|x|`, partLimit)+`name="a"|x`, "|")...),
			append([]wantFinding{
				{Violation, RequestSide, "malformed-multipart", ""}}, requestNotice("undeclared-part", "a")...)},
		{"no boundary", op, func(_ *testing.T, x *Exchange) { x.RequestHeader.Set("Content-Type", multipartMedia) },
			malformed},
		{"boundary of 71", op, func(_ *testing.T, x *Exchange) {
			x.RequestHeader.Set("Content-Type", multipartMedia+"; boundary="+strings.Repeat("x", 71))
		}, malformed},
		{"form", op, sendForm("Path=/a"), requestViolation("content-type", "Content-Type")},
		{"multipart/mixed", op, sendHeader("Content-Type", "multipart/mixed; boundary=xYx"),
			requestViolation("content-type", "Content-Type")},
		{"JSON", op, sendBody(jsonMedia, "{}"), requestViolation("content-type", "Content-Type")},
		{"no body", op, sendBody(testBoundary, ""), requestViolation("missing-body", "")},
		{"asset", "CreateAssetVersion", sendParts(name, "/a"), missing("Content", "Visibility")},
		{"upload to a GET", "ListFunctionVersion", sendMultipart(goodUpload), requestViolation("unexpected-body", "")},
		{"outline of an upload to a GET", "ListFunctionVersion",
			func(_ *testing.T, x *Exchange) { x.Upload = &Upload{} },
			requestViolation("unexpected-body", "")},
	})
}

// TestCheck_unfinishedUploads gives outlines as Transport and Handler make them when the answer comes early.
func TestCheck_unfinishedUploads(t *testing.T) {
	t.Parallel()
	unread := func(parts ...Part) func(*testing.T, *Exchange) {
		return func(_ *testing.T, x *Exchange) {
			x.RequestBody, x.Upload = nil, &Upload{Parts: parts}
		}
	}
	refused := func(parts ...Part) func(*testing.T, *Exchange) {
		return func(t *testing.T, x *Exchange) {
			unread(parts...)(t, x)
			answerWith(413, "text/html", "too large")(t, x)
		}
	}
	op := "CreateAssetVersion"
	runMutations(t, []exchangeMutation{
		{"refused before it was read", op, refused(), nil},
		{"refused in the middle of a value", op, refused(Part{Name: "Visibility", Value: []byte("pub"), Size: 3}), nil},
		{"refused after a wrong value", op, refused(Part{Name: "Visibility", Value: []byte("pub"), Size: 3},
			Part{Name: "Content"}),
			requestViolation("pattern", "Visibility")},
		{"refused for its size", op, refused(Part{Name: "Content", Size: 26214401}),
			requestViolation("max-bytes", "Content")},
		{"accepted before it was read", op, unread(), []wantFinding{{Notice, ResponseSide, "upload-unread", ""}}},
	})
}

func TestMultipartScanner_outline(t *testing.T) {
	t.Parallel()
	s := newMultipartScanner(testBoundary)
	_, err := io.Copy(s, iotest.OneByteReader(strings.NewReader(goodUpload)))
	require.NoError(t, err)
	u := s.finish(true)
	require.NoError(t, u.Err)
	assert.True(t, u.Complete)
	assert.Equal(t, []Part{
		{Name: "Path", Value: []byte("/hello"), Size: 6, SHA256: sha256.Sum256([]byte("/hello"))},
		{Name: "Visibility", Value: []byte("public"), Size: 6, SHA256: sha256.Sum256([]byte("public"))},
		{Name: "Content", FileName: "hello.js", ContentType: "application/javascript", Size: 7,
			SHA256: sha256.Sum256([]byte("exports"))},
	}, u.Parts)
}

func TestMultipartScanner_keepsLittle(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", partValueLimit+1)
	s := newMultipartScanner(testBoundary)
	_, _ = io.WriteString(s, strings.Replace(goodUpload, "/hello", long, 1))
	u := s.finish(true)
	require.NoError(t, u.Err)
	assert.Len(t, u.Parts[0].Value, partValueLimit)
	assert.Equal(t, int64(partValueLimit+1), u.Parts[0].Size)
	assert.Equal(t, sha256.Sum256([]byte(long)), u.Parts[0].SHA256)
	assert.Nil(t, u.Parts[2].Value)
}

// TestMultipartScanner_ends stops at every byte, as a reader that gives up would: the goroutine
// ends (synctest reports a deadlock otherwise), and only a body that was read to its end is called
// malformed.
func TestMultipartScanner_ends(t *testing.T) {
	t.Parallel()
	closing := strings.LastIndex(goodUpload, "--\r\n") + len("--")
	for n := range len(goodUpload) - 1 { // a line break cut in two is neither here nor there
		synctest.Test(t, func(t *testing.T) {
			for _, whole := range []bool{true, false} {
				s := newMultipartScanner(testBoundary)
				_, _ = io.WriteString(s, goodUpload[:n])
				time.Sleep(time.Second) // let the scanner come to rest
				u := s.finish(whole)
				assert.Equal(t, n >= closing, u.Complete, "%d bytes", n)
				assert.Equal(t, whole && n < closing, u.Err != nil, "%d bytes, whole %v: %v", n, whole, u.Err)
				_, err := s.Write([]byte("late"))
				assert.NoError(t, err)
			}
		})
	}
}

func TestTappedBody_copiesWhatIsRead(t *testing.T) {
	t.Parallel()
	tap := &requestTap{length: -1}
	first := tap.wrap(io.NopCloser(strings.NewReader("first attempt")))
	_, err := first.Read(make([]byte, 5))
	require.NoError(t, err)
	second := tap.wrap(io.NopCloser(strings.NewReader("second")))
	got, err := io.ReadAll(second)
	require.NoError(t, err)
	assert.Equal(t, "second", string(got))
	form, upload, read := tap.stop()
	assert.Equal(t, "second", string(form), "only the last attempt counts")
	assert.Nil(t, upload)
	assert.True(t, read)
}

func TestTappedBody_stopsCopying(t *testing.T) {
	t.Parallel()
	tap := &requestTap{length: 9}
	body := tap.wrap(io.NopCloser(strings.NewReader("form=body")))
	_, _ = io.ReadFull(body, make([]byte, 4))
	form, _, read := tap.stop()
	assert.Equal(t, "form", string(form))
	assert.False(t, read)
	rest, err := io.ReadAll(body)
	require.NoError(t, err)
	assert.Equal(t, "=body", string(rest), "the reader goes on undisturbed")
	again, _, read := tap.stop()
	assert.Equal(t, "form", string(again))
	assert.False(t, read)
}

func TestTappedBody_limitsTheCopy(t *testing.T) {
	t.Parallel()
	tap := &requestTap{length: -1}
	body := tap.wrap(io.NopCloser(bytes.NewReader(make([]byte, formLimit+100))))
	n, err := io.Copy(io.Discard, body)
	require.NoError(t, err)
	assert.EqualValues(t, formLimit+100, n)
	form, _, read := tap.stop()
	assert.Len(t, form, formLimit+1)
	assert.True(t, read)
}

// FuzzMultipartScanner feeds arbitrary bytes in arbitrary pieces: it ends, never fails the writer,
// and does not depend on the pieces.
func FuzzMultipartScanner(f *testing.F) {
	f.Add([]byte(goodUpload), 3, true)
	f.Add([]byte(goodUpload[:100]), 1, false)
	f.Add([]byte("--xYx\r\n\r\n--xYx--"), 7, true)
	f.Add([]byte("--xYx\n\n\n--xYx\n"), 7, true)
	f.Fuzz(func(t *testing.T, body []byte, piece int, whole bool) {
		piece = max(1, piece)
		inPieces, atOnce := newMultipartScanner(testBoundary), newMultipartScanner(testBoundary)
		for start := 0; start < len(body); start += min(piece, len(body)-start) {
			end := start + min(piece, len(body)-start)
			n, err := inPieces.Write(body[start:end])
			if err != nil || n != end-start {
				t.Fatalf("wrote %d of %d bytes: %v", n, end-start, err)
			}
		}
		_, _ = atOnce.Write(body)
		a, b := inPieces.finish(whole), atOnce.finish(whole)
		assert.Equal(t, b, a)
		if a.Complete && a.Err != nil {
			t.Fatalf("complete and malformed: %v", a.Err)
		}
		var size int64
		for _, p := range a.Parts {
			size += p.Size
		}
		if size > int64(len(body)) {
			t.Fatalf("%d bytes in the parts of %d bytes", size, len(body))
		}
	})
}

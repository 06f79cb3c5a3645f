package emulator

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// A multipart body of any bytes is taken whole or refused in Twilio's words, and
// never read beyond its bounds.
func FuzzReadUpload(f *testing.F) {
	whole := formPart("Path", "/x") + formPart("Visibility", "Public") + formPart("Content", "x") + "--b--\r\n"
	for _, body := range []string{
		whole, "", "--b--\r\n", whole[:len(whole)-8], strings.Repeat(formPart("a", "b"), 120) +
			whole, formPart("Path", "/y") + whole,
		"--b\r\nContent-Disposition: form-data; name=Path\r\nContent-Transfer-Encoding: quoted-printable\r\n" +
			"\r\n=2Fx\r\n" + whole,
		"--b\r\n\r\n\r\n" + whole, "preamble\r\n" + whole +
			"epilogue", "--b\nContent-Disposition: form-data; name=\"Path\"\n\n/x\n--b--",
		"--b\r\nContent-Disposition: form-data; name*=utf-8''P%61th\r\n\r\n/x\r\n--b--\r\n",
	} {
		f.Add("multipart/form-data; boundary=b", []byte(body))
	}
	f.Add(`multipart/form-data; boundary=""`, []byte(whole))
	f.Add("multipart/form-data; boundary*=utf-8''b", []byte(whole))
	st, err := state.New(state.Options{})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		req := httptest.NewRequestWithContext(t.Context(), "POST", "/", bytes.NewReader(body))
		req.Header.Set("Content-Type", contentType)
		fields := &form{values: map[string][]string{}}
		up, err := readUpload(req, fields, st.NewDraft(true))
		if err != nil {
			rep := errorReply(err)
			require.Contains(t, []int{400, 413}, rep.status, "%s", rep.body)
			return
		}
		require.True(t, strings.HasPrefix(up.path, "/"))
		require.Contains(t, []string{"public", "protected", "private"}, up.visibility)
		require.NotEmpty(t, up.contentType)
		require.LessOrEqual(t, up.content.Size(), int64(len(body)))
		require.LessOrEqual(t, len(fields.values), maxParts+1)
		defer up.content.Discard()
		kept, err := up.content.Keep()
		require.NoError(t, err)
		var content bytes.Buffer
		require.NoError(t, kept.CopyTo(&content))
		require.True(t, bytes.Contains(body, content.Bytes()), "the content is in the body as it is")
	})
}

// A path has segments that name something, or no route.
func FuzzSplitPath(f *testing.F) {
	for _, s := range []string{"/v1/Services", "/v1/../x", "/%2e%2e", "/a%2Fb", "/%00", "//", "/", "", "/%zz",
		"/v1/Services/%ff", "/é"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, path string) {
		segments, ok := splitPath(path)
		if !ok {
			require.Nil(t, segments)
			return
		}
		again := ""
		for _, s := range segments {
			require.NotContains(t, []string{"", ".", ".."}, s)
			require.NotContains(t, s, "/")
			again += "/" + url.PathEscape(s)
		}
		if same, ok := splitPath(again); ok {
			require.Equal(t, segments, same)
		}
	})
}

func FuzzLimitsSet(f *testing.F) {
	for _, s := range []string{"documented", "concurrent=5", "retry-after=2s", "per-second=-1", "=", "x=y"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var l Limits
		if l.Set(text) == nil {
			require.NoError(t, l.check())
			return
		}
		require.Zero(t, l)
	})
}

// Whatever net/http takes for a request is answered, never with 500, and a refusal
// changes nothing.
func FuzzServeHTTP(f *testing.F) {
	w := newWorld(f)
	for _, op := range contract(f) {
		var b bytes.Buffer
		req := w.request(f, op, "http://any.host")
		req.Header.Del("Authorization")
		require.NoError(f, req.Write(&b))
		f.Add(b.Bytes())
	}
	f.Add([]byte("POST /v1/Services HTTP/1.1\r\nHost: a\r\nContent-Type: " + formType +
		"\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\nTrailer: x\r\n\r\n"))
	a := w.again(f)
	before := dumped(f, a.emu)
	f.Fuzz(func(t *testing.T, data []byte) {
		req, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(data)))
		if err != nil || IsSite(req) { // what is deployed may answer as it likes
			return
		}
		req.SetBasicAuth(TestAccountSID, TestAuthToken)
		rec := httptest.NewRecorder()
		a.emu.ServeHTTP(rec, req.WithContext(t.Context()))
		res := rec.Result()
		_, err = io.Copy(io.Discard, res.Body)
		require.NoError(t, err)
		require.Less(t, res.StatusCode, 500, "%s", rec.Body)
		now := dumped(t, a.emu)
		switch {
		case now == before:
		case res.StatusCode >= 300 || req.Method == "GET":
			require.Equal(t, before, now, "answered %d", res.StatusCode)
		default: // done, and undone for the next
			require.NoError(t, a.emu.Restore(strings.NewReader(w.dump)))
			before = dumped(t, a.emu)
		}
	})
}

// Whatever host, path and signature a request for a site has, there is an answer, nothing
// private or unsigned is in it, and the state stays as it is.
func FuzzSite(f *testing.F) {
	for _, path := range []string{"/index.html", "/", "/caf%C3%A9%20list.txt", "/members.json", "//", "/%2e%2e/x",
		"/prices.json", "/run-protected"} {
		f.Add("DOMAIN", path, "", "")
		f.Add("127.0.0.1:8080", "/_live/DOMAIN"+path, "AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "a=b&a=c")
		f.Add("127.0.0.1:8080", "/_live/%41%41%41"+path, "x", "bodySHA256=00")
	}
	s := newSite(f, nil)
	seq := func() uint64 {
		r := s.emu.state.Read()
		defer r.Done()
		return r.Seq()
	}
	want := seq()
	f.Fuzz(func(t *testing.T, host, path, signature, body string) {
		path = strings.ReplaceAll(path, "DOMAIN", s.domain)
		u, err := url.ParseRequestURI(path)
		if err != nil || u.Host != "" {
			t.Skip("no request line has it")
		}
		method := "GET"
		if body != "" {
			method = "POST"
		}
		r := httptest.NewRequest(method, "/", strings.NewReader(body))
		r.URL, r.Host = u, strings.ReplaceAll(host, "DOMAIN", s.domain)
		r.Header.Set("X-Twilio-Signature", signature)
		r.Header.Set("Content-Type", formType)
		w := httptest.NewRecorder()
		s.emu.ServeHTTP(w, r)
		assert.Contains(t, []int{200, 301, 400, 401, 403, 404, 405, 414, 501}, w.Code)
		assert.NotContains(t, w.Body.String(), "secret")
		assert.NotContains(t, w.Body.String(), "members\"")
		assert.Equal(t, want, seq())
	})
}

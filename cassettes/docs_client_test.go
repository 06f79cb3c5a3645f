package cassettes_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/gen/upload"
)

// clients are the generated clients on one recording.
type clients struct {
	*serverless.Client
	uploads *upload.Client
}

// docCall sends, with the generated client, the request that a page prints, and looks at what its answer decodes into.
type docCall struct {
	file   string // below docs/
	call   func(context.Context, clients) (*http.Response, error)
	status int
	check  func(t *testing.T, body []byte)
}

// TestDocs_generatedClient sends the requests that pages print and looks at what their answers decode into. The
// examples of the official document are sent by TestDocs_byContract, which wants the whole answer back and needs no
// call for it.
func TestDocs_generatedClient(t *testing.T) {
	t.Parallel()
	called := map[string]bool{}
	for _, c := range docCalls() {
		called[c.file] = true
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			rt := replay(t, filepath.Join("docs", c.file+".yaml"))
			doer := &http.Client{Transport: rt}
			api, err := serverless.NewClient("https://serverless.twilio.com", serverless.WithHTTPClient(doer))
			require.NoError(t, err)
			uploads, err := upload.NewClient("https://serverless-upload.twilio.com", upload.WithHTTPClient(doer))
			require.NoError(t, err)

			resp, err := c.call(t.Context(), clients{api, uploads})
			require.NoError(t, err)
			body, err := io.ReadAll(resp.Body)
			require.NoError(t, err)
			assert.Equal(t, c.status, resp.StatusCode)
			c.check(t, body)
			require.NoError(t, rt.Close())
		})
	}
	for _, doc := range loadDocs(t) {
		assert.True(t, called[doc.name] || strings.HasPrefix(doc.name, "openapi/"),
			"no call for docs/%s.yaml: add one to docCalls in cassettes/docs_calls_test.go", doc.name)
	}
}

// is decodes the body into the generated type, asserts that no published property was lost, and hands it to check.
func is[T any](check func(t *testing.T, got T)) func(*testing.T, []byte) {
	return func(t *testing.T, body []byte) {
		var got T
		decoder := json.NewDecoder(bytes.NewReader(body))
		decoder.DisallowUnknownFields()
		require.NoError(t, decoder.Decode(&got))
		back, err := json.Marshal(got)
		require.NoError(t, err)
		assert.JSONEq(t, strings.ReplaceAll(string(body), `+00:00"`, `Z"`), string(back),
			"decoding lost or changed a value")
		check(t, got)
	}
}

// list decodes an empty page and asserts its place; urls are the next and the previous page, "" for null.
func list[T any](key string, page int, meta func(T) (serverless.PageMeta, int), next,
	previous string) func(*testing.T, []byte) {
	return is(func(t *testing.T, got T) {
		m, items := meta(got)
		assert.Equal(t, key, m.Key)
		assert.Equal(t, page, m.Page)
		assert.Equal(t, 50, m.PageSize)
		assert.Zero(t, items)
		assert.Contains(t, m.FirstPageURL, "PageSize=50&Page=0")
		for _, link := range []struct {
			want string
			have *string
		}{{next, m.NextPageURL}, {previous, m.PreviousPageURL}} {
			if link.want == "" {
				assert.Nil(t, link.have)
			} else if assert.NotNil(t, link.have) {
				assert.Contains(t, *link.have, link.want)
			}
		}
	})
}

const (
	zeros   = "00000000000000000000000000000000"
	account = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	zs      = "ZS" + zeros
	ze      = "ZE" + zeros
	zh      = "ZH" + zeros
	zn      = "ZN" + zeros
	zb      = "ZB" + zeros
	zd      = "ZD" + zeros
)

var november = time.Date(2018, 11, 10, 20, 0, 0, 0, time.UTC)

// uploadBody is the form of the upload sample, with a boundary of its own.
func uploadBody(path, visibility, fileName, content string) (contentType string, body io.Reader) {
	var buffer bytes.Buffer
	w := multipart.NewWriter(&buffer)
	_ = w.WriteField("Path", path) // a bytes.Buffer does not fail
	_ = w.WriteField("Visibility", visibility)
	part, _ := w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="Content"; filename="` + fileName + `"`},
		"Content-Type":        {"application/javascript"},
	})
	_, _ = io.WriteString(part, content)
	_ = w.Close()
	return w.FormDataContentType(), &buffer
}

func ptr[T any](value T) *T { return &value }

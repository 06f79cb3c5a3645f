package variants

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// requestVariants read requests in a way that the standards leave to a server.
func requestVariants() []Variant {
	var queries []string
	for _, op := range operations.All() {
		for _, parameter := range op.Query {
			queries = append(queries, parameter.Name)
		}
	}
	return []Variant{
		{Name: "parameters of a query that are none refused", Why: "no page says that a server ignores them",
			Assumes: true,
			wear: stricter(http.StatusBadRequest, func(a asking) string {
				for name := range a.URL.Query() {
					if !slices.Contains(queries, name) {
						return "Unknown parameter " + name
					}
				}
				return ""
			})},
		{Name: "GET with a body refused", Why: "HTTP gives the body of a GET no meaning, and lets servers reject it",
			Assumes: true,
			wear: stricter(http.StatusBadRequest, func(a asking) string {
				if a.Method == http.MethodGet && a.ContentLength != 0 && a.Body != nil && a.Body != http.NoBody {
					return "A GET has no body."
				}
				return ""
			})},
		{Name: "dates of a filter of Logs that are none ignored", Why: "no page says what becomes of them",
			Assumes: true, wear: withoutBadDates},
		{Name: "answers compressed for who asks for it", Why: "HTTP allows it when Accept-Encoding has gzip",
			Alone: true, wear: compressed},
		{Name: "tags of what is answered", Why: "HTTP allows an ETag, and 304 to who has that copy",
			wear: answers(tagged)},
		{Name: "the address of what was made in Location", Why: "HTTP lets a 201 say it there",
			wear: answers(func(_ *http.Request, resp *http.Response) (bool, error) {
				body, err := document(resp)
				at := asText(body["url"])
				if err != nil || resp.StatusCode != http.StatusCreated || at == "" {
					return false, err
				}
				resp.Header.Set("Location", at)
				return true, nil
			})},
		{Name: "HTTP/2", Why: "any version of HTTP carries the API",
			wear: answers(func(_ *http.Request, resp *http.Response) (bool, error) {
				resp.Proto, resp.ProtoMajor, resp.ProtoMinor = "HTTP/2.0", 2, 0
				resp.Status = fmt.Sprint(resp.StatusCode)
				return true, nil
			})},
		{Name: "no Date", Why: "a server without a clock sends none (RFC 9110)",
			wear: answers(func(_ *http.Request, resp *http.Response) (bool, error) {
				resp.Header.Del("Date")
				return true, nil
			})},
		{Name: "the page before the second under the address of the first", Why: "it is that page",
			wear: documents(func(_ *http.Request, _ int, body object) bool {
				meta, _ := body["meta"].(object)
				if meta["previous_page_url"] == nil || fmt.Sprint(meta["page"]) != "1" {
					return false
				}
				meta["previous_page_url"] = meta["first_page_url"]
				return true
			})},
		{Name: "the address of the first page without its number",
			Why: "an address may leave out what goes without saying",
			wear: documents(func(_ *http.Request, _ int, body object) bool {
				meta, _ := body["meta"].(object)
				first := asText(meta["first_page_url"])
				short := strings.Replace(first, "&Page=0", "", 1)
				if meta == nil || short == first {
					return false
				}
				meta["first_page_url"] = short
				return true
			})},
	}
}

func withoutBadDates(next http.RoundTripper, changed func()) http.RoundTripper {
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		query := req.URL.Query()
		again := req
		for _, name := range []string{"StartDate", "EndDate"} {
			if _, err := time.Parse(time.RFC3339, query.Get(name)); query.Has(name) && err != nil {
				query.Del(name)
				again = req.Clone(req.Context())
				again.URL.RawQuery = query.Encode()
				changed()
			}
		}
		return next.RoundTrip(again)
	})
}

// compressed answers with gzip where the client says that it takes it, which a Transport of Go does in its place.
func compressed(next http.RoundTripper, changed func()) http.RoundTripper {
	return answers(func(req *http.Request, resp *http.Response) (bool, error) {
		raw, err := text(resp)
		if err != nil || len(raw) == 0 || resp.Header.Get("Content-Encoding") != "" {
			return false, err
		}
		asks := req.Header.Values("Accept-Encoding")
		if len(asks) == 0 {
			resp.Uncompressed = true // as Go's Transport hands on what it asked for and read
			return true, nil
		}
		if !slices.ContainsFunc(asks, func(v string) bool {
			_, weight, _ := strings.Cut(v, "gzip")
			return strings.Contains(v, "gzip") && !strings.HasPrefix(strings.ReplaceAll(weight, " ", ""), ";q=0")
		}) {
			return false, nil
		}
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		_, _ = w.Write(raw) // a bytes.Buffer takes everything
		if err := w.Close(); err != nil {
			return false, err
		}
		resp.Header.Set("Content-Encoding", "gzip")
		return true, write(resp, b.Bytes())
	})(next, changed)
}

// tagged gives an answer a tag, and leaves out what the client has.
func tagged(req *http.Request, resp *http.Response) (bool, error) {
	raw, err := text(resp)
	if err != nil || resp.StatusCode != http.StatusOK || len(raw) == 0 {
		return false, err
	}
	tag := fmt.Sprintf(`"%x"`, sha256.Sum256(raw))[:18] + `"`
	resp.Header.Set("ETag", tag)
	resp.Header.Set("Cache-Control", "private, max-age=0, must-revalidate")
	if req.Method == http.MethodGet && req.Header.Get("If-None-Match") == tag {
		resp.StatusCode, resp.Status = http.StatusNotModified, "304 Not Modified"
		resp.Body, resp.ContentLength = io.NopCloser(strings.NewReader("")), 0
		resp.Header.Del("Content-Type")
	}
	return true, nil
}

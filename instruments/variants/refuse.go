package variants

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// stricter refuses a request that the server behind would accept: want returns what is wrong with it, or nothing.
// A request that the server refuses anyway keeps its own refusal.
func stricter(status int, want func(a asking) string) wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			a, again, err := read(req)
			if err != nil {
				return nil, err
			}
			if _, _, authorized := req.BasicAuth(); !authorized {
				return next.RoundTrip(again)
			}
			if wrong := want(a); wrong != "" {
				changed()
				return refusal(again, status, wrong), nil
			}
			return next.RoundTrip(again)
		})
	}
}

// refusal is an error in the shape of the API.
func refusal(req *http.Request, status int, message string) *http.Response {
	if status == http.StatusRequestEntityTooLarge { // a gateway answers it
		return answer(req, status, "text/html", "<html><body>413 Request Entity Too Large</body></html>")
	}
	code := map[int]int{http.StatusNotFound: 20404, http.StatusConflict: 20409,
		http.StatusTooManyRequests: 20429}[status]
	if code == 0 {
		code = 20001
	}
	return answer(req, status, "application/json",
		string(plain(object{"code": code, "message": message, "status": status,
			"more_info": fmt.Sprintf("https://www.twilio.com/docs/errors/%d", code)})))
}

// An asking is a request, its form and what it uploads.
type asking struct {
	*http.Request
	form  url.Values
	parts map[string]part // of an upload
}

// A part is one of a multipart body.
type part struct{ kind, content string }

var collection = regexp.MustCompile(`^/v1/(?:.+/)?([A-Z][a-z]+)/?$`)

// creates reports whether a request creates one of a kind, such as Functions.
func (a asking) creates(kind string) bool {
	m := collection.FindStringSubmatch(a.URL.Path)
	return a.Method == http.MethodPost && m != nil && m[1] == kind
}

// uploads reports whether a request uploads a Version of a kind, Functions or Assets.
func (a asking) uploads(kind string) bool {
	return len(a.parts) > 0 && strings.Contains(a.URL.Path, "/"+kind+"/")
}

func isForm(req *http.Request) bool {
	media, _, _ := mime.ParseMediaType(req.Header.Get("Content-Type"))
	return media == "application/x-www-form-urlencoded" && req.Method == http.MethodPost
}

// read reads a request, and returns it so that it can be read again.
func read(req *http.Request) (asking, *http.Request, error) {
	a := asking{Request: req}
	if isForm(req) {
		form, again, err := formOf(req)
		a.form = form
		return a, again, err
	}
	media, parameters, _ := mime.ParseMediaType(req.Header.Get("Content-Type"))
	if !isUpload(req) || media != "multipart/form-data" || req.Body == nil {
		return a, req, nil
	}
	raw, err := io.ReadAll(req.Body)
	if err := req.Body.Close(); err != nil {
		return a, nil, err
	}
	if err != nil {
		return a, nil, err
	}
	again := req.Clone(req.Context())
	again.Body = io.NopCloser(bytes.NewReader(raw))
	a.parts = map[string]part{}
	for reader := multipart.NewReader(bytes.NewReader(raw), parameters["boundary"]); ; {
		p, err := reader.NextRawPart()
		if err != nil { // the end, or what the server behind refuses
			return a, again, nil
		}
		content, err := io.ReadAll(p)
		if err != nil {
			return a, again, nil
		}
		a.parts[p.FormName()] = part{p.Header.Get("Content-Type"), string(content)}
	}
}

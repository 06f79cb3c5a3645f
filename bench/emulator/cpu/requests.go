package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// A request is one that is repeated, with the bound of its ratio; 0: it has none.
type request struct {
	name, method, path string
	body               []byte
	contentType        string
	bound              float64
	most               int // connections
}

const form = "application/x-www-form-urlencoded"

// upload gives the parts of a version.
func upload(size int) (body []byte, contentType string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.WriteField("Path", "/a.bin")
	_ = w.WriteField("Visibility", "public")
	part, _ := w.CreateFormFile("Content", "a.bin")
	_, _ = part.Write(bytes.Repeat([]byte("x"), size))
	_ = w.Close()
	return b.Bytes(), w.FormDataContentType()
}

// make sends a request and gives the answer, which has to be a good one.
func (p *process) make(ctx context.Context, r request) (*http.Response, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, r.method, p.url+r.path, bytes.NewReader(r.body))
	if err != nil {
		return nil, nil, err
	}
	req.SetBasicAuth(emulator.TestAccountSID, emulator.TestAuthToken)
	if r.contentType != "" {
		req.Header.Set("Content-Type", r.contentType)
	}
	res, err := p.client.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode >= http.StatusMultipleChoices {
		err = fmt.Errorf("%s %s: %s: %.200s", r.method, r.path, res.Status, text)
	}
	return res, text, err
}

// post creates something and gives its SID.
func (p *process) post(ctx context.Context, path string, fields ...string) (string, error) {
	values := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		values.Add(fields[i], fields[i+1])
	}
	return p.created(ctx, request{method: http.MethodPost, path: path, body: []byte(values.Encode()),
		contentType: form})
}

func (p *process) created(ctx context.Context, r request) (string, error) {
	_, text, err := p.make(ctx, r)
	if err != nil {
		return "", err
	}
	var answer struct{ SID string }
	return answer.SID, json.Unmarshal(text, &answer)
}

// furnish makes what the requests are about.
func (p *process) furnish(ctx context.Context) ([]request, error) {
	service, err := p.post(ctx, "/v1/Services", "UniqueName", "bench", "FriendlyName", "bench")
	if err != nil {
		return nil, err
	}
	at := "/v1/Services/" + service
	for range 60 {
		if _, err := p.post(ctx, at+"/Functions", "FriendlyName", "f"); err != nil {
			return nil, err
		}
	}
	asset, err := p.post(ctx, at+"/Assets", "FriendlyName", "a")
	if err != nil {
		return nil, err
	}
	versions := at + "/Assets/" + asset + "/Versions"
	small, smallType := upload(1000)
	large, largeType := upload(1_000_000)
	version, err := p.created(ctx, request{method: http.MethodPost, path: versions, body: small,
		contentType: smallType})
	if err != nil {
		return nil, err
	}
	build, err := p.post(ctx, at+"/Builds", "AssetVersions", version)
	if err != nil {
		return nil, err
	}
	return []request{
		{name: "GET Service", method: "GET", path: at, bound: 1.5, most: 64},
		{name: "Build status", method: "GET", path: at + "/Builds/" + build + "/Status", bound: 1.5, most: 64},
		{name: "list of 50", method: "GET", path: at + "/Functions?PageSize=50", bound: 3, most: 64},
		{name: "POST Function", method: "POST", path: at + "/Functions", body: []byte("FriendlyName=f"),
			contentType: form, most: 64},
		{name: "upload of 1 kB", method: "POST", path: versions, body: small, contentType: smallType, bound: 2.2,
			most: 64},
		{name: "upload of 1 MB", method: "POST", path: versions, body: large, contentType: largeType, bound: 5,
			most: 8},
	}, nil
}

// A cannedAnswer is what the bare handler says.
type cannedAnswer struct {
	Status int
	Header http.Header
	Body   []byte
}

// can writes down an answer to each request, for the bare handler.
func (p *process) can(ctx context.Context, dir string, requests []request) (file string, err error) {
	all := map[string]cannedAnswer{}
	for _, r := range requests {
		res, text, err := p.make(ctx, r)
		if err != nil {
			return "", err
		}
		res.Header.Del("Date")
		all[r.method+" "+r.path] = cannedAnswer{res.StatusCode, res.Header, text}
	}
	text, err := json.Marshal(all)
	if err != nil {
		return "", err
	}
	file = filepath.Join(dir, "canned.json")
	return file, os.WriteFile(file, text, 0o600)
}

// serveBare answers from a file, after it has read the body.
func serveBare(address, file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var all map[string]cannedAnswer
	if err := json.Unmarshal(text, &all); err != nil {
		return err
	}
	return listen(address, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, ok := all[r.Method+" "+r.URL.RequestURI()]
		if !ok {
			http.Error(w, "no "+strings.TrimSpace(r.URL.RequestURI()), http.StatusNotFound)
			return
		}
		if r.Method == http.MethodPost {
			_, _ = io.Copy(io.Discard, r.Body)
		}
		for name, values := range c.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(c.Status)
		_, _ = w.Write(c.Body)
	}))
}

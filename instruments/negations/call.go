package negations

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"
)

type object = map[string]any

// A call is one request to the buggy server and, after the handler behind it answered, its answer.
type call struct {
	route
	mem   *memory
	req   *http.Request
	raw   []byte     // the body as it came
	form  url.Values // of a form; changes are sent on
	query url.Values // changes are sent on
	up    *upload    // of an upload

	status int
	header http.Header
	body   []byte
	json   object // nil unless the body is an object; changes are sent back

	next     http.Handler
	answered bool
	met      *call  // another one of the same operation that was under way
	encoded  string // form and query as they came, to see whether they changed
}

func newCall(mem *memory, next http.Handler, r *http.Request) *call {
	c := &call{route: routeOf(r.Method, r.URL.Path), mem: mem, req: r, next: next, query: r.URL.Query()}
	if r.Body != nil {
		c.raw, _ = io.ReadAll(r.Body) // a broken body reaches the handler as far as it was read
	}
	media := lower(r.Header.Get("Content-Type"))
	switch {
	case strings.HasPrefix(media, "multipart/"):
		c.up = readUpload(r.Header.Get("Content-Type"), c.raw)
	case r.Method == http.MethodPost:
		c.form, _ = url.ParseQuery(string(c.raw))
	}
	c.encoded = c.form.Encode() + "?" + c.query.Encode()
	return c
}

// ok reports whether the call succeeded.
func (c *call) ok() bool { return c.status >= 200 && c.status < 300 }

// refuse answers instead of the handler, in the shape of the API's errors.
func (c *call) refuse(status, code int, message string) {
	c.answered, c.status = true, status
	c.header = http.Header{"Content-Type": {"application/json"}}
	c.json = object{"code": code, "message": message, "status": status,
		"more_info": fmt.Sprintf("https://www.twilio.com/docs/errors/%d", code)}
}

// missing answers as the API does for what it does not know.
func (c *call) missing() {
	c.refuse(404, 20404, "The requested resource "+strings.TrimPrefix(c.req.URL.Path, "/v1")+" was not found")
}

// empty answers with a status and no body.
func (c *call) empty(status int) {
	c.answered, c.status, c.header, c.body, c.json = true, status, http.Header{}, nil, nil
}

// forward sends the request on, with what hooks before it changed.
func (c *call) forward() {
	if c.answered {
		return
	}
	r := c.req.Clone(c.req.Context())
	body := c.raw
	if c.form.Encode()+"?"+c.query.Encode() != c.encoded {
		if c.form != nil && c.req.Method == http.MethodPost {
			body = []byte(c.form.Encode())
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		r.URL.RawQuery = c.query.Encode()
	}
	if c.up != nil && c.up.changed {
		var media string
		media, body = c.up.encode()
		r.Header.Set("Content-Type", media)
	}
	if path := c.req.URL.Path; path != r.URL.Path {
		r.URL.Path = path
	}
	r.Body, r.ContentLength, r.RequestURI = io.NopCloser(bytes.NewReader(body)), int64(len(body)), r.URL.RequestURI()
	rec := httptest.NewRecorder()
	c.next.ServeHTTP(rec, r)
	c.status, c.header, c.body = rec.Code, rec.Header(), rec.Body.Bytes()
	c.decode()
}

func (c *call) decode() {
	d := json.NewDecoder(bytes.NewReader(c.body))
	d.UseNumber()
	c.json = nil
	if err := d.Decode(&c.json); err != nil {
		c.json = nil
	}
}

// to sends the request to another path.
func (c *call) to(path string) {
	c.req = c.req.Clone(c.req.Context())
	c.req.URL.Path, c.req.URL.RawPath = path, ""
}

// admin sends a request of the defect's own, with the credentials of the call, and returns what was answered.
func (c *call) admin(method, path string, form url.Values) (int, object) {
	host := strings.Replace(c.req.Host, "serverless-upload", "serverless", 1)
	r := httptest.NewRequestWithContext(c.req.Context(), method, "http://"+host+"/v1"+path,
		strings.NewReader(form.Encode()))
	r.TLS, r.URL.Scheme = c.req.TLS, c.req.URL.Scheme
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header["Authorization"] = c.req.Header["Authorization"]
	rec := httptest.NewRecorder()
	c.next.ServeHTTP(rec, r)
	var o object
	_ = json.Unmarshal(rec.Body.Bytes(), &o)
	return rec.Code, o
}

// all lists a whole collection by the handler behind, newest first as it has it.
func (c *call) all(path string) []object {
	_, o := c.admin(http.MethodGet, path+"?PageSize=1000", nil)
	meta, _ := o["meta"].(object)
	key, _ := meta["key"].(string)
	return objects(o[key])
}

// base is the path of the Service of the call, of its parent, or of a list below.
func (c *call) base(below ...string) string {
	path := "/Services/" + c.Service
	for _, b := range below {
		path += "/" + b
	}
	return path
}

// items are the entries of a list that was answered, with the key that they stand under.
func (c *call) items() (key string, entries []object) {
	meta, _ := c.json["meta"].(object)
	key, _ = meta["key"].(string)
	return key, objects(c.json[key])
}

// setItems replaces the entries of a list.
func (c *call) setItems(entries []object) {
	key, _ := c.items()
	list := make([]any, len(entries))
	for i, e := range entries {
		list[i] = e
	}
	c.json[key] = list
}

func objects(v any) (all []object) {
	list, _ := v.([]any)
	for _, e := range list {
		if o, ok := e.(object); ok {
			all = append(all, o)
		}
	}
	return all
}

func text(o object, name string) string { s, _ := o[name].(string); return s }

// clone copies an object deeply.
func clone(o object) object {
	data, _ := json.Marshal(o)
	var c object
	_ = json.Unmarshal(data, &c)
	return c
}

func date(t time.Time) string { return t.UTC().Format(time.RFC3339) }

package variants

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

type wear = func(next http.RoundTripper, changed func()) http.RoundTripper

// object is a JSON object. Numbers are json.Number, so that writing them again changes nothing.
type object = map[string]any

// answers wears a change of the answers, which reports whether it changed anything.
func answers(change func(req *http.Request, resp *http.Response) (bool, error)) wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			resp, err := next.RoundTrip(req)
			if err != nil {
				return nil, err
			}
			differs, err := change(req, resp)
			if err != nil {
				return nil, err
			}
			if differs {
				changed()
			}
			return resp, nil
		})
	}
}

// documents wears a change of the JSON objects that are answered.
func documents(change func(req *http.Request, status int, body object) bool) wear {
	return answers(func(req *http.Request, resp *http.Response) (bool, error) {
		body, err := document(resp)
		if err != nil || body == nil || !change(req, resp.StatusCode, body) {
			return false, err
		}
		return true, write(resp, plain(body))
	})
}

// resources wears a change of every resource in the answers: alone, in a list, or inside a Build.
func resources(change func(resource object) bool) wear {
	return documents(func(_ *http.Request, status int, body object) bool {
		return status < 300 && each(body, change)
	})
}

// each gives every object with a SID to change.
func each(value any, change func(object) bool) (changed bool) {
	switch value := value.(type) {
	case object:
		for _, inner := range value {
			changed = each(inner, change) || changed
		}
		if _, is := value["sid"].(string); is {
			changed = change(value) || changed
		}
	case []any:
		for _, inner := range value {
			changed = each(inner, change) || changed
		}
	}
	return changed
}

// refusals wears a change of the errors in JSON.
func refusals(change func(req *http.Request, status int, body object) bool) wear {
	return documents(func(req *http.Request, status int, body object) bool {
		return status >= 400 && change(req, status, body)
	})
}

// created sends a request and returns what it created; nil when the answer says of nothing that it was.
func created(next http.RoundTripper, req *http.Request) (*http.Response, object, error) {
	resp, err := next.RoundTrip(req)
	if err != nil || resp.StatusCode != http.StatusCreated {
		return resp, nil, err
	}
	body, err := document(resp)
	if err != nil {
		return nil, nil, err
	}
	return resp, body, nil
}

// document reads the object that is answered, and leaves the answer as it was; nil if there is none.
func document(resp *http.Response) (object, error) {
	raw, err := text(resp)
	if err != nil {
		return nil, err
	}
	if media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); media != "application/json" {
		return nil, nil
	}
	var body object
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if decoder.Decode(&body) != nil {
		return nil, nil
	}
	return body, nil
}

// text reads the body that is answered, and leaves the answer as it was.
func text(resp *http.Response) ([]byte, error) {
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(raw))
	return raw, nil
}

func plain(body any) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(body) != nil { // what was decoded can be encoded
		return nil
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// write replaces the body that is answered.
func write(resp *http.Response, body []byte) error {
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	resp.Header.Del("Content-Length")
	return nil
}

// answer is an answer that the server behind did not give.
func answer(req *http.Request, status int, contentType, body string, header ...string) *http.Response {
	h := http.Header{}
	if contentType != "" {
		h.Set("Content-Type", contentType)
	}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	if req.Body != nil {
		_ = req.Body.Close() // as a RoundTripper must
	}
	if req.Method == http.MethodHead {
		body = ""
	}
	return &http.Response{
		StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
		Request: req,
		Proto:   "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
}

// formOf reads the form that is sent, and returns the request with a body that can be read again.
func formOf(req *http.Request) (url.Values, *http.Request, error) {
	again := req.Clone(req.Context())
	if req.Body == nil || req.Body == http.NoBody {
		return url.Values{}, again, nil
	}
	raw, err := io.ReadAll(req.Body)
	if err := req.Body.Close(); err != nil {
		return nil, nil, err
	}
	if err != nil {
		return nil, nil, err
	}
	again.Body = io.NopCloser(bytes.NewReader(raw))
	fields, err := url.ParseQuery(string(raw))
	if err != nil {
		return nil, again, nil // no form, then
	}
	return fields, again, nil
}

// send gives a request another form.
func send(req *http.Request, form url.Values) {
	body := form.Encode()
	req.Body, req.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
}

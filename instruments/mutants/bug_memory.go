package mutants

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// A memory is what a bug has seen go by. Bugs that answer from it know more than they should, or something old.
type memory struct {
	mu sync.Mutex
	m  map[string][]byte
}

func newMemory() *memory { return &memory{m: map[string][]byte{}} }

func (m *memory) put(key string, value []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.m[key] = bytes.Clone(value)
}

func (m *memory) get(key string) ([]byte, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	value, ok := m.m[key]
	return value, ok
}

// keepsDeleted answers what is gone with what it was when it was fetched or created last. Its key
// is the SID at the end of the path, so that it is found below any parent.
func keepsDeleted(created, fetched string) planting { return remembers(created, fetched, nil) }

// remembers is keepsDeleted with a say in what may be answered from memory.
func remembers(created, fetched string, may func(req *http.Request) bool) planting {
	return func(s *site, ops operationSet) http.RoundTripper {
		known := newMemory()
		return tripper(func(req *http.Request) (*http.Response, error) {
			resp, err := s.next.RoundTrip(req)
			if err != nil {
				return nil, err
			}
			_, creates := ops[created].match(req)
			path, fetches := ops[fetched].match(req)
			if !creates && !fetches {
				return resp, nil
			}
			a, err := readAnswer(resp)
			if err != nil {
				return nil, err
			}
			if succeeded(a.status) {
				known.put(sidOf(a.body), a.body)
			} else if old, ok := known.get(ownSID(path)); ok && fetches && a.status == http.StatusNotFound &&
				(may == nil || may(req)) {
				s.hit()
				a.status, a.body = http.StatusOK, old
			}
			return a.response(req), nil
		})
	}
}

// ownSID is the last SID of a path.
func ownSID(path []string) string {
	if len(path) == 0 {
		return ""
	}
	return path[len(path)-1]
}

func sidOf(body []byte) string {
	var head struct {
		SID string `json:"sid"`
	}
	_ = json.Unmarshal(body, &head) // what has none is remembered under the empty name
	return head.SID
}

// forgets answers an update as if it had been made: with the fields that were sent, in a resource that stays as it is.
func forgets(operation string, properties map[string]string) planting {
	return requests(operation, func(s *site, req *http.Request) (*http.Request, *http.Response, error) {
		body, err := readBody(req)
		if err != nil {
			return nil, nil, err
		}
		again := resent(req, body)
		form, err := url.ParseQuery(string(body))
		if err != nil || len(form) == 0 {
			return again, nil, nil // no form, nothing to forget
		}
		read := resent(req, nil)
		read.Method = http.MethodGet
		resp, err := s.next.RoundTrip(read)
		if err != nil {
			return nil, nil, err
		}
		a, err := readAnswer(resp)
		if err != nil || a.status != http.StatusOK {
			return again, nil, err
		}
		value, err := unmarshal(a.body)
		if err != nil {
			return nil, nil, err
		}
		for field, property := range properties {
			if sent := form.Get(field); sent == "true" || sent == "false" {
				value.(object)[property] = sent == "true"
			} else if sent != "" {
				value.(object)[property] = sent
			}
		}
		s.hit()
		a.body, err = marshal(value)
		return nil, a.response(req), err
	})
}

// get reads what is at a path, with the credentials of a request.
func (s *site) get(req *http.Request, path string) (*answer, error) {
	read := resent(req, nil)
	read.Method, read.URL.Path, read.URL.RawQuery, read.URL.RawPath = http.MethodGet, path, "", ""
	read.URL.Host = strings.Replace(read.URL.Host, "serverless-upload.", "serverless.", 1)
	read.Host = ""
	resp, err := s.next.RoundTrip(read)
	if err != nil {
		return nil, err
	}
	return readAnswer(resp)
}

// drain reads a body that is not needed.
func drain(r io.ReadCloser) {
	_, _ = io.Copy(io.Discard, r)
	r.Close()
}

// behind puts a planting that only looks between the site and what it stands before.
func (s *site) behind(looks planting, ops operationSet) *site {
	outer := *s
	outer.next = looks(&site{next: s.next, username: s.username, password: s.password, hit: func() {}}, ops)
	return &outer
}

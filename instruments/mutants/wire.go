package mutants

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// An answer is a response that was read and may be changed.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func readAnswer(resp *http.Response) (*answer, error) {
	body, err := io.ReadAll(resp.Body)
	if err = errors.Join(err, resp.Body.Close()); err != nil {
		return nil, fmt.Errorf("mutants: answer: %w", err)
	}
	return &answer{status: resp.StatusCode, header: resp.Header.Clone(), body: body}, nil
}

func (a *answer) response(req *http.Request) *http.Response {
	a.header.Del("Content-Length")
	return &http.Response{
		Status: fmt.Sprintf("%d %s", a.status, http.StatusText(a.status)), StatusCode: a.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: a.header,
		Body: io.NopCloser(bytes.NewReader(a.body)), ContentLength: int64(len(a.body)), Request: req,
	}
}

// marshal writes JSON as APIs do, without escapes for HTML.
func marshal(value any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, fmt.Errorf("mutants: JSON: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

func unmarshal(body []byte) (value any, err error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		return nil, fmt.Errorf("mutants: JSON: %w", err)
	}
	return value, nil
}

// answering plants a defect into the answers of an operation; change returns whether it changed anything.
func (op *operation) answering(change func(a *answer) (bool, error)) func(*site) http.RoundTripper {
	return func(s *site) http.RoundTripper {
		return tripper(func(req *http.Request) (*http.Response, error) {
			resp, err := s.next.RoundTrip(req)
			if err != nil {
				return nil, err
			}
			if _, ok := op.match(req); !ok {
				return resp, nil
			}
			a, err := readAnswer(resp)
			if err != nil {
				return nil, err
			}
			changed, err := change(a)
			if err != nil {
				return nil, err
			}
			if changed {
				s.hit()
			}
			return a.response(req), nil
		})
	}
}

// editing plants a defect into the JSON of answers with the statuses that wanted selects.
func (op *operation) editing(wanted func(status int) bool, edit func(root *any) bool) func(*site) http.RoundTripper {
	return op.answering(func(a *answer) (bool, error) {
		if !wanted(a.status) || len(a.body) == 0 {
			return false, nil
		}
		root, err := unmarshal(a.body)
		if err != nil || !edit(&root) {
			return false, err
		}
		a.body, err = marshal(root)
		return true, err
	})
}

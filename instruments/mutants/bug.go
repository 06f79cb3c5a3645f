package mutants

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// A bug is a behaviour mutant before it knows its operation: what is wrong, in words, the operation
// that it is in, and the ID of the case that must see it.
type bug struct {
	name, operation, kills string
	plant                  func(s *site, ops operationSet) http.RoundTripper
}

type operationSet map[string]*operation

// Behaviour returns the mutants that are bugs with a name, in a stable order. It fails only if the
// embedded documents cannot be read or a bug names an operation that they do not have.
func Behaviour() ([]Mutant, error) {
	list, err := allOperations()
	if err != nil {
		return nil, err
	}
	ops := operationSet{}
	for _, op := range list {
		ops[op.ID] = op
	}
	var all []Mutant
	seen := map[string]bool{}
	for _, b := range slices.Concat(serviceBugs(), listBugs(), functionAndAssetBugs(), versionBugs(), contentBugs(),
		buildBugs(),
		buildUseBugs(),
		environmentBugs(), variableBugs(), deploymentBugs(), logBugs(), credentialBugs()) {
		if ops[b.operation] == nil || seen[b.name] {
			return nil, fmt.Errorf("mutants: the bug %q is there twice or in the operation %q, which is not there",
				b.name,
				b.operation)
		}
		seen[b.name] = true
		all = append(all, Mutant{
			Group: groupBehaviour, Operation: b.operation, Place: b.name, Case: b.kills,
			plant: func(s *site) http.RoundTripper { return b.plant(s, ops) },
		})
	}
	return all, nil
}

type object = map[string]any

// A planting is how a bug is written down.
type planting = func(s *site, ops operationSet) http.RoundTripper

// answers plants a bug into the JSON answers of an operation. change returns the status to answer with.
func answers(operation string, change func(req *http.Request, status int, body object) int) planting {
	return func(s *site, ops operationSet) http.RoundTripper {
		return tripper(func(req *http.Request) (*http.Response, error) {
			resp, err := s.next.RoundTrip(req)
			if err != nil {
				return nil, err
			}
			if _, ok := ops[operation].match(req); !ok {
				return resp, nil
			}
			a, err := readAnswer(resp)
			if err != nil {
				return nil, err
			}
			if value, err := unmarshal(a.body); err == nil {
				if body, ok := value.(object); ok {
					before := string(a.body)
					status := change(req, a.status, body)
					if a.body, err = marshal(body); err != nil {
						return nil, err
					}
					if status != a.status || len(before) != len(a.body) || before != string(a.body) {
						s.hit()
					}
					a.status = status
				}
			}
			return a.response(req), nil
		})
	}
}

// set gives a property of every success another value.
func set(operation, property string, value any) planting {
	return answers(operation, func(_ *http.Request, status int, body object) int {
		if _, there := body[property]; there && succeeded(status) {
			body[property] = value
		}
		return status
	})
}

// texts changes a text of every success.
func texts(operation, property string, change func(string) string) planting {
	return answers(operation, func(_ *http.Request, status int, body object) int {
		if text, ok := body[property].(string); ok && succeeded(status) {
			body[property] = change(text)
		}
		return status
	})
}

// status turns one status into another, in the body of an error as well.
func status(operation string, from, to int) planting {
	return answers(operation, func(_ *http.Request, status int, body object) int {
		if status != from {
			return status
		}
		if _, isError := body["code"]; isError {
			body["status"] = to
		}
		return to
	})
}

// code gives the errors with a status another code.
func code(operation string, of, other int) planting {
	return answers(operation, func(_ *http.Request, status int, body object) int {
		if status == of {
			body["code"] = other
		}
		return status
	})
}

// rows changes the items of a list.
func rows(operation string, change func(req *http.Request, items []any) []any) planting {
	return answers(operation, func(req *http.Request, status int, body object) int {
		meta, _ := body["meta"].(object)
		key, _ := meta["key"].(string)
		if items, ok := body[key].([]any); ok {
			body[key] = change(req, items)
		}
		return status
	})
}

// meta changes where a page says that it stands.
func meta(operation string, change func(req *http.Request, meta object)) planting {
	return answers(operation, func(req *http.Request, status int, body object) int {
		if meta, ok := body["meta"].(object); ok {
			change(req, meta)
		}
		return status
	})
}

// forms plants a bug into how the forms of an operation are read.
func forms(operation string, change func(form url.Values)) planting {
	return requests(operation, func(s *site, req *http.Request) (*http.Request, *http.Response, error) {
		body, err := readBody(req)
		if err != nil {
			return nil, nil, err
		}
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return resent(req, body), nil, nil // no form, nothing to change
		}
		before := form.Encode()
		change(form)
		if form.Encode() == before {
			return resent(req, body), nil, nil
		}
		s.hit()
		again := resent(req, []byte(form.Encode()))
		again.Header.Set("Content-Type", formMedia)
		return again, nil, nil
	})
}

// parts plants a bug into how the parts of an upload are read.
func parts(operation string, change func(parts []part) []part) planting {
	return requests(operation, func(s *site, req *http.Request) (*http.Request, *http.Response, error) {
		body, err := readBody(req)
		if err != nil {
			return nil, nil, err
		}
		read, err := parseParts(req.Header.Get("Content-Type"), body)
		if err != nil {
			return resent(req, body), nil, nil // no upload, nothing to change
		}
		upload := read.(*partFields)
		s.hit()
		upload.parts = change(upload.parts)
		encoded, media, err := upload.encode()
		again := resent(req, encoded)
		again.Header.Set("Content-Type", media)
		return again, nil, err
	})
}

// queries plants a bug into how the query of an operation is read.
func queries(operation string, change func(query url.Values)) planting {
	return requests(operation, func(s *site, req *http.Request) (*http.Request, *http.Response, error) {
		query := req.URL.Query()
		change(query)
		again := req.Clone(req.Context())
		if again.URL.RawQuery = query.Encode(); again.URL.RawQuery != req.URL.Query().Encode() {
			s.hit()
		}
		return again, nil, nil
	})
}

// requests plants a bug into how the requests of an operation are taken: take returns the request
// to go on with, or an answer.
func requests(operation string, take func(s *site, req *http.Request) (*http.Request, *http.Response, error)) planting {
	return func(s *site, ops operationSet) http.RoundTripper {
		return tripper(func(req *http.Request) (*http.Response, error) {
			if _, ok := ops[operation].match(req); !ok {
				return s.next.RoundTrip(req)
			}
			again, resp, err := take(s, req)
			if err != nil || resp != nil {
				return resp, err
			}
			return s.next.RoundTrip(again)
		})
	}
}

// refuses answers what it picks with an error in place of carrying it out.
func refuses(operation string, status, code int, picks func(req *http.Request) bool) planting {
	return requests(operation, func(s *site, req *http.Request) (*http.Request, *http.Response, error) {
		if !picks(req) {
			return req, nil, nil
		}
		s.hit()
		return nil, refusal(req, status, code), nil
	})
}

// refusal is an error of the API.
func refusal(req *http.Request, status, code int) *http.Response {
	body, _ := marshal(object{ // of texts and numbers
		"code": code, "message": "refused by a mutant", "status": status,
		"more_info": fmt.Sprintf("https://www.twilio.com/docs/errors/%d", code),
	})
	a := &answer{status: status, header: http.Header{"Content-Type": {jsonMedia}}, body: body}
	return a.response(req)
}

// accepts answers a refusal with this status as the example of a success.
func accepts(operation string, status int) planting {
	return func(s *site, ops operationSet) http.RoundTripper {
		return tripper(func(req *http.Request) (*http.Response, error) {
			resp, err := s.next.RoundTrip(req)
			if err != nil || resp.StatusCode != status {
				return resp, err
			}
			if _, ok := ops[operation].match(req); !ok {
				return resp, nil
			}
			s.hit()
			resp.Body.Close()
			return ops[operation].succeed(req), nil
		})
	}
}

// deletesNothing answers a DELETE that it picks as if it had been carried out.
func deletesNothing(operation string, picks func(req *http.Request) bool) planting {
	return requests(operation, func(s *site, req *http.Request) (*http.Request, *http.Response, error) {
		if !picks(req) || req.Header.Get("Authorization") == "" {
			return req, nil, nil
		}
		s.hit()
		a := &answer{status: http.StatusNoContent, header: http.Header{}}
		return nil, a.response(req), nil
	})
}

func always(*http.Request) bool { return true }

// last is the last segment of the path.
func last(req *http.Request) string { return req.URL.Path[strings.LastIndexByte(req.URL.Path, '/')+1:] }

// sizes matches a form with a field of this many bytes.
func sizes(field string, n int) func(req *http.Request) bool {
	return func(req *http.Request) bool {
		body, err := readBody(req)
		*req = *resent(req, body)
		form, _ := url.ParseQuery(string(body))
		return err == nil && len(form.Get(field)) == n
	}
}

// shortened cuts a field of a form to what it may have.
func shortened(operation, field string, most int) planting {
	return forms(operation, func(f url.Values) {
		if value := f.Get(field); len(value) > most {
			f.Set(field, strings.ToValidUTF8(value[:most], ""))
		}
	})
}

// dropped does not read a field.
func dropped(operation, field string) planting {
	return forms(operation, func(f url.Values) { f.Del(field) })
}

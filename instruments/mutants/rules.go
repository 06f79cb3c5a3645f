package mutants

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// requestMutants are every rule for the requests of the operation × an implementation that does not enforce it: it
// repairs the request in silence and carries it out, or makes a success up where nothing can be repaired.
func (op *operation) requestMutants() []Mutant {
	all := op.credentialMutants()
	for i, p := range op.params {
		all = append(all, op.pathMutants(i, p)...)
	}
	for _, p := range op.query {
		all = append(all, op.queryMutants(p)...)
		if op.List != "" && !strings.HasPrefix(p.Name, "Page") {
			all = append(all, op.filterMutants(p)...)
		}
	}
	media, schema := op.body()
	switch media {
	case formMedia:
		all = append(all, op.fieldMutants("field", schema, parseForm)...)
	case multipartMedia:
		all = append(all, op.fieldMutants("part", schema, parseParts)...)
	}
	return all
}

// request makes a mutant that a case can only meet where the API refuses something.
func (op *operation) request(place, operator string, plant func(*site) http.RoundTripper) Mutant {
	meets := func(status int) bool { return !succeeded(status) && !unauthorized(status) }
	if place == credentials {
		meets = unauthorized
	}
	return Mutant{Group: groupRequest, Operation: op.ID, Place: place, Operator: operator, meets: meets, plant: plant}
}

// receiving plants a defect into how an operation takes its requests: take returns an answer, or
// the request to go on with.
func (op *operation) receiving(take func(s *site, req *http.Request, path []string) (*http.Response, *http.Request,
	error)) func(*site) http.RoundTripper {
	return func(s *site) http.RoundTripper {
		return tripper(func(req *http.Request) (*http.Response, error) {
			path, ok := op.match(req)
			if !ok {
				return s.next.RoundTrip(req)
			}
			resp, again, err := take(s, req, path)
			if err != nil || resp != nil {
				return resp, err
			}
			return s.next.RoundTrip(again)
		})
	}
}

const credentials = "credentials"

// credentialMutants let callers in that have no good credentials.
func (op *operation) credentialMutants() []Mutant {
	var all []Mutant
	for _, rule := range []struct {
		name   string
		broken func(s *site, user, password string, given bool) bool
	}{
		{"missing", func(_ *site, _, _ string, given bool) bool { return !given }},
		{"malformed user", func(s *site, user, _ string, given bool) bool {
			return given && !strings.HasPrefix(user, "AC") && !strings.HasPrefix(user, "SK")
		}},
		{"empty secret", func(s *site, user, password string, given bool) bool {
			return given && user != "" &&
				password == ""
		}},
		{"wrong secret", func(s *site, user, password string, given bool) bool {
			return given && user == s.username && password != "" && password != s.password
		}},
	} {
		all = append(all, op.request(credentials, rule.name+" accepted", op.receiving(
			func(s *site, req *http.Request, _ []string) (*http.Response, *http.Request, error) {
				user, password, given := req.BasicAuth()
				if !rule.broken(s, user, password, given) {
					return nil, req, nil
				}
				s.hit()
				again := req.Clone(req.Context())
				again.SetBasicAuth(s.username, s.password)
				return nil, again, nil
			})))
	}
	return all
}

// noSID is a well-formed SID that no resource has.
func noSID(value string) bool { return strings.HasSuffix(value, strings.Repeat("f", 32)) }

// pathMutants answer with a success where the path leads nowhere.
func (op *operation) pathMutants(i int, p *openapi3.Parameter) []Mutant {
	var all []Mutant
	made := func(operator string, broken func(value string) bool) {
		all = append(all, op.request("path "+p.Name, operator, op.receiving(
			func(s *site, req *http.Request, path []string) (*http.Response, *http.Request, error) {
				if user, _, _ := req.BasicAuth(); user != s.username || !broken(path[i]) {
					return nil, req, nil
				}
				s.hit()
				return op.succeed(req), nil, nil
			})))
	}
	made("unknown accepted", noSID)
	if schema := p.Schema.Value; strings.HasPrefix(schema.Pattern, "^Z") || strings.HasPrefix(schema.Pattern, "^N") {
		pattern := regexp.MustCompile(schema.Pattern)
		made("malformed accepted", func(value string) bool { return !pattern.MatchString(value) })
	}
	return all
}

// queryMutants overlook a query key whose value breaks a rule.
func (op *operation) queryMutants(p *openapi3.Parameter) []Mutant {
	var all []Mutant
	for _, rule := range valueRules(p.Schema.Value) {
		all = append(all, op.request("query "+p.Name, rule.name+" accepted", op.receiving(
			func(s *site, req *http.Request, _ []string) (*http.Response, *http.Request, error) {
				query := req.URL.Query()
				if !query.Has(p.Name) || !rule.broken(query.Get(p.Name)) {
					return nil, req, nil
				}
				s.hit()
				query.Del(p.Name)
				again := req.Clone(req.Context())
				again.URL.RawQuery = query.Encode()
				return nil, again, nil
			})))
	}
	return all
}

const forgotten = "forgotten on later pages"

// filterMutants do not filter, or too much: each shows in answers that are no refusals.
func (op *operation) filterMutants(p *openapi3.Parameter) []Mutant {
	without := func(when func(query url.Values) bool) planting {
		return queries(op.ID, func(query url.Values) {
			if query.Get(p.Name) != "" && when(query) {
				query.Del(p.Name)
			}
		})
	}
	empty := rows(op.ID, func(req *http.Request, items []any) []any {
		if req.URL.Query().Get(p.Name) != "" {
			return []any{}
		}
		return items
	})
	var all []Mutant
	for _, defect := range []struct {
		name  string
		plant planting
	}{
		{"ignored", without(func(url.Values) bool { return true })},
		{forgotten, without(func(query url.Values) bool { return query.Get("PageToken") != "" })},
		{"leaves nothing", empty},
	} {
		if p.Schema.Value.Format == "date-time" && defect.name == forgotten {
			continue // the ends of a period lie beside all entries: no later page has others
		}
		m := op.request("query "+p.Name, defect.name, func(s *site) http.RoundTripper {
			return defect.plant(s, operationSet{op.ID: op})
		})
		m.meets = succeeded
		all = append(all, m)
	}
	return all
}

// A form is the body of a request, urlencoded or multipart, that can be repaired.
type form interface {
	values(name string) []string
	set(name string, values []string)
	// encode returns the body and its Content-Type.
	encode() (body []byte, contentType string, err error)
}

// fieldMutants repair a field that breaks a rule.
func (op *operation) fieldMutants(kind string, schema *openapi3.Schema,
	parse func(contentType string, body []byte) (form, error)) []Mutant {
	var all []Mutant
	for _, name := range sortedKeys(schema.Properties) {
		field := schema.Properties[name].Value
		plant := func(repair func(values []string) (better []string, broken bool)) func(*site) http.RoundTripper {
			return op.receiving(func(s *site, req *http.Request, _ []string) (*http.Response, *http.Request, error) {
				body, err := readBody(req)
				if err != nil {
					return nil, nil, err
				}
				again := resent(req, body)
				sent, err := parse(req.Header.Get("Content-Type"), body)
				if err != nil {
					return nil, again, nil // what is no form has no field to repair
				}
				values, broken := repair(sent.values(name))
				if !broken {
					return nil, again, nil
				}
				s.hit()
				sent.set(name, values)
				body, media, err := sent.encode()
				again = resent(req, body)
				again.Header.Set("Content-Type", media)
				return nil, again, err
			})
		}
		place := kind + " " + name
		if slices.Contains(schema.Required, name) {
			all = append(all, op.request(place, "missing accepted", plant(func(values []string) ([]string, bool) {
				return []string{sampleOf(name, field)}, len(values) == 0
			})))
		}
		item := field
		if field.Type.Is(openapi3.TypeArray) {
			item = field.Items.Value
		}
		for _, rule := range valueRules(item) {
			all = append(all, op.request(place, rule.name+" accepted", plant(func(values []string) ([]string, bool) {
				if !slices.ContainsFunc(values, rule.broken) {
					return nil, false
				}
				if item != field {
					return slices.DeleteFunc(slices.Clone(values), rule.broken), true
				}
				return []string{rule.repaired(name, values[0])}, true
			})))
		}
	}
	return all
}

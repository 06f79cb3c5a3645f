package mutants

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/twilio-serverless/twilio-serverless-go/openapi"
)

const (
	jsonMedia      = "application/json"
	formMedia      = "application/x-www-form-urlencoded"
	multipartMedia = "multipart/form-data"
)

// An operation is what mutants need of an operation of the documents.
type operation struct {
	id     string
	method string
	spec   *openapi3.Operation
	// path matches the paths of the operation; its groups are the values of params.
	path   *regexp.Regexp
	params []*openapi3.Parameter
	query  []*openapi3.Parameter
	// success is the status of its success, and sample the body of the example for it; nil for a 204.
	success int
	answer  *openapi3.Schema
	sample  []byte
}

// operations reads the documents, which every caller may do anew: they are embedded and small.
func operations() ([]*operation, error) {
	var all []*operation
	for _, file := range []string{openapi.ServerlessFile, openapi.UploadFile} {
		loader := openapi3.NewLoader()
		loader.IsExternalRefsAllowed = true
		loader.ReadFromURIFunc = func(_ *openapi3.Loader, uri *url.URL) ([]byte, error) {
			return openapi.FS.ReadFile(strings.TrimPrefix(uri.Path, "./"))
		}
		doc, err := loader.LoadFromURI(&url.URL{Path: file})
		if err != nil {
			return nil, fmt.Errorf("mutants: load %s: %w", file, err)
		}
		if err := doc.Validate(context.Background()); err != nil {
			return nil, fmt.Errorf("mutants: %s: %w", file, err)
		}
		for path, item := range doc.Paths.Map() {
			for method, spec := range item.Operations() {
				op, err := newOperation(method, path, spec)
				if err != nil {
					return nil, fmt.Errorf("mutants: %s: %w", spec.OperationID, err)
				}
				all = append(all, op)
			}
		}
	}
	slices.SortFunc(all, func(a, b *operation) int { return strings.Compare(a.id, b.id) })
	return all, nil
}

func newOperation(method, path string, spec *openapi3.Operation) (*operation, error) {
	op := &operation{id: spec.OperationID, method: method, spec: spec}
	pattern := "^"
	for segment := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
		name, isParam := strings.CutPrefix(segment, "{")
		if !isParam {
			pattern += "/" + regexp.QuoteMeta(segment)
			continue
		}
		pattern += "/([^/]+)"
		p := spec.Parameters.GetByInAndName(openapi3.ParameterInPath, strings.TrimSuffix(name, "}"))
		if p == nil {
			return nil, fmt.Errorf("no parameter for %s", segment)
		}
		op.params = append(op.params, p)
	}
	op.path = regexp.MustCompile(pattern + "$")
	for _, p := range spec.Parameters {
		if p.Value.In == openapi3.ParameterInQuery {
			op.query = append(op.query, p.Value)
		}
	}
	for status, response := range spec.Responses.Map() {
		code, err := strconv.Atoi(status)
		if err != nil || code >= http.StatusMultipleChoices {
			continue
		}
		op.success = code
		media := response.Value.Content[jsonMedia]
		if media == nil {
			continue
		}
		op.answer = media.Schema.Value
		for _, name := range slices.Sorted(maps.Keys(media.Examples)) {
			if op.sample == nil {
				op.sample, err = marshal(media.Examples[name].Value.Value)
			}
		}
		if err != nil || op.sample == nil {
			return nil, fmt.Errorf("status %d needs an example: %w", code, err)
		}
	}
	if op.success == 0 {
		return nil, fmt.Errorf("no status of success among %v", spec.Responses.Keys())
	}
	return op, nil
}

// match tells whether a request is for the operation, and the values of its path parameters.
func (op *operation) match(req *http.Request) (values []string, ok bool) {
	if req.Method != op.method {
		return nil, false
	}
	values = op.path.FindStringSubmatch(req.URL.Path)
	if values == nil {
		return nil, false
	}
	return values[1:], true
}

// succeed answers as the example of the documents does.
func (op *operation) succeed(req *http.Request) *http.Response {
	a := &answer{status: op.success, header: http.Header{}, body: op.sample}
	if op.sample != nil {
		a.header.Set("Content-Type", jsonMedia)
	}
	return a.response(req)
}

// errorSchema is what the documents say of the JSON of a refusal with this status; nil if they say nothing.
func (op *operation) errorSchema(status int) *openapi3.Schema {
	response := op.spec.Responses.Value(strconv.Itoa(status))
	if response == nil || response.Value.Content[jsonMedia] == nil || response.Value.Content[jsonMedia].Schema == nil {
		return nil
	}
	return response.Value.Content[jsonMedia].Schema.Value
}

// body is the schema of the form or of the parts of an upload, with its media type; nil for an operation without a body.
func (op *operation) body() (media string, form *openapi3.Schema) {
	if op.spec.RequestBody == nil {
		return "", nil
	}
	for media, content := range op.spec.RequestBody.Value.Content {
		return media, content.Schema.Value
	}
	return "", nil
}

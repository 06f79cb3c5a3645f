package mutants

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/internal/apidoc"
)

const (
	jsonMedia      = "application/json"
	formMedia      = "application/x-www-form-urlencoded"
	multipartMedia = "multipart/form-data"
)

// An operation is what mutants need of an operation of the documents.
type operation struct {
	operations.Operation
	spec *openapi3.Operation
	// params have the schemas of the path parameters, and query those of the query.
	params, query []*openapi3.Parameter
	// sample is the body of the example of the success, and answer its schema; nil for a 204.
	answer *openapi3.Schema
	sample []byte
}

// allOperations returns the operations in the order of their IDs.
func allOperations() ([]*operation, error) {
	read, err := apidoc.Operations()
	if err != nil {
		return nil, fmt.Errorf("mutants: %w", err)
	}
	var all []*operation
	for _, known := range operations.All() {
		op := &operation{Operation: known, spec: read[known.ID].Operation}
		if err := op.complete(); err != nil {
			return nil, fmt.Errorf("mutants: %s: %w", known.ID, err)
		}
		all = append(all, op)
	}
	return all, nil
}

// complete looks up the schemas and the sample in the document.
func (op *operation) complete() error {
	for _, p := range op.Path {
		op.params = append(op.params, op.spec.Parameters.GetByInAndName(openapi3.ParameterInPath, p.Name))
	}
	for _, p := range op.Query {
		op.query = append(op.query, op.spec.Parameters.GetByInAndName(openapi3.ParameterInQuery, p.Name))
	}
	media := op.spec.Responses.Status(op.Success).Value.Content[jsonMedia]
	if media == nil {
		return nil
	}
	op.answer = media.Schema.Value
	names := slices.Sorted(maps.Keys(media.Examples))
	if len(names) == 0 {
		return fmt.Errorf("status %d needs an example", op.Success)
	}
	var err error
	op.sample, err = marshal(media.Examples[names[0]].Value.Value)
	return err
}

// match reports whether a request is for the operation, and the values of its path parameters.
func (op *operation) match(req *http.Request) (values []string, ok bool) {
	if req.Method != op.Method {
		return nil, false
	}
	return op.MatchPath(req.URL.Path)
}

// succeed answers as the example of the documents does.
func (op *operation) succeed(req *http.Request) *http.Response {
	a := &answer{status: op.Success, header: http.Header{}, body: op.sample}
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

// body is the schema of the form or of the parts of an upload, with its media type; nil for an
// operation without a body.
func (op *operation) body() (media string, form *openapi3.Schema) {
	if op.spec.RequestBody == nil {
		return "", nil
	}
	for media, content := range op.spec.RequestBody.Value.Content {
		return media, content.Schema.Value
	}
	return "", nil
}

package contract

import (
	"errors"
	"fmt"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// TestAddSchemaErrors covers the errors of kin-openapi that no exchange of today's contract can
// cause: none must get lost, and none may bring its text along, which may hold values.
func TestAddSchemaErrors(t *testing.T) {
	t.Parallel()
	parameter := &openapi3.Parameter{Name: "Page"}
	for name, test := range map[string]struct {
		err      error
		expected []wantFinding
	}{
		"nothing": {nil, nil},
		"missing parameter": {&openapi3filter.RequestError{Parameter: parameter,
			Err: openapi3filter.ErrInvalidRequired},
			requestViolation("missing-parameter", "Page")},
		"empty parameter": {&openapi3filter.RequestError{Parameter: parameter,
			Err: openapi3filter.ErrInvalidEmptyValue}, requestViolation("empty-parameter", "Page")},
		"parameter in words": {&openapi3filter.RequestError{Parameter: parameter, Reason: "r"},
			requestViolation("schema", "Page")},
		"answer in words": {&openapi3filter.ResponseError{Reason: "r"}, requestViolation("schema", "")},
		"anything else":   {errors.New("text"), requestViolation("schema", "")},
		"wrapped parse error": {&openapi3filter.ParseError{Cause: &openapi3filter.ParseError{Reason: "r"}},
			requestViolation("wrong-type", "")},
		"bare parse error": {&openapi3filter.ParseError{}, requestViolation("wrong-type", "")},
		"unknown keyword":  {&openapi3.SchemaError{SchemaField: "oneOf"}, requestViolation("schema", "")},
		"several": {openapi3.MultiError{errors.New("a"),
			openapi3.MultiError{&openapi3filter.RequestError{Parameter: parameter, Err: errors.New("b")}}},
			[]wantFinding{{Violation, RequestSide, "schema", ""}, {Violation, RequestSide, "schema", "Page"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := &examination{Exchange: &Exchange{}}
			e.addSchemaErrors(RequestSide, "", test.err)
			assertFindings(t, test.expected, e.result())
			for _, f := range e.found {
				if test.err != nil && f.Message == fmt.Sprint(test.err) {
					t.Errorf("the text of the error is in %s", f)
				}
			}
		})
	}
}

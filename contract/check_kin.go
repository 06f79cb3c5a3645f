package contract

import (
	"cmp"
	"errors"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// schemaOptions are the settings of kin-openapi for every schema. Its own date-time is a pattern
// that lets 31 February through and it knows no uri; no message is to hold schema and value.
func schemaOptions() []openapi3.SchemaValidationOption {
	return []openapi3.SchemaValidationOption{
		openapi3.DisableSchemaErrorDetails(),
		openapi3.WithStringFormatValidators(map[string]openapi3.StringFormatValidator{
			"date-time": openapi3.NewCallbackValidator(checkDateTime),
			"uri":       openapi3.NewCallbackValidator(checkURI),
		}),
	}
}

func filterOptions(withBody bool) *openapi3filter.Options {
	return &openapi3filter.Options{
		ExcludeRequestBody:    !withBody,
		IncludeResponseStatus: true,
		MultiError:            true,
		// Filling in defaults would change the exchange.
		SkipSettingDefaults:     true,
		AuthenticationFunc:      openapi3filter.NoopAuthenticationFunc, // see checkAuthorization
		SchemaValidationOptions: schemaOptions(),
	}
}

// errUnspecified stands for what kin-openapi reports in words only.
var errUnspecified = errors.New("unspecified")

// addSchemaErrors turns the errors of kin-openapi into findings. The location is put before the
// JSON pointer of a schema error; for a form or a parameter it is the name, for an answer it is
// empty.
func (e *examination) addSchemaErrors(side Side, location string, err error) {
	//lint:ignore errorlint a tree of kin-openapi's own types, walked node by node
	switch err := err.(type) {
	case nil:
	case openapi3.MultiError:
		for _, one := range err {
			e.addSchemaErrors(side, location, one)
		}
	case *openapi3filter.RequestError:
		if err.Parameter != nil {
			location = err.Parameter.Name
		}
		e.addSchemaErrors(side, location, cmp.Or(err.Err, errUnspecified))
	case *openapi3filter.ResponseError:
		e.addSchemaErrors(side, location, cmp.Or(err.Err, errUnspecified))
	case *openapi3filter.ParseError:
		e.violate(side, "wrong-type", location, "cannot be read as the documented type: %s", parseReason(err))
	case *openapi3.SchemaError:
		e.addSchemaError(side, location, err)
	default:
		switch {
		case errors.Is(err, openapi3filter.ErrInvalidRequired):
			e.violate(side, "missing-parameter", location, "is required but missing")
		case errors.Is(err, openapi3filter.ErrInvalidEmptyValue):
			e.violate(side, "empty-parameter", location, "is empty; leave it out or give it a value")
		default: // its text may hold values
			e.violate(side, "schema", location, "does not match the contract")
		}
	}
}

// ruleOf names the checks by the keyword of the schema that failed.
var ruleOf = map[string]string{
	"required": "missing-property", "nullable": "null", "type": "wrong-type", "enum": "enum", "pattern": "pattern",
	"minLength": "min-length", "maxLength": "max-length", "minimum": "minimum", "maximum": "maximum",
}

func (e *examination) addSchemaError(side Side, location string, err *openapi3.SchemaError) {
	pointer := err.JSONPointer()
	rule, ok := ruleOf[err.SchemaField]
	switch {
	case err.SchemaField == "format" && err.Schema != nil:
		rule = err.Schema.Format
	case rule == "missing-property" && side == RequestSide && location == "" && len(pointer) == 1:
		rule = "missing-field"
	case !ok:
		rule = "schema"
	}
	switch {
	case side == ResponseSide:
		location += jsonPointer(pointer)
	case location == "" && len(pointer) > 0: // a form field, perhaps with the index of an item
		location = pointer[0] + jsonPointer(pointer[1:])
	default:
		location += jsonPointer(pointer)
	}
	if rule == "missing-property" || rule == "missing-field" {
		e.violate(side, rule, location, "is required but missing")
		return
	}
	reason := err.Reason
	if reason == "" {
		reason = "does not match the contract"
	}
	e.violate(side, rule, location, "%s%s", strings.ToLower(reason[:1])+reason[1:], e.shownValue(err.Schema, err.Value))
}

// parseReason returns what a parse error says without the value it says it about.
func parseReason(err *openapi3filter.ParseError) string {
	for {
		//lint:ignore errorlint the chain is walked link by link
		inner, ok := err.Cause.(*openapi3filter.ParseError)
		if !ok {
			break
		}
		err = inner
	}
	if err.Reason == "" {
		return "it is malformed"
	}
	return "it is " + err.Reason
}

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

func jsonPointer(path []string) string {
	var b strings.Builder
	for _, p := range path {
		b.WriteByte('/')
		b.WriteString(pointerEscapes.Replace(p))
	}
	return b.String()
}

// answerOptions check the decoded value of an answer.
var answerOptions = append(schemaOptions(), openapi3.MultiErrors(), openapi3.VisitAsResponse())

var valueOptions = append(schemaOptions(), openapi3.MultiErrors(), openapi3.VisitAsRequest())

// addValueErrors checks a value of a request that the decoders of kin-openapi never see: an item of
// JSON text, or the part of an upload.
func (e *examination) addValueErrors(schema *openapi3.Schema, location string, value any) {
	e.addSchemaErrors(RequestSide, location, schema.VisitJSON(value, valueOptions...))
}

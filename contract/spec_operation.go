package contract

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/twilio-serverless/twilio-serverless-go/internal/apidoc"
)

// OperationInfo describes one operation of the contract.
type OperationInfo struct {
	OperationID string
	Method      string
	// Path is the template, such as /v1/Services/{ServiceSid}/Builds.
	Path string
	// Host is "serverless" or "serverless-upload", the first label of the host that serves the operation.
	Host string
	// Statuses are the documented ones, as the contract writes them: "201", "404", "4XX".
	Statuses []string
}

const (
	jsonMedia      = "application/json"
	formMedia      = "application/x-www-form-urlencoded"
	multipartMedia = "multipart/form-data"

	piiExtension = apidoc.PIIExtension
)

// specOperation is one operation with everything the checks ask of it, computed once.
type specOperation struct {
	info      OperationInfo
	operation *openapi3.Operation
	// query holds the names of the documented query keys.
	query map[string]bool
	// numbers holds those of them that are whole numbers.
	numbers map[string]bool
	// media is formMedia, multipartMedia, or empty for an operation without a request body.
	media        string
	bodyRequired bool
	fields       map[string]*specField
	// secretForm is set when the form carries the value of a Variable: even names are then not
	// printed, since a value that was not escaped splits into names.
	secretForm bool
	// hideValues is set when request or answer carry the value of a Variable: no value of this operation is printed.
	hideValues bool
	// listKey names the array of a page, empty for everything else.
	listKey string
}

// specField is one field of a form, or one part of an upload.
type specField struct {
	name            string
	schema          *openapi3.Schema
	required        bool
	array, boolean  bool
	binary          bool
	maxBytes        int64            // x-max-bytes, 0 = no limit
	jsonArrayOf     *openapi3.Schema // x-json-array-of, nil = not JSON text
	jsonArrayOfName string
}

func newSpecOperation(doc *openapi3.T, operation *openapi3.Operation) (*specOperation, error) {
	op := &specOperation{operation: operation, query: map[string]bool{}, numbers: map[string]bool{},
		fields: map[string]*specField{}}
	for _, p := range operation.Parameters {
		if p.Value.In == openapi3.ParameterInQuery {
			op.query[p.Value.Name] = true
			op.numbers[p.Value.Name] = p.Value.Schema != nil && p.Value.Schema.Value.Type.Is("integer")
		}
	}
	if body := operation.RequestBody; body != nil {
		op.bodyRequired = body.Value.Required
		if len(body.Value.Content) != 1 {
			return nil, fmt.Errorf("%d request media types, the checks know one per operation",
				len(body.Value.Content))
		}
		for media, content := range body.Value.Content {
			op.media = media
			if err := op.addFields(doc, content.Schema.Value); err != nil {
				return nil, err
			}
		}
		if op.media != formMedia && op.media != multipartMedia {
			return nil, fmt.Errorf("request media type %s is not known to the checks", op.media)
		}
	}
	for _, response := range operation.Responses.Map() {
		if media := response.Value.Content[jsonMedia]; media != nil && media.Schema != nil {
			op.addAnswer(media.Schema.Value)
		}
	}
	return op, nil
}

func (op *specOperation) addFields(doc *openapi3.T, form *openapi3.Schema) error {
	for name, ref := range form.Properties {
		f := &specField{
			name: name, schema: ref.Value, required: slices.Contains(form.Required, name),
			array: ref.Value.Type.Is(openapi3.TypeArray), boolean: ref.Value.Type.Is(openapi3.TypeBoolean),
			binary: ref.Value.Format == "binary",
		}
		var err error
		if f.maxBytes, err = intExtension(ref.Value, "x-max-bytes"); err != nil {
			return fmt.Errorf("field %s: %w", name, err)
		}
		if of, ok := ref.Value.Extensions["x-json-array-of"].(string); ok {
			item := doc.Components.Schemas[of]
			if item == nil {
				return fmt.Errorf("field %s: x-json-array-of names %s, which is no schema", name, of)
			}
			f.jsonArrayOf, f.jsonArrayOfName = item.Value, of
		}
		op.fields[name] = f
		if name == "Value" {
			op.secretForm, op.hideValues = true, true
		}
	}
	return nil
}

// addAnswer notes what is special about the schema of an answer: a page, or the value of a Variable.
func (op *specOperation) addAnswer(schema *openapi3.Schema) {
	if schema.Properties["value"] != nil {
		op.hideValues = true
	}
	if schema.Properties["meta"] == nil {
		return
	}
	for name, ref := range schema.Properties {
		if ref.Value.Type.Is(openapi3.TypeArray) {
			op.listKey = name
			if items := ref.Value.Items; items != nil && items.Value.Properties["value"] != nil {
				op.hideValues = true
			}
		}
	}
}

// fieldNames lists the declared names in order, for messages.
func (op *specOperation) fieldNames() string {
	return strings.Join(slices.Sorted(maps.Keys(op.fields)), ", ")
}

func intExtension(schema *openapi3.Schema, name string) (int64, error) {
	switch v := schema.Extensions[name].(type) {
	case nil:
		return 0, nil
	case float64:
		return int64(v), nil
	case int:
		return int64(v), nil
	case int64:
		return v, nil
	case uint64:
		return int64(v), nil
	case json.Number:
		return v.Int64()
	default:
		return 0, fmt.Errorf("%s is a %T, want a number", name, v)
	}
}

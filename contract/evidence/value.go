package evidence

import (
	"fmt"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/twilio-serverless/twilio-serverless-go/internal/apidoc"
	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// plainPattern recognises the schemas of SIDs and runtimes.
var plainPattern = lazyregexp.New(`^\^(?:[A-Z]{2}\[|node)`)

// plainTexts are the properties and fields with free text that is shown, by schema and name:
// without them nobody could tell what happened.
var plainTexts = map[string]bool{
	"Dependency.name": true, "Dependency.version": true, "PageMeta.key": true,
	"Error.message": true, "UploadError.message": true, "GatewayError.message": true, "GatewayError.detail": true,
	"GatewayError.more_info": true, "GatewayError.moreInfo": true,
}

// plainFields are the same in requests.
var plainFields = map[string]bool{"Dependencies": true, "Runtime": true, "Visibility": true}

// value shows a form field or part of a request.
func (v *view) value(ref *openapi3.SchemaRef, name, value string) string {
	schema := ref.Value
	switch {
	case schema.Extensions[apidoc.PIIExtension] != nil && !v.isOwn(value):
		return v.free(value)
	case v.isOwn(value), plainFields[name], schema.Type.Is(openapi3.TypeBoolean), schema.Type.Is(openapi3.TypeInteger):
		return v.text(value)
	case schema.Items != nil:
		return v.value(schema.Items, name, value)
	case plainString(schema):
		return v.text(value)
	}
	return v.free(value)
}

func plainString(schema *openapi3.Schema) bool {
	return len(schema.Enum) > 0 || schema.Format == "date-time" || plainPattern.MatchString(schema.Pattern)
}

// scalar shows a value of an answer. ref is nil for what the contract does not know; name is that
// of its property, after the name of the schema.
func (v *view) scalar(ref *openapi3.SchemaRef, name string, value any) any {
	text, isText := value.(string)
	switch {
	case value == nil:
		return nil
	case isText && (v.showAll || v.sent[text]):
		return v.text(text)
	case !isText && v.showAll:
		return value
	case ref == nil || ref.Value.Extensions[apidoc.PIIExtension] != nil && !v.isOwn(text):
	case !isText && len(fmt.Sprint(value)) <= 40: // a number or a boolean
		return value
	case !isText:
	case v.isOwn(text), plainTexts[name], plainString(ref.Value):
		return v.text(text)
	case ref.Value.Format == "uri":
		return v.address(text)
	}
	if isText {
		return v.concealAnswer(text)
	}
	if _, ok := value.(bool); ok {
		return "[hidden boolean]"
	}
	return "[hidden number]"
}

// schemaName is the last part of a reference.
func schemaName(ref *openapi3.SchemaRef) string {
	return ref.Ref[strings.LastIndexByte(ref.Ref, '/')+1:]
}

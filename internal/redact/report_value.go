package redact

import (
	"fmt"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// plainTexts are the properties and fields with free text that is shown, by schema and name:
// without them the reader could not see what happened.
var plainTexts = map[string]bool{
	"Dependency.name": true, "Dependency.version": true, "PageMeta.key": true,
	"Error.message": true, "UploadError.message": true, "GatewayError.message": true, "GatewayError.detail": true,
	"GatewayError.more_info": true, "GatewayError.moreInfo": true,
}

// plainFields are the same in requests.
var plainFields = map[string]bool{"Dependencies": true, "Runtime": true, "Visibility": true}

// value shows a form field or part of a request.
func (v *view) value(field *operations.Value, name, value string) string {
	switch {
	case field.Personal && !v.isOwn(value):
		return v.free(value)
	case v.isOwn(value), plainFields[name], field.Type == "boolean", field.Type == "integer":
		return v.text(value)
	case field.Items != nil:
		return v.value(field.Items, name, value)
	case plain(field):
		return v.text(value)
	}
	return v.free(value)
}

// scalar shows a value of an answer. ref is nil for what the contract does not know; name is that
// of its property, after the name of the schema.
func (v *view) scalar(ref *operations.Value, name string, value any) any {
	text, isText := value.(string)
	switch {
	case value == nil:
		return nil
	case isText && (v.showAll || v.sent[text]):
		return v.text(text)
	case !isText && v.showAll:
		return value
	case ref == nil || ref.Personal && !v.isOwn(text):
	case !isText && len(fmt.Sprint(value)) <= 40: // a number or a boolean
		return value
	case !isText:
	case v.isOwn(text), plainTexts[name], plain(ref):
		return v.text(text)
	case ref.Format == "uri":
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

package serverless

import (
	"fmt"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// encodeForm encodes a request body as the API reads it: one key per array item
// (`FunctionVersions=ZN…&FunctionVersions=ZN…`), nothing for an absent field or an empty array. Source: `encoding` of
// CreateBuild in openapi/serverless.yaml.
//
// Names come from the json tags of the generated type. It reads the values themselves rather than their JSON, since
// JSON would replace bytes that are not UTF-8 without a word.
func encodeForm(body any) (url.Values, error) {
	value := reflect.ValueOf(body)
	if value.Kind() != reflect.Struct {
		return nil, fmt.Errorf("encoding form: want a struct, got %T", body)
	}
	form := url.Values{}
	for i := range value.NumField() {
		name, _, _ := strings.Cut(value.Type().Field(i).Tag.Get("json"), ",")
		if name == "" {
			return nil, fmt.Errorf("encoding form: field %s of %T has no json tag", value.Type().Field(i).Name, body)
		}
		values, err := formValues(value.Field(i))
		if err != nil {
			return nil, fmt.Errorf("encoding form: field %s of %T: %w", name, body, err)
		}
		if len(values) > 0 {
			form[name] = values
		}
	}
	return form, nil
}

// formValues returns what a field is sent as: one value for a scalar, one per item for an array, none for nil.
func formValues(field reflect.Value) ([]string, error) {
	switch field.Kind() {
	case reflect.Pointer:
		if field.IsNil() {
			return nil, nil
		}
		return formValues(field.Elem())
	case reflect.Slice:
		var values []string
		for i := range field.Len() {
			text, ok := formText(field.Index(i))
			if !ok || field.Type().Elem().Kind() == reflect.Uint8 {
				return nil, fmt.Errorf("arrays of %s cannot be sent in a form", field.Type().Elem())
			}
			values = append(values, text)
		}
		return values, nil
	default:
		text, ok := formText(field)
		if !ok { // a rule in openapi/ refuses such a field
			return nil, fmt.Errorf("%s cannot be sent in a form", field.Type())
		}
		return []string{text}, nil
	}
}

// formText returns a scalar as a form has it: a date as RFC 3339 says, a number without an exponent.
func formText(field reflect.Value) (string, bool) {
	switch field.Kind() {
	case reflect.String:
		return field.String(), true
	case reflect.Bool:
		return strconv.FormatBool(field.Bool()), true
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(field.Int(), 10), true
	case reflect.Float32, reflect.Float64:
		return strconv.FormatFloat(field.Float(), 'f', -1, field.Type().Bits()), true
	}
	if field.Type() == reflect.TypeFor[time.Time]() && field.CanInterface() {
		return field.Interface().(time.Time).UTC().Format(time.RFC3339Nano), true
	}
	return "", false
}

package serverless

import (
	"fmt"
	"net/url"
	"reflect"
	"strconv"
	"strings"
)

// encodeForm encodes a request body as the API reads it: one key per array item (`FunctionVersions=ZN…&FunctionVersions=ZN…`),
// nothing for an absent field or an empty array. Source: `encoding` of CreateBuild in openapi/serverless.yaml.
//
// Names come from the json tags of the generated type. It reads the values themselves rather than their JSON, since JSON would
// replace bytes that are not UTF-8 without a word.
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
			item := field.Index(i)
			if item.Kind() != reflect.String {
				return nil, fmt.Errorf("arrays of %s cannot be sent in a form", item.Type())
			}
			values = append(values, item.String())
		}
		return values, nil
	case reflect.String:
		return []string{field.String()}, nil
	case reflect.Bool:
		return []string{strconv.FormatBool(field.Bool())}, nil
	default:
		// The contract has no other kinds in forms; a new one must be thought about, not guessed.
		return nil, fmt.Errorf("%s cannot be sent in a form", field.Type())
	}
}

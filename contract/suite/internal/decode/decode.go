// Package decode reads answers, and says what cannot be read in the words of JSON.
package decode

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/documented"
	"github.com/twilio-serverless/twilio-serverless-go/internal/english"
	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
)

// Into reads JSON into the value that into points to and returns, in the words of JSON, what is wrong with it, or "".
// Numbers such as 0.0 and 1e2 are whole numbers, as in JSON, and dates have one form, see [Usual]. Of an
// object only what is documented is read.
func Into(body []byte, into any) string {
	body = plainjson.InCase(sameDates(body))
	err := json.Unmarshal(body, into)
	var mistyped *json.UnmarshalTypeError
	if errors.As(err, &mistyped) && strings.HasPrefix(mistyped.Value, "number") && isNumber(mistyped.Type.Kind()) {
		if again, ok := wholeNumbers(body); ok {
			err = json.Unmarshal(again, into)
		}
	}
	var undated *time.ParseError
	switch {
	case err == nil:
		if o, is := into.(*map[string]any); is {
			documented.Only(*o)
		}
		return ""
	case errors.As(err, &mistyped):
		return fmt.Sprintf("%s is %s, want %s", propertyOf(mistyped.Field), english.A(jsonWord(mistyped.Value)),
			typeWord(mistyped.Type))
	case errors.As(err, &undated):
		return fmt.Sprintf("%s is no date and time of RFC 3339", propertyWith(body, strings.Trim(undated.Value, `"`)))
	default:
		return "the body is no JSON"
	}
}

// Loosely reads each property that can be read, and reports whether a sid is among them.
func Loosely(body []byte, into any) bool {
	var members map[string]json.RawMessage
	if json.Unmarshal(plainjson.InCase(sameDates(body)), &members) != nil {
		return false
	}
	for name, value := range members {
		if one, err := json.Marshal(map[string]json.RawMessage{name: value}); err == nil {
			_ = json.Unmarshal(one, into) // what cannot be read is left out
		}
	}
	var sid string
	return json.Unmarshal(members["sid"], &sid) == nil && sid != ""
}

// Usual writes an answer in one notation: whole numbers without fraction and exponent, and dates in one form.
func Usual(body []byte) []byte {
	body = sameDates(body)
	if again, ok := wholeNumbers(body); ok {
		return again
	}
	return body
}

// isNumber reports whether a number of any notation can be read into a kind; of some it has too many digits.
func isNumber(k reflect.Kind) bool { return isWhole(k) || k == reflect.Float64 }

func isWhole(k reflect.Kind) bool { return k >= reflect.Int && k <= reflect.Uint64 }

// wholeNumbers writes numbers that are whole without fraction and exponent.
func wholeNumbers(body []byte) ([]byte, bool) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return nil, false
	}
	again, err := json.Marshal(whole(value))
	return again, err == nil
}

func whole(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for name := range v {
			v[name] = whole(v[name])
		}
	case []any:
		for i := range v {
			v[i] = whole(v[i])
		}
	case json.Number:
		if _, err := v.Float64(); err != nil { // RFC 8259 sets no range; no property of the API needs that much
			return json.Number(fmt.Sprint(math.MaxFloat64))
		}
		if n, _, err := big.ParseFloat(v.String(), 10, 64, big.ToNearestEven); err == nil && n.IsInt() &&
			n.MantExp(nil) < 64 {
			return json.Number(n.Text('f', 0))
		}
	}
	return value
}

// propertyOf names a property that the decoder names by its path.
func propertyOf(field string) string {
	if field == "" {
		return "the body"
	}
	return field
}

// propertyWith finds the property that has a text as its value.
func propertyWith(body []byte, text string) string {
	var value any
	if json.Unmarshal(body, &value) != nil {
		return "a property"
	}
	if name := find(value, text); name != "" {
		return name
	}
	return "a property"
}

func find(value any, text string) string {
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			if s, ok := member.(string); ok && s == text {
				return name
			}
			if below := find(member, text); below != "" {
				return below
			}
		}
	case []any:
		for _, item := range v {
			if below := find(item, text); below != "" {
				return below
			}
		}
	}
	return ""
}

// jsonWord is what the decoder calls a value: "string", "number 12", "bool", "object", "array".
func jsonWord(value string) string {
	word, _, _ := strings.Cut(value, " ")
	if word == "bool" {
		return "boolean"
	}
	return word
}

// typeWord says in the words of JSON what a Go type is read from.
func typeWord(t reflect.Type) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch k := t.Kind(); {
	case k == reflect.Bool:
		return "a boolean"
	case k == reflect.String, t == reflect.TypeFor[time.Time]():
		return "a string"
	case isWhole(k):
		return "a whole number"
	case k == reflect.Float32 || k == reflect.Float64:
		return "a number"
	case k == reflect.Slice || k == reflect.Array:
		return "an array"
	default:
		return "an object"
	}
}

var (
	// datesAsEver matches what most servers write, which need not be written anew.
	datesAsEver = lazyregexp.New(`"date_[a-z]+": ?(null|"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")`)
	startOfDate = []byte(`"date_`)
	escapedByte = []byte(`\u00`) // a name may hide in such escapes
)

// sameDates writes every date of a body in one form: in GMT, in whole seconds. RFC 3339 has several for one moment,
// and a server may use one in lists and another in single resources.
func sameDates(body []byte) []byte {
	if !bytes.Contains(body, escapedByte) &&
		bytes.Count(body, startOfDate) == len(datesAsEver.Get().FindAllIndex(body, -1)) {
		return body
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil || decoder.More() {
		return body
	}
	redate(value)
	again, err := json.Marshal(value)
	if err != nil {
		return body
	}
	return again
}

func redate(value any) {
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			text, is := member.(string)
			if !is || !strings.HasPrefix(name, "date_") {
				redate(member)
				continue
			}
			// RFC 3339, section 5.6: T and Z may be in lower case
			if at, err := time.Parse(time.RFC3339, strings.ToUpper(text)); err == nil {
				v[name] = at.UTC().Truncate(time.Second).Format(time.RFC3339)
			}
		}
	case []any:
		for _, item := range v {
			redate(item)
		}
	}
}

package client

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
)

// unmarshal reads JSON in each of its notations. encoding/json accepts a whole number only if it is written as one, and
// a time only in capitals and without escapes. But JSON (RFC 8259, sections 6 and 7) lets a server write 50 as 50.0 and
// T as \u0054, and RFC 3339, section 5.6, lets it write t. Few servers do, so only what cannot be read otherwise is
// rewritten. encoding/json also ignores the case of names, which JSON does not.
func unmarshal(body []byte, value any) error {
	body = plainjson.InCase(body)
	err := json.Unmarshal(body, value)
	var syntax *json.SyntaxError
	if err == nil || errors.As(err, &syntax) {
		return err
	}
	plain, ok := usual(body)
	if !ok || json.Unmarshal(plain, value) != nil {
		return err // of what was sent
	}
	return nil
}

// usual gives a document in the notation that most servers use.
func usual(body []byte) ([]byte, bool) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var document any
	if err := decoder.Decode(&document); err != nil {
		return nil, false
	}
	plain, err := json.Marshal(usualValue("", document))
	return plain, err == nil
}

// usualValue rewrites a value, given the name of its property.
func usualValue(name string, value any) any {
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			v[name] = usualValue(name, member)
		}
	case []any:
		for i, item := range v {
			v[i] = usualValue(name, item)
		}
	case json.Number:
		if f, err := v.Float64(); err == nil && f == math.Trunc(f) && math.Abs(f) < 1<<53 {
			return json.Number(strconv.FormatInt(int64(f), 10))
		}
	case string:
		if strings.HasPrefix(name, "date_") {
			return strings.ToUpper(v)
		}
	}
	return value
}

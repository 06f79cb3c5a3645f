package faults

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/nearest"
)

// ParseList reads the JSON form of faults: a list of objects, as
//
//	[{"operation": "CreateBuild", "status": 503, "times": 2, "header": {"Retry-After": "1"}}]
//
// It is strict: unknown and repeated keys, values of another type and whatever
// [NewPlan] would refuse are errors that name the place, the value and
// what was probably meant.
func ParseList(data []byte, operations []string) ([]Fault, error) {
	var items []json.RawMessage
	if err := json.Unmarshal(data, &items); err != nil {
		return nil, fmt.Errorf(
			"faults: %w: give a JSON list such as [{\"operation\": \"CreateBuild\", \"status\": 503}]",
			plainjson.Explain(data, err))
	}
	faults := make([]Fault, len(items))
	for i, item := range items {
		if err := faults[i].UnmarshalJSON(item); err != nil {
			return nil, fmt.Errorf("faults[%d]: %w", i, err)
		}
		f := faults[i]
		if err := f.Complete(operations); err != nil {
			return nil, fmt.Errorf("faults[%d]: %w", i, err)
		}
	}
	return faults, nil
}

// A field is one key of the JSON form and where its value goes.
type field struct {
	key   string
	value any
}

func (f *Fault) fields(delay *jsonDuration, header *jsonHeader) []field {
	return []field{
		{"operation", &f.Operation}, {"kind", &f.Kind}, {"nth", &f.Nth}, {"times", &f.Times}, {"every",
			&f.Every}, {"from", &f.From},
		{"probability", &f.Probability}, {"delay", delay}, {"status", &f.Status}, {"header", header}, {"body",
			&f.Body}, {"after_work", &f.AfterWork},
	}
}

// UnmarshalJSON reads one fault. Keys are exact and must be known; whether the
// fault makes sense is for [ParseList] and [NewPlan] to say.
func (f *Fault) UnmarshalJSON(data []byte) error {
	*f = Fault{}
	var delay jsonDuration
	var header jsonHeader
	fields := f.fields(&delay, &header)
	var known, seen []string
	for _, x := range fields {
		known = append(known, x.key)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return fmt.Errorf("%s is no fault: give an object with operation and status, kind or delay", excerpt(data))
	}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return err
		}
		key := token.(string) // the decoder lets nothing else be a key
		i := slices.Index(known, key)
		if i < 0 {
			return fmt.Errorf("unknown key %q%s", key, nearest.Suggest(key, known, "the keys are "+fmt.Sprint(known)))
		}
		if slices.Contains(seen, key) {
			return fmt.Errorf("key %q is given twice", key)
		}
		seen = append(seen, key)
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return err
		}
		if err := decodeValue(value, fields[i].value); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	if _, err := dec.Token(); err != nil {
		return err
	}
	f.Delay, f.Header = time.Duration(delay), http.Header(header)
	return nil
}

// decodeValue words the error of a value that has another type.
func decodeValue(data json.RawMessage, into any) error {
	err := json.Unmarshal(data, into)
	var typed *json.UnmarshalTypeError
	if errors.As(err, &typed) {
		return fmt.Errorf("%s does not fit: give %s", excerpt(data), plainjson.Name(typed.Type))
	}
	if err == nil && string(data) == "null" {
		return fmt.Errorf("null does not fit: leave the key out")
	}
	return err
}

// excerpt keeps messages short.
func excerpt(data []byte) string {
	const most = 60
	if len(data) > most {
		return string(data[:most]) + "…"
	}
	return string(data)
}

// MarshalJSON writes what [Fault.UnmarshalJSON] reads, without the fields that are
// zero.
func (f Fault) MarshalJSON() ([]byte, error) {
	delay, header := jsonDuration(f.Delay), jsonHeader(f.Header)
	var b bytes.Buffer
	for _, x := range f.fields(&delay, &header) {
		value, err := json.Marshal(x.value)
		if err != nil {
			return nil, err
		}
		switch string(value) {
		case `""`, "0", "false", "null", "{}", `"0s"`:
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%q:%s", x.key, value)
	}
	return fmt.Appendf(nil, "{%s}", b.Bytes()), nil
}

// A jsonDuration is text such as 1.5s.
type jsonDuration time.Duration

func (d *jsonDuration) UnmarshalJSON(data []byte) error {
	var s string
	if json.Unmarshal(data, &s) != nil {
		return fmt.Errorf("%s is no duration: give text such as \"250ms\"", excerpt(data))
	}
	parsed, err := time.ParseDuration(s)
	if err != nil {
		return fmt.Errorf("%q is no duration: give text such as \"250ms\"", s)
	}
	*d = jsonDuration(parsed)
	return nil
}

func (d *jsonDuration) MarshalJSON() ([]byte, error) {
	return json.Marshal(time.Duration(*d).String())
}

// A jsonHeader has text or a list of texts for each name.
type jsonHeader http.Header

func (h *jsonHeader) UnmarshalJSON(data []byte) error {
	var raw map[string]json.RawMessage
	if json.Unmarshal(data, &raw) != nil {
		return fmt.Errorf("%s is no header: give an object such as {\"Retry-After\": \"1\"}", excerpt(data))
	}
	*h = jsonHeader{}
	for name, value := range raw {
		var one string
		var many []string
		if json.Unmarshal(value, &one) == nil && string(value) != "null" {
			many = []string{one}
		} else if json.Unmarshal(value, &many) != nil || len(many) == 0 {
			return fmt.Errorf("%q is %s: give text or a list of texts", name, excerpt(value))
		}
		name = http.CanonicalHeaderKey(name)
		if _, twice := (*h)[name]; twice {
			return fmt.Errorf("%s is given twice", name)
		}
		(*h)[name] = many
	}
	return nil
}

func (h *jsonHeader) MarshalJSON() ([]byte, error) {
	short := map[string]any{}
	for name, values := range *h {
		short[name] = values
		if len(values) == 1 {
			short[name] = values[0]
		}
	}
	return json.Marshal(short)
}

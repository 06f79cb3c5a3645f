package state

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/english"
)

// A field that is added to a record later must be kept too.
func TestLine_everyFieldIsKept(t *testing.T) {
	t.Parallel()
	for _, k := range kinds() {
		r := k.blank()
		fill(t, reflect.ValueOf(r).Elem(), "record")
		text, err := encodeRecord(r)
		require.NoError(t, err)
		l, err := parseLine(text)
		require.NoError(t, err)
		assert.Equal(t, r, l.record, "%T", r)
	}
}

// fill gives every field a value that is not its zero value.
func fill(t *testing.T, v reflect.Value, name string) {
	if !v.CanInterface() { // head, which is embedded: its fields are exported
		for i := range v.NumField() {
			fill(t, v.Field(i), v.Type().Field(i).Name)
		}
		return
	}
	switch x := v.Addr().Interface().(type) {
	case *time.Time:
		*x = time.Date(2026, 3, 1, 12, 0, 0, 5, time.UTC)
		return
	case *json.RawMessage:
		*x = json.RawMessage(`{"a":1}`)
		return
	case *File:
		*x = Asset
		return
	case *Content:
		*x = Content{SHA256: "00ff", Size: 12} // the rest is where the bytes are
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() || f.Anonymous {
				fill(t, v.Field(i), f.Name)
			}
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), name)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(t, v.Index(0), name)
	case reflect.String:
		v.SetString("text of " + name)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(77)
	case reflect.Uint64:
		v.SetUint(1<<63 + 1)
	default:
		t.Fatalf("%s: no idea how to fill %s", name, english.A(v.Kind().String()))
	}
}

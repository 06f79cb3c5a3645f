// Package misuse is for tests: it calls the methods of values that nobody has made.
package misuse

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"
)

// Check calls each exported method of each type of values, which are nil pointers, on nil and on the zero
// value. None may panic. A method that cannot do its work without more returns an error.
func Check(t *testing.T, values ...any) {
	t.Helper()
	for _, value := range values {
		kind := reflect.TypeOf(value)
		for i := range kind.NumMethod() {
			method := kind.Method(i)
			for _, receiver := range []reflect.Value{reflect.Zero(kind), reflect.New(kind.Elem())} {
				if _, ofValue := kind.Elem().MethodByName(method.Name); ofValue && receiver.IsNil() {
					continue // Go itself copies the receiver
				}
				if what := call(t.Context(), receiver, method); what != "" {
					t.Errorf("%s.%s of %s panics: %s", kind, method.Name, name(receiver), what)
				}
			}
		}
	}
}

func name(receiver reflect.Value) string {
	if receiver.IsNil() {
		return "nil"
	}
	return "a zero value"
}

// call calls a method with empty arguments, and says what it panics with. A sequence is read.
func call(ctx context.Context, receiver reflect.Value, method reflect.Method) (what string) {
	defer func() {
		if r := recover(); r != nil {
			what = fmt.Sprint(r)
		}
	}()
	arguments := []reflect.Value{receiver}
	for i := 1; i < method.Type.NumIn(); i++ {
		if method.Type.IsVariadic() && i == method.Type.NumIn()-1 {
			break
		}
		arguments = append(arguments, argument(ctx, method.Type.In(i)))
	}
	for _, result := range method.Func.Call(arguments) {
		if err, ok := result.Interface().(error); ok && err != nil {
			_ = err.Error()
		}
		if result.Kind() == reflect.Func && !result.IsNil() && result.Type().NumIn() == 1 {
			yield := result.Type().In(0)
			result.Call([]reflect.Value{reflect.MakeFunc(yield, func([]reflect.Value) []reflect.Value {
				return []reflect.Value{reflect.ValueOf(true)}
			})})
		}
	}
	return ""
}

// argument is a value that callers must give, or an empty one.
func argument(ctx context.Context, kind reflect.Type) reflect.Value {
	request := httptest.NewRequestWithContext(ctx, http.MethodGet, "/v1/Services", http.NoBody)
	given := []any{ctx, httptest.NewRecorder(), request, new(printer)}
	for _, one := range given {
		if reflect.TypeOf(one).AssignableTo(kind) && kind.NumMethod() > 0 && kind.Kind() != reflect.Struct {
			return reflect.ValueOf(one)
		}
	}
	return reflect.Zero(kind)
}

// printer is the fmt.State of a method Format.
type printer struct{ httptest.ResponseRecorder }

func (*printer) Width() (int, bool)     { return 0, false }
func (*printer) Precision() (int, bool) { return 0, false }
func (*printer) Flag(int) bool          { return false }

package client

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A Client that New has not made, and no Client at all, return an error from every method that sends: none panics.
func TestClient_unmade(t *testing.T) {
	t.Parallel()
	errorType := reflect.TypeFor[error]()
	for name, c := range map[string]*Client{"zero": {}, "nil": nil} {
		v := reflect.ValueOf(c)
		total := 0
		for i := range v.NumMethod() {
			method, kind := v.Type().Method(i), v.Method(i).Type()
			if kind.NumIn() == 0 || kind.In(0) != reflect.TypeFor[context.Context]() {
				continue
			}
			args := []reflect.Value{reflect.ValueOf(t.Context())}
			for j := 1; j < kind.NumIn(); j++ {
				args = append(args, reflect.Zero(kind.In(j)))
			}
			total++
			assert.NotPanics(t, func() {
				out := v.Method(i).Call(args)
				if last := out[len(out)-1]; last.Type() == errorType {
					assert.Error(t, last.Interface().(error), "%s %s", name, method.Name)
				} else if strings.HasPrefix(method.Name, "List") { // a sequence
					last.Call([]reflect.Value{reflect.MakeFunc(last.Type().In(0),
						func(got []reflect.Value) []reflect.Value {
							assert.Error(t, got[1].Interface().(error), "%s %s", name, method.Name)
							return []reflect.Value{reflect.ValueOf(false)}
						})})
				}
			}, "%s %s", name, method.Name)
		}
		assert.Greater(t, total, 35)
		for _, err := range c.ListServices(t.Context(), nil) {
			assert.ErrorIs(t, err, errUnmade)
		}
	}
}

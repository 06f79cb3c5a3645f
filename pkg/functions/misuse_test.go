package functions

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// A Runner that New has not made is closed, and a Call of nothing is refused: nothing panics, and
// nothing waits for ever afterwards.
func TestRunner_misuse(t *testing.T) {
	t.Parallel()
	made, err := New(&Options{Node: "no-such-node"})
	require.NoError(t, err)
	for name, r := range map[string]*Runner{"nil": nil, "zero": {}, "made": made} {
		t.Run(name, func(t *testing.T) {
			serve := func(run func(http.ResponseWriter, *http.Request)) int {
				w := httptest.NewRecorder()
				run(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody))
				return w.Code
			}
			for _, call := range []Call{{}, {Deployment: &Deployment{}}, {Function: &File{}}} {
				status := serve(func(w http.ResponseWriter, req *http.Request) { r.Serve(w, req, call) })
				assert.GreaterOrEqual(t, status, 500)
			}
			assert.GreaterOrEqual(t, serve(func(w http.ResponseWriter, req *http.Request) {
				r.Invoke(w, req, emulator.Invocation{})
			}), 500)
			assert.GreaterOrEqual(t, serve(func(w http.ResponseWriter, req *http.Request) {
				r.Invoke(w, req, emulator.Invocation{Live: &emulator.Live{}})
			}), 500)
			require.Error(t, r.Check(t.Context(), nil))
			require.Error(t, r.Build(t.Context(), nil))
			r.Activate(nil)
			r.Forget([]string{""})
			r.Prepare()
			assert.Empty(t, r.Workers())
			require.NoError(t, r.Close())
			require.NoError(t, r.Close())
		})
	}
}

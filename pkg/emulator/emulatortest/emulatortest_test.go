package emulatortest_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/emulatortest"
)

var service = serverless.CreateServiceRequest{UniqueName: "hello", FriendlyName: "Hello"}

// Each test has an account of its own.
func TestClient(t *testing.T) {
	t.Parallel()
	for range 2 {
		api := emulatortest.Client(t, nil)
		_, err := api.CreateService(t.Context(), service)
		require.NoError(t, err)
	}
}

func TestNew_emulator(t *testing.T) {
	t.Parallel()
	api, emu := emulatortest.New(t, &emulator.Options{BuildTime: time.Hour})
	require.NoError(t, emu.SetFaults([]emulator.Fault{{Operation: "CreateService", Status: 403}}))
	_, err := api.CreateService(t.Context(), service)
	require.ErrorContains(t, err, "403")
	_, err = api.CreateService(t.Context(), service)
	require.NoError(t, err)
}

// A handler of one's own gets the requests to both hosts, and stops with the test.
func TestClientOf(t *testing.T) {
	t.Parallel()
	var requests atomic.Int32
	var api *client.Client
	t.Run("test", func(t *testing.T) {
		_, emu := emulatortest.New(t, nil)
		api = emulatortest.ClientOf(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			requests.Add(1)
			emu.ServeHTTP(w, r)
		}))
		_, err := api.CreateService(t.Context(), service)
		require.NoError(t, err)
		f, err := api.CreateFunction(t.Context(), "hello", serverless.CreateFunctionRequest{FriendlyName: "/a"})
		require.NoError(t, err)
		_, err = api.CreateFunctionVersion(t.Context(), f.ServiceSID, f.SID,
			client.BytesUpload("/a", "public", "application/javascript", []byte("exports.handler = 1")))
		require.NoError(t, err)
	})
	assert.EqualValues(t, 3, requests.Load())
	_, err := api.CreateService(t.Context(), service)
	require.Error(t, err)
	assert.EqualValues(t, 3, requests.Load())
}

// What is refused ends the test and names what.
func TestNew_refused(t *testing.T) {
	t.Parallel()
	f := &failing{}
	assert.Panics(t, func() { emulatortest.Client(f, &emulator.Options{BuildTime: -1}) })
	assert.Contains(t, f.said, "BuildTime")
}

type failing struct{ said string }

func (f *failing) Helper()        {}
func (f *failing) Cleanup(func()) {}
func (f *failing) Fatalf(format string, args ...any) {
	f.said = fmt.Sprintf(format, args...)
	panic(strings.Clone(f.said))
}

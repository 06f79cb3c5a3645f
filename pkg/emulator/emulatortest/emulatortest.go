// Package emulatortest gives a test of a program that uses the API one line to begin with:
//
//	api := emulatortest.Client(t, nil)
//
// It is for tests only, like net/http/httptest.
package emulatortest

import (
	"net/http"
	"net/http/httptest"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// TB is what is used of a testing.TB.
type TB interface {
	Helper()
	Cleanup(f func())
	Fatalf(format string, args ...any)
}

// Client gives a client whose requests a new emulator answers in the process, without a network. The
// account is [emulator.TestAccountSID]; nil options are the defaults. The test ends when the options
// are refused.
func Client(t TB, opts *emulator.Options) *client.Client {
	t.Helper()
	api, _ := New(t, opts)
	return api
}

// New is [Client] for a test that wants the emulator too: to plan faults, to move the clock, to look
// at what is live.
func New(t TB, opts *emulator.Options) (*client.Client, *emulator.Emulator) {
	t.Helper()
	emu, err := emulator.New(opts)
	if err != nil {
		t.Fatalf("emulatortest: %v", err)
	}
	return connect(t, &client.Options{HTTPClient: &http.Client{Transport: emu.Transport()}}), emu
}

// ClientOf gives a client of a handler that is not the emulator: a handler of your own, or the emulator
// behind a middleware. It is served on a free port of loopback until the test ends, for both hosts of the API.
func ClientOf(t TB, handler http.Handler) *client.Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return connect(t, &client.Options{HTTPClient: server.Client(), APIURL: server.URL, UploadURL: server.URL})
}

func connect(t TB, opts *client.Options) *client.Client {
	t.Helper()
	api, err := client.New(client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken), opts)
	if err != nil {
		t.Fatalf("emulatortest: %v", err)
	}
	return api
}

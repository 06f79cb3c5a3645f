package target

import (
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// BaseTransport is the way to the API, or the emulator inside this process.
func (f *APIFlags) BaseTransport() (http.RoundTripper, error) {
	if f.Emulated {
		e, err := emulator.New(nil)
		if err != nil {
			return nil, err
		}
		return e.Transport(), nil
	}
	return client.NewTransport(nil), nil
}

// Loopback reports whether a URL names this machine.
func Loopback(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil {
		return false
	}
	host := strings.ToLower(u.Hostname())
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}

type roundTripper func(*http.Request) (*http.Response, error)

// RoundTrip implements http.RoundTripper.
func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

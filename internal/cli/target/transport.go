package target

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

const (
	// answerTimeout bounds the wait for an answer, and then the time until the answer is complete.
	answerTimeout = 2 * time.Minute
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

// limitAnswers bounds the time that an answer may take: a server that sends a byte a second would
// hold the verb for ever.
func limitAnswers(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		response, err := next.RoundTrip(r)
		if err == nil && response.Body != nil {
			response.Body = limitBody(response.Body, answerTimeout)
		}
		return response, err
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

// RoundTrip implements http.RoundTripper.
func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// limitedBody is the body of an answer that must end in time.
type limitedBody struct {
	io.ReadCloser
	limit time.Duration
	timer *time.Timer
	late  atomic.Bool
}

func limitBody(body io.ReadCloser, limit time.Duration) *limitedBody {
	b := &limitedBody{ReadCloser: body, limit: limit}
	b.timer = time.AfterFunc(limit, func() {
		b.late.Store(true)
		_ = body.Close() // ends the read that waits
	})
	return b
}

// Read implements io.Reader.
func (b *limitedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) && b.late.Load() {
		err = fmt.Errorf("the answer was not complete after %s", b.limit)
	}
	return n, err
}

// Close implements io.Closer.
func (b *limitedBody) Close() error {
	b.timer.Stop()
	return b.ReadCloser.Close()
}

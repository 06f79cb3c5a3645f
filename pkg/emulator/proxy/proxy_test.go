package proxy_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/proxy"
)

// seen is what the handler sees of a request.
func seen(w http.ResponseWriter, r *http.Request) {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	w.Header().Set("Seen", strings.Join([]string{r.Proto, scheme, r.Host, r.URL.String()}, " "))
	w.Header()["Seen-Proxy"] = append(r.Header["Proxy-Authorization"], r.Header["Proxy-Connection"]...)
}

func TestServes(t *testing.T) {
	t.Parallel()
	s := start(t, http.HandlerFunc(seen))
	// sent as Proxy-Authorization
	login := &url.URL{Scheme: "http", Host: s.addr, User: url.UserPassword("somebody", "secret")}
	s.client.Transport.(*http.Transport).Proxy = http.ProxyURL(login)
	for _, tt := range []struct{ url, want string }{
		{"https://serverless.twilio.com/v1/Services?PageSize=2",
			"HTTP/1.1 https serverless.twilio.com /v1/Services?PageSize=2"},
		{"https://serverless.twilio.com:443/v1/Services", "HTTP/1.1 https serverless.twilio.com /v1/Services"},
		{"https://serverless-upload.twilio.com/v1", "HTTP/1.1 https serverless-upload.twilio.com /v1"},
		{"https://serverless.dublin.ie1.twilio.com/v1", "HTTP/1.1 https serverless.dublin.ie1.twilio.com /v1"},
		{"https://SERVERLESS.Twilio.com/v1", "HTTP/1.1 https serverless.twilio.com /v1"},
		{"https://hello-1234-dev.twil.io/a%2Fb", "HTTP/1.1 https hello-1234-dev.twil.io /a%2Fb"},
		{"http://hello-1234-dev.twil.io/a", "HTTP/1.1 http hello-1234-dev.twil.io /a"},
		{"http://serverless.twilio.com:80/v1", "HTTP/1.1 http serverless.twilio.com /v1"},
	} {
		res, err := s.client.Get(tt.url)
		require.NoError(t, err, tt.url)
		require.NoError(t, res.Body.Close())
		assert.Equal(t, http.StatusOK, res.StatusCode, tt.url)
		assert.Equal(t, tt.want, res.Header.Get("Seen"), tt.url)
		assert.Empty(t, res.Header["Seen-Proxy"], tt.url)
	}
	assert.Empty(t, s.notices())
}

func TestServes_http2(t *testing.T) {
	t.Parallel()
	s := start(t, http.HandlerFunc(seen))
	s.client.Transport.(*http.Transport).ForceAttemptHTTP2 = true
	res, err := s.client.Get("https://serverless.twilio.com/v1")
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	assert.Equal(t, "HTTP/2.0 https serverless.twilio.com /v1", res.Header.Get("Seen"))
}

func TestServes_theEmulatorWhoseURLsLeadBack(t *testing.T) {
	t.Parallel()
	emu, err := emulator.New(&emulator.Options{PageCap: 1})
	require.NoError(t, err)
	s := start(t, emu)
	create := func(name string) {
		form := strings.NewReader(url.Values{"UniqueName": {name}, "FriendlyName": {name}}.Encode())
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost,
			"https://serverless.twilio.com/v1/Services", form)
		require.NoError(t, err)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.SetBasicAuth(emulator.TestAccountSID, emulator.TestAuthToken)
		res, err := s.client.Do(req)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		require.Equal(t, http.StatusCreated, res.StatusCode)
	}
	create("one")
	create("two")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://serverless.twilio.com/v1/Services",
		nil)
	require.NoError(t, err)
	req.SetBasicAuth(emulator.TestAccountSID, emulator.TestAuthToken)
	res, err := s.client.Do(req)
	require.NoError(t, err)
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	assert.Contains(t, string(body), `"next_page_url": "https://serverless.twilio.com/v1/Services?`)
}

// Hosts of Twilio's that are not emulated are answered in Twilio's shape.
func TestUnserved(t *testing.T) {
	t.Parallel()
	s := start(t, http.HandlerFunc(seen))
	for _, host := range []string{"api.twilio.com", "messaging.twilio.com", "serverless-functions.twilio.com"} {
		res, err := s.client.Get("https://" + host + "/2010-04-01/Accounts.json")
		require.NoError(t, err)
		body, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		assert.Equal(t, http.StatusNotImplemented, res.StatusCode)
		assert.JSONEq(t, `{"code":null,"status":501,"more_info":"https://www.twilio.com/docs/serverless/api",
			"message":"The emulator does not serve `+host+`, only serverless.twilio.com, serverless-upload.twilio.com and *.twil.io"}`, string(body))
	}
}

// An upload reaches the handler while it is still being sent.
func TestUpload_streams(t *testing.T) {
	t.Parallel()
	const size = 25 << 20
	began, goOn := make(chan struct{}), make(chan struct{})
	s := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		first := make([]byte, 1000)
		_, err := io.ReadFull(r.Body, first)
		assert.NoError(t, err)
		close(began)
		n, err := io.Copy(io.Discard, r.Body)
		assert.NoError(t, err)
		assert.EqualValues(t, size-len(first), n)
	}))
	body, writer := io.Pipe()
	go func() {
		_, _ = writer.Write(make([]byte, 1000))
		<-goOn
		_, _ = io.Copy(writer, io.LimitReader(zeros{}, size-1000))
		writer.Close()
	}()
	done := make(chan error, 1)
	go func() {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost,
			"https://serverless-upload.twilio.com/v1", body)
		assert.NoError(t, err)
		req.ContentLength = size
		res, err := s.client.Do(req)
		if err == nil {
			err = res.Body.Close()
		}
		done <- err
	}()
	select {
	case <-began: // and 25 MB minus 1000 bytes have not been written yet
	case err := <-done:
		t.Fatalf("ended without reaching the handler: %v", err)
	}
	close(goOn)
	require.NoError(t, <-done)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// A handler that gives up its connection takes the client's with it: this is how
// the emulator resets one.
func TestAbort_breaksTheConnection(t *testing.T) {
	t.Parallel()
	s := start(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	_, err := s.client.Post("https://serverless.twilio.com/v1", "text/plain", bytes.NewReader([]byte("x")))
	require.Error(t, err)
	assert.ErrorIs(t, err, io.EOF)
}

func TestDistrust_isTold(t *testing.T) {
	t.Parallel()
	s := start(t, http.HandlerFunc(seen))
	s.client.Transport.(*http.Transport).TLSClientConfig = &tls.Config{RootCAs: nil}
	_, err := s.client.Get("https://serverless.twilio.com/v1")
	require.ErrorContains(t, err, "certificate")
	require.Eventually(t, func() bool { return len(s.notices()) == 1 }, 5*time.Minute, time.Millisecond)
	assert.Contains(t, s.notices()[0], "TLS handshake error")
}

// Shutdown waits for an answer under way, and nothing is left running after it.
func TestShutdown(t *testing.T) {
	before := runtime.NumGoroutine()
	entered, release := make(chan struct{}), make(chan struct{})
	s := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			close(entered)
			<-release
		}
		_, _ = io.WriteString(w, "done")
	}))
	idle := s.newClient(t) // keeps a tunnel open that is not used
	res, err := idle.Get("https://serverless.twilio.com/")
	require.NoError(t, err)
	_, _ = io.Copy(io.Discard, res.Body)
	require.NoError(t, res.Body.Close())

	answered := make(chan string, 1)
	go func() {
		res, err := s.client.Get("https://serverless.twilio.com/slow")
		if !assert.NoError(t, err) {
			answered <- ""
			return
		}
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		answered <- string(body)
	}()
	select {
	case <-entered:
	case <-answered:
		t.Fatal("ended without reaching the handler")
	}
	ended := make(chan error, 1)
	go func() { ended <- s.proxy.Shutdown(context.Background()) }()
	select {
	case err := <-ended:
		t.Fatalf("ended before the answer: %v", err)
	case <-time.After(20 * time.Millisecond):
	}
	close(release)
	require.NoError(t, <-ended)
	assert.Equal(t, "done", <-answered)
	s.client.CloseIdleConnections()
	idle.CloseIdleConnections()
	// Serve's answer, which the cleanup takes
	require.Eventually(t, func() bool { return runtime.NumGoroutine() <= before+1 },
		5*time.Minute, 5*time.Millisecond)
}

func TestEnvironment(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{
		"HTTP_PROXY=http://127.0.0.1:8081", "HTTPS_PROXY=http://127.0.0.1:8081", "NODE_EXTRA_CA_CERTS=/x/ca.pem",
		"SSL_CERT_FILE=/x/ca.pem",
	}, proxy.Environment("127.0.0.1:8081", "/x/ca.pem"))
}

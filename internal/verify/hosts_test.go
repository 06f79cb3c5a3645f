package verify

import (
	"crypto/tls"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// hostsTransport is a forward proxy in this process: it hands requests over with the Host that they are for.
type hostsTransport struct {
	handler http.Handler

	mu    sync.Mutex
	hosts map[string]bool
}

func (t *hostsTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	t.mu.Lock()
	t.hosts[r.URL.Host] = true
	t.mu.Unlock()
	in := r.Clone(r.Context())
	in.Host, in.RequestURI = r.URL.Host, ""
	in.URL.Host, in.URL.Scheme = "", ""
	if r.URL.Scheme == "https" {
		in.TLS = &tls.ConnectionState{ServerName: r.URL.Host}
	}
	if in.Body == nil {
		in.Body = http.NoBody
	}
	answer := httptest.NewRecorder()
	t.handler.ServeHTTP(answer, in)
	response := answer.Result()
	response.Request = r
	return response, nil
}

// A client that knows only Twilio's addresses keeps to them: lists beyond the first page, uploads and what they
// answer, regions too.
func TestHosts_urlsKeepToTwiliosAddresses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ api, upload string }{
		"Twilio's own": {"https://serverless.twilio.com", "https://serverless-upload.twilio.com"},
		"a region": {"https://serverless.dublin.ie1.twilio.com",
			"https://serverless-upload.dublin.ie1.twilio.com"},
	} {
		for _, listeners := range []int{1, 2} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				_, upstream := emulated(t, nil)
				second := ""
				if listeners == 2 { // the same emulator by another name
					second = strings.Replace(upstream, "127.0.0.1", "localhost", 1)
				}
				f := start(t, upstream, second, false)
				through := &hostsTransport{handler: f.proxy.HostsHandler(), hosts: map[string]bool{}}
				c, err := client.New(client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken), &client.Options{
					APIURL: tt.api, UploadURL: tt.upload,
					HTTPClient: &http.Client{Transport: through},
				})
				require.NoError(t, err)
				require.NoError(t, deployWith(t, c))
				var urls []string
				for i := range 5 {
					service, err := c.CreateService(t.Context(), createService(i))
					require.NoError(t, err)
					urls = append(urls, service.URL)
				}
				count := 0
				for service, err := range c.ListServices(t.Context(), &client.ListServicesOptions{PageSize: 2}) {
					require.NoError(t, err)
					urls = append(urls, service.URL)
					count++
				}
				assert.Equal(t, 6, count)
				for _, u := range urls {
					assert.True(t, strings.HasPrefix(u, tt.api+"/v1/Services/ZS"), u)
				}
				for host := range through.hosts {
					assert.Contains(t, []string{tt.api, tt.upload}, "https://"+host)
				}
				findings, troubles := f.seen()
				assert.Empty(t, findings)
				assert.Empty(t, troubles)
			})
		}
	}
}

// What is deployed is no part of the API: it is forwarded as it comes, and not checked.
func TestHosts_sites(t *testing.T) {
	t.Parallel()
	var asked []string
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Host+r.RequestURI)
		_, _ = io.WriteString(w, "hello")
	}))
	t.Cleanup(upstream.Close)
	f := start(t, upstream.URL, "", true)
	r := httptest.NewRequest(http.MethodGet, "/a%2Fb?x[]=1;2", nil)
	r.Host = "shop-1234-dev.twil.io"
	answer := httptest.NewRecorder()
	f.proxy.HostsHandler().ServeHTTP(answer, r)
	assert.Equal(t, "hello", answer.Body.String())
	assert.Equal(t, []string{"shop-1234-dev.twil.io/a%2Fb?x[]=1;2"}, asked)
	assert.Zero(t, f.proxy.Report().Exchanges)
}

// Before Twilio itself, a request for another region must not land in the one of --upstream.
func TestHosts_anotherRegion(t *testing.T) {
	t.Parallel()
	p, err := New(Options{Upstream: "https://serverless.twilio.com",
		UploadUpstream: "https://serverless-upload.twilio.com", Transport: refusing{}})
	require.NoError(t, err)
	for host, want := range map[string]int{
		"serverless.twilio.com": 502, "SERVERLESS-upload.twilio.com": 502,
		"serverless.ie1.twilio.com": 421, "serverless-upload.ie1.twilio.com": 421,
	} {
		r := httptest.NewRequest(http.MethodGet, "/v1/Services", nil)
		r.Host = host
		answer := httptest.NewRecorder()
		p.HostsHandler().ServeHTTP(answer, r)
		assert.Equal(t, want, answer.Code, "%s: %s", host, answer.Body)
	}
}

func createService(i int) serverless.CreateServiceRequest {
	name := "service-" + strconv.Itoa(i)
	return serverless.CreateServiceRequest{UniqueName: name, FriendlyName: name}
}

type refusing struct{}

func (refusing) RoundTrip(r *http.Request) (*http.Response, error) {
	return nil, &url.Error{Op: r.Method, URL: r.URL.Host, Err: io.ErrUnexpectedEOF}
}

// Behind a TLS terminator the client's address is another than ours, and so the page URLs are https.
func TestRewrite_behindATLSTerminator(t *testing.T) {
	t.Parallel()
	_, upstream := emulated(t, nil)
	f := start(t, upstream, "", false)
	for i := range 3 {
		_, err := f.client(t).CreateService(t.Context(), createService(i))
		require.NoError(t, err)
	}
	for name, tt := range map[string]struct {
		header []string
		want   string
	}{
		"proto": {[]string{"X-Forwarded-Proto", "https"}, strings.Replace(f.url, "http:", "https:", 1)},
		"proto and host": {[]string{"X-Forwarded-Proto", "HTTPS", "X-Forwarded-Host", "api.example"},
			"https://api.example"},
		"appended by another": {[]string{"X-Forwarded-Proto", "https, http"},
			strings.Replace(f.url, "http:", "https:", 1)},
		"no scheme of ours": {[]string{"X-Forwarded-Proto", "javascript"}, f.url},
		"no host":           {[]string{"X-Forwarded-Host", "a/b?c"}, f.url},
		"none":              {nil, f.url},
	} {
		_, body := send(t, http.MethodGet, f.url+"/v1/Services?PageSize=1", "", tt.header...)
		assert.Contains(t, body, `"`+tt.want+`/v1/Services?PageSize=1&Page=1`, name)
	}
}

package verify

import (
	"compress/gzip"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract/coverage"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// deploy sends the whole flow through the proxy.
func deploy(t *testing.T, f *fixture) error {
	t.Helper()
	return deployWith(t, f.client(t))
}

func deployWith(t *testing.T, c *client.Client) error {
	t.Helper()
	d, err := deployer.New(c, nil)
	require.NoError(t, err)
	project, err := bundle.Read(fstest.MapFS{
		"functions/hello.js": {Data: []byte(
			`exports.handler = (c, e, done) => done(null, "https://serverless.twilio.com/v1/Services");`)},
		"assets/index.html": {Data: []byte(`<h1>Hello</h1>`)},
	}, nil)
	require.NoError(t, err)
	plan, err := d.Plan(t.Context(), deployer.Request{
		Bundle: project, Service: "hello", Environment: "dev",
		Variables: []deployer.Variable{{Key: "GREETING", Value: "Hi!"}},
	})
	if err != nil {
		return err
	}
	_, err = d.Apply(t.Context(), plan)
	return err
}

func axis(t *testing.T, r *Report, name string) coverage.Axis {
	t.Helper()
	for _, a := range r.Coverage {
		if a.Name == name {
			return a
		}
	}
	require.Fail(t, "no such axis", name)
	return coverage.Axis{}
}

func TestProxy_deployerKeepsTheContract(t *testing.T) {
	t.Parallel()
	for name, uploads := range map[string]bool{"one listener": false, "two listeners": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, upstream := emulated(t, nil)
			upload := ""
			if uploads {
				_, port, err := net.SplitHostPort(strings.TrimPrefix(upstream, "http://"))
				require.NoError(t, err)
				upload = "http://localhost:" + port // another name, so that the checker distinguishes the hosts
			}
			f := start(t, upstream, upload, false)
			require.NoError(t, deploy(t, f))
			findings, troubles := f.seen()
			assert.Empty(t, findings)
			if !uploads { // the emulator's URLs follow the Host that it was called by
				assert.Empty(t, troubles)
			}
			report := f.proxy.Report()
			assert.Zero(t, report.Violations)
			assert.Greater(t, report.Exchanges, 10)
			seen := axis(t, report, "operations")
			assert.Equal(t, len(operations.IDs()), seen.Slots)
			for _, id := range []string{"CreateService", "CreateFunctionVersion", "CreateAssetVersion", "CreateBuild",
				"CreateDeployment"} {
				assert.NotContains(t, seen.Missing, id, "it was seen")
			}
			assert.Contains(t, seen.Missing, "DeleteService", "no request deleted one")
		})
	}
}

func TestProxy_namesTheViolationOfAMutant(t *testing.T) {
	t.Parallel()
	_, upstream := emulated(t, func(r *http.Request, status int, answer map[string]any) int {
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/Builds") {
			delete(answer, "runtime")
		}
		return status
	})
	f := start(t, upstream, "", false)
	require.NoError(t, deploy(t, f), "what the client does not need, it does not miss")
	findings, _ := f.seen()
	require.Equal(t, []string{"CreateBuild missing-property"}, rules(findings))
	assert.Equal(t, "/runtime", findings[0].Finding.Location)
	assert.Equal(t, 201, findings[0].Status)
	report := f.proxy.Report()
	assert.Equal(t, 1, report.Violations)
	require.Len(t, report.Findings, 1)
	assert.Equal(t, findings[0], report.Findings[0])
}

func TestProxy_pagesStayBehindIt(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(answer map[string]any){
		"URLs of the upstream": nil,
		"URLs of another host": func(answer map[string]any) {
			if meta, ok := answer["meta"].(map[string]any); ok {
				for key, value := range meta {
					if text, ok := value.(string); ok && strings.HasPrefix(text, "http://") {
						_, rest, _ := strings.Cut(text, "/v1/")
						meta[key] = "https://api.invalid/v1/" + rest
					}
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, upstream := emulated(t, func(_ *http.Request, status int, answer map[string]any) int {
				if change != nil {
					change(answer)
				}
				return status
			})
			f := start(t, upstream, "", false)
			c := f.client(t)
			names := []string{"one", "two", "three", "four", "five"}
			for _, name := range names {
				_, err := c.CreateService(t.Context(),
					serverless.CreateServiceRequest{UniqueName: name, FriendlyName: name})
				require.NoError(t, err)
			}
			before := f.proxy.Report().Exchanges
			var got []string
			for service, err := range c.ListServices(t.Context(), &client.ListServicesOptions{PageSize: 2}) {
				require.NoError(t, err)
				got = append(got, service.UniqueName)
				assert.True(t, change != nil || strings.HasPrefix(service.URL, f.url+"/v1/Services/ZS"), service.URL)
			}
			assert.ElementsMatch(t, names, got)
			assert.Equal(t, 3, f.proxy.Report().Exchanges-before, "every page came through the proxy")
			_, troubles := f.seen()
			if change == nil {
				assert.Empty(t, troubles)
				return
			}
			require.Len(t, troubles, 1, "told once")
			assert.ErrorContains(t, troubles[0], `"api.invalid"`)
		})
	}
}

// TestProxy_seesWhatWasSent: what the proxy must not tidy up before it is judged.
func TestProxy_seesWhatWasSent(t *testing.T) {
	t.Parallel()
	_, upstream := emulated(t, nil)
	f := start(t, upstream, "", false)
	send(t, http.MethodGet, f.url+"/v1/Services?Colour=blue;PageSize=1", "")
	send(t, http.MethodPost, f.url+"/v1/Services", "UniqueName[0]=a&FriendlyName=b")
	send(t, http.MethodGet, f.url+"/v1/Nothing", "")
	findings, _ := f.seen()
	got := rules(findings)
	assert.Contains(t, got, "ListService malformed-query")
	assert.Contains(t, got, "CreateService indexed-array")
	assert.Contains(t, got, " unknown-operation")
}

func TestProxy_gzip(t *testing.T) {
	t.Parallel()
	var accepted string
	var upstream *httptest.Server
	upstream = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		accepted = r.Header.Get("Accept-Encoding")
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		zip := gzip.NewWriter(w)
		_, _ = io.WriteString(zip, emptyPage(upstream.URL))
		_ = zip.Close()
	}))
	t.Cleanup(upstream.Close)
	f := start(t, upstream.URL, "", false)
	response, body := send(t, http.MethodGet, f.url+"/v1/Services", "", "Accept-Encoding", "br, gzip")
	assert.Equal(t, "gzip", accepted, "the proxy promises no encoding that it cannot read")
	assert.Empty(t, response.Header.Get("Content-Encoding"))
	assert.Equal(t, emptyPage(f.url), body)
	findings, _ := f.seen()
	assert.Empty(t, findings)
}

func emptyPage(base string) string {
	page := base + "/v1/Services?PageSize=50&Page=0"
	return `{"services":[],"meta":{"first_page_url":"` + page +
		`","key":"services","next_page_url":null,"page":0,"page_size":50,` +
		`"previous_page_url":null,"url":"` + page + `"}}`
}

func TestProxy_redirectsLeadBack(t *testing.T) {
	t.Parallel()
	var upstream *httptest.Server
	upstream = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, upstream.URL+"/v1/Services?Page=1", http.StatusFound)
	}))
	t.Cleanup(upstream.Close)
	f := start(t, upstream.URL, "", false)
	response, _ := send(t, http.MethodGet, f.url+"/v1/Services", "")
	assert.Equal(t, f.url+"/v1/Services?Page=1", response.Header.Get("Location"))
	findings, _ := f.seen()
	assert.Equal(t, []string{"ListService undocumented-status"}, rules(findings))
}

// TestProxy_uploadsStream lets the server see the first part while the client is still sending.
func TestProxy_uploadsStream(t *testing.T) {
	t.Parallel()
	firstSeen := make(chan string, 1)
	upstream := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		parts, err := r.MultipartReader()
		if assert.NoError(t, err) {
			part, err := parts.NextPart()
			if assert.NoError(t, err) {
				firstSeen <- part.FormName()
			}
		}
		_, _ = io.Copy(io.Discard, r.Body)
	}))
	t.Cleanup(upstream.Close)
	f := start(t, upstream.URL, "", false)
	reader, writer := io.Pipe()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost,
		f.url+"/v1/Services/hello/Functions/ZHaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Versions", reader)
	require.NoError(t, err)
	request.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	done := make(chan error, 1)
	go func() {
		response, err := http.DefaultClient.Do(request)
		if err == nil {
			err = response.Body.Close()
		}
		done <- err
	}()
	_, err = io.WriteString(writer, "--b\r\nContent-Disposition: form-data; name=\"Path\"\r\n\r\n/hello\r\n--b\r\n")
	require.NoError(t, err)
	assert.Equal(t, "Path", <-firstSeen, "before the rest was sent")
	_, err = io.WriteString(writer, "Content-Disposition: form-data; name=\"Visibility\"\r\n\r\npublic\r\n--b--\r\n")
	require.NoError(t, err)
	require.NoError(t, writer.Close())
	require.NoError(t, <-done)
	findings, _ := f.seen()
	assert.Contains(t, rules(findings), "CreateFunctionVersion missing-part", "the outline is complete")
}

func TestProxy_withoutAnAnswer(t *testing.T) {
	t.Parallel()
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v1/Services/short" {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "{")
			_ = http.NewResponseController(w).Flush()
		}
		panic(http.ErrAbortHandler)
	}))
	t.Cleanup(upstream.Close)
	f := start(t, upstream.URL, "", false)
	response, body := send(t, http.MethodPost, f.url+"/v1/Services", "UniqueName=a&FriendlyName=b")
	assert.Equal(t, http.StatusBadGateway, response.StatusCode)
	assert.Contains(t, body, `"code":2`)
	assert.Contains(t, body, "the proxy, not the API")
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.url+"/v1/Services/short", nil)
	require.NoError(t, err)
	response, err = http.DefaultClient.Do(request)
	if err == nil {
		_, err = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
	}
	require.Error(t, err, "what the server breaks off breaks off for the client")
	report := f.proxy.Report()
	assert.Equal(t, Counts{Unanswered: 2}, report.Counts)
	_, troubles := f.seen()
	require.Len(t, troubles, 2)
	assert.ErrorContains(t, troubles[0], "no answer to POST /v1/Services")
	assert.ErrorContains(t, troubles[1], "breaks off")
}

func TestProxy_clientThatGoesAway(t *testing.T) {
	t.Parallel()
	reached, released := make(chan struct{}), make(chan struct{})
	upstream := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(reached)
		<-r.Context().Done()
		close(released)
	}))
	t.Cleanup(upstream.Close)
	f := start(t, upstream.URL, "", false)
	ctx, cancel := context.WithCancel(t.Context())
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, f.url+"/v1/Services", nil)
	require.NoError(t, err)
	go func() {
		<-reached
		cancel()
	}()
	_, err = http.DefaultClient.Do(request)
	require.ErrorIs(t, err, context.Canceled)
	<-released // the server is told too
	assert.Zero(t, f.proxy.Report().Counts)
}

func TestNew_refuses(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]Options{
		"no upstream":     {},
		"relative":        {Upstream: "serverless.twilio.com"},
		"credentials":     {Upstream: "https://user:secret@api.example"},
		"itself":          {Upstream: "http://127.0.0.1:9000", Addr: "127.0.0.1:9000"},
		"itself by name":  {Upstream: "http://localhost:9000", Addr: "127.0.0.1:9000"},
		"itself anywhere": {Upstream: "http://127.0.0.1:9000", Addr: "[::]:9000"},
		"uploads":         {Upstream: "https://api.example", UploadUpstream: "ftp://api.example"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := New(opts)
			require.Error(t, err)
			assert.NotContains(t, err.Error(), "secret")
		})
	}
}

// An answer passes with the headers that it has, and no others.
func TestProxy_addsNoHeaders(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = connection.Read(make([]byte, 4096))
			_, _ = io.WriteString(connection, "HTTP/1.1 200 OK\r\nX-Case: 1\r\nContent-Length: 6\r\n\r\n<html>")
			_ = connection.Close()
		}
	}()
	f := start(t, "http://"+listener.Addr().String(), "", false)
	response, _ := send(t, http.MethodGet, f.url+"/v1/Services", "")
	assert.Equal(t, "1", response.Header.Get("X-Case"))
	assert.NotContains(t, response.Header, "Content-Type")
	assert.NotContains(t, response.Header, "Date")
}

// A name that a client chose is repeated only if it is made of words: another may be a token in the
// wrong place.
func TestProxy_hidesNames(t *testing.T) {
	t.Parallel()
	_, upstream := emulated(t, nil)
	f := start(t, upstream, "", false)
	const token = "sk-live-0123456789abcdef"
	send(t, http.MethodGet, f.url+"/v1/Services?"+token+"=1&Colour=2", "")
	send(t, http.MethodPost, f.url+"/v1/Services", "UniqueName=a&FriendlyName=b&"+token+"=1")
	var text strings.Builder
	require.NoError(t, f.proxy.Report().WriteText(&text))
	require.NoError(t, f.proxy.Report().WriteJSON(&text))
	assert.Contains(t, text.String(), "(a name of 24 bytes)")
	assert.Contains(t, text.String(), "Colour")
	assert.NotContains(t, text.String(), token)
}

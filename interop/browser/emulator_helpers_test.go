package browser

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/control"
)

// emulated is an emulator with its page, as `emulate` serves it, and a client of its API.
type emulated struct {
	t     *testing.T
	url   string
	clock *emulator.Clock
}

func emulate(t *testing.T, options emulator.Options) *emulated {
	t.Helper()
	clock := emulator.NewClock(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	options.Seed, options.Clock = 1, clock.Now
	emu, err := emulator.New(&options)
	require.NoError(t, err)
	checker, err := contract.NewChecker(nil)
	require.NoError(t, err)
	c, err := control.New(emu, &control.Options{Clock: clock,
		Check: func(w http.ResponseWriter, r *http.Request, next http.Handler) (found []control.Finding) {
			checker.Handler(next, func(_ *contract.Exchange, findings []contract.Finding) {
				for _, f := range findings {
					found = append(found, control.Finding{Severity: f.Severity.String(), Side: f.Side.String(),
						Rule:     f.Rule,
						Location: f.Location, Message: f.Message})
				}
			}).ServeHTTP(w, r)
			return found
		}})
	require.NoError(t, err)
	server := httptest.NewServer(c)
	t.Cleanup(server.Close) // after the streams have ended
	t.Cleanup(c.Close)
	return &emulated{t: t, url: server.URL, clock: clock}
}

func (e *emulated) page() string { return e.url + "/_emulator/" }

func (e *emulated) do(method, path, contentType string, body io.Reader) (status int, sid string) {
	e.t.Helper()
	return e.as(emulator.TestAccountSID, emulator.TestAuthToken, method, path, contentType, body)
}

// as is do with the credentials of another account.
func (e *emulated) as(
	account, token, method, path, contentType string, body io.Reader,
) (status int, sid string) {
	e.t.Helper()
	req, err := http.NewRequestWithContext(e.t.Context(), method, e.url+path, body)
	require.NoError(e.t, err)
	req.SetBasicAuth(account, token)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := http.DefaultClient.Do(req)
	require.NoError(e.t, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	require.NoError(e.t, err)
	var answer struct{ SID string }
	_ = json.Unmarshal(text, &answer)
	return res.StatusCode, answer.SID
}

func (e *emulated) get(path string) int {
	e.t.Helper()
	status, _ := e.do("GET", path, "", nil)
	return status
}

// post sends a form and gives the SID of what it made.
func (e *emulated) post(path string, pairs ...string) string {
	e.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	status, sid := e.do("POST", path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	require.Equal(e.t, 201, status, path)
	return sid
}

func (e *emulated) upload(path, file, visibility, content string) string {
	e.t.Helper()
	return e.uploadAs("application/octet-stream", path, file, visibility, content)
}

func (e *emulated) uploadAs(contentType, path, file, visibility, content string) string {
	e.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	require.NoError(e.t, w.WriteField("Path", file))
	require.NoError(e.t, w.WriteField("Visibility", visibility))
	part, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="Content"; filename="content"`}, "Content-Type": {contentType}})
	require.NoError(e.t, err)
	_, err = io.WriteString(part, content)
	require.NoError(e.t, err)
	require.NoError(e.t, w.Close())
	status, sid := e.do("POST", path+"/Versions", w.FormDataContentType(), &body)
	require.Equal(e.t, 201, status)
	return sid
}

// deploy makes a service with an environment in which a build is live, and gives their paths.
func (e *emulated) deploy(name, friendly string) (service, environment, build string) {
	e.t.Helper()
	service = "/v1/Services/" + e.post("/v1/Services", "UniqueName", name, "FriendlyName", friendly)
	function := service + "/Functions/" + e.post(service+"/Functions", "FriendlyName", friendly)
	asset := service + "/Assets/" + e.post(service+"/Assets", "FriendlyName", friendly)
	fv := e.upload(function, "/hello", "public", "exports.handler = () => {}")
	av := e.upload(asset, "/style.css", "public", strings.Repeat("body{} ", 400))
	build = e.post(service+"/Builds", "FunctionVersions", fv, "AssetVersions", av, "Runtime", "node22")
	environment = service + "/Environments/" + e.post(service+"/Environments", "UniqueName", "dev-environment",
		"DomainSuffix", "dev")
	e.post(environment+"/Variables", "Key", "GREETING", "Value", "a value nobody should see")
	e.clock.Advance(time.Minute)
	e.post(environment+"/Deployments", "BuildSid", build)
	return service, environment, build
}

// watching is an expression: the page hears of what happens.
const watching = `document.querySelector("#live").textContent === "live"`

func body(text string) io.Reader { return strings.NewReader(text) }

package control

import (
	"crypto/rand"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/forms"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// rig is an emulator with its control, called without sockets as net/http's server would.
type rig struct {
	t       testing.TB
	emu     *emulator.Emulator
	clock   *emulator.Clock
	control *Control
}

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func newRig(t testing.TB, eo *emulator.Options, co *Options) *rig {
	t.Helper()
	r := &rig{t: t, clock: emulator.NewClock(start)}
	if eo == nil {
		eo = &emulator.Options{}
	}
	if co == nil {
		co = &Options{}
	}
	eo.Seed, eo.Clock, co.Clock = 1, r.clock.Now, r.clock
	var err error
	r.emu, err = emulator.New(eo)
	require.NoError(t, err)
	r.control, err = New(r.emu, co)
	require.NoError(t, err)
	return r
}

// request is one of this machine. Headers are name, value, name, value…; one called Host is the
// host, one called Peer the peer.
func (r *rig) request(method, target, body string, headers ...string) *http.Request {
	r.t.Helper()
	req := httptest.NewRequest(method, target, strings.NewReader(body))
	if body == "" {
		req.Body = http.NoBody
	}
	req.Host, req.RemoteAddr = "127.0.0.1:8080", "127.0.0.1:50000"
	for i := 0; i < len(headers); i += 2 {
		switch headers[i] {
		case "Host":
			req.Host = headers[i+1]
		case "Protocol":
			req.Proto, req.ProtoMajor, req.ProtoMinor = headers[i+1], 1, 0
		case "Peer":
			req.RemoteAddr = headers[i+1]
		default:
			req.Header.Add(headers[i], headers[i+1])
		}
	}
	return listening(req)
}

// listening says which address took the connection, as net/http's server does.
func listening(req *http.Request) *http.Request {
	return req.WithContext(withLocal(req.Context(), &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}))
}

type answer struct {
	status int
	header http.Header
	raw    string
	json   map[string]any
}

func (r *rig) serve(req *http.Request) *answer {
	r.t.Helper()
	w := httptest.NewRecorder()
	func() {
		defer func() {
			if p := recover(); p != nil && p != http.ErrAbortHandler {
				panic(p)
			}
		}()
		r.control.ServeHTTP(w, req)
	}()
	a := &answer{status: w.Code, header: w.Result().Header, raw: w.Body.String()}
	if strings.HasPrefix(a.header.Get("Content-Type"), "application/json") {
		_ = json.Unmarshal([]byte(a.raw), &a.json) // a fault may have cut it off
	}
	return a
}

// call asks the control API; a body is JSON.
func (r *rig) call(method, path, body string) *answer {
	r.t.Helper()
	headers := []string{}
	if body != "" {
		headers = []string{"Content-Type", "application/json"}
	}
	a := r.serve(r.request(method, prefix+path, body, headers...))
	require.Equal(r.t, "1", a.header.Get("Emulator-Control"))
	return a
}

func (r *rig) must(method, path, body string) *answer {
	r.t.Helper()
	a := r.call(method, path, body)
	require.Less(r.t, a.status, 300, a.raw)
	return a
}

// into decodes the answer of a GET.
func into[T any](r *rig, path string) T {
	r.t.Helper()
	var v T
	require.NoError(r.t, json.Unmarshal([]byte(r.must("GET", path, "").raw), &v))
	return v
}

// api calls the API itself with a form.
func (r *rig) api(method, path string, pairs ...string) *answer {
	r.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	if method == http.MethodPost {
		form = forms.At(path, form, func() string { return "unique-" + rand.Text() })
	}
	req := r.request(method, path, form.Encode(), "Content-Type", "application/x-www-form-urlencoded", "User-Agent",
		"tester/1")
	req.SetBasicAuth(emulator.TestAccountSID, emulator.TestAuthToken)
	return r.serve(req)
}

func (r *rig) create(path string, pairs ...string) string {
	r.t.Helper()
	a := r.api("POST", path, pairs...)
	require.Equal(r.t, 201, a.status, a.raw)
	return a.json["sid"].(string)
}

// deployed gives a service with an environment, a variable and a live build.
func (r *rig) deployed() (environment, function, build string) {
	r.t.Helper()
	service := "/v1/Services/" + r.create("/v1/Services", "UniqueName", "shop", "FriendlyName", "The shop")
	function = r.create(service+"/Functions", "FriendlyName", "hello")
	body := "--b\r\nContent-Disposition: form-data; name=\"Path\"\r\n\r\n/hello\r\n--b\r\nContent-Disposition: " +
		"form-data; name=\"Visibility\"\r\n\r\npublic\r\n" +
		"--b\r\nContent-Disposition: form-data; name=\"Content\"; filename=\"f\"\r\nContent-Type: " +
		"application/javascript\r\n\r\nexports\r\n--b--\r\n"
	req := r.request("POST", service+"/Functions/"+function+"/Versions", body, "Content-Type",
		"multipart/form-data; boundary=b")
	req.SetBasicAuth(emulator.TestAccountSID, emulator.TestAuthToken)
	a := r.serve(req)
	require.Equal(r.t, 201, a.status, a.raw)
	build = r.create(service+"/Builds", "FunctionVersions", a.json["sid"].(string))
	environment = r.create(service+"/Environments", "UniqueName", "dev", "DomainSuffix", "dev")
	r.create(service+"/Environments/"+environment+"/Variables", "Key", "GREETING", "Value", "hidden-value")
	r.create(service+"/Environments/"+environment+"/Deployments", "BuildSid", build)
	return environment, function, build
}

// state is what must not change: the dump, faults and clock.
func (r *rig) state() string {
	r.t.Helper()
	var b strings.Builder
	require.NoError(r.t, r.emu.Dump(&b))
	faults, err := json.Marshal(r.emu.Faults())
	require.NoError(r.t, err)
	_, _ = io.WriteString(&b, string(faults)+r.clock.Now().String())
	return b.String()
}

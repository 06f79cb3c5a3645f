package emulator

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

func TestOperations(t *testing.T) {
	t.Parallel()
	for _, op := range contract(t) {
		i := slices.IndexFunc(routes(), func(r route) bool { return r.operation == op.ID })
		r := routes()[i]
		assert.Equal(t, op.Method+" "+op.Template, r.method+" /"+strings.Join(r.segments, "/"), op.ID)
		assert.Equal(t, op.Host, r.host, op.ID)
		want := bodyNone
		switch {
		case op.Body != nil && op.Host == operations.UploadHost:
			want = bodyUpload
		case op.Body != nil:
			want = bodyForm
		}
		assert.Equal(t, want, r.body, op.ID)
	}
}

// Every route must be reachable through Match with its own pattern, and no other
// route may stand before it.
func TestMatch_everyRoute(t *testing.T) {
	t.Parallel()
	emu, err := New(nil)
	require.NoError(t, err)
	for _, r := range routes() {
		op, ok := emu.Match(r.method, "/"+strings.Join(r.segments, "/"))
		assert.True(t, ok, r.operation)
		assert.Equal(t, r.operation, op)
	}
	for _, path := range []string{"", "v1/Services", "/v2/Services", "/v1/Services/", "/v1/Services/a/b/c/d/e/f/g",
		"/v1/Services/..", "/v1/Services/.", "/v1/Services/%2e%2E", "/v1/Services/a%2Fb", "/v1/Services/%zz"} {
		_, ok := emu.Match("GET", path)
		assert.False(t, ok, path)
	}
}

func TestHosts(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	fn := a.function(a.service("hosts"), "f")
	versions := fn + "/Versions"
	for _, tc := range []struct {
		name, method, url string
		status, code      int
		allow             string
	}{
		{"upload to the API host", "POST", "https://serverless.twilio.com" + versions, 405, 20004, "GET"},
		{"upload to a regional API host", "POST", "https://serverless.sydney.au1.twilio.com" + versions, 405, 20004,
			"GET"},
		{"read from the upload host", "GET", uploadHost + versions, 405, 20004, "POST"},
		{"list services on the upload host", "GET", uploadHost + "/v1/Services", 404, 20404, ""},
		{"upper-case host", "GET", "https://SERVERLESS-UPLOAD.twilio.com/v1/Services", 404, 20404, ""},
		{"read from the API host", "GET", "https://serverless.twilio.com" + versions, 200, 0, ""},
		{"upload to the regional upload host, no body", "POST", "https://serverless-upload.sydney.au1.twilio.com" +
			versions, 400, 20001, ""},
		{"any other host reads", "GET", "http://127.0.0.1:8080" + versions, 200, 0, ""},
		{"any other host uploads, no body", "POST", "http://localhost:8080" + versions, 400, 20001, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got := a.do(tc.method, tc.url, "", nil)
			assert.Equal(t, tc.allow, got.header.Get("Allow"))
			if tc.code == 0 {
				assert.Equal(t, tc.status, got.status)
				return
			}
			got.refused(t, tc.status, tc.code)
		})
	}
}

// What an upload answers must be fetched from the API host.
func TestHosts_uploadAnswersNameTheAPIHost(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	fn := a.function(a.service("sibling"), "f")
	for from, want := range map[string]string{
		"https://serverless-upload.twilio.com":            "https://serverless.twilio.com",
		"https://Serverless-Upload.sydney.au1.twilio.com": "https://serverless.sydney.au1.twilio.com",
		"http://serverless-upload.localhost:8080":         "http://serverless.localhost:8080",
		"http://127.0.0.1:8080":                           "http://127.0.0.1:8080",
	} {
		contentType, body := multipartBody(t, part{"Path", "", "/f"}, part{"Visibility", "", "public"},
			part{"Content", "", "x"})
		got := a.do("POST", from+fn+"/Versions", contentType, body)
		sid := got.must(t, 201)
		assert.Equal(t, want+fn+"/Versions/"+sid, got.str("url"))
		assert.Equal(t, 200, a.get(got.str("url")).status)
	}
}

// A path of the contract refuses every method that it has no operation for.
func TestUnknownMethods(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	methods := map[string][]string{}
	for _, op := range contract(t) {
		methods[op.Example()] = append(methods[op.Example()], op.Method)
	}
	for path, known := range methods {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} {
			if slices.Contains(known, method) {
				continue
			}
			got := a.do(method, path, "", nil)
			assert.Equal(t, 405, got.status, "%s %s", method, path)
			assert.Empty(t, got.header.Get("Location"))
			if method == "HEAD" {
				assert.Empty(t, got.raw)
			} else {
				got.refused(t, 405, 20004)
			}
		}
	}
}

func TestUnknownRoutes(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	service := a.service("routes")
	for _, tc := range []struct {
		method, path string
		status, code int
	}{
		{"GET", "/", 404, 20404},
		{"GET", "/v1", 404, 20404},
		{"GET", "/v1/services", 404, 20404},
		{"GET", "/v1/Services/", 404, 20404},
		{"GET", service + "/Plugins", 404, 20404},
		{"GET", "/v1//Services", 404, 20404},
		{"GET", "/v1/Services/../Services", 404, 20404},
		{"GET", "/v1/Services/%2e%2e/Services", 404, 20404},
		{"GET", "/v1%2FServices", 404, 20404},
	} {
		t.Run(tc.method+" "+tc.path, func(t *testing.T) {
			t.Parallel()
			got := a.do(tc.method, tc.path, "", nil)
			got.refused(t, tc.status, tc.code)
			assert.Empty(t, got.header.Get("Location"))
		})
	}
}

func TestNotFoundMessage(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	sid := unknown("ZS")
	assert.Equal(t, "The requested resource /Services/"+sid+"/Environments was not found",
		a.get("/v1/Services/"+sid+"/Environments?PageSize=5").refused(t, 404, 20404))
}

// Unknown, malformed, foreign and misplaced SIDs are all the same 404.
func TestNotFound_everyParent(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	service, fn, build := a.built("mine")
	version := tail(a.get(fn + "/Versions").items()[0])
	asset := a.asset(service, "a")
	env := a.environment(service, "e", "")
	other := a.service("other")
	foreign := a.as("AC"+strings.Repeat("b", 32), "x")
	foreignService := foreign.service("theirs")

	for _, path := range []string{
		"/v1/Services/" + unknown("ZS"), "/v1/Services/ZS123", "/v1/Services/nobody", foreignService,
		"/v1/Services/" + tail(foreignService) + "/Functions",
		"/v1/Services/theirs",
		service + "/Functions/" + unknown("ZH"), service + "/Functions/ZH1",
		service + "/Functions/" + tail(asset), service + "/Assets/" + tail(fn), // the other kind
		other + "/Functions/" + tail(fn), // another parent
		service + "/Functions/" + tail(asset) + "/Versions",
		service + "/Assets/" + tail(fn) + "/Versions",
		fn + "/Versions/" + unknown("ZN"), fn + "/Versions/" + unknown("ZN") + "/Content",
		asset + "/Versions/" + version,
		asset + "/Versions/" + version + "/Content",
		other + "/Builds/" + build, other + "/Builds/" + build + "/Status", service + "/Builds/" + unknown("ZB"),
		other + "/Environments/" + tail(env), other + "/Environments/" + tail(env) + "/Variables",
		service + "/Environments/e", // only Services are addressed by name
		env + "/Variables/" + unknown("ZV"), env + "/Deployments/" + unknown("ZD"), env + "/Logs/" + unknown("NO"),
		service + "/Environments/" + unknown("ZE") + "/Logs",
	} {
		a.get(path).refused(t, 404, 20404)
	}
	for _, path := range []string{
		service + "/Functions/" + tail(asset), "/v1/Services/" + unknown("ZS"), service + "/Environments/" +
			unknown("ZE"),
		service + "/Builds/" + unknown("ZB"), env + "/Variables/" + unknown("ZV"), service + "/Assets/" +
			tail(fn), foreignService,
	} {
		a.delete(path).refused(t, 404, 20404)
	}
	for _, path := range []string{
		"/v1/Services/" + unknown("ZS"), foreignService + "/Functions", foreignService + "/Assets", foreignService +
			"/Builds",
		foreignService + "/Environments", env + "x/Variables", env + "x/Deployments", env + "/Variables/" +
			unknown("ZV"),
		service + "/Functions/" + unknown("ZH"), service + "/Assets/" + unknown("ZH"),
	} {
		a.post(path, "FriendlyName", "x", "UniqueName", "x", "Key", "k", "Value", "v").refused(t, 404, 20404)
	}
	a.upload(service+"/Functions/"+tail(asset), "/x", "x").refused(t, 404, 20404)
	a.upload(service+"/Assets/"+tail(fn), "/x", "x").refused(t, 404, 20404)
	assert.Equal(t, 200, foreign.get(foreignService).status)
}

func TestServiceByUniqueNameEverywhere(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	service, fn, build := a.built("By-Name")
	const byName = "/v1/Services/By-Name"
	env := a.environment(service, "e", "")
	named := func(path string) string { return byName + strings.TrimPrefix(path, service) }
	for _, path := range []string{service, service + "/Functions", fn, fn + "/Versions", service + "/Builds/" +
		build + "/Status", env, env + "/Logs"} {
		assert.Equal(t, 200, a.get(named(path)).status, path)
	}
	a.upload(named(fn), "/x", "x").must(t, 201)
	a.post(named(env)+"/Deployments", "BuildSid", build).must(t, 201)
	a.post(byName, "FriendlyName", "renamed").must(t, 200)
	assert.Equal(t, 204, a.delete(byName).status)
	a.get(service).refused(t, 404, 20404)
}

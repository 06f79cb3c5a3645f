package control

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func withLocal(ctx context.Context, addr net.Addr) context.Context {
	return context.WithValue(ctx, http.LocalAddrContextKey, addr)
}

const aFault = `[{"operation":"ListService","status":503}]`

// Whatever is not for this API is refused with a reason, and changes nothing.
func TestRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil, &Options{MaxState: 1000})
	r.deployed()
	r.must("PUT", "faults", `[{"operation":"FetchBuild","kind":"reset"}]`)
	before, journal := r.state(), r.control.journal.last
	asJSON := "application/json"
	for _, test := range []struct {
		name, method, path, body string
		headers                  []string
		status                   int
		thing                    string
	}{
		{"another machine", "GET", "overview", "", []string{"Peer", "192.0.2.7:1000"}, 403, "peer"},
		{"another machine, IPv6", "GET", "", "", []string{"Peer", "[2001:db8::1]:1000"}, 403, "peer"},
		{"no peer", "GET", "overview", "", []string{"Peer", ""}, 403, "peer"},
		{"peer without a port", "GET", "overview", "", []string{"Peer", "127.0.0.1"}, 403, "peer"},
		{"tunnel", "GET", "overview", "", []string{"X-Forwarded-For", "192.0.2.7"}, 403, "header X-Forwarded-For"},
		{"proxy", "GET", "overview", "", []string{"Forwarded", "for=192.0.2.7"}, 403, "header Forwarded"},
		{"proxy that says its name", "GET", "overview", "", []string{"Via", "1.1 cache"}, 403, "header Via"},
		{"address of the client", "GET", "state", "", []string{"X-Real-IP", "192.0.2.7"}, 403, "header X-Real-Ip"},
		{"scheme of the client", "GET", "state", "", []string{"X-Forwarded-Proto", "https"}, 403,
			"header X-Forwarded-Proto"},
		{"server that was called", "GET", "state", "", []string{"X-Forwarded-Server", "x"}, 403,
			"header X-Forwarded-Server"},
		{"Cloudflare", "GET", "state", "", []string{"CF-Connecting-IP", "192.0.2.7"}, 403, "header Cf-Connecting-Ip"},
		{"client's address, another word", "GET", "state", "", []string{"X-Client-IP", "1.2.3.4"}, 403,
			"header X-Client-Ip"},
		{"an empty mark", "GET", "state", "", []string{"X-Forwarded-For", ""}, 403, "header X-Forwarded-For"},
		{"mark on the page", "GET", "", "", []string{"X-Real-IP", "192.0.2.7"}, 403, "header X-Real-Ip"},
		{"Envoy", "GET", "state", "", []string{"X-Envoy-External-Address", "1.2.3.4"}, 403,
			"header X-Envoy-External-Address"},
		{"nginx that says nothing", "GET", "state", "", []string{"Protocol", "HTTP/1.0"}, 403, "protocol"},
		{"rebound name", "GET", "overview", "", []string{"Host", "evil.example:8080"}, 403, "Host"},
		{"rebound name, page", "GET", "", "", []string{"Host", "evil.example:8080"}, 403, "Host"},
		{"name that begins well", "GET", "overview", "", []string{"Host", "localhost.evil.example:8080"}, 403, "Host"},
		{"name that begins as an address", "GET", "overview", "", []string{"Host", "127.0.0.1.evil.example:8080"},
			403, "Host"},
		{"name with a user", "GET", "overview", "", []string{"Host", "localhost@evil.example:8080"}, 403, "Host"},
		{"another port", "GET", "overview", "", []string{"Host", "localhost:9090"}, 403, "Host"},
		{"no port", "GET", "overview", "", []string{"Host", "localhost"}, 403, "Host"},
		{"empty host", "GET", "overview", "", []string{"Host", ""}, 403, "Host"},
		{"all addresses", "GET", "overview", "", []string{"Host", "0.0.0.0:8080"}, 403, "Host"},
		{"Twilio's host", "GET", "overview", "", []string{"Host", "serverless.twilio.com:8080"}, 403, "Host"},
		{"another site reads", "GET", "overview", "", []string{"Sec-Fetch-Site", "cross-site"}, 403, "Sec-Fetch-Site"},
		{"another port reads", "GET", "state", "", []string{"Sec-Fetch-Site", "same-site"}, 403, "Sec-Fetch-Site"},
		{"another site embeds", "GET", "", "", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate",
			"Sec-Fetch-Dest", "iframe"}, 403, "Sec-Fetch-Site"},
		{"a link to data", "GET", "state", "", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate",
			"Sec-Fetch-Dest", "document"}, 403, "Sec-Fetch-Site"},
		{"another site reads, old browser", "GET", "overview", "", []string{"Origin", "https://evil.example"}, 403,
			"Origin"},
		{"another site writes", "POST", "reset", "{}",
			[]string{"Content-Type", asJSON, "Origin", "https://evil.example"}, 403, "Origin"},
		{"sandboxed frame writes", "POST", "reset", "", []string{"Origin", "null"}, 403, "Origin"},
		{"empty origin", "POST", "reset", "", []string{"Origin", ""}, 403, "Origin"},
		{"two origins", "POST", "reset", "", []string{"Origin", "http://127.0.0.1:8080", "Origin",
			"https://evil.example"}, 403, "Origin"},
		{"origin with another scheme", "POST", "reset", "", []string{"Origin", "https://127.0.0.1:8080"}, 403,
			"Origin"},
		{"origin with another name", "POST", "reset", "", []string{"Origin", "http://localhost:8080"}, 403, "Origin"},
		{"form of another site", "POST", "reset", "a=b", []string{"Content-Type", "application/x-www-form-urlencoded",
			"Sec-Fetch-Site", "cross-site"}, 403, "Sec-Fetch-Site"},
		{"typed write", "DELETE", "faults", "", []string{"Sec-Fetch-Site", "none"}, 403, "Sec-Fetch-Site"},
		{"preflight", "OPTIONS", "faults", "",
			[]string{"Origin", "https://evil.example", "Access-Control-Request-Method", "PUT"}, 403, "Origin"},
		{"method", "POST", "faults", aFault, []string{"Content-Type", asJSON}, 405, "method"},
		{"method of the page", "POST", "", "", nil, 405, "method"},
		{"unknown path", "GET", "nothing", "", nil, 404, "path"},
		{"unknown file of the page", "GET", "page/../control.go", "", nil, 404, "path"},
		{"folder of the page", "GET", "page/", "", nil, 404, "path"},
		{"deeper", "GET", "builds/a/b", "", nil, 404, "path"},
		{"no build", "GET", "builds/ZB1", "", nil, 404, "build"},
		{"no environment", "GET", "variables/ZE1", "", nil, 404, "environment"},
		{"how to show values", "GET", "variables/ENV?values=yes", "", nil, 400, "values"},
		{"no request", "GET", "requests/99999", "", nil, 404, "request"},
		{"request without a number", "GET", "requests/x", "", nil, 404, "request"},
		{"limit", "GET", "requests?limit=-1", "", nil, 400, "limit"},
		{"limit of the overview", "GET", "overview?limit=100000", "", nil, 400, "limit"},
		{"verdict", "GET", "requests?verdict=bad", "", nil, 400, "verdict"},
		{"stream from nowhere", "GET", "stream", "", []string{"Last-Event-ID", "x"}, 400, "Last-Event-ID"},
		{"type of a form", "PUT", "faults", aFault, []string{"Content-Type", "text/plain"}, 415, "Content-Type"},
		{"no type", "PUT", "faults", aFault, nil, 415, "Content-Type"},
		{"faults too large", "PUT", "faults", "[" + strings.Repeat(" ", maxBody) + "]",
			[]string{"Content-Type", asJSON}, 413, "body"},
		{"no JSON", "PUT", "faults", "[{", []string{"Content-Type", asJSON}, 400, "faults"},
		{"unknown operation", "PUT", "faults", `[{"operation":"Nothing","status":500}]`,
			[]string{"Content-Type", asJSON}, 400, "faults"},
		{"second fault is bad", "PUT", "faults",
			`[{"operation":"ListService","status":500},{"operation":"ListService"}]`, []string{"Content-Type",
				asJSON}, 400, "faults"},
		{"clock: no JSON", "PUT", "clock", `{"advance":`, []string{"Content-Type", asJSON}, 400, "body"},
		{"clock: nothing", "PUT", "clock", `{}`, []string{"Content-Type", asJSON}, 400, "clock"},
		{"clock: empty", "PUT", "clock", ``, []string{"Content-Type", asJSON}, 400, "body"},
		{"clock: two JSON values", "PUT", "clock", `{"advance":"1m"}{}`, []string{"Content-Type", asJSON}, 400, "body"},
		{"clock: twice", "PUT", "clock", `{"advance":"1m","advance":"2m"}`, []string{"Content-Type", asJSON}, 400,
			"body"},
		{"clock: unknown field", "PUT", "clock", `{"advance":"1m","zone":"UTC"}`, []string{"Content-Type", asJSON},
			400, "body"},
		{"clock: wrong type", "PUT", "clock", `{"advance":60}`, []string{"Content-Type", asJSON}, 400, "advance"},
		{"clock: both", "PUT", "clock", `{"advance":"1m","now":"2026-03-01T12:00:00Z"}`,
			[]string{"Content-Type", asJSON}, 400, "now"},
		{"clock: no date", "PUT", "clock", `{"now":"tomorrow"}`, []string{"Content-Type", asJSON}, 400, "now"},
		{"clock: no duration", "PUT", "clock", `{"advance":"soon","running":true}`, []string{"Content-Type", asJSON},
			400, "advance"},
		{"clock: beyond time", "PUT", "clock", `{"now":"9999-01-01T00:00:00Z"}`, []string{"Content-Type", asJSON},
			400, "clock"},
		{"clock: overflow", "PUT", "clock", `{"advance":"-2000000h"}`, []string{"Content-Type", asJSON}, 400, "clock"},
		{"clock: not UTF-8", "PUT", "clock", "{\"advance\":\"\xff\"}", []string{"Content-Type", asJSON}, 400, "body"},
		{"clock: deep", "PUT", "clock", strings.Repeat("[", 100000), []string{"Content-Type", asJSON}, 400, "body"},
		{"logs: none", "POST", "logs", `{"logs":[]}`, []string{"Content-Type", asJSON}, 400, "logs"},
		{"logs: level", "POST", "logs", `{"logs":[{"environment_sid":"ZE","function_sid":"ZH","level":"LOUD"}]}`,
			[]string{"Content-Type", asJSON}, 400, "logs[0].level"},
		{"logs: environment", "POST", "logs",
			`{"logs":[{"environment_sid":"ZE1","function_sid":"ZH00000000000000000000000000000000"}]}`,
			[]string{"Content-Type", asJSON}, 400, "logs[0]"},
		{"logs: too large", "POST", "logs", `{"logs":[{"message":"` + strings.Repeat("x", maxBody) + `"}]}`,
			[]string{"Content-Type", asJSON}, 413, "body"},
		{"seed", "POST", "reset", `{"seed":0}`, []string{"Content-Type", asJSON}, 400, "seed"},
		{"seed of another type", "POST", "reset", `{"seed":-1}`, []string{"Content-Type", asJSON}, 400, "seed"},
		{"reset with more", "POST", "reset", `{"all":true}`, []string{"Content-Type", asJSON}, 400, "body"},
		{"no dump", "PUT", "state", "hello", []string{"Content-Type", dumpType}, 400, "dump"},
		{"empty dump", "PUT", "state", "", []string{"Content-Type", dumpType}, 400, "dump"},
		{"dump as a form", "PUT", "state", "hello", []string{"Content-Type", "text/plain"}, 415, "Content-Type"},
		{"dump too large", "PUT", "state", `{"state":{"format":"` + strings.Repeat("x", 2000),
			[]string{"Content-Type", dumpType}, 413, "body"},
	} {
		path := strings.ReplaceAll(test.path, "ENV", r.emu.Overview(1).Services[0].Environments[0].SID)
		a := r.serve(r.request(test.method, prefix+path, test.body, test.headers...))
		require.Equal(t, test.status, a.status, "%s: %s", test.name, a.raw)
		require.EqualValues(t, Version, a.json["version"], test.name)
		problem, ok := a.json["error"].(map[string]any)
		require.True(t, ok, test.name)
		assert.Equal(t, test.thing, problem["thing"], "%s: %s", test.name, a.raw)
		assert.EqualValues(t, test.status, problem["status"], test.name)
		assert.NotEmpty(t, problem["message"], test.name)
		assert.NotEmpty(t, problem["advice"], test.name)
		assert.Less(t, len(a.raw), 2000, test.name)
		assert.Empty(t, a.header.Get("Access-Control-Allow-Origin"), test.name)
	}
	assert.Equal(t, before, r.state(), "nothing changed")
	assert.Equal(t, journal, r.control.journal.last, "and the journal has nothing of it")
}

func TestAllowed(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil, nil)
	for _, test := range []struct {
		name, method, path string
		headers            []string
	}{
		{"curl", "GET", "overview", nil},
		{"localhost", "GET", "overview", []string{"Host", "LocalHost:8080"}},
		{"IPv6", "GET", "overview", []string{"Host", "[::1]:8080", "Peer", "[::1]:5000"}},
		{"IPv4 in IPv6", "GET", "overview", []string{"Peer", "[::ffff:127.0.0.1]:5000"}},
		{"another loopback address", "GET", "overview", []string{"Host", "127.0.0.2:8080", "Peer", "127.0.0.2:5000"}},
		{"typed page", "GET", "", []string{"Sec-Fetch-Site", "none"}},
		{"link to the page", "GET", "", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate",
			"Sec-Fetch-Dest", "document"}},
		{"the page reads", "GET", "overview", []string{"Sec-Fetch-Site", "same-origin"}},
		{"the page writes", "DELETE", "faults", []string{"Sec-Fetch-Site", "same-origin", "Origin",
			"http://127.0.0.1:8080"}},
		{"curl writes", "POST", "reset", nil},
		{"head", "HEAD", "overview", nil},
	} {
		a := r.serve(r.request(test.method, prefix+test.path, "", test.headers...))
		assert.Equal(t, 200, a.status, "%s: %s", test.name, a.raw)
	}
	encrypted := r.request("DELETE", prefix+"faults", "", "Host", "localhost:8080", "Origin", "https://localhost:8080")
	encrypted.TLS = &tls.ConnectionState{}
	assert.Equal(t, 200, r.serve(encrypted).status)
	a := r.serve(r.request("GET", "/_emulator", ""))
	assert.Equal(t, []any{308, "/_emulator/"}, []any{a.status, a.header.Get("Location")})
	assert.Equal(t, 401, r.serve(r.request("GET", "/_emulators", "")).status, "that is the API's")
}

// Without a server's word on the port, the names alone count.
func TestAllowed_unknownPort(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil, nil)
	req := r.request("GET", prefix+"overview", "", "Host", "localhost:1234")
	assert.Equal(t, 200, r.serve(req.WithContext(t.Context())).status)
	req = r.request("GET", prefix+"overview", "", "Host", "evil.example:1234")
	assert.Equal(t, 403, r.serve(req.WithContext(t.Context())).status)
}

package control

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// No endpoint answers another site, another name, another machine or a proxy, whatever it does.
func TestEndpoints_areGuarded(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil, nil)
	environment, _, build := r.deployed()
	values := strings.NewReplacer("builds/{sid}", "builds/"+build, "variables/{sid}", "variables/"+environment,
		"logs/{sid}", "logs/"+environment, "resources/{sid}", "resources/"+environment, "{id}", "1",
		"files/{sid}", "files/"+r.emu.Overview(1).Services[0].SID,
		"contents/{sid}", "contents/"+into[struct{ Versions []struct{ SID string } }](r,
			"builds/"+build).Versions[0].SID)
	before, last := r.state(), r.last().ID
	foreign := map[string][]string{
		"origin":       {"Origin", "https://evil.example"},
		"no origin":    {"Origin", "null"},
		"another port": {"Origin", "http://127.0.0.1:9999"},
		"cross site":   {"Sec-Fetch-Site", "cross-site"},
		"same site":    {"Sec-Fetch-Site", "same-site"},
		"a link": {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest",
			"document"},
		"a frame":         {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"},
		"an image":        {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "image"},
		"name":            {"Host", "evil.example:8080"},
		"name of the API": {"Host", "serverless.twilio.com"},
		"port":            {"Host", "127.0.0.1:9999"},
		"machine":         {"Peer", "192.0.2.7:1000"},
		"proxy":           {"X-Forwarded-For", "127.0.0.1"},
		"tunnel":          {"Ngrok-Agent-Ips", "192.0.2.7"},
		"old protocol":    {"Protocol", "HTTP/1.0"},
	}
	for i := range r.control.endpoints {
		e := &r.control.endpoints[i]
		path := prefix + values.Replace(e.Path)
		assert.NotContains(t, path, "{")
		for name, headers := range foreign {
			for _, kind := range []string{"", "application/json", "application/x-www-form-urlencoded"} {
				with := headers
				if kind != "" {
					with = append([]string{"Content-Type", kind}, headers...)
				}
				a := r.serve(r.request(e.Method, path, "{}", with...))
				assert.Equal(t, 403, a.status, "%s %s by %s: %s", e.Method, e.Path, name, a.raw)
				assert.Empty(t, a.header.Get("Access-Control-Allow-Origin"))
			}
		}
		if e.Method != "GET" { // what a person types into a browser cannot write
			a := r.serve(r.request(e.Method, path, "", "Sec-Fetch-Site", "none"))
			assert.Equal(t, 403, a.status, "%s %s", e.Method, e.Path)
		}
	}
	assert.Equal(t, before, r.state(), "nothing changed")
	assert.Equal(t, last, r.last().ID, "and nothing was sent")
}

// Every answer forbids a browser to guess its type, to keep it, to frame it and to run anything of it.
func TestEndpoints_headers(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil, nil)
	environment, _, build := r.deployed()
	version := into[struct{ Versions []struct{ SID string } }](r, "builds/"+build).Versions[0].SID
	for _, path := range []string{"about", "overview", "builds/" + build, "contents/" + version,
		"logs/" + environment, "accounts",
		"requests", "requests/1", "har", "faults", "clock", "state", "nothing"} {
		a := r.call("GET", path, "")
		assert.Equal(t, "nosniff", a.header.Get("X-Content-Type-Options"), path)
		assert.Equal(t, "no-store", a.header.Get("Cache-Control"), path)
		assert.Contains(t, a.header.Get("Content-Security-Policy"), "default-src 'none'; frame-ancestors 'none'", path)
		assert.NotContains(t, a.header.Get("Content-Type"), "html", path)
	}
}

package browser

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

func TestEmulator_deployAppearsLive(t *testing.T) {
	t.Parallel()
	e := emulate(t, emulator.Options{SeedLogs: 1})
	ctx := open(t, e.page())
	until(t, ctx, watching)
	until(t, ctx, has("#services-list", "Nothing is deployed yet"))

	_, environment, build := e.deploy("shop", "The shop")
	until(t, ctx, has(".service h3", "shop"))
	until(t, ctx, has(".environment.on .tag.pass", "live"))
	until(t, ctx, has(".environment", build[:8]))
	until(t, ctx, has("#request-list li .operation", "CreateDeployment"))
	assert.True(t, ask[bool](t, ctx, has("#services-list .domain", "-dev.twil.io")))

	// Versions of a build come when it is unfolded; values of variables when they are asked for.
	run(t, ctx, `document.querySelectorAll("details.fold").forEach(d => { d.open = true })`)
	until(t, ctx, has("details.build td", "/style.css"))
	assert.True(t, ask[bool](t, ctx, has("details.build tr", "2.8 kB")))
	assert.NotContains(t, ask[string](t, ctx, "document.documentElement.textContent"), "nobody should see")
	click(t, ctx, `[data-do="values"]`)
	until(t, ctx, has(".environment td", "a value nobody should see"))
	click(t, ctx, `[data-do="values"]`)
	until(t, ctx, "!"+has(".environment td", "a value nobody should see"))

	// What comes next changes what it must and leaves open what is open.
	e.post(environment + "/Deployments")
	until(t, ctx, has(".history li", "cleared"))
	assert.True(t, ask[bool](t, ctx, `document.querySelector("details.build").open`))
	assert.Equal(t, 2, ask[int](t, ctx, `document.querySelectorAll(".history li").length`))
	assert.False(t, ask[bool](t, ctx, `!!document.querySelector(".environment.on")`))
}

func TestEmulator_faultIsSetAndHits(t *testing.T) {
	t.Parallel()
	e := emulate(t, emulator.Options{})
	ctx := open(t, e.page())
	until(t, ctx, watching)
	until(t, ctx, has("#fault-list", "No fault is set"))
	options := len(operations.IDs()) + 1 // and every operation
	until(t, ctx, fmt.Sprintf(`document.querySelectorAll("#fault-operation option").length === %d`, options))

	press(t, ctx, "f")
	assert.Equal(t, "fault-operation", ask[string](t, ctx, "document.activeElement.id"))
	choose(t, ctx, "#fault-operation", "ListService")
	choose(t, ctx, "#fault-status", "429")
	fill(t, ctx, "#fault-retry", "7")
	click(t, ctx, "#fault-form [type=submit]")
	until(t, ctx, has("#fault-list .fault", "ListService answers 429"))
	assert.True(t, ask[bool](t, ctx, has("#fault-list .fault", "0 hits")))

	assert.Equal(t, 429, e.get("/v1/Services"))
	assert.Equal(t, 200, e.get("/v1/Services"), "once, as the page said")
	until(t, ctx, has("#fault-list .fault.hit", "1 hit"))
	until(t, ctx, has("#request-list li .tag", "fault"))
	assert.True(t, ask[bool](t, ctx, has("#request-list .status", "429")))

	click(t, ctx, `[data-do="drop-fault"]`)
	until(t, ctx, has("#fault-list", "No fault is set"))

	// What the emulator refuses is shown in its words.
	choose(t, ctx, "#fault-kind", "delay")
	choose(t, ctx, "#fault-delay", "soon")
	click(t, ctx, "#fault-form [type=submit]")
	until(t, ctx, has("#problem", `"soon" is no duration`))
}

func TestEmulator_violationIsShown(t *testing.T) {
	t.Parallel()
	e := emulate(t, emulator.Options{})
	ctx := open(t, e.page())
	until(t, ctx, watching)
	assert.Equal(t, 200, e.get("/v1/Services"))
	assert.Equal(t, 200, e.get("/v1/Services?Colour=blue"))
	for _, text := range []string{"UniqueName=a", "UniqueName[0]=a&Flavour=salty"} {
		status, _ := e.do("POST", "/v1/Services", "application/x-www-form-urlencoded", body(text))
		assert.Equal(t, 400, status, text)
	}
	until(t, ctx, count(`#request-list li[data-verdict="violation"]`)+" === 2")
	assert.Equal(t, 4, ask[int](t, ctx, count("#request-list > li")))
	until(t, ctx, has("#request-count", "4 requests, 2 violations"))

	// By keyboard: the next violation, opened, says what and where.
	press(t, ctx, "n")
	press(t, ctx, kb.Enter)
	until(t, ctx, `document.activeElement.closest("details").open`)
	assert.Contains(t, ask[string](t, ctx, `document.activeElement.closest("li").innerText`), "UniqueName[0]")
	assert.True(t, ask[bool](t, ctx, has("#request-list li dd", "Flavour")), "and it was never read")
	shown := `[...document.querySelectorAll("#request-list > li")].filter(li => li.checkVisibility()).length`
	press(t, ctx, "v")
	assert.Equal(t, 2, ask[int](t, ctx, shown))
	press(t, ctx, "/")
	assert.Equal(t, "text", ask[string](t, ctx, "document.activeElement.id"))
	// the driver types the slash, which the browser of a person would not
	ask[string](t, ctx, `document.activeElement.value = ""`)
	fill(t, ctx, "#text", "colour")
	assert.Equal(t, 0, ask[int](t, ctx, shown), "an unknown field is no violation")
	press(t, ctx, "v")
	press(t, ctx, kb.Escape)
	assert.Equal(t, 4, ask[int](t, ctx, shown))

	// While the log is paused, nothing moves; then nothing is missing.
	press(t, ctx, "p")
	assert.Equal(t, 200, e.get("/v1/Services?PageSize=3"))
	until(t, ctx, has("#request-count", "1 more since the pause"))
	assert.Equal(t, 4, ask[int](t, ctx, shown))
	press(t, ctx, "p")
	assert.Equal(t, 5, ask[int](t, ctx, shown))
	until(t, ctx, `document.querySelector("#said").textContent.includes("new request")`)
}

// Nothing that a client sends becomes anything but text.
func TestEmulator_hostileNames(t *testing.T) {
	t.Parallel()
	const hostile = `<img src=x onerror="window.pwned=1">"'&<script>window.pwned=1</script>` + "\u202e\u0007"
	e := emulate(t, emulator.Options{BuildResult: func(emulator.BuildRequest) string { return "reason " + hostile }})
	ctx := open(t, e.page())
	until(t, ctx, watching)
	service := "/v1/Services/" + e.post("/v1/Services", "UniqueName", "hostile", "FriendlyName", hostile)
	function := service + "/Functions/" + e.post(service+"/Functions", "FriendlyName", hostile)
	version := e.upload(function, `/<img src=x onerror=window.pwned=1>`, "public", "x")
	e.post(service+"/Builds", "FunctionVersions", version)
	environment := service + "/Environments/" + e.post(service+"/Environments", "UniqueName", "environment",
		"DomainSuffix", "x")
	e.post(environment+"/Variables", "Key", `<b onclick=window.pwned=1>key`, "Value", hostile)
	e.get(`/v1/%3Cimg%20src=x%20onerror=window.pwned=1%3E/"onmouseover="window.pwned=1?<script>window.pwned=1</script>=1`)
	e.post("/v1/Services", "UniqueName", "other", "FriendlyName", "b", hostile, "1")

	until(t, ctx, has(".service .hint", `<img src=x onerror`))
	run(t, ctx, `document.querySelectorAll("details").forEach(d => { d.open = true })`)
	until(t, ctx, has("details.build td", "<img src=x"))
	until(t, ctx, has("details.build .reason", "<script>window.pwned=1"))
	click(t, ctx, `[data-do="values"]`)
	until(t, ctx, has(".environment td", "<script>window.pwned=1"))
	until(t, ctx, has("#request-list code", "onerror=window.pwned=1"))
	assert.True(t, ask[bool](t, ctx, has("#request-list dd code", "onerror")),
		"the name of the field that was not read")
	run(t, ctx, `document.querySelectorAll("details").forEach(d => { d.open = true })`)
	until(t, ctx, count("#request-list .exchange [data-do=curl]")+" === "+count("#request-list > li"))
	run(t, ctx, `document.querySelectorAll("[data-do=reveal]").forEach(b => b.click())`)
	until(t, ctx, has("#request-list .exchange td", "<script>window.pwned=1"))
	until(t, ctx, has("#request-list .exchange pre", "onerror"))

	assert.False(t, ask[bool](t, ctx, `"pwned" in window`))
	assert.Zero(t, ask[int](t, ctx, `document.querySelectorAll("img, iframe, object, body script, [onerror], [onclick], [onmouseover], [style]").length`))
	assert.Equal(t, "TypeError", ask[string](t, ctx,
		`(() => { try { document.body.innerHTML = "<p>"; return "" } catch (e) { return e.name } })()`),
		"not even a mistake of ours could make elements of text")
	assert.Empty(t, ask[[]string](t, ctx, tooWide))
}

func TestEmulator_switches(t *testing.T) {
	t.Parallel()
	e := emulate(t, emulator.Options{})
	ctx := open(t, e.page())
	until(t, ctx, watching)
	e.deploy("shop", "shop")
	until(t, ctx, has(".environment.on", "live"))
	until(t, ctx, has("#clock-panel", "the clock stands"))

	before := e.clock.Now()
	click(t, ctx, `#clock-panel button:nth-of-type(2)`)
	until(t, ctx, has("#now", "13:01:00"))
	assert.Equal(t, "1h0m0s", e.clock.Now().Sub(before).String())
	click(t, ctx, `#clock-panel button:nth-of-type(4)`)
	until(t, ctx, has("#clock-panel", "the clock runs"))
	assert.True(t, e.clock.Running())

	until(t, ctx, `document.querySelector("#log-function").value.startsWith("ZH")`)
	fill(t, ctx, "#log-message", "hello")
	click(t, ctx, "#log-form [type=submit]")
	until(t, ctx, has(".environment summary", "Logs 1"))
	click(t, ctx, "[data-logs] > summary")
	until(t, ctx, has(".logs tr", "hello"))

	// A reset asks first, and Cancel is what Enter does.
	click(t, ctx, `[data-do="reset"]`)
	seen(t, ctx, "#confirm")
	assert.True(t, ask[bool](t, ctx, has("#confirm", "1 service, with builds")))
	shoot(t, ctx, "emulator-confirm")
	press(t, ctx, kb.Enter)
	gone(t, ctx, "#confirm")
	assert.Equal(t, 1, ask[int](t, ctx, `document.querySelectorAll(".service").length`))
	click(t, ctx, `[data-do="reset"]`)
	click(t, ctx, `[data-do="confirmed"]`)
	until(t, ctx, has("#services-list", "Nothing is deployed yet"))
	press(t, ctx, "?")
	seen(t, ctx, "#keys")
	press(t, ctx, kb.Escape)
	gone(t, ctx, "#keys")
}

func TestEmulator_onEveryScreen(t *testing.T) {
	t.Parallel()
	e := emulate(t, emulator.Options{SeedLogs: 2, BuildResult: func(b emulator.BuildRequest) string {
		if len(b.AssetPaths) == 0 {
			return "dependency left-pad@99 does not exist"
		}
		return ""
	}})
	ctx := open(t, e.page())
	until(t, ctx, watching)
	assert.Zero(t, ask[float64](t, ctx, "scrollY"), "%s",
		ask[string](t, ctx, "document.activeElement.outerHTML.slice(0, 100)"))
	shoot(t, ctx, "emulator-empty")
	service, _, build := e.deploy("shop", "The shop of everything")
	e.deploy("a-service-with-a-name-as-long-as-names-may-be-50ch", "x")
	function := service + "/Functions/" + e.post(service+"/Functions", "FriendlyName", "broken")
	e.post(service+"/Builds", "FunctionVersions", e.upload(function, "/a/rather/long/path/of/a/function-in-folders",
		"protected", "x"))
	production := service + "/Environments/" + e.post(service+"/Environments", "UniqueName", "production")
	e.post(production+"/Deployments", "BuildSid", build)
	e.post(production + "/Deployments")
	status, _ := e.do("PUT", "/_emulator/faults", "application/json",
		body(`[{"operation":"FetchService","status":503,"times":2,"header":{"Retry-After":"1"}},{"operation":"CreateBuild","kind":"reset","every":3,"after_work":true}]`))
	require.Equal(t, 200, status)
	e.get(service)
	e.get("/v1/Services/nobody?Colour=blue")
	e.get("/v1/Services?Colour=blue&PageSize=20")
	e.do("POST", "/v1/Services", "application/x-www-form-urlencoded", body("UniqueName[0]=a&Flavour=salty"))
	until(t, ctx, has("#request-list .operation", "ListService"))
	until(t, ctx, has("#fault-list", "2 hits"))
	openRequest(t, ctx, "CreateFunctionVersion")
	run(t, ctx,
		`document.querySelectorAll(".service:last-child details").forEach(d => { d.open = true })`)
	press(t, ctx, "n")
	press(t, ctx, kb.Enter)
	until(t, ctx, has("details.build td", "/style.css"))

	eachScreen(t, ctx, "emulator", `[data-do="theme"]`, []screen{wide, tablet, phone}, func(name string) {
		for i, part := range []string{"services", "requests", "faults", "state"} {
			run(t, ctx, fmt.Sprintf(`document.querySelector("#%s").scrollIntoView({ behavior: "instant" })`, part))
			shoot(t, ctx, fmt.Sprintf("%s-%d-%s", name, i+1, part))
		}
	})
	assert.Empty(t, ask[[]string](t, ctx, unnamed))
	press(t, ctx, "?")
	seen(t, ctx, "#keys")
	shoot(t, ctx, "emulator-keys")
}

package browser

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// attack is a page that tries all that a page of the emulator's own could do, and reports how each attempt ended.
const attack = `<!DOCTYPE html><title>deployed</title><script type="module">
const trying = {
  read: () => fetch("/_emulator/state").then((r) => r.text()),
  write: () => fetch("/_emulator/reset", { method: "POST" }).then((r) => r.text()),
  fault: () => fetch("/_emulator/faults", { method: "PUT", headers: { "Content-Type": "application/json" }, body: "[]" }).then((r) => r.text()),
  watch: () => new Promise((done, failed) => { const s = new EventSource("/_emulator/stream"); s.onopen = done; s.onerror = failed; }),
  store: () => Promise.resolve().then(() => localStorage.setItem("a", "b")),
  worker: () => Promise.resolve().then(() => navigator.serviceWorker.register("worker.js")),
  window: () => new Promise((done) => { const w = open("/_emulator/"); setTimeout(() => done(w), 300); }).then((w) => w.document.title),
};
const ended = {};
for (const [name, attempt] of Object.entries(trying)) ended[name] = await attempt().then(() => "done", () => "refused");
ended.origin = window.origin;
ended.asset = await fetch("data.json").then((r) => r.json()).then((d) => d.read, () => "refused");
ended.post = await new Promise((done) => {
  const frame = Object.assign(document.createElement("iframe"), { name: "target", onload: () => done("sent") });
  const form = Object.assign(document.createElement("form"), { action: "/_emulator/reset", method: "post", target: "target" });
  document.body.append(frame, form);
  form.submit();
  setTimeout(() => done("nothing came"), 1000);
});
document.title = "over";
window.ended = ended;
</script>`

// What was deployed may be opened below /_live/ beside the page: its scripts run, read its own
// Assets, and get nothing else of this address.
func TestEmulator_deployedPagesAreStrangers(t *testing.T) {
	t.Parallel()
	e := emulate(t, emulator.Options{})
	service := "/v1/Services/" + e.post("/v1/Services", "UniqueName", "shop", "FriendlyName", "shop")
	asset := func(contentType, path, content string) string {
		parent := service + "/Assets/" + e.post(service+"/Assets", "FriendlyName", path)
		return e.uploadAs(contentType, parent, path, "public", content)
	}
	build := e.post(service+"/Builds", "AssetVersions", asset("text/html; charset=utf-8", "/attack.html", attack),
		"AssetVersions", asset("application/json", "/data.json", `{"read":"its own"}`),
		"AssetVersions", asset("text/javascript", "/worker.js", ""))
	environment := service + "/Environments/" + e.post(service+"/Environments", "UniqueName", "dev-environment",
		"DomainSuffix", "dev")
	e.post(environment+"/Deployments", "BuildSid", build)
	assert.Equal(t, http.StatusOK, e.get(service))

	ctx := open(t, e.page())
	until(t, ctx, watching)
	link := ask[string](t, ctx, `(document.querySelector("a.domain") || {}).href || ""`)
	opened := openLink(t, ctx, link+"attack.html")
	until(t, opened, `document.title === "over"`)
	assert.Equal(t, map[string]string{
		"read": "refused", "write": "refused", "fault": "refused", "watch": "refused", "store": "refused",
		"worker": "refused", "window": "refused",
		"origin": "null", "asset": "its own", "post": "sent",
	}, ask[map[string]string](t, opened, "window.ended"))
	assert.Equal(t, http.StatusOK, e.get(service), "nothing was reset")
}

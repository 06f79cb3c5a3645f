package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// openRequest unfolds the newest request of an operation and waits for what it shows.
func openRequest(t *testing.T, ctx context.Context, operation string) (row string) {
	t.Helper()
	until(t, ctx, has("#request-list .operation", operation))
	id := ask[string](t, ctx, fmt.Sprintf(`document.querySelector('#request-list > li[data-operation=%q]').dataset.id`,
		operation))
	row = fmt.Sprintf(`#request-list > li[data-id="%s"]`, id)
	run(t, ctx, fmt.Sprintf(`document.querySelector('%s > details').open = true`, row))
	until(t, ctx, count(row+` .exchange [data-do="curl"]`)+" === 1")
	return row
}

// An open request shows its headers, fields and bodies, and no secret until the user asks.
func TestEmulator_inspect(t *testing.T) {
	t.Parallel()
	e := emulate(t, emulator.Options{})
	ctx := open(t, e.page())
	until(t, ctx, watching)
	e.deploy("shop", "The shop")

	row := openRequest(t, ctx, "CreateService")
	assert.True(t, ask[bool](t, ctx, has(row+` [aria-label="Fields"] tr`, "The shop")))
	assert.True(t, ask[bool](t, ctx, has(row+` [aria-label="Answer"] pre`, `"unique_name": "shop"`)))
	assert.True(t, ask[bool](t, ctx, has(row+` [aria-label="Headers"] tr`, "Content-Type")))
	assert.True(t, ask[bool](t, ctx, has(row+` [aria-label="Headers"] tr`, "Authorizationnever kept")))
	assert.True(t, ask[bool](t, ctx, has(row+` dd`, emulator.TestAccountSID)))

	row = openRequest(t, ctx, "CreateFunctionVersion")
	assert.True(t, ask[bool](t, ctx, has(row+` [aria-label="Fields"] pre`, "exports.handler")))

	row = openRequest(t, ctx, "CreateVariable")
	assert.True(t, ask[bool](t, ctx, has(row+` [aria-label="Fields"] tr`, "GREETING")))
	page := `document.documentElement.textContent`
	assert.NotContains(t, ask[string](t, ctx, page), "nobody should see")
	click(t, ctx, row+` [data-do="reveal"]`)
	until(t, ctx, has(row+` [aria-label="Fields"] tr`, "a value nobody should see"))
	assert.True(t, ask[bool](t, ctx, has(row+` [aria-label="Answer"] pre`, "a value nobody should see")))
	click(t, ctx, row+` [data-do="reveal"]`)
	until(t, ctx, "!"+has(row, "a value nobody should see"))
	assert.NotContains(t, ask[string](t, ctx, page), emulator.TestAuthToken)
}

// What is copied is a command that works, with the token in a variable of the shell.
func TestEmulator_copyAsCurl(t *testing.T) {
	t.Parallel()
	e := emulate(t, emulator.Options{})
	ctx := open(t, e.page())
	until(t, ctx, watching)
	e.post("/v1/Services", "UniqueName", "shop", "FriendlyName", `it's $HOME & "more"`)
	row := openRequest(t, ctx, "CreateService")
	click(t, ctx, row+` [data-do="curl"]`)
	until(t, ctx, has(row+" .sent", "$TWILIO_AUTH_TOKEN"))
	line := ask[string](t, ctx, fmt.Sprintf(`document.querySelector('%s').curl`, row))
	assert.Equal(t, line, ask[string](t, ctx,
		fmt.Sprintf(`document.querySelector('%s .exchange > .fold:last-child pre').textContent`, row)))
	assert.NotContains(t, line, emulator.TestAuthToken)
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("there is no curl on this machine: the copied command was not run")
	}
	status, _ := e.do("DELETE", "/v1/Services/shop", "", nil)
	require.Equal(t, 204, status)
	cmd := exec.Command("sh", "-c", line)
	cmd.Env = append(os.Environ(), "TWILIO_AUTH_TOKEN="+emulator.TestAuthToken)
	out, err := cmd.Output()
	require.NoError(t, err, line)
	assert.Contains(t, string(out), `"it's $HOME & \"more\""`)
	until(t, ctx, count(`#request-list > li[data-operation="CreateService"]`)+" === 2")
}

// A request is sent again with a click or a key, and says what came of it.
func TestEmulator_replay(t *testing.T) {
	t.Parallel()
	e := emulate(t, emulator.Options{})
	ctx := open(t, e.page())
	until(t, ctx, watching)
	e.post("/v1/Services", "UniqueName", "shop", "FriendlyName", "b")
	row := openRequest(t, ctx, "CreateService")
	click(t, ctx, row+` [data-do="replay"]`)
	until(t, ctx, has(row+" .sent", "Sent again as request 2: 409"))
	until(t, ctx, has(`#request-list > li[data-id="2"] .tag`, "replay"))
	click(t, ctx, row+` .sent [data-do="jump"]`)
	until(t, ctx, `document.activeElement.closest("li").dataset.id === "2"`)

	// A DELETE asks first.
	status, _ := e.do("DELETE", "/v1/Services/shop", "", nil)
	require.Equal(t, 204, status)
	e.post("/v1/Services", "UniqueName", "shop", "FriendlyName", "again")
	row = openRequest(t, ctx, "DeleteService")
	run(t, ctx, fmt.Sprintf(`document.querySelector('%s summary').focus()`, row))
	press(t, ctx, "r")
	seen(t, ctx, "#confirm")
	assert.True(t, ask[bool](t, ctx, has("#confirm", "/v1/Services/shop")))
	press(t, ctx, kb.Enter)
	gone(t, ctx, "#confirm")
	assert.Equal(t, 200, e.get("/v1/Services/shop"), "Cancel is what Enter does")
	click(t, ctx, row+` [data-do="replay"]`)
	click(t, ctx, `[data-do="confirmed"]`)
	until(t, ctx, has(row+" .sent", ": 204"))
	assert.Equal(t, 404, e.get("/v1/Services/shop"))
}

// One thing is deleted, after a question that says what goes with it; what the API refuses stays.
func TestEmulator_deleteOne(t *testing.T) {
	t.Parallel()
	e := emulate(t, emulator.Options{})
	ctx := open(t, e.page())
	until(t, ctx, watching)
	service, environment, build := e.deploy("shop", "The shop")
	other, _, _ := e.deploy("other", "x")
	until(t, ctx, has(".service h3", "other"))
	part := func(path string) string { return path[strings.LastIndex(path, "/")+1:] }
	button := func(sid string) string { return fmt.Sprintf(`[data-do="delete"][data-sid="%s"]`, sid) }
	remove := func(sid, says string) {
		t.Helper()
		run(t, ctx, `document.querySelectorAll(".services, details.fold").forEach(d => { d.open = true })`)
		until(t, ctx, count(button(sid))+" === 1")
		run(t, ctx, fmt.Sprintf(`document.querySelector('%s').scrollIntoView({ block: "center" })`, button(sid)))
		click(t, ctx, button(sid))
		seen(t, ctx, "#confirm")
		assert.True(t, ask[bool](t, ctx, has("#confirm", says)), says)
		click(t, ctx, `[data-do="confirmed"]`)
		gone(t, ctx, "#confirm")
	}
	remove(build, "What is live cannot be deleted")
	until(t, ctx, has("#problem", "refused"))
	click(t, ctx, `[data-do="dismiss"]`)
	remove(part(environment), "1 variable, 1 deployment")
	until(t, ctx, count(button(part(environment)))+" === 0")
	assert.Equal(t, 404, e.get(environment))
	remove(build, "build")
	until(t, ctx, count(button(build))+" === 0")
	asset := e.post(service+"/Assets", "FriendlyName", "left over")
	until(t, ctx, has(".service .hint", "2 assets"))
	remove(asset, "Its 0 versions will be gone too.")
	until(t, ctx, count(button(asset))+" === 0")
	assert.Equal(t, 404, e.get(service+"/Assets/"+asset))
	remove(part(service), "0 environments, 0 builds, 1 function, 1 asset")
	until(t, ctx, "!"+has(".service h3", "shop"))
	assert.Equal(t, 404, e.get(service))
	assert.Equal(t, 200, e.get(other), "nothing else went")
	assert.True(t, ask[bool](t, ctx, has("#request-list .tag", "page")), "and the log has what the page did")
}

// Files of a build are shown as text, whatever they are, and lead to where they are served.
func TestEmulator_filesAndLogs(t *testing.T) {
	t.Parallel()
	const script = `<script>window.pwned=1</script><img src=x onerror=window.pwned=1>`
	e := emulate(t, emulator.Options{SeedLogs: 3})
	ctx := open(t, e.page())
	until(t, ctx, watching)
	service := "/v1/Services/" + e.post("/v1/Services", "UniqueName", "shop", "FriendlyName", "shop")
	file := func(kind, contentType, path, visibility, content string) string {
		parent := service + "/" + kind + "/" + e.post(service+"/"+kind, "FriendlyName", path)
		return e.uploadAs(contentType, parent, path, visibility, content)
	}
	build := e.post(service+"/Builds",
		"FunctionVersions", file("Functions", "application/javascript", "/hello", "public",
			"exports.handler = () => {}"),
		"FunctionVersions", file("Functions", "application/javascript", "/.twilio-serverless/manifest", "private",
			"{}"),
		"AssetVersions", file("Assets", "text/html", "/über 1%41/page.html", "public", script),
		"AssetVersions", file("Assets", "image/png", "/logo.png", "protected", "\x89PNG\x00\x01"),
		"AssetVersions", file("Assets", "text/plain", "/secret.txt", "private", "x"))
	environment := service + "/Environments/" + e.post(service+"/Environments", "UniqueName", "dev", "DomainSuffix",
		"dev")
	e.post(environment+"/Deployments", "BuildSid", build)
	until(t, ctx, has(".service .hint", "1 function · 3 assets"))
	run(t, ctx, `document.querySelectorAll("details.fold").forEach(d => { d.open = true })`)
	until(t, ctx, count("details.build tbody tr")+" === 5")
	row := func(path string) string {
		return fmt.Sprintf(`[...document.querySelectorAll("details.build tbody tr")].find(r => r.textContent.includes(%q))`, path)
	}
	view := func(path string) {
		run(t, ctx, row(path)+`.querySelector('[data-do="preview"]').click()`)
		seen(t, ctx, "#preview")
	}
	view("page.html")
	assert.Equal(t, script, ask[string](t, ctx, `document.querySelector("#preview-text").textContent`))
	assert.Zero(t, ask[int](t, ctx, count("#preview-text img, #preview-text script")))
	assert.False(t, ask[bool](t, ctx, `"pwned" in window`))
	shoot(t, ctx, "emulator-preview")
	press(t, ctx, kb.Escape)
	gone(t, ctx, "#preview")
	view("/logo.png")
	assert.True(t, ask[bool](t, ctx, has("#preview-about", "it is no text")))
	press(t, ctx, kb.Escape)
	gone(t, ctx, "#preview")

	assert.Equal(t, 0, ask[int](t, ctx, row("/secret.txt")+`.querySelectorAll("a").length`))
	assert.Contains(t, ask[string](t, ctx, row("/logo.png")+`.textContent`), "with a signature")
	assert.Contains(t, ask[string](t, ctx, row("manifest")+`.textContent`), "of a tool")
	opened := openLink(t, ctx, ask[string](t, ctx, row("page.html")+`.querySelector("a").href`))
	assert.Equal(t, "null", ask[string](t, opened, "window.origin"), "what was deployed is a stranger to this address")

	// A site without an index lists what it serves.
	opened = openLink(t, ctx, ask[string](t, ctx, `document.querySelector("a.domain").href`))
	assert.Equal(t, []string{"/hello", "/logo.png", "/über 1%41/page.html"},
		ask[[]string](t, opened, `[...document.querySelectorAll("li a")].map(a => a.textContent)`))
	shoot(t, opened, "emulator-routes")
	click(t, opened, "li:last-child a")
	until(t, opened, `"pwned" in window`)

	// Log lines have the path of their Function.
	until(t, ctx, count(".logs tr")+" === 6")
	assert.True(t, ask[bool](t, ctx, has(".logs tr", "ERROR line 3 of /hello")))
	assert.True(t, ask[bool](t, ctx, has(".logs .tag.fail", "ERROR")))
}

// The lists choose requests, and the archive has what they choose.
func TestEmulator_filterAndArchive(t *testing.T) {
	t.Parallel()
	const one, two = "AC11111111111111111111111111111111", "AC22222222222222222222222222222222"
	e := emulate(t, emulator.Options{Accounts: []emulator.Account{{SID: one, AuthToken: "first-token-of-all"},
		{SID: two, AuthToken: "second-token-of-all"},
		{SID: emulator.TestAccountSID, AuthToken: emulator.TestAuthToken}}})
	ctx := open(t, e.page())
	until(t, ctx, watching)
	e.deploy("shop", "The shop")
	assert.Equal(t, 404, e.get("/v1/Services/nobody"))
	status, _ := e.as(two, "second-token-of-all", "GET", "/v1/Services", "", nil)
	assert.Equal(t, 200, status)
	until(t, ctx, has("#accounts li", two))
	assert.True(t, ask[bool](t, ctx, has("#accounts", "Only these accounts may call")))
	until(t, ctx, has("#request-list .operation", "ListService"))
	visible := `[...document.querySelectorAll("#request-list > li")].filter(li => li.checkVisibility()).map(li => li.dataset.operation)`
	pick := func(id, value string) {
		t.Helper()
		run(t, ctx, fmt.Sprintf(`const s = document.querySelector("%s"); s.value = %q; s.dispatchEvent(new Event("change", { bubbles: true }))`, id, value))
	}
	pick("#of-operation", "CreateBuild")
	assert.Equal(t, []string{"CreateBuild"}, ask[[]string](t, ctx, visible))
	pick("#of-operation", "")
	pick("#of-status", "4xx")
	assert.Equal(t, []string{"FetchService"}, ask[[]string](t, ctx, visible))
	assert.Contains(t, ask[string](t, ctx, `document.querySelector("#archive").href`), "/_emulator/har?status=4xx")
	pick("#of-status", "")
	pick("#of-account", two)
	assert.Equal(t, []string{"ListService"}, ask[[]string](t, ctx, visible))
	pick("#of-account", "")
	run(t, ctx, `const w = document.querySelector("#text"); w.value = "post builds"; w.dispatchEvent(new Event("input", { bubbles: true }))`)
	assert.Equal(t, []string{"CreateBuild"}, ask[[]string](t, ctx, visible))
	assert.Contains(t, ask[string](t, ctx, `document.querySelector("#archive").href`),
		"/_emulator/har?words=post+builds")
	run(t, ctx, `const w = document.querySelector("#text"); w.value = ""; w.dispatchEvent(new Event("input", { bubbles: true }))`)

	folder := t.TempDir()
	do(t, ctx, "allow downloads", chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.CallBrowser(ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
			Behavior: "allow", DownloadPath: folder, BrowserContextID: chromedp.FromContext(ctx).BrowserContextID})
		return err
	}))
	run(t, ctx, `document.querySelector("#archive").click()`)
	saved := filepath.Join(folder, "emulator.har")
	waitFor(t, "the file "+saved, func() bool { _, err := os.Stat(saved); return err == nil })
	text, err := os.ReadFile(saved)
	require.NoError(t, err)
	assert.NotContains(t, string(text), "nobody should see")
	assert.NotContains(t, string(text), emulator.TestAuthToken)
	checkHAR(t, text, ask[int](t, ctx, count("#request-list > li")))
}

package browser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// shown lists the cases that can be seen.
const shown = `[...document.querySelectorAll(".case")].filter(c => c.checkVisibility()).map(c => c.id)`

func ids(report *suite.Report, keep func(*suite.Result) bool) []string {
	var all []string
	for i := range report.Results {
		if keep(&report.Results[i]) {
			all = append(all, report.Results[i].ID)
		}
	}
	return all
}

func TestReport_filters(t *testing.T) {
	t.Parallel()
	report := broken(t)
	ctx := open(t, write(t, report))
	everything := ids(report, func(*suite.Result) bool { return true })

	title, err := chromedp.Run(ctx, chromedp.Title())
	require.NoError(t, err)
	assert.Equal(t, fmt.Sprintf("%d promises are broken · emulator", report.Totals.Fail), title)
	assert.Equal(t, everything, ask[[]string](t, ctx, shown))
	assert.True(t, ask[bool](t, ctx, `document.querySelector("[data-filter]").checkVisibility()`),
		"the script ran under the policy of the page")
	assert.NotEqual(t, "normal", ask[string](t, ctx, `getComputedStyle(document.querySelector(".tag")).fontWeight`),
		"and so did the style")

	do(t, ctx, chromedp.Click(chromedp.CSS(".chip.fail")))
	failed := ids(report, func(r *suite.Result) bool { return r.Outcome == suite.Fail })
	assert.Equal(t, failed, ask[[]string](t, ctx, shown))
	assert.Equal(t, fmt.Sprintf("%d of %d cases", len(failed), len(everything)),
		ask[string](t, ctx, `document.querySelector("[data-count]").value`))
	do(t, ctx, chromedp.Click(chromedp.CSS(".chip.pass")))
	both := ids(report, func(r *suite.Result) bool { return r.Outcome == suite.Fail || r.Outcome == suite.Pass })
	assert.Equal(t, both, ask[[]string](t, ctx, shown), "outcomes add up")
	do(t, ctx, chromedp.Click(chromedp.CSS(`label:has(input[value="observed"])`)))
	assert.Equal(t, ids(report, func(r *suite.Result) bool {
		return r.Level == suite.Observed && r.Outcome != suite.NotSupported && r.Outcome != suite.Skip
	}),
		ask[[]string](t, ctx, shown), "levels narrow")
	do(t, ctx, chromedp.Click(chromedp.CSS("[data-reset]")), chromedp.WaitNotVisible(chromedp.CSS("[data-reset]")))
	assert.Equal(t, everything, ask[[]string](t, ctx, shown))

	do(t, ctx, chromedp.SendKeys(chromedp.CSS("#text"), "UNIQUE name characters"))
	some := ask[[]string](t, ctx, shown)
	assert.Contains(t, some, "services/unique-name-of-50-characters")
	assert.Less(t, len(some), len(everything)/2)
	do(t, ctx, chromedp.SendKeys(chromedp.CSS("#text"), " zzz"), chromedp.WaitVisible(chromedp.CSS("[data-nothing]")))
	assert.Empty(t, ask[[]string](t, ctx, shown))
	assert.Zero(t, ask[int](t, ctx, `[...document.querySelectorAll("[data-resource]")].filter(r => r.checkVisibility()).length`))
	do(t, ctx, chromedp.KeyEvent(kb.Escape), chromedp.WaitNotVisible(chromedp.CSS("[data-nothing]")))
	assert.Equal(t, everything, ask[[]string](t, ctx, shown))
}

func TestReport_clickThrough(t *testing.T) {
	t.Parallel()
	report := broken(t)
	ctx := open(t, write(t, report))
	first := ids(report, func(r *suite.Result) bool { return r.Outcome == suite.Fail })[0]
	quoted := strings.ReplaceAll(first, "/", `\\/`)

	do(t, ctx, chromedp.Click(chromedp.CSS(".broken li a")),
		chromedp.WaitVisible(chromedp.CSS("#"+strings.ReplaceAll(first, "/", `\/`)+" .claim")))
	assert.Equal(t, "#"+first, ask[string](t, ctx, "location.hash"))
	assert.True(t, ask[bool](t, ctx, `document.querySelector("#`+quoted+`").open`))

	// The violated place is seen, and differs from its neighbours.
	const marked = `document.querySelector('.case[open] .line.marked[data-pointer="/date_created"]')`
	assert.Contains(t, ask[string](t, ctx, marked+".textContent"), "2018-02-31")
	assert.Contains(t, ask[string](t, ctx, marked+".nextElementSibling.textContent"), "date-time")
	assert.NotEqual(t, ask[string](t, ctx, `getComputedStyle(document.querySelector(".line:not(.marked)")).backgroundColor`),
		ask[string](t, ctx, "getComputedStyle("+marked+").backgroundColor"))
	assert.NotContains(t, ask[string](t, ctx, "document.documentElement.textContent"), "private name")
	do(t, ctx, chromedp.ScrollIntoView(chromedp.CSS(".case[open] .line.marked")))
	shoot(t, ctx, "failure-light")

	assert.Regexp(t, `^https://`, ask[string](t, ctx, `document.querySelector(".case[open] .source a").href`))
	do(t, ctx, chromedp.Click(chromedp.CSS(".axis.gaps summary")),
		chromedp.WaitVisible(chromedp.CSS(".axis[open] .slots li")))
	do(t, ctx, chromedp.Click(chromedp.CSS(".matrix summary")), chromedp.WaitVisible(chromedp.CSS(".matrix table")))
	assert.Equal(t, len(operations.IDs()), ask[int](t, ctx, `document.querySelectorAll(".matrix tbody tr").length`))
	do(t, ctx, chromedp.Click(chromedp.CSS("[data-unfold]")))
	assert.Equal(t, len(report.Results), ask[int](t, ctx, `document.querySelectorAll(".case[open]").length`))
	do(t, ctx, chromedp.Click(chromedp.CSS("[data-unfold]")))
	assert.Zero(t, ask[int](t, ctx, `document.querySelectorAll(".case[open]").length`))
}

func TestReport_keyboard(t *testing.T) {
	t.Parallel()
	report := broken(t)
	ctx := open(t, write(t, report))
	focused := func() string {
		return ask[string](t, ctx, `document.activeElement.closest(".case")?.id ?? document.activeElement.id`)
	}

	do(t, ctx, chromedp.KeyEvent("/"))
	assert.Equal(t, "text", focused())
	// the driver types the slash, which the browser of a person would not
	ask[string](t, ctx, `document.activeElement.value = ""`)
	do(t, ctx, chromedp.KeyEvent("jk"))
	assert.Equal(t, "jk", ask[string](t, ctx, `document.activeElement.value`), "while typing letters are letters")
	do(t, ctx, chromedp.KeyEvent(kb.Escape), chromedp.KeyEvent("j"))
	assert.Equal(t, report.Results[0].ID, focused())
	do(t, ctx, chromedp.KeyEvent("j"))
	assert.Equal(t, report.Results[1].ID, focused())
	before := ask[bool](t, ctx, `document.activeElement.closest(".case").open`)
	do(t, ctx, chromedp.KeyEvent(kb.Enter))
	assert.Equal(t, !before, ask[bool](t, ctx, `document.activeElement.closest(".case").open`))
	do(t, ctx, chromedp.KeyEvent("k"))
	assert.Equal(t, report.Results[0].ID, focused())
	do(t, ctx, chromedp.KeyEvent("n"))
	assert.Equal(t, ids(report, func(r *suite.Result) bool { return r.Outcome == suite.Fail })[0], focused())
}

// contrast finds texts that are hard to read: less than the 4.5 of WCAG 2.2, 1.4.3, against what lies behind them.
const contrast = `(() => {
  const rgb = (c) => { const x = document.createElement("canvas").getContext("2d", { willReadFrequently: true }); x.fillStyle = c; x.fillRect(0, 0, 1, 1); return [...x.getImageData(0, 0, 1, 1).data]; };
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4).reduce((s, v, i) => s + v * [.2126, .7152, .0722][i], 0);
  const behind = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] === 255) return c; } return [255, 255, 255, 255]; };
  const seen = new Map();
  for (const e of document.querySelectorAll("body *")) {
    if (!e.checkVisibility() || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const style = getComputedStyle(e), key = style.color + behind(e);
    if (seen.has(key)) continue;
    const [a, b] = [light(rgb(style.color)), light(behind(e))].sort((x, y) => y - x);
    seen.set(key, [(a + .05) / (b + .05), e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 30)]);
  }
  return [...seen.values()].filter(([ratio]) => ratio < 4.5).map(([ratio, what]) => ratio.toFixed(2) + " " + what);
})()`

// tooWide finds what makes the page scroll sideways.
const tooWide = `document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")].filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1 &&
    !e.parentElement.closest(".json, .scroll, fieldset")).map(e => e.tagName + "." + e.className + " " + e.getBoundingClientRect().right)`

func TestReport_onEveryScreen(t *testing.T) {
	t.Parallel()
	ctx := open(t, write(t, broken(t)))
	for _, screen := range []struct {
		name          string
		width, height int64
	}{{"wide", 1280, 900}, {"phone", 360, 740}} {
		do(t, ctx, chromedp.EmulateViewport(screen.width, screen.height))
		for _, theme := range []string{"light", "dark"} {
			for range 2 {
				if ask[string](t, ctx, `document.documentElement.dataset.theme ?? ""`) != theme {
					do(t, ctx, chromedp.Click(chromedp.CSS("[data-theme-switch]")))
				}
			}
			name := screen.name + "-" + theme
			require.Equal(t, theme, ask[string](t, ctx, `document.documentElement.dataset.theme`), name)
			shoot(t, ctx, name)
			ask[bool](t, ctx, `(document.querySelector(".case[open]").scrollIntoView(), true)`)
			shoot(t, ctx, name+"-failure")
			assert.Empty(t, ask[[]string](t, ctx, contrast), name)
			assert.Empty(t, ask[[]string](t, ctx, tooWide), "%s: the page is wider than the screen", name)
			assert.NotEqual(t, "rgba(0, 0, 0, 0)",
				ask[string](t, ctx, "getComputedStyle(document.body).backgroundColor"))
			ask[bool](t, ctx, `(scrollTo(0, 0), true)`)
		}
	}
}

package browser

import (
	"fmt"
	"strings"
	"testing"

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
	ctx, report := openReport(t)
	everything := ids(report, func(*suite.Result) bool { return true })

	blamed := map[string]bool{}
	for _, cause := range report.Causes {
		for _, id := range cause.Cases {
			blamed[id] = true
		}
	}
	assert.Equal(t, fmt.Sprintf("%d causes, %d cases · emulator", len(report.Causes), len(blamed)),
		ask[string](t, ctx, "document.title"))
	assert.Empty(t, ask[[]string](t, ctx,
		`[...document.querySelectorAll(".case .tag")].filter(e => !e.textContent).map(e => e.className)`),
		"the outcome of every case has a word")
	assert.Equal(t, everything, ask[[]string](t, ctx, shown))
	assert.True(t, ask[bool](t, ctx, `document.querySelector("[data-filter]").checkVisibility()`),
		"the script ran under the policy of the page")
	assert.NotEqual(t, "normal", ask[string](t, ctx, `getComputedStyle(document.querySelector(".tag")).fontWeight`),
		"and so did the style")

	click(t, ctx, ".chip.fail")
	failed := ids(report, func(r *suite.Result) bool { return r.Outcome == suite.Fail })
	assert.Equal(t, failed, ask[[]string](t, ctx, shown))
	assert.Equal(t, fmt.Sprintf("%d of %d cases", len(failed), len(everything)),
		ask[string](t, ctx, `document.querySelector("[data-count]").value`))
	click(t, ctx, ".chip.pass")
	both := ids(report, func(r *suite.Result) bool { return r.Outcome == suite.Fail || r.Outcome == suite.Pass })
	assert.Equal(t, both, ask[[]string](t, ctx, shown), "outcomes add up")
	click(t, ctx, `label:has(input[value="observed"])`)
	assert.Equal(t, ids(report, func(r *suite.Result) bool {
		return r.Level == suite.Observed && r.Outcome != suite.NotSupported && r.Outcome != suite.Skip
	}),
		ask[[]string](t, ctx, shown), "levels narrow")
	click(t, ctx, "[data-reset]")
	gone(t, ctx, "[data-reset]")
	assert.Equal(t, everything, ask[[]string](t, ctx, shown))

	fill(t, ctx, "#text", "UNIQUE name characters")
	some := ask[[]string](t, ctx, shown)
	assert.Contains(t, some, "services/unique-name-of-50-characters")
	assert.Less(t, len(some), len(everything)/2)
	fill(t, ctx, "#text", " zzz")
	seen(t, ctx, "[data-nothing]")
	assert.Empty(t, ask[[]string](t, ctx, shown))
	assert.Zero(t, ask[int](t, ctx, `[...document.querySelectorAll("[data-resource]")].filter(r => r.checkVisibility()).length`))
	press(t, ctx, kb.Escape)
	gone(t, ctx, "[data-nothing]")
	assert.Equal(t, everything, ask[[]string](t, ctx, shown))
}

func TestReport_clickThrough(t *testing.T) {
	t.Parallel()
	ctx, report := openReport(t)

	// Each cause is there once, with what shows it, how to send it again, and its cases.
	require.Equal(t, len(report.Causes), ask[int](t, ctx, count(".cause")))
	for i, cause := range report.Causes {
		at := fmt.Sprintf("#cause-%d", i+1)
		run(t, ctx, fmt.Sprintf(`document.querySelector("%s").open = true; document.querySelector("%s .members").open = true`, at, at))
		assert.True(t, ask[bool](t, ctx, has(at+" .words", cause.Title)), cause.Title)
		assert.True(t, ask[bool](t, ctx, has(at+" .claim", cause.Claim)), cause.Title)
		assert.True(t, ask[bool](t, ctx, has(at+" .command", cause.Rerun)), cause.Title)
		assert.Equal(t, cause.Cases, ask[[]string](t, ctx,
			fmt.Sprintf(`[...document.querySelectorAll("%s .members a")].map(a => a.textContent)`, at)))
	}
	assert.True(t, ask[bool](t, ctx, has(".cause .command", "curl ")), "what was sent can be sent again")

	// The violated place is seen, and differs from its neighbours.
	const marked = `document.querySelector('.cause[open] .line.marked[data-pointer="/date_created"]')`
	require.True(t, ask[bool](t, ctx, marked+" !== null"), "a cause shows the date that is none")
	assert.Contains(t, ask[string](t, ctx, marked+".textContent"), "2018-02-31")
	assert.Contains(t, ask[string](t, ctx, marked+".nextElementSibling.textContent"), "date-time")
	assert.NotEqual(t, ask[string](t, ctx,
		`getComputedStyle(document.querySelector(".line:not(.marked)")).backgroundColor`),
		ask[string](t, ctx, "getComputedStyle("+marked+").backgroundColor"))
	assert.NotContains(t, ask[string](t, ctx, "document.documentElement.textContent"), "private name")
	run(t, ctx, marked+".scrollIntoView()")
	shoot(t, ctx, "failure-light")

	// A case of a cause opens where it stands in the catalogue.
	first := report.Causes[0].Cases[0]
	click(t, ctx, "#cause-1 .members a")
	seen(t, ctx, "#"+strings.ReplaceAll(first, "/", `\/`)+" .claim")
	assert.Equal(t, "#"+first, ask[string](t, ctx, "location.hash"))
	assert.Equal(t, []string{first}, ask[[]string](t, ctx,
		`[...document.querySelectorAll(".case[open]")].map(c => c.id)`))
	assert.NotEmpty(t, ask[string](t, ctx, `document.querySelector(".case[open] .tag").textContent`))
	assert.Regexp(t, `^https://`, ask[string](t, ctx, `document.querySelector(".case[open] .source a").href`))

	click(t, ctx, ".axis.gaps summary")
	seen(t, ctx, ".axis[open] .slots li")
	click(t, ctx, ".matrix summary")
	seen(t, ctx, ".matrix table")
	assert.Equal(t, len(operations.IDs()), ask[int](t, ctx, count(".matrix tbody tr")))
	click(t, ctx, "[data-unfold]")
	assert.Equal(t, len(report.Results), ask[int](t, ctx, count(".case[open]")))
	click(t, ctx, "[data-unfold]")
	assert.Zero(t, ask[int](t, ctx, count(".case[open]")))
}

func TestReport_keyboard(t *testing.T) {
	t.Parallel()
	ctx, report := openReport(t)
	focused := func() string {
		return ask[string](t, ctx, `document.activeElement.closest(".case")?.id ?? document.activeElement.id`)
	}

	press(t, ctx, "/")
	assert.Equal(t, "text", focused())
	// the driver types the slash, which the browser of a person would not
	ask[string](t, ctx, `document.activeElement.value = ""`)
	press(t, ctx, "jk")
	assert.Equal(t, "jk", ask[string](t, ctx, `document.activeElement.value`), "while typing letters are letters")
	press(t, ctx, kb.Escape)
	press(t, ctx, "j")
	assert.Equal(t, report.Results[0].ID, focused())
	press(t, ctx, "j")
	assert.Equal(t, report.Results[1].ID, focused())
	before := ask[bool](t, ctx, `document.activeElement.closest(".case").open`)
	press(t, ctx, kb.Enter)
	assert.Equal(t, !before, ask[bool](t, ctx, `document.activeElement.closest(".case").open`))
	press(t, ctx, "k")
	assert.Equal(t, report.Results[0].ID, focused())
	press(t, ctx, "n")
	assert.Equal(t, ids(report, func(r *suite.Result) bool { return r.Outcome == suite.Fail })[0], focused())
}

func TestReport_onEveryScreen(t *testing.T) {
	t.Parallel()
	ctx, _ := openReport(t)
	eachScreen(t, ctx, "report", "[data-theme-switch]", []screen{wide, phone}, func(name string) {
		shoot(t, ctx, name)
		run(t, ctx, `document.querySelector(".cause[open] .line.marked").scrollIntoView({ block: "center" })`)
		shoot(t, ctx, name+"-cause")
		run(t, ctx, `location.hash = ""; location.hash = document.querySelector(".members a").hash`)
		shoot(t, ctx, name+"-case")
	})
}

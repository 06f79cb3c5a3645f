package browser

import (
	"context"
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A screen is what a page is looked at on.
type screen struct {
	name          string
	width, height int64
}

var wide, tablet, phone = screen{"wide", 1440, 900}, screen{"tablet", 820, 1100}, screen{"phone", 360, 740}

// eachScreen shows a page on the screens, light and dark, and checks that all can be read on it.
// look makes more of each screen, for the pictures.
func eachScreen(
	t *testing.T, ctx context.Context, name, themeSwitch string, screens []screen, look func(name string),
) {
	t.Helper()
	for _, screen := range screens {
		do(t, ctx, "another width", chromedp.EmulateViewport(screen.width, screen.height))
		for _, theme := range []string{"light", "dark"} {
			for range 2 {
				if ask[string](t, ctx, `document.documentElement.dataset.theme ?? ""`) != theme {
					run(t, ctx, fmt.Sprintf(`document.querySelector(%q).click()`, themeSwitch))
				}
			}
			which := name + "-" + screen.name + "-" + theme
			require.Equal(t, theme, ask[string](t, ctx, `document.documentElement.dataset.theme`), which)
			look(which)
			assert.Empty(t, ask[[]string](t, ctx, contrast), which)
			assert.Empty(t, ask[[]string](t, ctx, tooWide), "%s: the page is wider than the screen", which)
			assert.NotEqual(t, "rgba(0, 0, 0, 0)",
				ask[string](t, ctx, "getComputedStyle(document.body).backgroundColor"), which)
			run(t, ctx, `scrollTo(0, 0)`)
		}
	}
}

// contrast finds texts that are hard to read: less than the 4.5 of WCAG 2.2, 1.4.3, against what lies behind them.
const contrast = `(() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true }), known = new Map();
  const rgb = (c) => { if (!known.has(c)) { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); known.set(c, [...canvas.getImageData(0, 0, 1, 1).data]); } return known.get(c); };
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
const tooWide = `document.documentElement.scrollWidth <= innerWidth ? [] : ["the page " + document.documentElement.scrollWidth,
  ...[...document.querySelectorAll("body *")].filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1 &&
    !e.parentElement.closest(".json, .scroll, fieldset")).map(e => e.tagName + "." + e.className + " " + e.getBoundingClientRect().right)]`

// unnamed finds what a screen reader could not name, and parts without a landmark.
const unnamed = `[...document.querySelectorAll("button, input, select, a, summary")].filter(e => e.checkVisibility() &&
    !(e.textContent.trim() || e.getAttribute("aria-label") || e.labels?.length)).map(e => e.outerHTML)
  .concat([...document.querySelectorAll("section, nav, form, dialog")].filter(e => !e.getAttribute("aria-label") && !document.getElementById(e.getAttribute("aria-labelledby"))).map(e => e.outerHTML.slice(0, 80)))
  .concat(["header", "nav", "main", "footer", "[role=status]", "[role=alert]"].filter(s => !document.querySelector(s)))`

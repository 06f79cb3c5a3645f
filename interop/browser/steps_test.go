package browser

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// do takes steps in the page. what says for people what they are, for the time when they never end. A page that draws a
// node anew while a step has found the old one and not used it yet is asked again.
func do(t *testing.T, ctx context.Context, what string, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := chromedp.Do(limited, steps...)
	for err != nil && redrawn(err) && limited.Err() == nil {
		time.Sleep(30 * time.Millisecond)
		err = chromedp.Do(limited, steps...)
	}
	require.NoError(t, err, "%s (waited %s at most)", what, patience)
}

// redrawn reports whether the node of a step was gone before the step used it.
func redrawn(err error) bool {
	return strings.Contains(err.Error(), "ould not find node with given id")
}

// ask evaluates an expression in the page.
func ask[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	value, err := chromedp.Run(limited, chromedp.Evaluate[T](expression))
	require.NoError(t, err, expression)
	return value
}

// run evaluates statements for what they do.
func run(t *testing.T, ctx context.Context, statements string) {
	t.Helper()
	ask[bool](t, ctx, "(() => {"+statements+"; return true })()")
}

// until waits for an expression to be true. It asks from outside: chromedp's own way of waiting
// evaluates text within the page, which the page's policy forbids.
func until(t *testing.T, ctx context.Context, expression string) {
	t.Helper()
	for end := time.Now().Add(patience); !ask[bool](t, ctx, expression); time.Sleep(30 * time.Millisecond) {
		if time.Now().After(end) {
			require.Failf(t, "the page did not become what was waited for",
				"missing for %s: %s\nthe page says: %.1500s",
				patience, expression, ask[string](t, ctx, "document.body.innerText"))
		}
	}
}

// has is an expression: an element with this text is there.
func has(selector, text string) string {
	return fmt.Sprintf(`[...document.querySelectorAll(%q)].some(e => e.textContent.includes(%q))`, selector, text)
}

// count is an expression: how many elements there are.
func count(selector string) string {
	return fmt.Sprintf(`document.querySelectorAll(%q).length`, selector)
}

func click(t *testing.T, ctx context.Context, selector string) {
	t.Helper()
	do(t, ctx, "click on "+selector, chromedp.Click(chromedp.CSS(selector)))
}

func press(t *testing.T, ctx context.Context, keys string) {
	t.Helper()
	do(t, ctx, fmt.Sprintf("press %q", keys), chromedp.KeyEvent(keys))
}

func fill(t *testing.T, ctx context.Context, selector, text string) {
	t.Helper()
	do(t, ctx, "write into "+selector, chromedp.SendKeys(chromedp.CSS(selector), text))
}

func choose(t *testing.T, ctx context.Context, selector, value string) {
	t.Helper()
	do(t, ctx, "choose in "+selector, chromedp.SetValue(chromedp.CSS(selector), value))
}

func seen(t *testing.T, ctx context.Context, selector string) {
	t.Helper()
	do(t, ctx, "see "+selector, chromedp.WaitVisible(chromedp.CSS(selector)))
}

func gone(t *testing.T, ctx context.Context, selector string) {
	t.Helper()
	do(t, ctx, "see "+selector+" go", chromedp.WaitNotVisible(chromedp.CSS(selector)))
}

// waitFor waits for what is not in the page.
func waitFor(t *testing.T, what string, there func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !there(); time.Sleep(30 * time.Millisecond) {
		require.False(t, time.Now().After(end), "missing for %s: %s", patience, what)
	}
}

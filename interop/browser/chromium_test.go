package browser

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

var shots = flag.String("shots", "", "write screenshots to this folder, for people to look at")

// patience ends every wait: a busy machine needs seconds, so what takes longer never comes.
const patience = 30 * time.Second

// chromium is the one browser of all tests. Each test has a browser context of its own in it, with
// its own storage, as a private window has.
var chromium struct {
	once sync.Once
	ctx  context.Context
	stop func()
	err  error
}

var errNoChromium = errors.New("no Chromium on this machine: no page was opened")

func TestMain(m *testing.M) {
	code := m.Run()
	if chromium.stop != nil {
		chromium.stop()
	}
	os.Exit(code)
}

// start starts the browser, without a window.
func start() {
	program := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			program = path
			break
		}
	}
	if program == "" {
		chromium.err = errNoChromium
		return
	}
	profile, err := os.MkdirTemp("", "browser")
	if err != nil {
		chromium.err = err
		return
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-quic", true),
		chromedp.Flag("force-prefers-reduced-motion", true), chromedp.UserDataDir(profile))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closeBrowser := chromedp.NewContext(allocator)
	chromium.ctx = ctx
	chromium.stop = func() {
		closeBrowser()
		stop()
		chromedp.FromContext(ctx).Allocator.Wait()
		_ = os.RemoveAll(profile)
	}
	started := make(chan error, 1)
	go func() { started <- chromedp.Do(ctx) }()
	select {
	case chromium.err = <-started:
	case <-time.After(patience):
		chromium.err = fmt.Errorf("%s did not start within %s", program, patience)
	}
}

// open opens a page in a private window of the browser.
func open(t *testing.T, address string) context.Context {
	t.Helper()
	chromium.once.Do(start)
	if errors.Is(chromium.err, errNoChromium) {
		t.Skip(chromium.err)
	}
	require.NoError(t, chromium.err)
	tab, closeTab := chromedp.NewContext(chromium.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(closeTab)
	require.NoError(t, chromedp.Do(tab)) // not under a time limit, which would end the tab with it
	do(t, tab, "open "+address, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(address))
	return tab
}

// openLink opens an address in another tab of the same private window, as a link does.
func openLink(t *testing.T, ctx context.Context, address string) context.Context {
	t.Helper()
	tab, closeTab := chromedp.NewContext(ctx)
	t.Cleanup(closeTab)
	require.NoError(t, chromedp.Do(tab))
	do(t, tab, "open "+address, chromedp.Navigate(address))
	return tab
}

// shoot writes a screenshot when -shots asks for it.
func shoot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	if *shots == "" {
		return
	}
	const painted = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`
	_, err := chromedp.Run(ctx, chromedp.Evaluate[bool](painted, chromedp.EvalAwaitPromise))
	require.NoError(t, err)
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(*shots, name+".png"), picture, 0o644))
}

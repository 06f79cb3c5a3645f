package browser

import (
	"context"
	"flag"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/contract/reporthtml"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

var shots = flag.String("shots", "", "write screenshots to this folder, for people to look at")

// broken is the report of a run on an emulator whose Environments are wrong in several ways.
func broken(t *testing.T) *suite.Report {
	t.Helper()
	emu, err := emulator.New(&emulator.Options{
		Seed: 1, BuildTime: 5 * time.Millisecond, SeedLogs: 3,
		Accounts: []emulator.Account{{SID: emulator.TestAccountSID, AuthToken: emulator.TestAuthToken}},
		Faults: []emulator.Fault{{
			Operation: "FetchEnvironment", Nth: 1, Times: 500, Status: 200,
			Header: http.Header{"Content-Type": {"application/json"}},
			Body: `{"sid":"ZE1","account_sid":"ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","build_sid":null,"unique_name":"private name",` +
				`"date_created":"2018-02-31T00:00:00Z","links":{"variables":"/v1/relative"}}`,
		}},
	})
	require.NoError(t, err)
	report, err := suite.Run(t.Context(), &suite.Target{
		Name: "emulator", APIURL: "https://serverless.twilio.com", UploadURL: "https://serverless-upload.twilio.com",
		Transport: emu.Transport(), PollInterval: time.Millisecond,
		Username: emulator.TestAccountSID, Password: emulator.TestAuthToken,
		Features: []suite.Feature{suite.FeatureLogs},
	}, &suite.RunOptions{Cases: cases.All(), Seed: 7,
		Filter: regexp.MustCompile(`^(services|environments|variables|logs)/`)})
	require.NoError(t, err)
	require.Positive(t, report.Totals.Fail)
	return report
}

// write writes the page and returns its address.
func write(t *testing.T, report *suite.Report) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.html")
	file, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, reporthtml.Write(file, report))
	require.NoError(t, file.Close())
	return (&url.URL{Scheme: "file", Path: path}).String()
}

// open starts a browser without a window and opens a page in it.
func open(t *testing.T, address string) context.Context {
	t.Helper()
	chromium := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			chromium = path
			break
		}
	}
	if chromium == "" {
		t.Skip("no Chromium on this machine: no page was opened")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium), chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("force-prefers-reduced-motion", true), chromedp.UserDataDir(t.TempDir()))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	tab, closeTab := chromedp.NewContext(allocator)
	t.Cleanup(closeTab)
	require.NoError(t, chromedp.Do(tab, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(address)))
	limited, cancel := context.WithTimeout(tab, 5*time.Minute)
	t.Cleanup(cancel)
	return limited
}

// ask evaluates an expression in the page.
func ask[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	require.NoError(t, err, expression)
	return value
}

func do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	require.NoError(t, chromedp.Do(ctx, steps...))
}

// shoot writes a screenshot when -shots asks for it.
func shoot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	if *shots == "" {
		return
	}
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(*shots, name+".png"), picture, 0o644))
}

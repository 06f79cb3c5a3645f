package browser

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/contract/reporthtml"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// broken is the report of a run on an emulator whose Environments are wrong in several ways. All
// tests look at the same run.
var broken = sync.OnceValues(func() (*suite.Report, error) {
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
	if err != nil {
		return nil, err
	}
	return suite.Run(context.Background(), &suite.Target{
		Name: "emulator", APIURL: "https://serverless.twilio.com", UploadURL: "https://serverless-upload.twilio.com",
		Transport: emu.Transport(), PollInterval: time.Millisecond,
		Username: emulator.TestAccountSID, Password: emulator.TestAuthToken,
		Features: []suite.Feature{suite.FeatureLogs},
	}, &suite.RunOptions{Cases: cases.All(), Seed: 7,
		Filter: regexp.MustCompile(`^(services|environments|variables|logs)/`)})
})

// openReport opens the page of the run.
func openReport(t *testing.T) (context.Context, *suite.Report) {
	t.Helper()
	report, err := broken()
	require.NoError(t, err)
	require.Positive(t, report.Totals.Fail)
	path := filepath.Join(t.TempDir(), "report.html")
	file, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, reporthtml.Write(file, report))
	require.NoError(t, file.Close())
	return open(t, (&url.URL{Scheme: "file", Path: path}).String()), report
}

package coverage_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/contract/coverage"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

const (
	keySID     = "SKaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	foreignSID = "ACbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
)

// catalogue is the coverage of all cases on an emulator that has all that a target can have.
func catalogue(t *testing.T) *coverage.Report {
	t.Helper()
	var report *coverage.Report
	synctest.Test(t, func(t *testing.T) {
		emu, err := emulator.New(&emulator.Options{
			Seed: 1, BuildTime: 1500 * time.Millisecond, SeedLogs: 3,
			Accounts: []emulator.Account{
				{SID: emulator.TestAccountSID, AuthToken: emulator.TestAuthToken,
					Keys: map[string]string{keySID: "secret-of-the-key"}},
				{SID: foreignSID, AuthToken: "token-of-another-account"},
			},
			BuildResult: func(b emulator.BuildRequest) string { return b.Dependencies["cannot-be-installed"] },
		})
		require.NoError(t, err)
		run, err := suite.Run(t.Context(), &suite.Target{
			APIURL: "https://serverless.twilio.com", UploadURL: "https://serverless-upload.twilio.com",
			Transport: emu.Transport(),
			Username:  emulator.TestAccountSID, Password: emulator.TestAuthToken,
			SecondUsername: keySID, SecondPassword: "secret-of-the-key",
			ForeignUsername: foreignSID, ForeignPassword: "token-of-another-account",
			FailingDependency: "cannot-be-installed@1.0.0",
			Features: []suite.Feature{
				suite.FeatureLogs, suite.FeatureSecrets, suite.FeatureLargeUploads, suite.FeatureDependencyCheck,
				suite.FeatureServiceLimit,
			},
		}, &suite.RunOptions{Cases: cases.All(), Seed: 7, Assumed: true, Parallel: 10})
		require.NoError(t, err)
		require.Zero(t, run.Totals.NotSupported)
		report = run.Coverage
	})
	return report
}

// The cases see every slot of the contract, or exceptions.txt says why not. That holds for all
// axes: operations, statuses (2xx, 400, 401, 404, 409 and 413), fields sent, left out and at their
// limits, properties present and null or absent, and the values of enums.
func TestCatalogue_reachesEverySlot(t *testing.T) {
	t.Parallel()
	report := catalogue(t)
	excused := map[string]bool{} // by axis and slot
	for _, axis := range report.Axes {
		t.Log(&axis)
		noExceptions := axis.Name == "operations" || axis.Name == "fields-sent" || axis.Name == "fields-omitted" ||
			axis.Name == "request-values"
		for _, slot := range axis.Missing {
			advice := "add one, or this line to contract/coverage/exceptions.txt"
			if noExceptions {
				advice = "add one in contract/cases; a required field is left out by forms.LeftOut as its value"
			}
			t.Errorf("no case reaches a slot: %s\n\t%s | %s | WHY", advice, axis.Name, slot)
		}
		if noExceptions {
			assert.Equal(t, axis.Slots, axis.Reached,
				"%s have no exceptions: write a case, not a line into exceptions.txt", axis.Name)
		}
		for _, e := range axis.Excused {
			excused[axis.Name+" "+e.Slot] = true
		}
	}
	lines, err := coverage.Exceptions()
	require.NoError(t, err)
	require.NotEmpty(t, lines)
	for _, line := range lines {
		assert.NotEmpty(t, line.Slots, "exceptions.txt: %s | %s speaks of nothing in the contract any more: delete it",
			line.Axis,
			line.Pattern)
		for _, slot := range line.Slots {
			assert.True(t, excused[line.Axis+" "+slot], "exceptions.txt: %s | %s: %s is reached, so it needs no excuse",
				line.Axis, line.Pattern, slot)
		}
	}
}

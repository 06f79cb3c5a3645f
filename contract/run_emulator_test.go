package contract

import (
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// emulatorTarget is a fresh in-process emulator with everything a case may need.
func emulatorTarget(t *testing.T) *Target {
	t.Helper()
	emu, err := emulator.New(&emulator.Options{Seed: 1, BuildTime: 1500 * time.Millisecond, SeedLogs: 3})
	require.NoError(t, err)
	return &Target{
		Name: "emulator", APIURL: "https://serverless.twilio.com", UploadURL: "https://serverless-upload.twilio.com",
		Username: emulator.TestAccountSID, Password: emulator.TestAuthToken, Transport: emu.Transport(),
		Features: []Feature{FeatureLogs, FeatureLargeUploads},
	}
}

func TestRun_wholeCatalogueOnTheEmulator(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		report, err := Run(t.Context(), emulatorTarget(t), &RunOptions{Seed: 7, Assumed: true})
		require.NoError(t, err)
		report.WriteText(os.Stdout)
	})
}

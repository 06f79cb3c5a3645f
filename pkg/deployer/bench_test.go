package deployer_test

import (
	"fmt"
	"net/http"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// A large project, first deployed and then redeployed, to an emulator in the process: emulator and
// client count too.
func BenchmarkDeploy(b *testing.B) {
	files := fstest.MapFS{}
	for i := range 200 {
		files[fmt.Sprintf("functions/f%03d.js",
			i)] = file("exports.handler = (context, event, callback) => callback();")
	}
	for i := range 800 {
		files[fmt.Sprintf("assets/a%03d.txt", i)] = file("content")
	}
	r := deployer.Request{Bundle: readProject(b, files), Service: "large", Environment: "dev"}
	deploy := func(b *testing.B, d *deployer.Deployer) {
		plan, err := d.Plan(b.Context(), r)
		require.NoError(b, err)
		result, err := d.Apply(b.Context(), plan)
		require.NoError(b, err)
		require.Len(b, result.Assets, 800)
	}
	fresh := func(b *testing.B) *deployer.Deployer {
		emu, err := emulator.New(nil)
		require.NoError(b, err)
		api, err := client.New(client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken),
			&client.Options{HTTPClient: &http.Client{Transport: emu.Transport()}})
		require.NoError(b, err)
		d, err := deployer.New(api, nil)
		require.NoError(b, err)
		return d
	}
	b.Run("first", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			deploy(b, fresh(b))
		}
	})
	b.Run("again", func(b *testing.B) {
		d := fresh(b)
		deploy(b, d)
		b.ReportAllocs()
		for b.Loop() {
			deploy(b, d)
		}
	})
}

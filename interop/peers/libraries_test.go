package peers_test

import (
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	twiliogo "github.com/twilio/twilio-go/rest/serverless/v1"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/interop/peers"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// seed makes a Service with a Function and an Asset that have three versions each: the official
// libraries have no operation for uploads.
func seed(t *testing.T, stand *peers.Stand) []string {
	t.Helper()
	c, ctx := inside(t, stand), t.Context()
	service, err := c.CreateService(ctx, serverless.CreateServiceRequest{UniqueName: "peer", FriendlyName: "Peer"})
	require.NoError(t, err)
	function, err := c.CreateFunction(ctx, service.SID, serverless.CreateFunctionRequest{FriendlyName: "/function"})
	require.NoError(t, err)
	asset, err := c.CreateAsset(ctx, service.SID, serverless.CreateAssetRequest{FriendlyName: "/asset"})
	require.NoError(t, err)
	for i := range 3 {
		upload := client.BytesUpload("/function", "public", "application/javascript",
			fmt.Appendf(nil, "version %d", i+1))
		_, err = c.CreateFunctionVersion(ctx, service.SID, function.SID, upload)
		require.NoError(t, err)
		upload.Path = "/asset"
		_, err = c.CreateAssetVersion(ctx, service.SID, asset.SID, upload)
		require.NoError(t, err)
	}
	stand.Calls()
	return []string{service.SID, function.SID, asset.SID}
}

// useAll runs a program that uses everything its library has, and checks what arrived of it.
func useAll(t *testing.T, stand *peers.Stand, cmd *exec.Cmd, agent string, want []string) {
	t.Helper()
	cmd.Env = append(cmd.Env, "TWILIO_ACCOUNT_SID="+account, "TWILIO_AUTH_TOKEN="+token)
	r := run(t, cmd)
	require.Zero(t, r.exit, "%s%s", r.stdout, r.stderr)
	require.Equal(t, "done\n", r.stdout)
	calls := stand.Calls()
	t.Logf("%.2f s, %d calls", r.took.Seconds(), len(calls))

	good, laterPages := map[string]int{}, map[string]int{}
	for _, call := range calls {
		assert.Contains(t, call.UserAgent, agent)
		assert.Equal(t, "serverless.twilio.com", call.Host)
		if call.Status < http.StatusBadRequest {
			good[call.Operation]++
		}
		if strings.Contains(call.Query, "PageToken=") {
			laterPages[call.Operation]++
		}
	}
	for _, operation := range want {
		assert.Positive(t, good[operation], "%s was not used", operation)
		if strings.HasPrefix(operation, "List") {
			assert.Positive(t, laterPages[operation], "%s: no second page", operation)
		}
	}
}

// official lists the operations of the official document, which are all but the uploads.
func official() []string {
	return slices.DeleteFunc(emulator.Operations(), func(name string) bool {
		return name == "CreateFunctionVersion" || name == "CreateAssetVersion"
	})
}

func TestTwilioGo(t *testing.T) {
	t.Parallel()
	// Its methods are named after the operations; the others are variants of them.
	var has []string
	variant := regexp.MustCompile(`^(Page|Stream)|WithMetadata$|^RequestHandler$`)
	api := reflect.TypeFor[*twiliogo.ApiService]()
	for i := range api.NumMethod() {
		if name := api.Method(i).Name; !variant.MatchString(name) {
			has = append(has, name)
		}
	}
	slices.Sort(has)
	require.Equal(t, official(), has)

	program := filepath.Join(t.TempDir(), "twiliogo")
	args := []string{"build", "-o", program}
	if testing.Short() {
		args = append(args, "-tags", "short") // compiles the part for Serverless alone
	}
	out, err := exec.CommandContext(t.Context(), "go", append(args, "./twiliogo")...).CombinedOutput()
	require.NoError(t, err, "%s", out)
	for name, way := range ways() {
		t.Run(name, func(t *testing.T) {
			stand := startWith(t, &emulator.Options{SeedLogs: 3}, way)
			cmd := stand.Command(t.Context(), t.TempDir(), program, seed(t, stand)...)
			useAll(t, stand, cmd, "twilio-go/1.31.0", has)
		})
	}
}

func TestTwilioNode(t *testing.T) {
	t.Parallel()
	needNode(t)
	script := filepath.Join(peers.Dir(), "node", "serverless.js")
	for name, way := range ways() {
		t.Run(name, func(t *testing.T) {
			stand := startWith(t, &emulator.Options{SeedLogs: 3}, way)
			cmd := stand.Command(t.Context(), t.TempDir(), "node", append([]string{script}, seed(t, stand)...)...)
			useAll(t, stand, cmd, "twilio-node/6.2.0", official())
		})
	}
}

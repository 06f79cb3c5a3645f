package docs_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract/contracttest"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/emulatortest"
)

// account is what a reader has: credentials, and Twilio behind them. Here an emulator answers.
func account() *client.Client {
	emu, err := emulator.New(&emulator.Options{BuildTime: 10 * time.Millisecond})
	if err != nil {
		log.Fatal(err)
	}
	api, err := client.New(client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken),
		&client.Options{HTTPClient: &http.Client{Transport: emu.Transport()}})
	if err != nil {
		log.Fatal(err)
	}
	return api
}

// deploy deploys a directory to an Environment.
func deploy(ctx context.Context, api *client.Client, directory string) (*deployer.Result, error) {
	project, err := bundle.Read(os.DirFS(directory), nil)
	if err != nil {
		return nil, err // all problems of the project, each with its file
	}
	d, err := deployer.New(api, nil)
	if err != nil {
		return nil, err
	}
	plan, err := d.Plan(ctx, deployer.Request{
		Bundle: project, Service: "hello", Environment: "dev",
		Variables: []deployer.Variable{{Key: "GREETING", Value: "Hello"}},
	})
	if err != nil {
		return nil, err
	}
	fmt.Print(plan.Text()) // nothing is changed yet
	return d.Apply(ctx, plan)
}

// live lists what is live in each Environment of a Service.
func live(ctx context.Context, api *client.Client, service string) (map[string]string, error) {
	urls := map[string]string{}
	for environment, err := range api.ListEnvironments(ctx, service, nil) { // all pages
		if errors.Is(err, client.ErrNotFound) {
			return nil, fmt.Errorf("no Service %s: deploy first", service)
		}
		if err != nil {
			return nil, err
		}
		if environment.BuildSID != nil {
			urls[environment.UniqueName] = "https://" + environment.DomainName
		}
	}
	return urls, nil
}

// rollback makes the Build live that was live before.
func rollback(ctx context.Context, api *client.Client, service, environment string) error {
	d, err := deployer.New(api, nil)
	if err != nil {
		return err
	}
	plan, err := d.PlanRollback(ctx, deployer.Target{Service: service, Environment: environment})
	if err != nil {
		return err
	}
	_, err = d.Apply(ctx, plan)
	return err
}

// rebuild builds what a Build has once more, and waits for it.
func rebuild(ctx context.Context, api *client.Client, service string, of *serverless.Build) (*serverless.Build, error) {
	in := serverless.CreateBuildRequest{}
	for _, f := range of.FunctionVersions {
		in.FunctionVersions = append(in.FunctionVersions, f.SID)
	}
	for _, a := range of.AssetVersions {
		in.AssetVersions = append(in.AssetVersions, a.SID)
	}
	started, err := api.CreateBuild(ctx, service, in)
	if err != nil {
		return nil, err
	}
	d, err := deployer.New(api, nil)
	if err != nil {
		return nil, err
	}
	build, err := d.WaitForBuild(ctx, service, started.SID)
	if failed := new(deployer.BuildFailedError); errors.As(err, &failed) {
		return nil, fmt.Errorf("%w: %s", err, failed.Suggestion())
	}
	return build, err
}

// TestDeploy_busy: a test of code that deploys needs no account and no network.
func TestDeploy_busy(t *testing.T) {
	t.Parallel()
	api, emu := emulatortest.New(t, nil)
	require.NoError(t, emu.SetFaults([]emulator.Fault{{Operation: "CreateBuild", Status: 429}}))

	result, err := deploy(t.Context(), api, "../examples/hello")

	require.NoError(t, err) // a 429 is sent again
	urls, err := live(t.Context(), api, "hello")
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"dev-environment": "https://" + result.DomainName}, urls)
}

// TestLive_handler: a handler of your own answers, for what the emulator would not say.
func TestLive_handler(t *testing.T) {
	t.Parallel()
	api := emulatortest.ClientOf(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "<html>blocked by the proxy</html>", http.StatusForbidden)
	}))

	_, err := live(t.Context(), api, "hello")

	var failure *client.Error
	require.ErrorAs(t, err, &failure)
	assert.Equal(t, http.StatusForbidden, failure.StatusCode)
}

// TestContract: your implementation of the API keeps the promises.
func TestContract(t *testing.T) {
	t.Parallel()
	yours, err := emulator.New(nil) // put your own http.Handler here
	require.NoError(t, err)
	server := httptest.NewServer(yours)
	defer server.Close()
	contracttest.Run(t, &suite.Target{
		APIURL: server.URL, Username: emulator.TestAccountSID, Password: emulator.TestAuthToken,
	}, &suite.RunOptions{Filter: regexp.MustCompile("^services/(create|fetch)-")}) // nil runs all cases
}

// The tasks that no test of their own shows.
func TestTasks(t *testing.T) {
	t.Parallel()
	ctx, api := t.Context(), account()
	_, err := live(ctx, api, "hello")
	require.ErrorContains(t, err, "deploy first")
	first, err := deploy(ctx, api, "../examples/hello")
	require.NoError(t, err)
	build, err := api.FetchBuild(ctx, "hello", first.BuildSID)
	require.NoError(t, err)
	again, err := rebuild(ctx, api, "hello", build)
	require.NoError(t, err)
	assert.Len(t, again.FunctionVersions, len(build.FunctionVersions))
	copied := t.TempDir()
	require.NoError(t, os.CopyFS(copied, os.DirFS("../examples/hello")))
	require.NoError(t, os.WriteFile(copied+"/functions/more.js", []byte("exports.handler = 1"), 0o600))
	second, err := deploy(ctx, api, copied)
	require.NoError(t, err)
	require.NotEqual(t, first.BuildSID, second.BuildSID)
	require.NoError(t, rollback(ctx, api, "hello", "dev"))
	environments := []string{}
	for e, err := range api.ListEnvironments(ctx, "hello", nil) {
		require.NoError(t, err)
		environments = append(environments, *e.BuildSID)
	}
	assert.True(t, slices.Equal([]string{first.BuildSID}, environments))
}

package deployer_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// otherToolDeploys uploads everything and makes it live, past the wire, as other tools do. It makes
// no manifest, but may carry a version of one along.
func (a *account) otherToolDeploys(t testing.TB, b *bundle.Bundle, suffix, manifest string) {
	t.Helper()
	ctx, c := t.Context(), a.direct
	if _, err := c.FetchService(ctx, "shop"); err != nil {
		_, err = c.CreateService(ctx, serverless.CreateServiceRequest{UniqueName: "shop", FriendlyName: "shop"})
		require.NoError(t, err)
	}
	environment := ""
	for e, err := range c.ListEnvironments(ctx, "shop", nil) {
		require.NoError(t, err)
		if e.DomainSuffix != nil && *e.DomainSuffix == suffix {
			environment = e.SID
		}
	}
	if environment == "" {
		e, err := c.CreateEnvironment(ctx, "shop",
			serverless.CreateEnvironmentRequest{UniqueName: suffix + "-environment", DomainSuffix: &suffix})
		require.NoError(t, err)
		environment = e.SID
	}
	var in serverless.CreateBuildRequest
	if manifest != "" {
		in.FunctionVersions = []string{manifest}
	}
	functions, assets := map[string]string{}, map[string]string{}
	for f, err := range c.ListFunctions(ctx, "shop", nil) {
		require.NoError(t, err)
		functions[f.FriendlyName] = f.SID
	}
	for f, err := range c.ListAssets(ctx, "shop", nil) {
		require.NoError(t, err)
		assets[f.FriendlyName] = f.SID
	}
	upload := func(f bundle.File) client.Upload {
		return client.Upload{Path: f.Path, Visibility: f.Visibility, ContentType: f.ContentType, Size: f.Size,
			Open: f.Open}
	}
	for _, f := range b.Functions {
		if functions[f.Path] == "" {
			created, err := c.CreateFunction(ctx, "shop", serverless.CreateFunctionRequest{FriendlyName: f.Path})
			require.NoError(t, err)
			functions[f.Path] = created.SID
		}
		version, err := c.CreateFunctionVersion(ctx, "shop", functions[f.Path], upload(f))
		require.NoError(t, err)
		in.FunctionVersions = append(in.FunctionVersions, version.SID)
	}
	for _, f := range b.Assets {
		if assets[f.Path] == "" {
			created, err := c.CreateAsset(ctx, "shop", serverless.CreateAssetRequest{FriendlyName: f.Path})
			require.NoError(t, err)
			assets[f.Path] = created.SID
		}
		version, err := a.noted(t).CreateAssetVersion(ctx, "shop", assets[f.Path], upload(f))
		require.NoError(t, err)
		in.AssetVersions = append(in.AssetVersions, version.SID)
	}
	a.makeLive(t, in, environment)
}

// noted is a client whose uploads of Assets the wire keeps: the API does not give them back.
func (a *account) noted(t testing.TB) *client.Client {
	t.Helper()
	c, err := client.New(client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken),
		&client.Options{HTTPClient: &http.Client{
			Transport: transportFunc(func(req *http.Request) (*http.Response, error) {
				operation, _ := a.emulator.Match(req.Method, req.URL.Path)
				return a.wire.send(operation, req)
			}),
		}})
	require.NoError(t, err)
	return c
}

type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// makeLive builds and deploys past the wire.
func (a *account) makeLive(t testing.TB, in serverless.CreateBuildRequest, environment string) (build string) {
	t.Helper()
	b, err := a.direct.CreateBuild(t.Context(), "shop", in)
	require.NoError(t, err)
	for {
		status, err := a.direct.FetchBuildStatus(t.Context(), "shop", b.SID)
		require.NoError(t, err)
		if status.Status == serverless.BuildStateCompleted {
			break
		}
		time.Sleep(time.Second) // in virtual time
	}
	_, err = a.direct.CreateDeployment(t.Context(), "shop", environment,
		serverless.CreateDeploymentRequest{BuildSID: &b.SID})
	require.NoError(t, err)
	return b.SID
}

package cassettes_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func buildCalls() []docCall {
	build := func(sid, runtime string) func(*testing.T, []byte) {
		return is(func(t *testing.T, got serverless.Build) {
			assert.Equal(t, sid, got.SID)
			assert.Equal(t, zs, got.ServiceSID)
			assert.Equal(t, serverless.BuildStateBuilding, got.Status)
			assert.Equal(t, runtime, got.Runtime)
			require.Len(t, got.AssetVersions, 1)
			assert.Equal(t, "/asset-path", got.AssetVersions[0].Path)
			assert.Equal(t, serverless.BuildVisibilityUpperPublic, got.AssetVersions[0].Visibility)
			require.Len(t, got.FunctionVersions, 1)
			assert.Equal(t, "ZN00000000000000000000000000000001", got.FunctionVersions[0].SID)
			assert.Equal(t, []serverless.Dependency{{Name: "twilio", Version: "3.29.2"},
				{Name: "@twilio/runtime-handler", Version: "1.0.1"}}, got.Dependencies)
			assert.Contains(t, (*got.Links)["build_status"], "/Status")
		})
	}
	create := func(request serverless.CreateBuildRequest) response {
		return func(ctx context.Context, c clients) (*http.Response, error) {
			return c.CreateBuildWithFormdataBody(ctx, zs, request)
		}
	}
	status := is(func(t *testing.T, got serverless.BuildStatus) {
		assert.Equal(t, zb, got.SID)
		assert.Equal(t, account, got.AccountSID)
		assert.Equal(t, serverless.BuildStateCompleted, got.Status)
	})
	fetchStatus := func(ctx context.Context, c clients) (*http.Response,
		error) {
		return c.FetchBuildStatus(ctx, zs, zb)
	}
	builds := func(p serverless.ListBuildResponse) (serverless.PageMeta, int) { return p.Meta, len(p.Builds) }
	listBuilds := func(ctx context.Context, c clients) (*http.Response, error) { return c.ListBuild(ctx, zs, nil) }
	calls := []docCall{
		{"pages/ListBuild", listBuilds, 200, list("builds", 0, builds, "", "")},
		{"pages/CreateBuild-versions", create(serverless.CreateBuildRequest{AssetVersions: []string{zn},
			FunctionVersions: []string{zn}}), 201, build(zb, "node18")},
		{"pages/CreateBuild-dependencies", create(serverless.CreateBuildRequest{
			FunctionVersions: []string{zn},
			Dependencies:     ptr(`[{"name":"twilio","version":"3.71.2"},{"name":"@twilio/runtime-handler","version":"1.2.1"}]`),
		}), 201, build(zb, "node18")},
		{"pages/CreateBuild-runtime", create(serverless.CreateBuildRequest{FunctionVersions: []string{zn},
			Runtime: ptr("node14")}), 201, build(zb, "node14")},
		{"pages/FetchBuild", func(ctx context.Context, c clients) (*http.Response, error) {
			return c.FetchBuild(ctx, zs, "ZBaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")
		}, 200, build("ZBaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "node18")},
		{"pages/FetchBuildStatus", fetchStatus, 200, status},
	}
	for i, year := range []int{2023, 2025} {
		calls = append(calls, docCall{"pages/ListBuild-reference-" + string(rune('1'+i)), listBuilds, 200,
			is(func(t *testing.T, got serverless.ListBuildResponse) {
				require.Len(t, got.Builds, 1)
				assert.Equal(t, zb, got.Builds[0].SID)
				assert.Equal(t, "node8", got.Builds[0].Runtime)
				assert.True(t, time.Date(year, 5, 4, 9, 42, 0, 0, time.UTC).Equal(got.Builds[0].DateCreated))
				assert.Empty(t, *got.Builds[0].Links)
				assert.Equal(t, "builds", got.Meta.Key)
				assert.Equal(t, 42, got.Meta.PageSize)
				assert.Contains(t, *got.Meta.NextPageURL, "Page=43")
			})})
	}
	return calls
}

func deploymentCalls() []docCall {
	deployment := is(func(t *testing.T, got serverless.Deployment) {
		assert.Equal(t, zd, got.SID)
		assert.Equal(t, ze, got.EnvironmentSID)
		assert.Equal(t, ptr(zb), got.BuildSID)
		assert.Equal(t, &november, got.DateUpdated)
	})
	create := func(request serverless.CreateDeploymentRequest) response {
		return func(ctx context.Context, c clients) (*http.Response, error) {
			return c.CreateDeploymentWithFormdataBody(ctx, zs, ze, request)
		}
	}
	deployments := func(p serverless.ListDeploymentResponse) (serverless.PageMeta, int) {
		return p.Meta, len(p.Deployments)
	}
	listDeployments := func(ctx context.Context, c clients) (*http.Response, error) {
		return c.ListDeployment(ctx, zs, ze, nil)
	}
	fetch := func(ctx context.Context, c clients) (*http.Response, error) {
		return c.FetchDeployment(ctx, zs, ze, zd)
	}
	return []docCall{
		{"pages/ListDeployment", listDeployments, 200, list("deployments", 0, deployments, "Page=1", "Page=0")},
		{"pages/CreateDeployment-build", create(serverless.CreateDeploymentRequest{BuildSID: ptr(zb)}), 201,
			deployment},
		{"pages/CreateDeployment-clear", create(serverless.CreateDeploymentRequest{}), 201, deployment},
		{"pages/FetchDeployment", fetch, 200, deployment},
	}
}

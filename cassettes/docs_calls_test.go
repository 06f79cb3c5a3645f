package cassettes_test

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

type response = func(context.Context, clients) (*http.Response, error)

// docCalls lists the published examples with what they must decode into.
func docCalls() []docCall {
	return slices.Concat(serviceCalls(), functionCalls(), assetCalls(), environmentCalls(), variableCalls(),
		logCalls(), buildCalls(), deploymentCalls())
}

func serviceCalls() []docCall {
	service := func(friendly, unique, domain string, editable bool) func(*testing.T, []byte) {
		return is(func(t *testing.T, got serverless.Service) {
			assert.Equal(t, zs, got.SID)
			assert.Equal(t, account, got.AccountSID)
			assert.Equal(t, friendly, got.FriendlyName)
			assert.Equal(t, unique, got.UniqueName)
			assert.Equal(t, domain, got.DomainBase)
			assert.True(t, got.IncludeCredentials)
			assert.Equal(t, editable, got.UIEditable)
			assert.Equal(t, november, got.DateCreated)
			assert.Len(t, *got.Links, 4)
		})
	}
	return []docCall{
		{"openapi/ListService", func(ctx context.Context, c clients) (*http.Response,
			error) {
			return c.ListService(ctx, nil)
		}, 200,
			list("services", 0, func(p serverless.ListServiceResponse) (serverless.PageMeta, int) {
				return p.Meta,
					len(p.Services)
			}, "", "")},
		{"openapi/CreateService", func(ctx context.Context, c clients) (*http.Response, error) {
			return c.CreateServiceWithFormdataBody(ctx,
				serverless.CreateServiceRequest{FriendlyName: "service-friendly",
					UniqueName: "service-unique"})
		}, 201, service("service-friendly", "service-unique", "service-unique-1234", false)},
		{"openapi/FetchService", func(ctx context.Context, c clients) (*http.Response,
			error) {
			return c.FetchService(ctx, zs)
		}, 200,
			service("test-service", "test-service-1", "test-service-1-1234", false)},
		{"openapi/UpdateService", func(ctx context.Context, c clients) (*http.Response, error) {
			return c.UpdateServiceWithFormdataBody(ctx, zs, serverless.UpdateServiceRequest{
				FriendlyName: ptr("service-friendly-update"), IncludeCredentials: ptr(true), UIEditable: ptr(true)})
		}, 200, service("service-friendly-update", "service-unique-update", "service-unique-update-1234", true)},
		{"openapi/DeleteService", func(ctx context.Context, c clients) (*http.Response,
			error) {
			return c.DeleteService(ctx, zs)
		}, 204, nil},
	}
}

func functionCalls() []docCall {
	function := func(name string) func(*testing.T, []byte) {
		return is(func(t *testing.T, got serverless.Function) {
			assert.Equal(t, zh, got.SID)
			assert.Equal(t, zs, got.ServiceSID)
			assert.Equal(t, name, got.FriendlyName)
			assert.Equal(t, got.URL+"/Versions", (*got.Links)["function_versions"])
		})
	}
	version := is(func(t *testing.T, got serverless.FunctionVersion) {
		assert.Equal(t, zn, got.SID)
		assert.Equal(t, zh, got.FunctionSID)
		assert.Equal(t, "/test-path", got.Path)
		assert.Equal(t, serverless.VisibilityPublic, got.Visibility)
		assert.Equal(t, november, got.DateCreated)
		assert.Equal(t, got.URL+"/Content", (*got.Links)["function_version_content"])
	})
	versions := func(p serverless.ListFunctionVersionResponse) (serverless.PageMeta, int) {
		return p.Meta, len(p.FunctionVersions)
	}
	listVersions := func(ctx context.Context, c clients) (*http.Response, error) {
		return c.ListFunctionVersion(ctx, zs, zh, nil)
	}
	fetchVersion := func(ctx context.Context, c clients) (*http.Response, error) {
		return c.FetchFunctionVersion(ctx, zs, zh, zn)
	}
	return []docCall{
		{"openapi/ListFunction", func(ctx context.Context, c clients) (*http.Response,
			error) {
			return c.ListFunction(ctx, zs, nil)
		}, 200,
			list("functions", 0, func(p serverless.ListFunctionResponse) (serverless.PageMeta, int) {
				return p.Meta,
					len(p.Functions)
			}, "", "")},
		{"openapi/CreateFunction", func(ctx context.Context, c clients) (*http.Response, error) {
			return c.CreateFunctionWithFormdataBody(ctx, zs,
				serverless.CreateFunctionRequest{FriendlyName: "function-friendly"})
		}, 201, function("function-friendly")},
		{"openapi/FetchFunction", func(ctx context.Context, c clients) (*http.Response,
			error) {
			return c.FetchFunction(ctx, zs, zh)
		}, 200, function("test-function")},
		{"openapi/UpdateFunction", func(ctx context.Context, c clients) (*http.Response, error) {
			return c.UpdateFunctionWithFormdataBody(ctx, zs, zh,
				serverless.UpdateFunctionRequest{FriendlyName: "function-friendly-update"})
		}, 200, function("function-friendly-update")},
		{"openapi/DeleteFunction", func(ctx context.Context, c clients) (*http.Response,
			error) {
			return c.DeleteFunction(ctx, zs, zh)
		}, 204, nil},
		{"openapi/ListFunctionVersion", listVersions, 200, list("function_versions", 0, versions, "", "")},
		{"pages/ListFunctionVersion", listVersions, 200, list("function_versions", 0, versions, "Page=1", "Page=0")},
		{"openapi/FetchFunctionVersion", fetchVersion, 200, version},
		{"pages/FetchFunctionVersion", fetchVersion, 200, version},
		{"openapi/FetchFunctionVersionContent", func(ctx context.Context, c clients) (*http.Response, error) {
			return c.FetchFunctionVersionContent(ctx, zs, zh, zn)
		}, 200, is(func(t *testing.T, got serverless.FunctionVersionContent) {
			assert.Equal(t, zn, got.SID)
			assert.Equal(t, publishedSource, got.Content)
		})},
		{"pages/CreateFunctionVersion", func(ctx context.Context, c clients) (*http.Response, error) {
			contentType, body := uploadBody("/thanos", "public", "firstfunc.js", publishedSource)
			return c.uploads.CreateFunctionVersionWithBody(ctx, zs, zh, contentType, body)
		}, 201, version},
	}
}

// publishedSource is the content of a Function Version as the official document prints it.
const publishedSource = `exports.handler = function (context, event, callback) {
    const request = require("request");
    return request("http://www.google.com", function (error, response, body) {
        callback(null, response.statusCode);
    });
};`

func assetCalls() []docCall {
	asset := func(name string) func(*testing.T, []byte) {
		return is(func(t *testing.T, got serverless.Asset) {
			assert.Equal(t, zh, got.SID)
			assert.Equal(t, zs, got.ServiceSID)
			assert.Equal(t, name, got.FriendlyName)
			assert.Equal(t, got.URL+"/Versions", (*got.Links)["asset_versions"])
		})
	}
	return []docCall{
		{"openapi/ListAsset", func(ctx context.Context, c clients) (*http.Response,
			error) {
			return c.ListAsset(ctx, zs, nil)
		}, 200,
			list("assets", 0, func(p serverless.ListAssetResponse) (serverless.PageMeta, int) {
				return p.Meta,
					len(p.Assets)
			}, "", "")},
		{"openapi/CreateAsset", func(ctx context.Context, c clients) (*http.Response, error) {
			return c.CreateAssetWithFormdataBody(ctx, zs, serverless.CreateAssetRequest{FriendlyName: "asset-friendly"})
		}, 201, asset("asset-friendly")},
		{"openapi/FetchAsset", func(ctx context.Context, c clients) (*http.Response,
			error) {
			return c.FetchAsset(ctx, zs, zh)
		}, 200, asset("test-asset")},
		{"openapi/UpdateAsset", func(ctx context.Context, c clients) (*http.Response, error) {
			return c.UpdateAssetWithFormdataBody(ctx, zs, zh,
				serverless.UpdateAssetRequest{FriendlyName: "asset-friendly-update"})
		}, 200, asset("asset-friendly-update")},
		{"openapi/DeleteAsset", func(ctx context.Context, c clients) (*http.Response,
			error) {
			return c.DeleteAsset(ctx, zs, zh)
		}, 204, nil},
		{"openapi/ListAssetVersion", func(ctx context.Context, c clients) (*http.Response, error) {
			return c.ListAssetVersion(ctx, zs, zh, nil)
		}, 200,
			list("asset_versions", 0, func(p serverless.ListAssetVersionResponse) (serverless.PageMeta, int) {
				return p.Meta, len(p.AssetVersions)
			}, "", "")},
		{"openapi/FetchAssetVersion", func(ctx context.Context, c clients) (*http.Response, error) {
			return c.FetchAssetVersion(ctx, zs, zh, zn)
		}, 200,
			is(func(t *testing.T, got serverless.AssetVersion) {
				assert.Equal(t, zn, got.SID)
				assert.Equal(t, zh, got.AssetSID)
				assert.Equal(t, "/test-path", got.Path)
				assert.Equal(t, serverless.VisibilityPublic, got.Visibility)
			})},
	}
}

func environmentCalls() []docCall {
	environment := func(name, suffix string, build *string) func(*testing.T, []byte) {
		return is(func(t *testing.T, got serverless.Environment) {
			assert.Equal(t, ze, got.SID)
			assert.Equal(t, name, got.UniqueName)
			assert.Equal(t, &suffix, got.DomainSuffix)
			assert.Equal(t, "foobar-1234-"+suffix+".twil.io", got.DomainName)
			assert.Equal(t, build, got.BuildSID)
			assert.Len(t, *got.Links, 3)
		})
	}
	return []docCall{
		{"openapi/ListEnvironment", func(ctx context.Context, c clients) (*http.Response,
			error) {
			return c.ListEnvironment(ctx, zs, nil)
		}, 200,
			list("environments", 0, func(p serverless.ListEnvironmentResponse) (serverless.PageMeta, int) {
				return p.Meta, len(p.Environments)
			}, "", "")},
		{"openapi/CreateEnvironment", func(ctx context.Context, c clients) (*http.Response, error) {
			return c.CreateEnvironmentWithFormdataBody(ctx, zs,
				serverless.CreateEnvironmentRequest{UniqueName: "staging", DomainSuffix: ptr("stage")})
		}, 201, environment("staging", "stage", nil)},
		{"openapi/FetchEnvironment", func(ctx context.Context, c clients) (*http.Response,
			error) {
			return c.FetchEnvironment(ctx, zs, ze)
		}, 200,
			environment("testing-environment", "testing", ptr(zb))},
		{"openapi/DeleteEnvironment", func(ctx context.Context, c clients) (*http.Response,
			error) {
			return c.DeleteEnvironment(ctx, zs, ze)
		}, 204, nil},
	}
}

func variableCalls() []docCall {
	variable := func(key, value string, updated int) func(*testing.T, []byte) {
		return is(func(t *testing.T, got serverless.Variable) {
			assert.Equal(t, zv, got.SID)
			assert.Equal(t, ze, got.EnvironmentSID)
			assert.Equal(t, key, got.Key)
			assert.Equal(t, value, got.Value)
			assert.Equal(t, november.AddDate(0, 0, updated), got.DateUpdated)
		})
	}
	return []docCall{
		{"openapi/ListVariable", func(ctx context.Context, c clients) (*http.Response,
			error) {
			return c.ListVariable(ctx, zs, ze, nil)
		}, 200,
			list("variables", 0, func(p serverless.ListVariableResponse) (serverless.PageMeta, int) {
				return p.Meta,
					len(p.Variables)
			}, "", "")},
		{"openapi/CreateVariable", func(ctx context.Context, c clients) (*http.Response, error) {
			return c.CreateVariableWithFormdataBody(ctx, zs, ze,
				serverless.CreateVariableRequest{Key: "new-key", Value: "new-value"})
		}, 201, variable("new-key", "new-value", 0)},
		{"openapi/FetchVariable", func(ctx context.Context, c clients) (*http.Response,
			error) {
			return c.FetchVariable(ctx, zs, ze, zv)
		}, 200,
			variable("test-key", "test-value", 0)},
		{"openapi/UpdateVariable", func(ctx context.Context, c clients) (*http.Response, error) {
			return c.UpdateVariableWithFormdataBody(ctx, zs, ze, zv,
				serverless.UpdateVariableRequest{Key: ptr("update-key"), Value: ptr("update-value")})
		}, 200, variable("update-key", "update-value", 1)},
		{"openapi/DeleteVariable", func(ctx context.Context, c clients) (*http.Response,
			error) {
			return c.DeleteVariable(ctx, zs, ze, zv)
		}, 204, nil},
	}
}

func logCalls() []docCall {
	return []docCall{
		{"openapi/ListLog", func(ctx context.Context, c clients) (*http.Response, error) {
			return c.ListLog(ctx, zs, ze, &serverless.ListLogParams{FunctionSID: ptr(zh), StartDate: &november,
				EndDate: &december})
		}, 200, list("logs", 0, func(p serverless.ListLogResponse) (serverless.PageMeta, int) {
			return p.Meta,
				len(p.Logs)
		}, "", "")},
		{"openapi/FetchLog", func(ctx context.Context, c clients) (*http.Response,
			error) {
			return c.FetchLog(ctx, zs, ze, no)
		}, 200,
			is(func(t *testing.T, got serverless.Log) {
				assert.Equal(t, no, got.SID)
				assert.Equal(t, zb, got.BuildSID)
				assert.Equal(t, zd, got.DeploymentSID)
				assert.Equal(t, zh, got.FunctionSID)
				assert.Equal(t, "RQ"+zeros, got.RequestSID)
				assert.Equal(t, "warning", got.Level)
				assert.Equal(t, "This is a warning", got.Message)
			})},
	}
}

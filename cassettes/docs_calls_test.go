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

// docCalls lists the examples that pages print, with what they must decode into.
func docCalls() []docCall {
	return slices.Concat(versionCalls(), buildCalls(), deploymentCalls())
}

func versionCalls() []docCall {
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
	return []docCall{
		{"pages/ListFunctionVersion", func(ctx context.Context, c clients) (*http.Response, error) {
			return c.ListFunctionVersion(ctx, zs, zh, nil)
		}, 200, list("function_versions", 0, versions, "Page=1", "Page=0")},
		{"pages/FetchFunctionVersion", func(ctx context.Context, c clients) (*http.Response, error) {
			return c.FetchFunctionVersion(ctx, zs, zh, zn)
		}, 200, version},
		{"pages/CreateFunctionVersion", func(ctx context.Context, c clients) (*http.Response, error) {
			contentType, body := uploadBody("/thanos", "public", "firstfunc.js", publishedSource)
			return c.uploads.CreateFunctionVersionWithBody(ctx, zs, zh, contentType, body)
		}, 201, version},
	}
}

// publishedSource is the content of a Function Version as a page uploads it.
const publishedSource = `exports.handler = function (context, event, callback) {
    const request = require("request");
    return request("http://www.google.com", function (error, response, body) {
        callback(null, response.statusCode);
    });
};`

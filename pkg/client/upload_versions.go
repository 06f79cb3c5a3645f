package client

import (
	"context"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// CreateFunctionVersion uploads a new version of a Function, on the upload host. The content is streamed; each
// attempt opens it anew.
//
// Source: https://www.twilio.com/docs/serverless/api/resource/function-version#create-a-function-version-resource
func (c *Client) CreateFunctionVersion(
	ctx context.Context, service, function string, in Upload,
) (*serverless.FunctionVersion, error) {
	if err := check("CreateFunctionVersion", service, arg{"FunctionSid", function, functionSID}); err != nil {
		return nil, err
	}
	if err := in.check("CreateFunctionVersion"); err != nil {
		return nil, err
	}
	ctx, call := withCall(ctx, "CreateFunctionVersion")
	body := newForm(in)
	resp, err := c.uploadWire().CreateFunctionVersionWithBody(ctx, service, function, body.contentType(), nil,
		body.edit)
	return decode[serverless.FunctionVersion](call, resp, err)
}

// CreateAssetVersion uploads a new version of an Asset, on the upload host. The content is streamed; each attempt
// opens it anew.
//
// Source: https://www.twilio.com/docs/serverless/api/resource/asset-version#create-a-asset-version-resource
func (c *Client) CreateAssetVersion(
	ctx context.Context, service, asset string, in Upload,
) (*serverless.AssetVersion, error) {
	if err := check("CreateAssetVersion", service, arg{"AssetSid", asset, assetSID}); err != nil {
		return nil, err
	}
	if err := in.check("CreateAssetVersion"); err != nil {
		return nil, err
	}
	ctx, call := withCall(ctx, "CreateAssetVersion")
	body := newForm(in)
	resp, err := c.uploadWire().CreateAssetVersionWithBody(ctx, service, asset, body.contentType(), nil, body.edit)
	return decode[serverless.AssetVersion](call, resp, err)
}

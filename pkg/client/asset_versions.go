package client

import (
	"context"
	"iter"
	"net/http"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// ListAssetVersions iterates over the versions of an Asset, newest first.
//
//spec:operation ListAssetVersion
func (c *Client) ListAssetVersions(ctx context.Context, service, asset string, opts *ListOptions) iter.Seq2[serverless.AssetVersion, error] {
	return pages(ctx, c, "ListAssetVersion", opts, check("ListAssetVersion", service, arg{"AssetSid", asset, assetSID}),
		func(ctx context.Context, pageSize *int) (*http.Response, error) {
			return c.api.ListAssetVersion(ctx, service, asset, &serverless.ListAssetVersionParams{PageSize: pageSize})
		},
		func(p *serverless.ListAssetVersionResponse) ([]serverless.AssetVersion, serverless.PageMeta) {
			return p.AssetVersions, p.Meta
		})
}

// FetchAssetVersion fetches an Asset Version.
//
//spec:operation FetchAssetVersion
func (c *Client) FetchAssetVersion(ctx context.Context, service, asset, sid string) (*serverless.AssetVersion, error) {
	if err := check("FetchAssetVersion", service, arg{"AssetSid", asset, assetSID}, arg{"Sid", sid, assetVersionSID}); err != nil {
		return nil, err
	}
	ctx, call := withCall(ctx, "FetchAssetVersion")
	resp, err := c.api.FetchAssetVersion(ctx, service, asset, sid)
	return decode[serverless.AssetVersion](call, resp, err)
}

// CreateAssetVersion uploads a new version of an Asset, on the upload host. The content is streamed; each attempt opens it anew.
//
//spec:operation CreateAssetVersion
func (c *Client) CreateAssetVersion(ctx context.Context, service, asset string, in Upload) (*serverless.AssetVersion, error) {
	if err := check("CreateAssetVersion", service, arg{"AssetSid", asset, assetSID}); err != nil {
		return nil, err
	}
	if err := in.check("CreateAssetVersion"); err != nil {
		return nil, err
	}
	ctx, call := withCall(ctx, "CreateAssetVersion")
	body := newForm(in)
	resp, err := c.upload.CreateAssetVersionWithBody(ctx, service, asset, body.contentType(), nil, body.edit)
	return decode[serverless.AssetVersion](call, resp, err)
}

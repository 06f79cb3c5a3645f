package client

import (
	"context"
	"iter"
	"net/http"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// ListAssets iterates over the Assets of a Service, which is given by SID or unique name like everywhere here.
//
//spec:operation ListAsset
func (c *Client) ListAssets(ctx context.Context, service string, opts *ListOptions) iter.Seq2[serverless.Asset, error] {
	return pages(ctx, c, "ListAsset", opts, check("ListAsset", service),
		func(ctx context.Context, pageSize *int) (*http.Response, error) {
			return c.api.ListAsset(ctx, service, &serverless.ListAssetParams{PageSize: pageSize})
		},
		func(p *serverless.ListAssetResponse) ([]serverless.Asset, serverless.PageMeta) {
			return p.Assets, p.Meta
		})
}

// CreateAsset creates an Asset, an empty holder for versions. Friendly names are not unique: a second call makes a second Asset.
//
//spec:operation CreateAsset
func (c *Client) CreateAsset(ctx context.Context, service string, in serverless.CreateAssetRequest) (*serverless.Asset, error) {
	if err := check("CreateAsset", service); err != nil {
		return nil, err
	}
	ctx, call := withCall(ctx, "CreateAsset")
	resp, err := c.api.CreateAssetWithFormdataBody(ctx, service, in)
	return decode[serverless.Asset](call, resp, err)
}

// FetchAsset fetches an Asset.
//
//spec:operation FetchAsset
func (c *Client) FetchAsset(ctx context.Context, service, sid string) (*serverless.Asset, error) {
	if err := check("FetchAsset", service, arg{"Sid", sid, assetSID}); err != nil {
		return nil, err
	}
	ctx, call := withCall(ctx, "FetchAsset")
	resp, err := c.api.FetchAsset(ctx, service, sid)
	return decode[serverless.Asset](call, resp, err)
}

// UpdateAsset renames an Asset.
//
//spec:operation UpdateAsset
func (c *Client) UpdateAsset(ctx context.Context, service, sid string, in serverless.UpdateAssetRequest) (*serverless.Asset, error) {
	if err := check("UpdateAsset", service, arg{"Sid", sid, assetSID}); err != nil {
		return nil, err
	}
	ctx, call := withCall(ctx, "UpdateAsset")
	resp, err := c.api.UpdateAssetWithFormdataBody(ctx, service, sid, in)
	return decode[serverless.Asset](call, resp, err)
}

// DeleteAsset deletes an Asset with its versions. Builds that contain them keep their snapshot.
//
//spec:operation DeleteAsset
func (c *Client) DeleteAsset(ctx context.Context, service, sid string) error {
	if err := check("DeleteAsset", service, arg{"Sid", sid, assetSID}); err != nil {
		return err
	}
	ctx, call := withCall(ctx, "DeleteAsset")
	resp, err := c.api.DeleteAsset(ctx, service, sid)
	return deleted(call, resp, err)
}

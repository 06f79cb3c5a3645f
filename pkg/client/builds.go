package client

import (
	"context"
	"iter"
	"net/http"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// ListBuilds iterates over the Builds of a Service, newest first. Pages are heavy: each Build carries all its versions.
//
//spec:operation ListBuild
func (c *Client) ListBuilds(ctx context.Context, service string, opts *ListOptions) iter.Seq2[serverless.Build, error] {
	return pages(ctx, c, "ListBuild", opts, check("ListBuild", service),
		func(ctx context.Context, pageSize *int) (*http.Response, error) {
			return c.api.ListBuild(ctx, service, &serverless.ListBuildParams{PageSize: pageSize})
		},
		func(p *serverless.ListBuildResponse) ([]serverless.Build, serverless.PageMeta) {
			return p.Builds, p.Meta
		})
}

// CreateBuild starts a Build of exactly the given versions, at least one. It answers at once with status building; poll
// [Client.FetchBuildStatus]. A request that is refused says why (400, code 20001); a Build that fails later does not.
//
//spec:operation CreateBuild
func (c *Client) CreateBuild(ctx context.Context, service string, in serverless.CreateBuildRequest) (*serverless.Build, error) {
	if err := check("CreateBuild", service); err != nil {
		return nil, err
	}
	ctx, call := withCall(ctx, "CreateBuild")
	resp, err := c.api.CreateBuildWithFormdataBody(ctx, service, in)
	return decode[serverless.Build](call, resp, err)
}

// FetchBuild fetches a Build with its versions and dependencies.
//
//spec:operation FetchBuild
func (c *Client) FetchBuild(ctx context.Context, service, sid string) (*serverless.Build, error) {
	if err := check("FetchBuild", service, arg{"Sid", sid, buildSID}); err != nil {
		return nil, err
	}
	ctx, call := withCall(ctx, "FetchBuild")
	resp, err := c.api.FetchBuild(ctx, service, sid)
	return decode[serverless.Build](call, resp, err)
}

// FetchBuildStatus fetches only the status of a Build; Twilio recommends it for polling, about once a second.
//
//spec:operation FetchBuildStatus
func (c *Client) FetchBuildStatus(ctx context.Context, service, sid string) (*serverless.BuildStatus, error) {
	if err := check("FetchBuildStatus", service, arg{"Sid", sid, buildSID}); err != nil {
		return nil, err
	}
	ctx, call := withCall(ctx, "FetchBuildStatus")
	resp, err := c.api.FetchBuildStatus(ctx, service, sid)
	return decode[serverless.BuildStatus](call, resp, err)
}

// DeleteBuild deletes a Build. A live one is refused ([ErrConflict]).
//
//spec:operation DeleteBuild
func (c *Client) DeleteBuild(ctx context.Context, service, sid string) error {
	if err := check("DeleteBuild", service, arg{"Sid", sid, buildSID}); err != nil {
		return err
	}
	ctx, call := withCall(ctx, "DeleteBuild")
	resp, err := c.api.DeleteBuild(ctx, service, sid)
	return deleted(call, resp, err)
}

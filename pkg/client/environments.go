package client

import (
	"context"
	"iter"
	"net/http"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// ListEnvironments iterates over the Environments of a Service.
//
//spec:operation ListEnvironment
func (c *Client) ListEnvironments(ctx context.Context, service string, opts *ListOptions) iter.Seq2[serverless.Environment, error] {
	return pages(ctx, c, "ListEnvironment", opts, check("ListEnvironment", service),
		func(ctx context.Context, pageSize *int) (*http.Response, error) {
			return c.api.ListEnvironment(ctx, service, &serverless.ListEnvironmentParams{PageSize: pageSize})
		},
		func(p *serverless.ListEnvironmentResponse) ([]serverless.Environment, serverless.PageMeta) {
			return p.Environments, p.Meta
		})
}

// CreateEnvironment creates an Environment. Its unique name and its domain suffix are each unique in the Service ([ErrConflict]).
//
//spec:operation CreateEnvironment
func (c *Client) CreateEnvironment(ctx context.Context, service string, in serverless.CreateEnvironmentRequest) (*serverless.Environment, error) {
	if err := check("CreateEnvironment", service); err != nil {
		return nil, err
	}
	ctx, call := withCall(ctx, "CreateEnvironment")
	resp, err := c.api.CreateEnvironmentWithFormdataBody(ctx, service, in)
	return decode[serverless.Environment](call, resp, err)
}

// FetchEnvironment fetches an Environment; BuildSID tells what is live, nil nothing.
//
//spec:operation FetchEnvironment
func (c *Client) FetchEnvironment(ctx context.Context, service, sid string) (*serverless.Environment, error) {
	if err := check("FetchEnvironment", service, arg{"Sid", sid, environmentSID}); err != nil {
		return nil, err
	}
	ctx, call := withCall(ctx, "FetchEnvironment")
	resp, err := c.api.FetchEnvironment(ctx, service, sid)
	return decode[serverless.Environment](call, resp, err)
}

// DeleteEnvironment deletes an Environment with its Variables, Deployments and Logs, even when a Build is live in it.
//
//spec:operation DeleteEnvironment
func (c *Client) DeleteEnvironment(ctx context.Context, service, sid string) error {
	if err := check("DeleteEnvironment", service, arg{"Sid", sid, environmentSID}); err != nil {
		return err
	}
	ctx, call := withCall(ctx, "DeleteEnvironment")
	resp, err := c.api.DeleteEnvironment(ctx, service, sid)
	return deleted(call, resp, err)
}

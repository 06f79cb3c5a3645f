package client

import (
	"context"
	"iter"
	"net/http"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// ListServices iterates over the Services of the account.
//
//spec:operation ListService
func (c *Client) ListServices(ctx context.Context, opts *ListOptions) iter.Seq2[serverless.Service, error] {
	return pages(ctx, c, "ListService", opts, nil,
		func(ctx context.Context, pageSize *int) (*http.Response, error) {
			return c.api.ListService(ctx, &serverless.ListServiceParams{PageSize: pageSize})
		},
		func(p *serverless.ListServiceResponse) ([]serverless.Service, serverless.PageMeta) {
			return p.Services, p.Meta
		})
}

// CreateService creates a Service. Its unique name is permanent: letters, digits and dashes, at most 50.
//
//spec:operation CreateService
func (c *Client) CreateService(ctx context.Context, in serverless.CreateServiceRequest) (*serverless.Service, error) {
	ctx, call := withCall(ctx, "CreateService")
	resp, err := c.api.CreateServiceWithFormdataBody(ctx, in)
	return decode[serverless.Service](call, resp, err)
}

// FetchService fetches a Service by its SID or unique name.
//
//spec:operation FetchService
func (c *Client) FetchService(ctx context.Context, service string) (*serverless.Service, error) {
	if err := check("FetchService", service); err != nil {
		return nil, err
	}
	ctx, call := withCall(ctx, "FetchService")
	resp, err := c.api.FetchService(ctx, service)
	return decode[serverless.Service](call, resp, err)
}

// UpdateService updates a Service, by SID or unique name; nil fields keep their value.
//
//spec:operation UpdateService
func (c *Client) UpdateService(ctx context.Context, service string, in serverless.UpdateServiceRequest) (*serverless.Service, error) {
	if err := check("UpdateService", service); err != nil {
		return nil, err
	}
	ctx, call := withCall(ctx, "UpdateService")
	resp, err := c.api.UpdateServiceWithFormdataBody(ctx, service, in)
	return decode[serverless.Service](call, resp, err)
}

// DeleteService deletes a Service with everything in it, live deployments included.
//
//spec:operation DeleteService
func (c *Client) DeleteService(ctx context.Context, service string) error {
	if err := check("DeleteService", service); err != nil {
		return err
	}
	ctx, call := withCall(ctx, "DeleteService")
	resp, err := c.api.DeleteService(ctx, service)
	return deleted(call, resp, err)
}

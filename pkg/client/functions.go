package client

import (
	"context"
	"iter"
	"net/http"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// ListFunctions iterates over the Functions of a Service, which is given by SID or unique name like everywhere here.
//
//spec:operation ListFunction
func (c *Client) ListFunctions(ctx context.Context, service string, opts *ListOptions) iter.Seq2[serverless.Function, error] {
	return pages(ctx, c, "ListFunction", opts, check("ListFunction", service),
		func(ctx context.Context, pageSize *int) (*http.Response, error) {
			return c.api.ListFunction(ctx, service, &serverless.ListFunctionParams{PageSize: pageSize})
		},
		func(p *serverless.ListFunctionResponse) ([]serverless.Function, serverless.PageMeta) {
			return p.Functions, p.Meta
		})
}

// CreateFunction creates a Function, an empty holder for versions. Friendly names are not unique: a second call makes a second
// Function.
//
//spec:operation CreateFunction
func (c *Client) CreateFunction(ctx context.Context, service string, in serverless.CreateFunctionRequest) (*serverless.Function, error) {
	if err := check("CreateFunction", service); err != nil {
		return nil, err
	}
	ctx, call := withCall(ctx, "CreateFunction")
	resp, err := c.api.CreateFunctionWithFormdataBody(ctx, service, in)
	return decode[serverless.Function](call, resp, err)
}

// FetchFunction fetches a Function.
//
//spec:operation FetchFunction
func (c *Client) FetchFunction(ctx context.Context, service, sid string) (*serverless.Function, error) {
	if err := check("FetchFunction", service, arg{"Sid", sid, functionSID}); err != nil {
		return nil, err
	}
	ctx, call := withCall(ctx, "FetchFunction")
	resp, err := c.api.FetchFunction(ctx, service, sid)
	return decode[serverless.Function](call, resp, err)
}

// UpdateFunction renames a Function.
//
//spec:operation UpdateFunction
func (c *Client) UpdateFunction(ctx context.Context, service, sid string, in serverless.UpdateFunctionRequest) (*serverless.Function, error) {
	if err := check("UpdateFunction", service, arg{"Sid", sid, functionSID}); err != nil {
		return nil, err
	}
	ctx, call := withCall(ctx, "UpdateFunction")
	resp, err := c.api.UpdateFunctionWithFormdataBody(ctx, service, sid, in)
	return decode[serverless.Function](call, resp, err)
}

// DeleteFunction deletes a Function with its versions. Builds that contain them keep their snapshot.
//
//spec:operation DeleteFunction
func (c *Client) DeleteFunction(ctx context.Context, service, sid string) error {
	if err := check("DeleteFunction", service, arg{"Sid", sid, functionSID}); err != nil {
		return err
	}
	ctx, call := withCall(ctx, "DeleteFunction")
	resp, err := c.api.DeleteFunction(ctx, service, sid)
	return deleted(call, resp, err)
}

package client

import (
	"context"
	"iter"
	"net/http"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// ListFunctionVersions iterates over the versions of a Function, newest first.
//
//spec:operation ListFunctionVersion
func (c *Client) ListFunctionVersions(ctx context.Context, service, function string, opts *ListOptions) iter.Seq2[serverless.FunctionVersion, error] {
	return pages(ctx, c, "ListFunctionVersion", opts, check("ListFunctionVersion", service, arg{"FunctionSid", function, functionSID}),
		func(ctx context.Context, pageSize *int) (*http.Response, error) {
			return c.api.ListFunctionVersion(ctx, service, function, &serverless.ListFunctionVersionParams{PageSize: pageSize})
		},
		func(p *serverless.ListFunctionVersionResponse) ([]serverless.FunctionVersion, serverless.PageMeta) {
			return p.FunctionVersions, p.Meta
		})
}

// FetchFunctionVersion fetches a Function Version.
//
//spec:operation FetchFunctionVersion
func (c *Client) FetchFunctionVersion(ctx context.Context, service, function, sid string) (*serverless.FunctionVersion, error) {
	if err := check("FetchFunctionVersion", service, arg{"FunctionSid", function, functionSID}, arg{"Sid", sid, functionVersionSID}); err != nil {
		return nil, err
	}
	ctx, call := withCall(ctx, "FetchFunctionVersion")
	resp, err := c.api.FetchFunctionVersion(ctx, service, function, sid)
	return decode[serverless.FunctionVersion](call, resp, err)
}

// FetchFunctionVersionContent fetches the source text of a Function Version, exactly as it was uploaded. Asset contents cannot be
// fetched through the API.
//
//spec:operation FetchFunctionVersionContent
func (c *Client) FetchFunctionVersionContent(ctx context.Context, service, function, sid string) (*serverless.FunctionVersionContent, error) {
	if err := check("FetchFunctionVersionContent", service, arg{"FunctionSid", function, functionSID}, arg{"Sid", sid, functionVersionSID}); err != nil {
		return nil, err
	}
	ctx, call := withCall(ctx, "FetchFunctionVersionContent")
	resp, err := c.api.FetchFunctionVersionContent(ctx, service, function, sid)
	return decode[serverless.FunctionVersionContent](call, resp, err)
}

// CreateFunctionVersion uploads a new version of a Function, on the upload host. The content is streamed; each attempt opens it anew.
//
//spec:operation CreateFunctionVersion
func (c *Client) CreateFunctionVersion(ctx context.Context, service, function string, in Upload) (*serverless.FunctionVersion, error) {
	if err := check("CreateFunctionVersion", service, arg{"FunctionSid", function, functionSID}); err != nil {
		return nil, err
	}
	if err := in.check("CreateFunctionVersion"); err != nil {
		return nil, err
	}
	ctx, call := withCall(ctx, "CreateFunctionVersion")
	body := newForm(in)
	resp, err := c.upload.CreateFunctionVersionWithBody(ctx, service, function, body.contentType(), nil, body.edit)
	return decode[serverless.FunctionVersion](call, resp, err)
}

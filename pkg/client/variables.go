package client

import (
	"context"
	"iter"
	"net/http"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// ListVariables iterates over the Variables of an Environment, values included.
//
//spec:operation ListVariable
func (c *Client) ListVariables(ctx context.Context, service, environment string, opts *ListOptions) iter.Seq2[serverless.Variable, error] {
	return pages(ctx, c, "ListVariable", opts, check("ListVariable", service, arg{"EnvironmentSid", environment, environmentSID}),
		func(ctx context.Context, pageSize *int) (*http.Response, error) {
			return c.api.ListVariable(ctx, service, environment, &serverless.ListVariableParams{PageSize: pageSize})
		},
		func(p *serverless.ListVariableResponse) ([]serverless.Variable, serverless.PageMeta) {
			return p.Variables, p.Meta
		})
}

// CreateVariable creates a Variable; Functions see it without a new Deployment. Key at most 128 characters, value at most 450 bytes.
//
//spec:operation CreateVariable
func (c *Client) CreateVariable(ctx context.Context, service, environment string, in serverless.CreateVariableRequest) (*serverless.Variable, error) {
	if err := check("CreateVariable", service, arg{"EnvironmentSid", environment, environmentSID}); err != nil {
		return nil, err
	}
	ctx, call := withCall(ctx, "CreateVariable")
	resp, err := c.api.CreateVariableWithFormdataBody(ctx, service, environment, in)
	return decode[serverless.Variable](call, resp, err)
}

// FetchVariable fetches a Variable.
//
//spec:operation FetchVariable
func (c *Client) FetchVariable(ctx context.Context, service, environment, sid string) (*serverless.Variable, error) {
	if err := check("FetchVariable", service, arg{"EnvironmentSid", environment, environmentSID}, arg{"Sid", sid, variableSID}); err != nil {
		return nil, err
	}
	ctx, call := withCall(ctx, "FetchVariable")
	resp, err := c.api.FetchVariable(ctx, service, environment, sid)
	return decode[serverless.Variable](call, resp, err)
}

// UpdateVariable updates key, value or both of a Variable; nil fields keep their value.
//
//spec:operation UpdateVariable
func (c *Client) UpdateVariable(ctx context.Context, service, environment, sid string, in serverless.UpdateVariableRequest) (*serverless.Variable, error) {
	if err := check("UpdateVariable", service, arg{"EnvironmentSid", environment, environmentSID}, arg{"Sid", sid, variableSID}); err != nil {
		return nil, err
	}
	ctx, call := withCall(ctx, "UpdateVariable")
	resp, err := c.api.UpdateVariableWithFormdataBody(ctx, service, environment, sid, in)
	return decode[serverless.Variable](call, resp, err)
}

// DeleteVariable deletes a Variable.
//
//spec:operation DeleteVariable
func (c *Client) DeleteVariable(ctx context.Context, service, environment, sid string) error {
	if err := check("DeleteVariable", service, arg{"EnvironmentSid", environment, environmentSID}, arg{"Sid", sid, variableSID}); err != nil {
		return err
	}
	ctx, call := withCall(ctx, "DeleteVariable")
	resp, err := c.api.DeleteVariable(ctx, service, environment, sid)
	return deleted(call, resp, err)
}

package client

import (
	"context"
	"iter"
	"net/http"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// ListDeployments iterates over the Deployments of an Environment, newest first; earlier ones stay listed.
//
//spec:operation ListDeployment
func (c *Client) ListDeployments(ctx context.Context, service, environment string, opts *ListOptions) iter.Seq2[serverless.Deployment, error] {
	return pages(ctx, c, "ListDeployment", opts, check("ListDeployment", service, arg{"EnvironmentSid", environment, environmentSID}),
		func(ctx context.Context, pageSize *int) (*http.Response, error) {
			return c.api.ListDeployment(ctx, service, environment, &serverless.ListDeploymentParams{PageSize: pageSize})
		},
		func(p *serverless.ListDeploymentResponse) ([]serverless.Deployment, serverless.PageMeta) {
			return p.Deployments, p.Meta
		})
}

// CreateDeployment makes a Build live in an Environment, in place of the one before. A request without BuildSID would take down what
// is live; it is refused here, [Client.ClearEnvironment] is for that. The Build that is already live is refused by the API
// ([ErrConflict]).
//
//spec:operation CreateDeployment
func (c *Client) CreateDeployment(ctx context.Context, service, environment string, in serverless.CreateDeploymentRequest) (*serverless.Deployment, error) {
	build := ""
	if in.BuildSID != nil {
		build = *in.BuildSID
	}
	if err := check("CreateDeployment", service, arg{"EnvironmentSid", environment, environmentSID}, arg{"BuildSid", build, buildSID}); err != nil {
		return nil, err
	}
	return c.deploy(ctx, service, environment, in)
}

// ClearEnvironment takes down what is live in an Environment: a Deployment without a Build. Its Functions and Assets answer 404 from
// then on. An Environment in which nothing is live is refused by the API ([ErrConflict]).
//
//spec:operation CreateDeployment
func (c *Client) ClearEnvironment(ctx context.Context, service, environment string) (*serverless.Deployment, error) {
	if err := check("CreateDeployment", service, arg{"EnvironmentSid", environment, environmentSID}); err != nil {
		return nil, err
	}
	return c.deploy(ctx, service, environment, serverless.CreateDeploymentRequest{})
}

func (c *Client) deploy(ctx context.Context, service, environment string, in serverless.CreateDeploymentRequest) (*serverless.Deployment, error) {
	ctx, call := withCall(ctx, "CreateDeployment")
	resp, err := c.api.CreateDeploymentWithFormdataBody(ctx, service, environment, in)
	return decode[serverless.Deployment](call, resp, err)
}

// FetchDeployment fetches a Deployment.
//
//spec:operation FetchDeployment
func (c *Client) FetchDeployment(ctx context.Context, service, environment, sid string) (*serverless.Deployment, error) {
	if err := check("FetchDeployment", service, arg{"EnvironmentSid", environment, environmentSID}, arg{"Sid", sid, deploymentSID}); err != nil {
		return nil, err
	}
	ctx, call := withCall(ctx, "FetchDeployment")
	resp, err := c.api.FetchDeployment(ctx, service, environment, sid)
	return decode[serverless.Deployment](call, resp, err)
}

package client

import (
	"context"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// CreateDeployment makes a Build live in an Environment, in place of the Build that was live before. BuildSID is
// required: without it the API would take down what is live, and [Client.ClearEnvironment] is for that. The API
// refuses the Build that is already live ([ErrConflict]).
//
// Source: https://www.twilio.com/docs/serverless/api/resource/deployment#create-a-deployment-resource
func (c *Client) CreateDeployment(
	ctx context.Context, service, environment string, in serverless.CreateDeploymentRequest,
) (*serverless.Deployment, error) {
	build := ""
	if in.BuildSID != nil {
		build = *in.BuildSID
	}
	err := check("CreateDeployment", service,
		arg{"EnvironmentSid", environment, environmentSID}, arg{"BuildSid", build, buildSID})
	if err != nil {
		return nil, err
	}
	return c.deploy(ctx, service, environment, in)
}

// ClearEnvironment takes down what is live in an Environment: it creates a Deployment without a Build. The
// Functions and Assets answer 404 from then on. The API refuses an Environment in which nothing is live
// ([ErrConflict]).
//
// Source: https://www.twilio.com/docs/serverless/api/resource/deployment#create-a-deployment-resource
func (c *Client) ClearEnvironment(ctx context.Context, service, environment string) (*serverless.Deployment, error) {
	if err := check("CreateDeployment", service, arg{"EnvironmentSid", environment, environmentSID}); err != nil {
		return nil, err
	}
	return c.deploy(ctx, service, environment, serverless.CreateDeploymentRequest{})
}

func (c *Client) deploy(
	ctx context.Context, service, environment string, in serverless.CreateDeploymentRequest,
) (*serverless.Deployment, error) {
	ctx, call := withCall(ctx, "CreateDeployment")
	resp, err := c.wire().CreateDeploymentWithFormdataBody(ctx, service, environment, in)
	return decode[serverless.Deployment](call, resp, err)
}

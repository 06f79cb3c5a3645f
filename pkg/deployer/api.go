package deployer

import (
	"context"
	"iter"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// Reader is the half of [API] that changes nothing. Planning calls no other, so a plan cannot
// change anything.
type Reader interface {
	FetchService(ctx context.Context, service string) (*serverless.Service, error)
	ListEnvironments(
		ctx context.Context, service string, opts *client.ListEnvironmentsOptions,
	) iter.Seq2[serverless.Environment, error]
	ListFunctions(
		ctx context.Context, service string, opts *client.ListFunctionsOptions,
	) iter.Seq2[serverless.Function, error]
	ListAssets(ctx context.Context, service string, opts *client.ListAssetsOptions) iter.Seq2[serverless.Asset, error]
	ListVariables(
		ctx context.Context, service, environment string, opts *client.ListVariablesOptions,
	) iter.Seq2[serverless.Variable, error]
	ListDeployments(
		ctx context.Context, service, environment string, opts *client.ListDeploymentsOptions,
	) iter.Seq2[serverless.Deployment, error]
	ListBuilds(ctx context.Context, service string, opts *client.ListBuildsOptions) iter.Seq2[serverless.Build, error]
	FetchEnvironment(ctx context.Context, service, sid string) (*serverless.Environment, error)
	FetchBuild(ctx context.Context, service, sid string) (*serverless.Build, error)
	FetchBuildStatus(ctx context.Context, service, sid string) (*serverless.BuildStatus, error)
	FetchFunctionVersion(ctx context.Context, service, function, sid string) (*serverless.FunctionVersion, error)
	FetchAssetVersion(ctx context.Context, service, asset, sid string) (*serverless.AssetVersion, error)
	FetchFunctionVersionContent(
		ctx context.Context, service, function, sid string,
	) (*serverless.FunctionVersionContent, error)
}

// API is what applying a plan calls. *client.Client implements it.
type API interface {
	Reader
	CreateService(ctx context.Context, in serverless.CreateServiceRequest) (*serverless.Service, error)
	CreateEnvironment(ctx context.Context, service string,
		in serverless.CreateEnvironmentRequest) (*serverless.Environment, error)
	CreateFunction(ctx context.Context, service string, in serverless.CreateFunctionRequest) (*serverless.Function,
		error)
	CreateAsset(ctx context.Context, service string, in serverless.CreateAssetRequest) (*serverless.Asset, error)
	CreateFunctionVersion(ctx context.Context, service, function string,
		in client.Upload) (*serverless.FunctionVersion, error)
	CreateAssetVersion(ctx context.Context, service, asset string, in client.Upload) (*serverless.AssetVersion, error)
	CreateBuild(ctx context.Context, service string, in serverless.CreateBuildRequest) (*serverless.Build, error)
	CreateVariable(ctx context.Context, service, environment string,
		in serverless.CreateVariableRequest) (*serverless.Variable, error)
	UpdateVariable(ctx context.Context, service, environment, sid string,
		in serverless.UpdateVariableRequest) (*serverless.Variable, error)
	DeleteVariable(ctx context.Context, service, environment, sid string) error
	CreateDeployment(ctx context.Context, service, environment string,
		in serverless.CreateDeploymentRequest) (*serverless.Deployment, error)
	DeleteBuild(ctx context.Context, service, sid string) error
	DeleteFunction(ctx context.Context, service, sid string) error
	DeleteAsset(ctx context.Context, service, sid string) error
	ClearEnvironment(ctx context.Context, service, environment string) (*serverless.Deployment, error)
}

var _ API = (*client.Client)(nil)

// wholeList asks for the largest pages that the API offers: few calls for lists that are read to
// their end. Source: PageSize of openapi/serverless.yaml.
const wholeList = serverless.MaxPageSize

// collect reads a list to its end.
func collect[T any](list iter.Seq2[T, error]) ([]T, error) {
	var all []T
	for item, err := range list {
		if err != nil {
			return nil, err
		}
		all = append(all, item)
	}
	return all, nil
}

package deployer

import (
	"context"
	"iter"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer/internal/places"
)

// limited sends the calls of an API when the limiter has a place for them, and reports their answers
// to it. A list keeps its place while it is read.
type limited struct {
	api    API
	places *places.Limiter
}

var _ API = limited{}

// call sends one call in a place of its own.
func call[T any](ctx context.Context, l limited, send func(ctx context.Context) (T, error)) (T, error) {
	if err := l.places.Acquire(ctx); err != nil {
		var none T
		return none, err
	}
	defer l.places.Release()
	return send(l.places.Observe(ctx))
}

// do is call for what answers with nothing.
func do(ctx context.Context, l limited, send func(ctx context.Context) error) error {
	_, err := call(ctx, l, func(ctx context.Context) (struct{}, error) { return struct{}{}, send(ctx) })
	return err
}

// list reads a list in a place of its own.
func list[T any](
	ctx context.Context, l limited, send func(ctx context.Context) iter.Seq2[T, error],
) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		if err := l.places.Acquire(ctx); err != nil {
			var none T
			yield(none, err)
			return
		}
		defer l.places.Release()
		for item, err := range send(l.places.Observe(ctx)) {
			if !yield(item, err) {
				return
			}
		}
	}
}

func (l limited) FetchService(ctx context.Context, service string) (*serverless.Service, error) {
	return call(ctx, l, func(ctx context.Context) (*serverless.Service, error) {
		return l.api.FetchService(ctx, service)
	})
}

func (l limited) ListEnvironments(
	ctx context.Context, service string, opts *client.ListEnvironmentsOptions,
) iter.Seq2[serverless.Environment, error] {
	return list(ctx, l, func(ctx context.Context) iter.Seq2[serverless.Environment, error] {
		return l.api.ListEnvironments(ctx, service, opts)
	})
}

func (l limited) ListFunctions(
	ctx context.Context, service string, opts *client.ListFunctionsOptions,
) iter.Seq2[serverless.Function, error] {
	return list(ctx, l, func(ctx context.Context) iter.Seq2[serverless.Function, error] {
		return l.api.ListFunctions(ctx, service, opts)
	})
}

func (l limited) ListAssets(
	ctx context.Context, service string, opts *client.ListAssetsOptions,
) iter.Seq2[serverless.Asset, error] {
	return list(ctx, l, func(ctx context.Context) iter.Seq2[serverless.Asset, error] {
		return l.api.ListAssets(ctx, service, opts)
	})
}

func (l limited) ListVariables(
	ctx context.Context, service, environment string, opts *client.ListVariablesOptions,
) iter.Seq2[serverless.Variable, error] {
	return list(ctx, l, func(ctx context.Context) iter.Seq2[serverless.Variable, error] {
		return l.api.ListVariables(ctx, service, environment, opts)
	})
}

func (l limited) ListDeployments(
	ctx context.Context, service, environment string, opts *client.ListDeploymentsOptions,
) iter.Seq2[serverless.Deployment, error] {
	return list(ctx, l, func(ctx context.Context) iter.Seq2[serverless.Deployment, error] {
		return l.api.ListDeployments(ctx, service, environment, opts)
	})
}

func (l limited) ListBuilds(
	ctx context.Context, service string, opts *client.ListBuildsOptions,
) iter.Seq2[serverless.Build, error] {
	return list(ctx, l, func(ctx context.Context) iter.Seq2[serverless.Build, error] {
		return l.api.ListBuilds(ctx, service, opts)
	})
}

func (l limited) FetchEnvironment(ctx context.Context, service, sid string) (*serverless.Environment, error) {
	return call(ctx, l, func(ctx context.Context) (*serverless.Environment, error) {
		return l.api.FetchEnvironment(ctx, service, sid)
	})
}

func (l limited) FetchBuild(ctx context.Context, service, sid string) (*serverless.Build, error) {
	return call(ctx, l, func(ctx context.Context) (*serverless.Build, error) {
		return l.api.FetchBuild(ctx, service, sid)
	})
}

func (l limited) FetchBuildStatus(ctx context.Context, service, sid string) (*serverless.BuildStatus, error) {
	return call(ctx, l, func(ctx context.Context) (*serverless.BuildStatus, error) {
		return l.api.FetchBuildStatus(ctx, service, sid)
	})
}

func (l limited) FetchFunctionVersion(
	ctx context.Context, service, function, sid string,
) (*serverless.FunctionVersion, error) {
	return call(ctx, l, func(ctx context.Context) (*serverless.FunctionVersion, error) {
		return l.api.FetchFunctionVersion(ctx, service, function, sid)
	})
}

func (l limited) FetchAssetVersion(
	ctx context.Context, service, asset, sid string,
) (*serverless.AssetVersion, error) {
	return call(ctx, l, func(ctx context.Context) (*serverless.AssetVersion, error) {
		return l.api.FetchAssetVersion(ctx, service, asset, sid)
	})
}

func (l limited) FetchFunctionVersionContent(
	ctx context.Context, service, function, sid string,
) (*serverless.FunctionVersionContent, error) {
	return call(ctx, l, func(ctx context.Context) (*serverless.FunctionVersionContent, error) {
		return l.api.FetchFunctionVersionContent(ctx, service, function, sid)
	})
}

func (l limited) CreateService(
	ctx context.Context, in serverless.CreateServiceRequest,
) (*serverless.Service, error) {
	return call(ctx, l, func(ctx context.Context) (*serverless.Service, error) {
		return l.api.CreateService(ctx, in)
	})
}

func (l limited) CreateEnvironment(
	ctx context.Context, service string, in serverless.CreateEnvironmentRequest,
) (*serverless.Environment, error) {
	return call(ctx, l, func(ctx context.Context) (*serverless.Environment, error) {
		return l.api.CreateEnvironment(ctx, service, in)
	})
}

func (l limited) CreateFunction(
	ctx context.Context, service string, in serverless.CreateFunctionRequest,
) (*serverless.Function, error) {
	return call(ctx, l, func(ctx context.Context) (*serverless.Function, error) {
		return l.api.CreateFunction(ctx, service, in)
	})
}

func (l limited) CreateAsset(
	ctx context.Context, service string, in serverless.CreateAssetRequest,
) (*serverless.Asset, error) {
	return call(ctx, l, func(ctx context.Context) (*serverless.Asset, error) {
		return l.api.CreateAsset(ctx, service, in)
	})
}

func (l limited) CreateFunctionVersion(
	ctx context.Context, service, function string, in client.Upload,
) (*serverless.FunctionVersion, error) {
	return call(ctx, l, func(ctx context.Context) (*serverless.FunctionVersion, error) {
		return l.api.CreateFunctionVersion(ctx, service, function, in)
	})
}

func (l limited) CreateAssetVersion(
	ctx context.Context, service, asset string, in client.Upload,
) (*serverless.AssetVersion, error) {
	return call(ctx, l, func(ctx context.Context) (*serverless.AssetVersion, error) {
		return l.api.CreateAssetVersion(ctx, service, asset, in)
	})
}

func (l limited) CreateBuild(
	ctx context.Context, service string, in serverless.CreateBuildRequest,
) (*serverless.Build, error) {
	return call(ctx, l, func(ctx context.Context) (*serverless.Build, error) {
		return l.api.CreateBuild(ctx, service, in)
	})
}

func (l limited) CreateVariable(
	ctx context.Context, service, environment string, in serverless.CreateVariableRequest,
) (*serverless.Variable, error) {
	return call(ctx, l, func(ctx context.Context) (*serverless.Variable, error) {
		return l.api.CreateVariable(ctx, service, environment, in)
	})
}

func (l limited) UpdateVariable(
	ctx context.Context, service, environment, sid string, in serverless.UpdateVariableRequest,
) (*serverless.Variable, error) {
	return call(ctx, l, func(ctx context.Context) (*serverless.Variable, error) {
		return l.api.UpdateVariable(ctx, service, environment, sid, in)
	})
}

func (l limited) DeleteVariable(ctx context.Context, service, environment, sid string) error {
	return do(ctx, l, func(ctx context.Context) error {
		return l.api.DeleteVariable(ctx, service, environment, sid)
	})
}

func (l limited) CreateDeployment(
	ctx context.Context, service, environment string, in serverless.CreateDeploymentRequest,
) (*serverless.Deployment, error) {
	return call(ctx, l, func(ctx context.Context) (*serverless.Deployment, error) {
		return l.api.CreateDeployment(ctx, service, environment, in)
	})
}

func (l limited) DeleteBuild(ctx context.Context, service, sid string) error {
	return do(ctx, l, func(ctx context.Context) error {
		return l.api.DeleteBuild(ctx, service, sid)
	})
}

func (l limited) DeleteFunction(ctx context.Context, service, sid string) error {
	return do(ctx, l, func(ctx context.Context) error {
		return l.api.DeleteFunction(ctx, service, sid)
	})
}

func (l limited) DeleteAsset(ctx context.Context, service, sid string) error {
	return do(ctx, l, func(ctx context.Context) error {
		return l.api.DeleteAsset(ctx, service, sid)
	})
}

func (l limited) ClearEnvironment(
	ctx context.Context, service, environment string,
) (*serverless.Deployment, error) {
	return call(ctx, l, func(ctx context.Context) (*serverless.Deployment, error) {
		return l.api.ClearEnvironment(ctx, service, environment)
	})
}

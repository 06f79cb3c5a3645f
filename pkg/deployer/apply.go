package deployer

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// Apply does what the plan lists and nothing else. It returns what was done, also beside an error: a [*StepError], whose cause may be a
// [*BuildFailedError], a [*BuildTimeoutError], [ErrStale], the context's error or a [*client.Error].
//
// A write whose outcome is unknown is looked for before it is done again, so that no second Service, Environment, Function, Asset,
// Variable or Deployment appears. After an error the same plan must not be applied again; make a new one, which finds what is there.
func (d *Deployer) Apply(ctx context.Context, plan *Plan) (*Result, error) {
	if plan.Format != PlanFormat {
		return nil, fmt.Errorf("the plan has format %q, this version applies %q: make a new plan", plan.Format, PlanFormat)
	}
	a := &application{
		Deployer: d, plan: plan, began: time.Now(),
		slots:  make(chan struct{}, d.options.Concurrency),
		total:  len(uploads(plan.Functions)) + len(uploads(plan.Assets)),
		result: &Result{ServiceName: plan.Service.UniqueName, Functions: []DeployedFile{}, Assets: []DeployedFile{}},
	}
	err := a.run(ctx)
	a.result.sort()
	return a.result, err
}

// application is one Apply in progress.
type application struct {
	*Deployer
	plan     *Plan
	result   *Result
	began    time.Time
	slots    chan struct{} // one for each request under way
	uploaded atomic.Int64
	total    int
}

func (a *application) run(ctx context.Context) error {
	if err := a.service(ctx); err != nil {
		return err
	}
	group, groupCtx := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := a.environment(groupCtx); err != nil {
			return err
		}
		return a.variables(groupCtx, false)
	})
	group.Go(func() error {
		if err := a.files(groupCtx); err != nil {
			return err
		}
		return a.build(groupCtx)
	})
	if err := group.Wait(); err != nil {
		return err
	}
	if err := a.deployment(ctx); err != nil {
		return err
	}
	// Variables go last: what was live until now may still have needed them.
	return a.variables(ctx, true)
}

// slot waits for one of the requests that may be under way at once.
func (a *application) slot(ctx context.Context) (release func(), err error) {
	select {
	case a.slots <- struct{}{}:
		return func() { <-a.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (a *application) emit(e Event) {
	e.Elapsed = time.Since(a.began)
	a.Deployer.emit(e)
}

func step(s Step, name string, err error) error {
	if err == nil {
		return nil
	}
	return &StepError{Step: s, Name: name, Err: err}
}

func (a *application) service(ctx context.Context) error {
	planned := a.plan.Service
	if planned.Action == ActionKeep {
		a.result.ServiceSID = planned.SID
		a.emit(Event{Step: StepService, Action: ActionKeep, Name: planned.UniqueName, SID: planned.SID})
		return nil
	}
	yes := true
	service, err := ensure(ctx, a.options.RepeatWait, func(ctx context.Context) (*serverless.Service, error) {
		return a.api.CreateService(ctx, serverless.CreateServiceRequest{
			UniqueName: planned.UniqueName, FriendlyName: planned.UniqueName, IncludeCredentials: &yes,
		})
	}, func(ctx context.Context) (*serverless.Service, error) {
		service, err := a.api.FetchService(ctx, planned.UniqueName)
		return absent(service, err)
	})
	if err != nil {
		return step(StepService, planned.UniqueName, err)
	}
	a.result.ServiceSID = service.SID
	a.emit(Event{Step: StepService, Action: ActionCreate, Name: service.UniqueName, SID: service.SID})
	return nil
}

// absent turns "not found" into nil, nil.
func absent[T any](value *T, err error) (*T, error) {
	if errors.Is(err, client.ErrNotFound) {
		return nil, nil
	}
	return value, err
}

func (a *application) environment(ctx context.Context) error {
	planned := a.plan.Environment
	if planned.Action == ActionKeep {
		a.result.EnvironmentSID, a.result.DomainName = planned.SID, planned.DomainName
		a.emit(Event{Step: StepEnvironment, Action: ActionKeep, Name: planned.UniqueName, SID: planned.SID})
		return nil
	}
	request := serverless.CreateEnvironmentRequest{UniqueName: planned.UniqueName}
	if planned.DomainSuffix != "" {
		request.DomainSuffix = &planned.DomainSuffix
	}
	service := a.result.ServiceSID
	environment, err := ensure(ctx, a.options.RepeatWait, func(ctx context.Context) (*serverless.Environment, error) {
		return a.api.CreateEnvironment(ctx, service, request)
	}, func(ctx context.Context) (*serverless.Environment, error) {
		all, err := collect(a.api.ListEnvironments(ctx, service, &wholeList))
		if err != nil {
			return nil, err
		}
		return findEnvironment(all, planned.UniqueName, planned.DomainSuffix)
	})
	if err != nil {
		return step(StepEnvironment, planned.UniqueName, err)
	}
	a.result.EnvironmentSID, a.result.DomainName = environment.SID, environment.DomainName
	a.emit(Event{Step: StepEnvironment, Action: ActionCreate, Name: environment.UniqueName, SID: environment.SID})
	return nil
}

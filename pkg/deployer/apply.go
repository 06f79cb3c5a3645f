package deployer

import (
	"context"
	"errors"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// Apply does what the plan lists and nothing else. It returns what was done, also beside an error:
// a [*StepError], whose cause may be a [*BuildFailedError], a [*BuildTimeoutError], [ErrStale], the
// context's error or a [*client.Error]. Only a plan that cannot be applied at all gives another
// error, before anything is sent.
//
// A write whose outcome is unknown is looked for before it is done again, so that no second
// Service, Environment, Function, Asset, Variable or Deployment appears. After an error the same
// plan must not be applied again; make a new one, which finds what is there.
func (d *Deployer) Apply(ctx context.Context, plan *Plan) (*Result, error) {
	result := &Result{Functions: []DeployedFile{}, Assets: []DeployedFile{}, Variables: []DeployedVariable{}}
	if plan == nil {
		return result, errors.New("deployer: there is no plan to apply")
	}
	result.ServiceName = plan.Service.UniqueName
	if err := errors.Join(d.made(), plan.check()); err != nil {
		return result, err
	}
	a := &application{Deployer: d, plan: plan, result: result, began: time.Now(), uploads: len(plan.uploads()),
		building: make(chan struct{})}
	err := a.run(ctx)
	result.sort()
	return result, ended(ctx, err)
}

func (a *application) run(ctx context.Context) error {
	if err := a.fits(ctx); err != nil {
		return step(StepService, a.plan.Service.UniqueName, err)
	}
	a.result.Functions, a.result.Assets = a.plan.reused()
	if err := a.service(ctx); err != nil {
		return step(StepService, a.plan.Service.UniqueName, err)
	}
	group, groupCtx := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := a.environment(groupCtx); err != nil {
			return step(StepEnvironment, a.plan.Environment.UniqueName, err)
		}
		// They work at once, so what is live should have them for as short a time as possible.
		select {
		case <-a.building:
			return a.variables(groupCtx, ActionCreate, ActionUpdate)
		case <-groupCtx.Done():
			return nil // whoever ended it says why
		}
	})
	if a.plan.Build.Action == ActionCreate {
		group.Go(func() error {
			if err := a.files(groupCtx, PlannedFile.uploaded); err != nil {
				return err
			}
			return a.build(groupCtx)
		})
	} else {
		close(a.building)
		a.result.BuildSID, a.result.Runtime = a.plan.Build.SID, a.plan.Build.Runtime
		if a.plan.Build.Building {
			group.Go(func() error { return a.await(groupCtx, a.plan.Build.Runtime) })
		}
	}
	if err := group.Wait(); err != nil {
		return err
	}
	if err := a.deployment(ctx); err != nil {
		return step(StepDeployment, a.plan.Environment.UniqueName, err)
	}
	a.result.Known = a.known()
	// These go last: what was live until now may still have needed them.
	if err := a.variables(ctx, ActionRemove); err != nil {
		return err
	}
	return a.removals(ctx)
}

// known is what the next deploy can begin with: nil when what is live is not known to be the plan's
// project.
func (a *application) known() *Known {
	r := a.result
	files := slices.Concat(r.Functions, r.Assets)
	live := a.plan.Deployment.Action == ActionCreate || r.BuildSID == a.plan.BaseBuildSID
	digested := func(f DeployedFile) bool { return f.Digest != "" }
	if !live || !slices.ContainsFunc(files, digested) {
		return nil
	}
	k := &Known{
		ServiceSID: r.ServiceSID, ServiceName: r.ServiceName, EnvironmentSID: r.EnvironmentSID,
		BuildSID: r.BuildSID, BuildDigest: a.plan.Build.digest(), Functions: []KnownFile{}, Assets: []KnownFile{},
		BuildTime: a.plan.polls.Expected, BuildTimeWithin: a.plan.polls.Within,
	}
	if took := a.buildTook; took.Expected > 0 {
		k.BuildTime, k.BuildTimeWithin = took.Expected, took.Within
	}
	for _, f := range r.Functions {
		k.Functions = append(k.Functions, KnownFile{f.Path, f.Digest, f.VersionSID})
	}
	for _, f := range r.Assets {
		k.Assets = append(k.Assets, KnownFile{f.Path, f.Digest, f.VersionSID})
	}
	return k
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
		made, err := a.api.CreateService(ctx, serverless.CreateServiceRequest{
			UniqueName: planned.UniqueName, FriendlyName: planned.UniqueName, IncludeCredentials: &yes,
		})
		return heard(made, err, saidOfService(planned.UniqueName))
	}, func(ctx context.Context) (*serverless.Service, error) {
		service, err := a.api.FetchService(ctx, planned.UniqueName)
		if errors.Is(err, client.ErrNotFound) {
			return nil, nil
		}
		return service, err
	})
	if err != nil {
		return stale(err)
	}
	a.result.ServiceSID = service.SID
	a.record(JournalEntry{Step: StepService, Name: service.UniqueName, SID: service.SID})
	a.emit(Event{Step: StepService, Action: ActionCreate, Name: service.UniqueName, SID: service.SID})
	return nil
}

func (a *application) environment(ctx context.Context) error {
	planned := a.plan.Environment
	if planned == (PlannedEnvironment{Action: ActionKeep}) {
		return nil // the plan concerns the Service alone
	}
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
		made, err := a.api.CreateEnvironment(ctx, service, request)
		return heard(made, err, saidOfEnvironment(request))
	}, func(ctx context.Context) (*serverless.Environment, error) {
		environmentsOptions := &client.ListEnvironmentsOptions{PageSize: wholeList}
		all, err := collect(a.api.ListEnvironments(ctx, service, environmentsOptions))
		if err != nil {
			return nil, err
		}
		return findEnvironment(all, planned.UniqueName, planned.DomainSuffix)
	})
	if err != nil {
		return stale(err)
	}
	a.result.EnvironmentSID, a.result.DomainName = environment.SID, environment.DomainName
	a.record(JournalEntry{Step: StepEnvironment, Name: environment.UniqueName, SID: environment.SID})
	a.emit(Event{Step: StepEnvironment, Action: ActionCreate, Name: environment.UniqueName, SID: environment.SID})
	return nil
}

package deployer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// PlanPromote plans to make live in one Environment what is live in another one of the same
// Service. The same Build serves both then; nothing is uploaded or built. The target is created
// when it is not there. Variables are not part of a Build: the plan warns where those of the two
// differ. Variables that the options give are written to the target before the Build is live there.
func (d *Deployer) PlanPromote(ctx context.Context, from, to Target, opts *PromoteOptions) (*Plan, error) {
	if opts == nil {
		opts = &PromoteOptions{}
	}
	if err := errors.Join(d.made(), errors.Join(opts.check()...), from.Check(), to.Check()); err != nil {
		return nil, err
	}
	if from.Service != to.Service {
		return nil, fmt.Errorf("a Build stays in its Service: from %s to %s is no promotion", from.Service, to.Service)
	}
	if from.suffix() == to.suffix() {
		return nil, fmt.Errorf("from and to are the same Environment, %s", from.name())
	}
	plan, err := d.planPromote(ctx, from, to, opts)
	return planned(ctx, plan, err)
}

// PromoteOptions change what [Deployer.PlanPromote] plans. Nil and the zero value are valid.
type PromoteOptions struct {
	// Variables are added to the target, or changed where their value differs.
	Variables []Variable
}

func (o *PromoteOptions) check() []error {
	return append(checkVariables(o.Variables), checkTotal(o.Variables)...)
}

func (d *Deployer) planPromote(ctx context.Context, from, to Target, opts *PromoteOptions) (*Plan, error) {
	source, err := d.place(ctx, from)
	if err != nil {
		return nil, err
	}
	if source.live() == "" {
		return nil, fmt.Errorf("nothing is live in %s", from.name())
	}
	target := *source
	target.Target = to
	name, suffix := to.request().environmentNames()
	if target.environment, err = findEnvironment(source.environments, name, suffix); err != nil {
		return nil, err
	}
	plan := target.plan()
	var theirs, ours []serverless.Variable
	group, groupCtx := errgroup.WithContext(ctx)
	group.Go(func() error { return d.planBuild(groupCtx, plan, source.live()) })
	group.Go(func() (err error) {
		theirs, err = d.readVariables(groupCtx, source.service.SID, source.environment.SID)
		return err
	})
	if target.environment != nil {
		group.Go(func() (err error) {
			ours, err = d.readVariables(groupCtx, source.service.SID, target.environment.SID)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	plan.Variables = planVariables(&Request{Variables: opts.Variables}, ours)
	after := afterwards(plan.Variables, ours, opts.Variables)
	if err := errors.Join(checkTotal(after)...); err != nil {
		return nil, err
	}
	plan.warn(variablesDiffer(from, to, byKey(theirs), asMap(after)))
	return plan, nil
}

// PlanActivate plans to make a Build live that exists and is completed, such as one of a request
// with NoActivate.
func (d *Deployer) PlanActivate(ctx context.Context, target Target, build string) (*Plan, error) {
	if err := errors.Join(d.made(), target.Check(), CheckSID("ZB", build)); err != nil {
		return nil, err
	}
	plan, err := d.planRollback(ctx, target, build)
	return planned(ctx, plan, err)
}

// PlanRollback plans to make live again what was live before: the Build of the newest Deployment
// that is another one than the live Build. A Build that was deleted since is an error; PlanActivate
// takes any other. Variables are not part of a Build: the plan warns of those that were changed
// since.
func (d *Deployer) PlanRollback(ctx context.Context, target Target) (*Plan, error) {
	if err := errors.Join(d.made(), target.Check()); err != nil {
		return nil, err
	}
	plan, err := d.planRollback(ctx, target, "")
	return planned(ctx, plan, err)
}

func (d *Deployer) planRollback(ctx context.Context, t Target, build string) (*Plan, error) {
	target, err := d.place(ctx, t)
	if err != nil {
		return nil, err
	}
	service, environment := target.service.SID, target.environment.SID
	var deployments []serverless.Deployment
	var variables []serverless.Variable
	group, groupCtx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		deployments, err = d.readDeployments(groupCtx, service, environment)
		return err
	})
	group.Go(func() (err error) {
		variables, err = d.readVariables(groupCtx, service, environment)
		return err
	})
	if err := group.Wait(); err != nil {
		return nil, err
	}
	if build == "" {
		if build = previous(deployments, target.live()); build == "" {
			return nil, fmt.Errorf("there is nothing to go back to: no other Build was live in %s", t.name())
		}
	}
	plan := target.plan()
	if err := d.planBuild(ctx, plan, build); err != nil {
		return nil, err
	}
	if plan.Deployment.Action != ActionKeep {
		plan.warn(variablesChanged(build, deployments, variables))
	}
	return plan, nil
}

// previous finds the Build that was live before; Deployments are listed newest first, and one
// without a Build has cleared the Environment.
func previous(deployments []serverless.Deployment, live string) string {
	for _, d := range deployments {
		if d.BuildSID != nil && *d.BuildSID != "" && *d.BuildSID != live {
			return *d.BuildSID
		}
	}
	return ""
}

// PlanUndeploy plans to take down what is live: the Environment serves nothing then, and stays,
// with its Variables. It is the only way to a plan that clears an Environment.
func (d *Deployer) PlanUndeploy(ctx context.Context, target Target) (*Plan, error) {
	if err := errors.Join(d.made(), target.Check()); err != nil {
		return nil, err
	}
	plan, err := d.planUndeploy(ctx, target)
	return planned(ctx, plan, err)
}

func (d *Deployer) planUndeploy(ctx context.Context, t Target) (*Plan, error) {
	target, err := d.place(ctx, t)
	if err != nil {
		return nil, err
	}
	plan := target.plan()
	if target.live() == "" {
		return plan, nil
	}
	plan.Deployment.Action = ActionRemove
	build, err := d.api.FetchBuild(ctx, target.service.SID, target.live())
	if err != nil {
		return nil, err
	}
	functions, assets := liveFiles(build)
	delete(functions, ManifestPath)
	plan.Functions, plan.Assets = planVersions(functions, nil), planVersions(assets, nil)
	return plan, nil
}

// planBuild plans to make live a Build that exists, and shows what that changes.
func (d *Deployer) planBuild(ctx context.Context, plan *Plan, sid string) error {
	service := plan.Service.SID
	var next, now *serverless.Build
	group, both := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		next, err = d.api.FetchBuild(both, service, sid)
		if errors.Is(err, client.ErrNotFound) {
			err = fmt.Errorf("the Build %s is not in the Service (any more); `list builds` shows those that are: %w",
				sid, err)
		}
		return err
	})
	if base := plan.BaseBuildSID; base != "" && base != sid {
		group.Go(func() (err error) {
			now, err = d.api.FetchBuild(both, service, base)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	if next.Status == serverless.BuildStateBuilding { // the status may be ahead of the Build
		if now, err := d.api.FetchBuildStatus(ctx, service, sid); err == nil {
			next.Status = now.Status
		}
	}
	if next.Status != serverless.BuildStateCompleted {
		return fmt.Errorf("the Build %s is %s: only a completed one can be made live", sid, next.Status)
	}
	plan.Build.SID, plan.Build.Runtime = sid, next.Runtime
	if sid != plan.BaseBuildSID {
		plan.Deployment.Action = ActionCreate
	} else {
		now = next
	}
	functions, assets := liveFiles(next)
	var liveFunctions, liveAssets map[string]liveFile
	if now != nil {
		liveFunctions, liveAssets = liveFiles(now)
		delete(liveFunctions, ManifestPath)
	}
	if m, ok := functions[ManifestPath]; ok {
		plan.Manifest = &PlannedManifest{Action: ActionKeep, Path: ManifestPath, SID: m.parent, VersionSID: m.version}
		delete(functions, ManifestPath)
	}
	plan.Functions, plan.Assets = planVersions(liveFunctions, functions), planVersions(liveAssets, assets)
	return nil
}

// planVersions compares the versions of two Builds.
func planVersions(now, next map[string]liveFile) []PlannedFile {
	planned := []PlannedFile{}
	for path, v := range next {
		action := ActionCreate
		if old, ok := now[path]; ok {
			if action = ActionUpdate; old.version == v.version {
				action = ActionKeep
			}
		}
		planned = append(planned, PlannedFile{Action: action, Path: path, Visibility: v.visibility, SID: v.parent,
			VersionSID: v.version})
	}
	for path, v := range now {
		if _, ok := next[path]; !ok {
			planned = append(planned, PlannedFile{Action: ActionRemove, Path: path, Visibility: v.visibility,
				SID: v.parent})
		}
	}
	slices.SortFunc(planned, func(a, b PlannedFile) int { return strings.Compare(a.Path, b.Path) })
	return planned
}

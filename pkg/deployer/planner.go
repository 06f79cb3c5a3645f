package deployer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer/internal/polls"
)

// Plan compares a project with what the account holds and returns what has to be done. It reads and
// never writes. Everything wrong with the request is reported before the first call.
//
// Functions and Assets are recognised by the path under which the live Build serves them, else by a
// friendly name equal to the path, which is how existing tools name them. What is live already is
// not uploaded again. When nothing has changed, there is no Build and no Deployment.
func (d *Deployer) Plan(ctx context.Context, request Request) (*Plan, error) {
	if err := errors.Join(d.made(), request.Check()); err != nil {
		return nil, err
	}
	d.connect()
	remote, local, err := d.read(ctx, &request)
	if err != nil {
		return nil, fmt.Errorf("planning: %w", ended(ctx, err))
	}
	if request.Strict {
		if err := remote.drift(&request); err != nil {
			return nil, fmt.Errorf("planning: %w", err)
		}
	}
	plan := &Plan{
		Format:      PlanFormat,
		Service:     PlannedService{Action: ActionCreate, UniqueName: request.Service},
		Environment: planEnvironment(&request, remote.environment),
		Functions:   planFiles(local.Functions, local.functions, remote.functions),
		Assets:      planFiles(local.Assets, local.assets, remote.assets),
		Variables:   planVariables(&request, remote.variables),
		Build: PlannedBuild{Action: ActionCreate,
			Dependencies: append([]bundle.Dependency{}, request.Bundle.Dependencies...), Runtime: request.Runtime},
		Deployment:   PlannedDeployment{Action: ActionCreate},
		BaseBuildSID: remote.live(),
		polls:        polls.Times{BuildTime: remote.buildTime},
	}
	if remote.service != nil {
		plan.Service = *remote.service
	}
	plan.Warnings = request.warnings(remote.variables)
	if request.KeepOthers {
		if err := plan.keepOthers(remote); err != nil {
			return nil, fmt.Errorf("planning: %w", err)
		}
	} else if err := plan.checkAbsent(request.Bundle); err != nil {
		return nil, fmt.Errorf("planning: %w", err)
	}
	if !request.ForceBuild && !remote.irregular && plan.isLive(remote) {
		plan.Build.Action, plan.Build.SID = ActionKeep, remote.live()
	} else if err := d.planNewBuild(ctx, &request, remote, plan); err != nil {
		return nil, fmt.Errorf("planning: %w", ended(ctx, err))
	}
	if request.NoActivate || plan.Build.Action == ActionKeep && plan.Build.SID == plan.BaseBuildSID {
		plan.Deployment.Action = ActionKeep
	}
	if request.NoActivate {
		plan.leaveVariables()
	}
	plan.seal(&request)
	plan.Continues = lastMade(request.Journal)
	return planned(ctx, plan, nil)
}

// read reads the account and the project side by side, then what comparing them takes.
func (d *Deployer) read(ctx context.Context, request *Request) (r *remote, l local, err error) {
	group, groupCtx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		l, err = d.readLocal(groupCtx, request.Bundle)
		return err
	})
	group.Go(func() (err error) {
		r, err = d.readRemote(groupCtx, request)
		return err
	})
	if err = group.Wait(); err == nil && r.service != nil {
		if err = r.compare(ctx, d, l); err == nil {
			// where a version that stays has taken the Function of another path
			err = r.readNames(ctx, d, request.Bundle, false)
		}
	}
	return r, l, err
}

// isLive reports whether a Build of the plan would be the one that is live.
func (p *Plan) isLive(live *remote) bool {
	changes := func(f PlannedFile) bool { return f.Action != ActionKeep }
	return live.sameBuild(p.Build) && !slices.ContainsFunc(slices.Concat(p.Functions, p.Assets), changes)
}

// planNewBuild plans a Build that is not live yet.
func (d *Deployer) planNewBuild(ctx context.Context, request *Request, r *remote, p *Plan) error {
	begun := request.begun(p.Service.SID)
	begun.reuse(p)
	if err := d.planManifest(ctx, request, r, p); err != nil {
		return err
	}
	return d.continued(ctx, p, begun)
}

// planManifest plans the manifest of a new Build. The one that is live stays if it would say the same.
func (d *Deployer) planManifest(ctx context.Context, request *Request, r *remote, p *Plan) error {
	live := r.manifest
	if request.NoManifest {
		if live != nil {
			p.Manifest = &PlannedManifest{Action: ActionRemove, Path: ManifestPath, SID: live.parent}
		}
		return nil
	}
	p.Manifest = &PlannedManifest{Action: ActionCreate, Path: ManifestPath}
	switch {
	case live != nil && live.visibility == bundle.Private && !r.irregular && p.isLive(r):
		*p.Manifest = PlannedManifest{Action: ActionKeep, Path: ManifestPath, SID: live.parent,
			VersionSID: live.version}
		return nil
	case live != nil && (r.functions.byName == nil || r.functions.byName.has(live.parent)):
		p.Manifest.Action, p.Manifest.SID = ActionUpdate, live.parent
		return nil
	case r.service == nil:
		return nil
	}
	if err := r.readNames(ctx, d, request.Bundle, true); err != nil {
		return err
	}
	if same := r.functions.byName[ManifestPath]; len(same) > 0 {
		p.Manifest.Action, p.Manifest.SID = ActionUpdate, same[0]
	}
	return nil
}

// leaveVariables takes the Variables out of a plan that does not touch what is live: they work at
// once, in any Build.
func (p *Plan) leaveVariables() {
	var keys []string
	for _, v := range p.Variables {
		if v.Action != ActionKeep {
			keys = append(keys, v.Key)
		}
	}
	p.Variables = slices.DeleteFunc(p.Variables, func(v PlannedVariable) bool { return v.Action != ActionKeep })
	if len(keys) > 0 {
		p.Warnings = append(p.Warnings, "Variables work at once, so they are not written before the Build is live; "+
			"deploy again then for "+
			strings.Join(keys, ", "))
	}
}

func planEnvironment(request *Request, existing *serverless.Environment) PlannedEnvironment {
	name, suffix := request.environmentNames()
	if e := existing; e != nil {
		return PlannedEnvironment{Action: ActionKeep, UniqueName: e.UniqueName, DomainSuffix: suffix, SID: e.SID,
			DomainName: e.DomainName}
	}
	return PlannedEnvironment{Action: ActionCreate, UniqueName: name, DomainSuffix: suffix}
}

func planFiles(files []bundle.File, digests []string, remote remoteFiles) []PlannedFile {
	planned := []PlannedFile{}
	sids := remote.match(files)
	local := map[string]bool{}
	for i, f := range files {
		local[f.Path] = true
		p := PlannedFile{
			Action: ActionCreate, Path: f.Path, Visibility: f.Visibility, Source: f.Source,
			ContentType: f.ContentType, Size: f.Size, Digest: digests[i], open: openVerified(f, digests[i]),
		}
		if remote.kept[f.Path] {
			live := remote.live[f.Path]
			p.Action, p.SID, p.VersionSID = ActionKeep, live.parent, live.version
		} else if sid := sids[f.Path]; sid != "" {
			p.Action, p.SID = ActionUpdate, sid
		}
		planned = append(planned, p)
	}
	for path, live := range remote.live {
		if !local[path] {
			planned = append(planned, PlannedFile{Action: ActionRemove, Path: path, Visibility: live.visibility,
				SID: live.parent})
		}
	}
	slices.SortFunc(planned, func(a, b PlannedFile) int { return strings.Compare(a.Path, b.Path) })
	return planned
}

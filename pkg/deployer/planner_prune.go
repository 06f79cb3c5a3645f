package deployer

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// PruneOptions change what [Deployer.PlanPrune] keeps. Nil and the zero value are valid.
type PruneOptions struct {
	// Keep is how many of the newest completed Builds stay, those that stay anyway counted. 0 keeps
	// none besides them.
	Keep int
}

// PlanPrune plans to delete what the Service, given by unique name or SID, does not need any more
// ([Plan.Removals]):
//
//   - Builds, except those that are live in some Environment, those that [Deployer.PlanRollback]
//     would make live again, those that are
//     still building, and the newest ones that Keep asks for;
//   - Functions and Assets of which no Build that stays has a version.
//
// The Function of the manifest ([ManifestPath]) always stays. Variables, Environments and the
// Service are not touched.
//
// The API refuses to delete a live Build; it documents nothing about deleting a Function whose
// version a Build serves, so none is. Operations DeleteBuild, DeleteFunction, DeleteAsset.
func (d *Deployer) PlanPrune(ctx context.Context, service string, opts *PruneOptions) (*Plan, error) {
	if opts == nil {
		opts = &PruneOptions{}
	}
	if opts.Keep < 0 {
		return nil, fmt.Errorf("prune keeps %d Builds: give 0 or more", opts.Keep)
	}
	if err := errors.Join(d.made(), checkService(service)); err != nil {
		return nil, err
	}
	plan, err := d.planPrune(ctx, service, opts)
	return planned(ctx, plan, err)
}

func (d *Deployer) planPrune(ctx context.Context, name string, opts *PruneOptions) (*Plan, error) {
	service, err := d.findService(ctx, name)
	if err != nil {
		return nil, err
	}
	if service == nil {
		return nil, fmt.Errorf("there is no Service %s: %w", name, client.ErrNotFound)
	}
	plan := servicePlan(*service)
	var needed map[string]bool
	var builds []serverless.Build
	var resources []Removal
	group, groupCtx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		needed, err = d.neededBuilds(groupCtx, service.SID)
		return err
	})
	group.Go(func() (err error) {
		builds, err = d.readBuilds(groupCtx, service.SID)
		return err
	})
	group.Go(func() (err error) {
		resources, err = d.readResources(groupCtx, service.SID)
		return err
	})
	if err := group.Wait(); err != nil {
		return nil, err
	}
	kept, removed := splitBuilds(builds, needed, opts.Keep)
	used := usedBy(kept)
	for _, b := range removed {
		plan.Removals = append(plan.Removals, Removal{Kind: StepBuild, SID: b.SID, Created: b.DateCreated})
	}
	for _, r := range resources {
		if used[r.SID] == "" && (r.Kind != StepFunction || r.Name != ManifestPath) {
			plan.Removals = append(plan.Removals, r)
		}
	}
	slices.SortFunc(plan.Removals, Removal.compare)
	if len(kept) == 0 && len(plan.Removals) > 0 {
		plan.warn("no Build stays, so every Function and Asset of the Service counts as unused")
	}
	return plan, nil
}

// servicePlan begins a plan that concerns a Service and none of its Environments.
func servicePlan(service PlannedService) *Plan {
	return &Plan{
		Format: PlanFormat, Service: service, Environment: PlannedEnvironment{Action: ActionKeep},
		Functions: []PlannedFile{}, Assets: []PlannedFile{}, Variables: []PlannedVariable{},
		Build:      PlannedBuild{Action: ActionKeep, Dependencies: []bundle.Dependency{}},
		Deployment: PlannedDeployment{Action: ActionKeep},
	}
}

// neededBuilds are those that are live in some Environment, and those to which a rollback would go.
func (d *Deployer) neededBuilds(ctx context.Context, service string) (map[string]bool, error) {
	environments, err := d.readEnvironments(ctx, service)
	if err != nil {
		return nil, err
	}
	before := make([]string, len(environments))
	needed := map[string]bool{}
	group, ctx := errgroup.WithContext(ctx)
	for i, e := range environments {
		live := (&remote{environment: &e}).live()
		needed[live] = true
		group.Go(func() error {
			deployments, err := d.readDeployments(ctx, service, e.SID)
			before[i] = previous(deployments, live)
			return err
		})
	}
	err = group.Wait()
	for _, build := range before {
		needed[build] = true
	}
	return needed, err
}

func (d *Deployer) readDeployments(ctx context.Context, service, environment string) ([]serverless.Deployment, error) {
	deploymentsOptions := &client.ListDeploymentsOptions{PageSize: wholeList}
	return collect(d.api.ListDeployments(ctx, service, environment, deploymentsOptions))
}

func (d *Deployer) readBuilds(ctx context.Context, service string) ([]serverless.Build, error) {
	return collect(d.api.ListBuilds(ctx, service, &client.ListBuildsOptions{PageSize: wholeList}))
}

// readResources lists the Functions and Assets, as what might be removed.
func (d *Deployer) readResources(ctx context.Context, service string) ([]Removal, error) {
	var functions []serverless.Function
	var assets []serverless.Asset
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		functions, err = collect(d.api.ListFunctions(ctx, service, &client.ListFunctionsOptions{PageSize: wholeList}))
		return err
	})
	group.Go(func() (err error) {
		assets, err = collect(d.api.ListAssets(ctx, service, &client.ListAssetsOptions{PageSize: wholeList}))
		return err
	})
	err := group.Wait()
	var all []Removal
	for _, f := range functions {
		all = append(all, Removal{StepFunction, f.SID, f.FriendlyName, f.DateCreated})
	}
	for _, f := range assets {
		all = append(all, Removal{StepAsset, f.SID, f.FriendlyName, f.DateCreated})
	}
	return all, err
}

// splitBuilds decides which Builds stay. The list need not be sorted.
func splitBuilds(builds []serverless.Build, needed map[string]bool, keep int) (kept, removed []serverless.Build) {
	builds = slices.Clone(builds)
	slices.SortStableFunc(builds, func(a, b serverless.Build) int { return b.DateCreated.Compare(a.DateCreated) })
	completed := 0
	for _, b := range builds {
		if b.Status == serverless.BuildStateCompleted {
			completed++
		}
		newest := b.Status == serverless.BuildStateCompleted && completed <= keep
		// A deploy waits for one that is building.
		if needed[b.SID] || newest || b.Status == serverless.BuildStateBuilding {
			kept = append(kept, b)
		} else {
			removed = append(removed, b)
		}
	}
	return kept, removed
}

// usedBy says of Functions and Assets which of the Builds has a version of them.
func usedBy(builds []serverless.Build) map[string]string {
	used := map[string]string{}
	for _, b := range builds {
		for _, v := range b.FunctionVersions {
			used[v.FunctionSID] = b.SID
		}
		for _, v := range b.AssetVersions {
			used[v.AssetSID] = b.SID
		}
	}
	return used
}

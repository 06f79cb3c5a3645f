package deployer

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// Plan compares a project with what the account holds and returns what has to be done. It reads and never writes. Everything wrong
// with the request is reported before the first call.
//
// Functions and Assets are recognised by the path under which the live Build serves them, else by a friendly name equal to the path,
// which is how existing tools name them.
func (d *Deployer) Plan(ctx context.Context, request Request) (*Plan, error) {
	if err := request.Check(); err != nil {
		return nil, err
	}
	remote, err := readRemote(ctx, d.api, &request)
	if err != nil {
		return nil, fmt.Errorf("planning: %w", err)
	}
	plan := &Plan{
		Format:      PlanFormat,
		Service:     PlannedService{Action: ActionCreate, UniqueName: request.Service},
		Environment: remote.plannedEnvironment(&request),
		Functions:   planFiles(request.Bundle.Functions, remote.functions),
		Assets:      planFiles(request.Bundle.Assets, remote.assets),
		Variables:   planVariables(&request, remote.variables),
		Build:       PlannedBuild{Dependencies: request.Bundle.Dependencies, Runtime: request.Runtime},
	}
	if remote.service != nil {
		plan.Service = PlannedService{Action: ActionKeep, UniqueName: remote.service.UniqueName, SID: remote.service.SID}
	}
	if remote.environment != nil && remote.environment.BuildSID != nil {
		plan.BaseBuildSID = *remote.environment.BuildSID
	}
	plan.Calls = plan.countCalls()
	return plan, nil
}

// remote is what the account holds. Nil means it does not exist.
type remote struct {
	service     *serverless.Service
	environment *serverless.Environment
	functions   remoteFiles
	assets      remoteFiles
	variables   []serverless.Variable
}

// remoteFiles are the Functions or Assets of a Service.
type remoteFiles struct {
	byName map[string]string   // friendly name → SID
	sids   map[string]bool     // those that exist
	live   map[string]liveFile // path → what the live Build serves there
}

type liveFile struct {
	parent     string // SID of the Function or Asset
	visibility Visibility
}

// sid returns the Function or Asset that belongs to a path, "" when there is none.
func (r remoteFiles) sid(path string) string {
	// A Build keeps its versions when their Function is deleted, but a deleted one takes no new version.
	if live, ok := r.live[path]; ok && r.sids[live.parent] {
		return live.parent
	}
	return r.byName[path]
}

func readRemote(ctx context.Context, api Reader, request *Request) (*remote, error) {
	r := &remote{}
	service, err := api.FetchService(ctx, request.Service)
	if errors.Is(err, client.ErrNotFound) && !isSID(request.Service) {
		return r, nil // all is new
	}
	if err != nil {
		return nil, err
	}
	r.service = service
	group, groupCtx := errgroup.WithContext(ctx)
	group.Go(func() error {
		all, err := collect(api.ListFunctions(groupCtx, service.SID, &wholeList))
		r.functions.index(all2(all, func(f serverless.Function) (string, string) { return f.FriendlyName, f.SID }))
		return err
	})
	group.Go(func() error {
		all, err := collect(api.ListAssets(groupCtx, service.SID, &wholeList))
		r.assets.index(all2(all, func(a serverless.Asset) (string, string) { return a.FriendlyName, a.SID }))
		return err
	})
	group.Go(func() error { return r.readEnvironment(groupCtx, api, request) })
	return r, group.Wait()
}

// readEnvironment finds the Environment and, when there is one, its Variables and what is live in it.
func (r *remote) readEnvironment(ctx context.Context, api Reader, request *Request) error {
	name, suffix := request.environmentNames()
	environments, err := collect(api.ListEnvironments(ctx, r.service.SID, &wholeList))
	if err != nil {
		return err
	}
	r.environment, err = findEnvironment(environments, name, suffix)
	if err != nil || r.environment == nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		r.variables, err = collect(api.ListVariables(ctx, r.service.SID, r.environment.SID, &wholeList))
		return err
	})
	if build := r.environment.BuildSID; build != nil {
		group.Go(func() error {
			live, err := api.FetchBuild(ctx, r.service.SID, *build)
			if err != nil {
				return err
			}
			r.functions.live, r.assets.live = map[string]liveFile{}, map[string]liveFile{}
			for _, v := range live.FunctionVersions {
				r.functions.live[v.Path] = liveFile{v.FunctionSID, visibilityInBuild(v.Visibility)}
			}
			for _, v := range live.AssetVersions {
				r.assets.live[v.Path] = liveFile{v.AssetSID, visibilityInBuild(v.Visibility)}
			}
			return nil
		})
	}
	return group.Wait()
}

// visibilityInBuild: Builds print it in either case. Source: BuildVisibility of openapi/serverless.yaml.
func visibilityInBuild(v serverless.BuildVisibility) Visibility {
	return Visibility(strings.ToLower(string(v)))
}

// findEnvironment finds the one with the suffix; the unique name does not matter, unless another one has taken it.
func findEnvironment(all []serverless.Environment, name, suffix string) (*serverless.Environment, error) {
	for _, e := range all {
		if e.DomainSuffix == nil && suffix == "" || e.DomainSuffix != nil && strings.EqualFold(*e.DomainSuffix, suffix) {
			return &e, nil
		}
	}
	for _, e := range all {
		if e.UniqueName == name {
			return nil, fmt.Errorf("the Environment %s is already named %q with another suffix (domain %s): choose another suffix or remove it",
				e.SID, name, e.DomainName)
		}
	}
	return nil, nil
}

// index fills byName and sids. Names are not unique; the first one listed wins, every time.
func (r *remoteFiles) index(namesAndSIDs iter.Seq2[string, string]) {
	r.byName, r.sids = map[string]string{}, map[string]bool{}
	for name, sid := range namesAndSIDs {
		r.sids[sid] = true
		if _, taken := r.byName[name]; !taken {
			r.byName[name] = sid
		}
	}
}

// all2 iterates over two values of each item.
func all2[T any](items []T, two func(T) (string, string)) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for _, item := range items {
			if !yield(two(item)) {
				return
			}
		}
	}
}

func (r *remote) plannedEnvironment(request *Request) PlannedEnvironment {
	name, suffix := request.environmentNames()
	if e := r.environment; e != nil {
		return PlannedEnvironment{Action: ActionKeep, UniqueName: e.UniqueName, DomainSuffix: suffix, SID: e.SID, DomainName: e.DomainName}
	}
	return PlannedEnvironment{Action: ActionCreate, UniqueName: name, DomainSuffix: suffix}
}

func planFiles(files []File, remote remoteFiles) []PlannedFile {
	var planned []PlannedFile
	local := map[string]bool{}
	for _, f := range files {
		local[f.Path] = true
		p := PlannedFile{
			Action: ActionCreate, Path: f.Path, Visibility: f.Visibility, Source: f.Source,
			ContentType: f.ContentType, Size: f.Size, file: f,
		}
		if sid := remote.sid(f.Path); sid != "" {
			p.Action, p.SID = ActionUpdate, sid
		}
		planned = append(planned, p)
	}
	for path, live := range remote.live {
		if !local[path] {
			planned = append(planned, PlannedFile{Action: ActionRemove, Path: path, Visibility: live.visibility, SID: live.parent})
		}
	}
	slices.SortFunc(planned, func(a, b PlannedFile) int { return strings.Compare(a.Path, b.Path) })
	return planned
}

func planVariables(request *Request, remote []serverless.Variable) []PlannedVariable {
	existing := map[string]serverless.Variable{}
	for _, v := range remote {
		existing[v.Key] = v
	}
	var planned []PlannedVariable
	for _, v := range request.sortedVariables() {
		p := PlannedVariable{Action: ActionCreate, Key: v.Key, value: &v.Value}
		if old, ok := existing[v.Key]; ok {
			p.SID, p.Action = old.SID, ActionUpdate
			if old.Value == v.Value {
				p.Action = ActionKeep
			}
			delete(existing, v.Key)
		}
		planned = append(planned, p)
	}
	if request.SyncVariables {
		for key, old := range existing {
			planned = append(planned, PlannedVariable{Action: ActionRemove, Key: key, SID: old.SID})
		}
		slices.SortFunc(planned, func(a, b PlannedVariable) int { return strings.Compare(a.Key, b.Key) })
	}
	return planned
}

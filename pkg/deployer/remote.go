package deployer

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// remote is what the account holds. Nil means it does not exist.
type remote struct {
	service     *serverless.Service
	environment *serverless.Environment
	functions   remoteFiles
	assets      remoteFiles
	variables   []serverless.Variable
}

func (d *Deployer) readRemote(ctx context.Context, request *Request) (*remote, error) {
	var api Reader = d.api // all that reading needs
	r := &remote{}
	service, err := inSlot(ctx, d, func() (*serverless.Service, error) { return api.FetchService(ctx, request.Service) })
	if errors.Is(err, client.ErrNotFound) && !isSID(request.Service) {
		return r, nil // all is new
	}
	if err != nil {
		return nil, err
	}
	r.service = service
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		r.functions.byName, err = inSlot(ctx, d, func() (names, error) {
			return readNames(api.ListFunctions(ctx, service.SID, &wholeList),
				func(f serverless.Function) (string, string) { return f.FriendlyName, f.SID })
		})
		return err
	})
	group.Go(func() (err error) {
		r.assets.byName, err = inSlot(ctx, d, func() (names, error) {
			return readNames(api.ListAssets(ctx, service.SID, &wholeList),
				func(a serverless.Asset) (string, string) { return a.FriendlyName, a.SID })
		})
		return err
	})
	group.Go(func() error { return r.readEnvironment(ctx, d, request) })
	return r, group.Wait()
}

// readEnvironment finds the Environment and, when there is one, its Variables and what is live in it.
func (r *remote) readEnvironment(ctx context.Context, d *Deployer, request *Request) error {
	var api Reader = d.api
	all, err := inSlot(ctx, d, func() ([]serverless.Environment, error) {
		return collect(api.ListEnvironments(ctx, r.service.SID, &wholeList))
	})
	if err != nil {
		return err
	}
	name, suffix := request.environmentNames()
	r.environment, err = findEnvironment(all, name, suffix)
	if err != nil || r.environment == nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		r.variables, err = inSlot(ctx, d, func() ([]serverless.Variable, error) {
			return collect(api.ListVariables(ctx, r.service.SID, r.environment.SID, &wholeList))
		})
		return err
	})
	if build := r.environment.BuildSID; build != nil {
		group.Go(func() error {
			live, err := inSlot(ctx, d, func() (*serverless.Build, error) { return api.FetchBuild(ctx, r.service.SID, *build) })
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

// remoteFiles are the Functions or Assets of a Service.
type remoteFiles struct {
	byName names
	live   map[string]liveFile // path → what the live Build serves there
}

type liveFile struct {
	parent     string // SID of the Function or Asset
	visibility Visibility
}

// names are SIDs by friendly name, in the order of the list: friendly names are not unique.
type names map[string][]string

func readNames[T any](list iter.Seq2[T, error], nameAndSID func(T) (name, sid string)) (names, error) {
	byName := names{}
	for item, err := range list {
		if err != nil {
			return nil, err
		}
		name, sid := nameAndSID(item)
		byName[name] = append(byName[name], sid)
	}
	return byName, nil
}

// match returns the Function or Asset that gets the new version for a path: the one that serves the path now, else one with that name.
// No path gets the one of another path, since a Build then had two versions of it.
func (r remoteFiles) match(files []File) (sids map[string]string) {
	free := map[string]bool{}
	for _, same := range r.byName {
		for _, sid := range same {
			free[sid] = true
		}
	}
	sids = map[string]string{}
	take := func(path, sid string) {
		if free[sid] && sids[path] == "" {
			sids[path] = sid
			delete(free, sid)
		}
	}
	for _, f := range files {
		take(f.Path, r.live[f.Path].parent) // one that was deleted meanwhile is not free: its versions live on in the Build
	}
	for _, f := range files {
		for _, sid := range r.byName[f.Path] {
			take(f.Path, sid)
		}
	}
	return sids
}

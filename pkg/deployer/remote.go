package deployer

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer/internal/polls"
)

// remote is what the account holds. Nil means it does not exist.
type remote struct {
	service     *PlannedService
	environment *serverless.Environment
	functions   remoteFiles
	assets      remoteFiles
	variables   []serverless.Variable
	manifest    *liveFile         // of the live Build
	irregular   bool              // the live Build has two versions of one path
	buildTime   polls.BuildTime   // of the last Build
	record      *record           // what is recorded of the live Build, nil when nothing is
	build       *serverless.Build // that is live
}

// readRemote reads what planning needs: what is live in the Environment, what is recorded of it,
// its Variables, and the names of Functions and Assets where a path of the project is not live.
func (d *Deployer) readRemote(ctx context.Context, request *Request) (*remote, error) {
	r, err := d.readKnown(ctx, request)
	if err != nil || r != nil {
		return r, err
	}
	r = &remote{}
	service, err := d.findService(ctx, request.Service)
	if err != nil || service == nil {
		return r, err // all is new
	}
	r.service = service
	if r.environment, err = d.findTheEnvironment(ctx, service.SID, request); err != nil {
		return nil, err
	}
	group, ctx := errgroup.WithContext(ctx)
	if r.environment != nil {
		group.Go(func() (err error) {
			r.variables, err = d.readVariables(ctx, service.SID, r.environment.SID)
			return err
		})
	}
	group.Go(func() error {
		if err := r.readLive(ctx, d, nil); err != nil {
			return err
		}
		return r.readRecord(ctx, d, request)
	})
	return r, group.Wait()
}

// readKnown reads all at once with the SIDs of an earlier deploy. It returns nil when there are
// none or they lead nowhere.
func (d *Deployer) readKnown(ctx context.Context, request *Request) (*remote, error) {
	known := request.Known
	if !known.usable(request) {
		return nil, nil
	}
	r := &remote{service: &PlannedService{Action: ActionKeep, UniqueName: known.ServiceName, SID: known.ServiceSID}}
	var build *serverless.Build
	group, groupCtx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		r.environment, err = found(d.api.FetchEnvironment(groupCtx, known.ServiceSID, known.EnvironmentSID))
		return err
	})
	group.Go(func() (err error) {
		build, err = found(d.api.FetchBuild(groupCtx, known.ServiceSID, known.BuildSID))
		return err
	})
	group.Go(func() (err error) {
		r.variables, err = d.readVariables(groupCtx, known.ServiceSID, known.EnvironmentSID)
		if errors.Is(err, client.ErrNotFound) {
			err = nil // so is the Environment then
		}
		return err
	})
	if err := group.Wait(); err != nil {
		return nil, err
	}
	if _, suffix := request.environmentNames(); r.environment == nil || !hasSuffix(*r.environment, suffix) {
		return nil, nil
	}
	if err := r.readLive(ctx, d, build); err != nil {
		return nil, err
	}
	return r, r.readRecord(ctx, d, request)
}

// found makes a 404 a nil.
func found[T any](value *T, err error) (*T, error) {
	if errors.Is(err, client.ErrNotFound) {
		return nil, nil
	}
	return value, err
}

// findService returns nil for a name that no Service has.
func (d *Deployer) findService(ctx context.Context, name string) (*PlannedService, error) {
	service, err := d.api.FetchService(ctx, name)
	if errors.Is(err, client.ErrNotFound) && !isSID(name) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &PlannedService{Action: ActionKeep, UniqueName: service.UniqueName, SID: service.SID}, nil
}

func (d *Deployer) findTheEnvironment(ctx context.Context, service string,
	request *Request) (*serverless.Environment, error) {
	all, err := d.readEnvironments(ctx, service)
	if err != nil {
		return nil, err
	}
	name, suffix := request.environmentNames()
	return findEnvironment(all, name, suffix)
}

func (d *Deployer) readEnvironments(ctx context.Context, service string) ([]serverless.Environment, error) {
	return collect(d.api.ListEnvironments(ctx, service, &client.ListEnvironmentsOptions{PageSize: wholeList}))
}

func (d *Deployer) readVariables(ctx context.Context, service, environment string) ([]serverless.Variable, error) {
	return collect(d.api.ListVariables(ctx, service, environment, &client.ListVariablesOptions{PageSize: wholeList}))
}

// live is the SID of the live Build, "" when none is.
func (r *remote) live() string {
	if r.environment == nil || r.environment.BuildSID == nil {
		return ""
	}
	return *r.environment.BuildSID
}

// readLive reads the Build that is live, unless it is the one that was guessed.
func (r *remote) readLive(ctx context.Context, d *Deployer, build *serverless.Build) (err error) {
	live := r.live()
	if live == "" {
		return nil
	}
	if build == nil || build.SID != live {
		if build, err = d.api.FetchBuild(ctx, r.service.SID, live); err != nil {
			return err
		}
	}
	r.build = build
	r.functions.live, r.assets.live = liveFiles(build)
	r.buildTime = polls.Of(build)
	r.irregular = len(r.functions.live) < len(build.FunctionVersions) || len(r.assets.live) < len(build.AssetVersions)
	if m, ok := r.functions.live[ManifestPath]; ok {
		r.manifest = &m
		delete(r.functions.live, ManifestPath)
	}
	return nil
}

func liveFiles(build *serverless.Build) (functions, assets map[string]liveFile) {
	functions, assets = map[string]liveFile{}, map[string]liveFile{}
	for _, v := range build.FunctionVersions {
		functions[v.Path] = liveFile{v.FunctionSID, v.SID, visibilityInBuild(v.Visibility)}
	}
	for _, v := range build.AssetVersions {
		assets[v.Path] = liveFile{v.AssetSID, v.SID, visibilityInBuild(v.Visibility)}
	}
	return functions, assets
}

// readRecord finds what is recorded of the live Build: what the caller knows, if that is about this
// Build, else its manifest. Names are read beside it where it is clear that they are needed.
func (r *remote) readRecord(ctx context.Context, d *Deployer, request *Request) error {
	// nothing is recorded, so there will be a Build, with a manifest that is no new version of the
	// live one
	newManifest := false
	group, ctx := errgroup.WithContext(ctx)
	begun := request.begun(r.service.SID)
	switch known := request.Known; {
	case r.live() != "" && known != nil && known.BuildSID == r.live():
		r.record = known.record()
		if known.BuildTime > 0 {
			r.buildTime = polls.BuildTime{Expected: known.BuildTime, Within: known.BuildTimeWithin}
		}
	case r.manifest == nil && r.live() != "" && begun.build.SID == r.live():
		r.record = begun.record(known, r.functions.live, r.assets.live)
	case r.manifest != nil:
		group.Go(func() error {
			text, err := d.readContent(ctx, r.service.SID, *r.manifest)
			if err == nil {
				r.record = decodeManifest(text)
			}
			return err
		})
	default:
		newManifest = !request.NoManifest
	}
	group.Go(func() error { return r.readNames(ctx, d, request.Bundle, newManifest) })
	return group.Wait()
}

// readContent returns "" for a version that was purged.
func (d *Deployer) readContent(ctx context.Context, service string, v liveFile) (string, error) {
	content, err := found(d.api.FetchFunctionVersionContent(ctx, service, v.parent, v.version))
	if err != nil || content == nil {
		return "", err
	}
	return content.Content, nil
}

// readNames lists the Functions, the Assets, both or none: a list is needed when the live Build
// does not tell the Function or Asset of each path. It reads none twice.
func (r *remote) readNames(ctx context.Context, d *Deployer, b *bundle.Bundle, functions bool) error {
	group, ctx := errgroup.WithContext(ctx)
	if r.functions.byName == nil && (functions || r.functions.incomplete(b.Functions)) {
		group.Go(func() (err error) {
			functionsOptions := &client.ListFunctionsOptions{PageSize: wholeList}
			r.functions.byName, err = readNames(d.api.ListFunctions(ctx, r.service.SID, functionsOptions),
				func(f serverless.Function) (string, string) { return f.FriendlyName, f.SID })
			return err
		})
	}
	if r.assets.byName == nil && r.assets.incomplete(b.Assets) {
		group.Go(func() (err error) {
			assetsOptions := &client.ListAssetsOptions{PageSize: wholeList}
			r.assets.byName, err = readNames(d.api.ListAssets(ctx, r.service.SID, assetsOptions),
				func(a serverless.Asset) (string, string) { return a.FriendlyName, a.SID })
			return err
		})
	}
	return group.Wait()
}

// visibilityInBuild: Builds print it in either case. Source: BuildVisibility of
// openapi/serverless.yaml.
func visibilityInBuild(v serverless.BuildVisibility) bundle.Visibility {
	return bundle.Visibility(strings.ToLower(string(v)))
}

// findEnvironment finds the one with the suffix; the unique name does not matter, unless another
// one has taken it.
func findEnvironment(all []serverless.Environment, name, suffix string) (*serverless.Environment, error) {
	for _, e := range all {
		if hasSuffix(e, suffix) {
			return &e, nil
		}
	}
	for _, e := range all {
		if e.UniqueName == name {
			return nil, fmt.Errorf("the Environment %s is already named %q with another suffix (domain %s): choose "+
				"another suffix or remove it",
				e.SID, name, e.DomainName)
		}
	}
	return nil, nil
}

func hasSuffix(e serverless.Environment, suffix string) bool {
	return e.DomainSuffix == nil && suffix == "" || e.DomainSuffix != nil && strings.EqualFold(*e.DomainSuffix, suffix)
}

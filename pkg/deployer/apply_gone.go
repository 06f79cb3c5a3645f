package deployer

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// refused reports whether the Build may have been refused for a version that was not uploaded by
// this run. The plan takes it from the live Build, which goes on serving it when its Function or
// Asset was deleted, or from the journal.
func (a *application) refused(err error) bool {
	var failure *client.Error
	functions, assets := a.plan.reused()
	return errors.As(err, &failure) && failure.Op == "CreateBuild" &&
		(failure.StatusCode == http.StatusBadRequest || failure.StatusCode == http.StatusNotFound) &&
		len(functions)+len(assets) > 0
}

// uploadGone uploads what was to be reused and is there no more. It returns false when all is
// there: the refusal has another reason then.
func (a *application) uploadGone(ctx context.Context) (bool, error) {
	gone, err := a.findGone(ctx)
	if err != nil {
		return false, step(StepBuild, a.plan.Service.UniqueName, err)
	}
	if len(gone) == 0 {
		return false, nil
	}
	isGone := func(f PlannedFile) bool { return gone[f.VersionSID] }
	files := slices.DeleteFunc(slices.Concat(a.plan.Functions, a.plan.Assets),
		func(f PlannedFile) bool { return !isGone(f) })
	if slices.ContainsFunc(files, func(f PlannedFile) bool { return f.open == nil }) {
		return false, step(StepUpload, files[0].Path,
			errors.New("its Function or Asset was deleted, and the plan was read back from its stored form,"+
				" which has no contents: make a new plan"))
	}
	replaced := func(f DeployedFile) bool { return gone[f.VersionSID] }
	a.mu.Lock()
	a.result.Functions = slices.DeleteFunc(a.result.Functions, replaced)
	a.result.Assets = slices.DeleteFunc(a.result.Assets, replaced)
	a.mu.Unlock()
	a.anew = true
	a.events.Lock()
	a.uploads += len(files)
	a.events.Unlock()
	return true, a.files(ctx, isGone)
}

// findGone returns the versions that were to be reused and are not there: their Function or Asset
// was deleted, or they themselves were removed because no Build has used them in time, which cannot
// be true of those that are live.
func (a *application) findGone(ctx context.Context) (map[string]bool, error) {
	there := map[string]bool{}
	if err := a.readParents(ctx, there); err != nil {
		return nil, err
	}
	functions, assets := a.plan.reused()
	if m := a.plan.Manifest; m != nil && m.VersionSID != "" {
		functions = append(functions, DeployedFile{Action: m.Action, SID: m.SID, VersionSID: m.VersionSID})
	}
	var mu sync.Mutex
	gone := map[string]bool{}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(a.options.Concurrency)
	look := func(files []DeployedFile, fetch func(ctx context.Context, parent, version string) error) {
		for _, f := range files {
			group.Go(func() error {
				var err error
				lost := !there[f.SID]
				if !lost && f.Action != ActionKeep {
					err = fetch(ctx, f.SID, f.VersionSID)
					if lost = errors.Is(err, client.ErrNotFound); lost {
						err = nil
					}
				}
				if lost {
					mu.Lock()
					gone[f.VersionSID] = true
					mu.Unlock()
				}
				return err
			})
		}
	}
	service := a.result.ServiceSID
	look(functions, func(ctx context.Context, parent, version string) error {
		_, err := a.api.FetchFunctionVersion(ctx, service, parent, version)
		return err
	})
	look(assets, func(ctx context.Context, parent, version string) error {
		_, err := a.api.FetchAssetVersion(ctx, service, parent, version)
		return err
	})
	return gone, group.Wait()
}

// readParents notes the SIDs of all Functions and Assets.
func (a *application) readParents(ctx context.Context, there map[string]bool) error {
	var functions, assets []string
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		functionsOptions := &client.ListFunctionsOptions{PageSize: wholeList}
		functions, err = sids(a.api.ListFunctions(ctx, a.result.ServiceSID, functionsOptions),
			func(f serverless.Function) string { return f.SID })
		return err
	})
	group.Go(func() (err error) {
		assetsOptions := &client.ListAssetsOptions{PageSize: wholeList}
		assets, err = sids(a.api.ListAssets(ctx, a.result.ServiceSID, assetsOptions),
			func(f serverless.Asset) string { return f.SID })
		return err
	})
	err := group.Wait()
	for _, sid := range slices.Concat(functions, assets) {
		there[sid] = true
	}
	return err
}

func sids[T any](list iter.Seq2[T, error], sid func(T) string) ([]string, error) {
	var all []string
	for item, err := range list {
		if err != nil {
			return nil, err
		}
		all = append(all, sid(item))
	}
	return all, nil
}

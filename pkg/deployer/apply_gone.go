package deployer

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// refused reports whether the Build may have been refused for a version that was to stay. The plan takes it from the live Build, which
// goes on serving it when its Function or Asset was deleted.
func (a *application) refused(err error) bool {
	var failure *client.Error
	return errors.As(err, &failure) && failure.Op == "CreateBuild" &&
		(failure.StatusCode == http.StatusBadRequest || failure.StatusCode == http.StatusNotFound) &&
		slices.ContainsFunc(slices.Concat(a.result.Functions, a.result.Assets), stays)
}

func stays(f DeployedFile) bool { return f.Action == ActionKeep }

// uploadGone uploads what was to stay and whose Function or Asset is there no more. It returns false when all are there: the refusal has
// another reason then.
func (a *application) uploadGone(ctx context.Context) (bool, error) {
	there := map[string]bool{}
	if err := a.readParents(ctx, there); err != nil {
		return false, step(StepBuild, a.plan.Service.UniqueName, err)
	}
	gone := func(f PlannedFile) bool { return f.Action == ActionKeep && !there[f.SID] }
	files := slices.DeleteFunc(slices.Concat(a.plan.Functions, a.plan.Assets), func(f PlannedFile) bool { return !gone(f) })
	manifest := a.plan.Manifest != nil && a.plan.Manifest.Action == ActionKeep && !there[a.plan.Manifest.SID]
	if len(files) == 0 && !manifest {
		return false, nil
	}
	if slices.ContainsFunc(files, func(f PlannedFile) bool { return f.open == nil }) {
		return false, step(StepUpload, files[0].Path, errors.New("its Function or Asset was deleted, and the plan was read back from its stored form,"+
			" which has no contents: make a new plan"))
	}
	replaced := func(f DeployedFile) bool { return stays(f) && !there[f.SID] }
	a.mu.Lock()
	a.result.Functions = slices.DeleteFunc(a.result.Functions, replaced)
	a.result.Assets = slices.DeleteFunc(a.result.Assets, replaced)
	a.mu.Unlock()
	a.anew = true
	a.events.Lock()
	a.uploads += len(files)
	a.events.Unlock()
	return true, a.files(ctx, gone)
}

// readParents notes the SIDs of all Functions and Assets.
func (a *application) readParents(ctx context.Context, there map[string]bool) error {
	var functions, assets []string
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		functions, err = inSlot(ctx, a.Deployer, func() ([]string, error) {
			return sids(a.api.ListFunctions(ctx, a.result.ServiceSID, &wholeList), func(f serverless.Function) string { return f.SID })
		})
		return err
	})
	group.Go(func() (err error) {
		assets, err = inSlot(ctx, a.Deployer, func() ([]string, error) {
			return sids(a.api.ListAssets(ctx, a.result.ServiceSID, &wholeList), func(f serverless.Asset) string { return f.SID })
		})
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

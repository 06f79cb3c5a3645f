package deployer

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// removals deletes what the plan lists, Builds before the Functions and Assets that they have
// versions of. What is gone already is done.
func (a *application) removals(ctx context.Context) error {
	if len(a.plan.Removals) == 0 {
		return nil
	}
	if err := a.stillUnused(ctx); err != nil {
		return step(StepService, a.plan.Service.UniqueName, err)
	}
	for _, builds := range []bool{true, false} {
		group, groupCtx := errgroup.WithContext(ctx)
		for _, r := range a.plan.Removals {
			if (r.Kind == StepBuild) != builds {
				continue
			}
			group.Go(func() error { return a.remove(groupCtx, r) })
		}
		if err := group.Wait(); err != nil {
			return err
		}
	}
	return nil
}

func (a *application) remove(ctx context.Context, r Removal) error {
	remove := a.api.DeleteBuild
	switch r.Kind {
	case StepFunction:
		remove = a.api.DeleteFunction
	case StepAsset:
		remove = a.api.DeleteAsset
	}
	err := remove(ctx, a.result.ServiceSID, r.SID)
	if err != nil && !errors.Is(err, client.ErrNotFound) {
		return step(r.Kind, r.label(), err)
	}
	a.mu.Lock()
	a.result.Removed = append(a.result.Removed, r)
	a.mu.Unlock()
	a.emit(Event{Step: r.Kind, Action: ActionRemove, Name: r.label(), SID: r.SID})
	return nil
}

// stillUnused looks again before anything is deleted: a Build may have gone live since the plan was
// made, a new one may use a Function that was unused.
func (a *application) stillUnused(ctx context.Context) error {
	service := a.result.ServiceSID
	var environments []serverless.Environment
	var builds []serverless.Build
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		environments, err = a.readEnvironments(ctx, service)
		return err
	})
	group.Go(func() (err error) {
		builds, err = a.readBuilds(ctx, service)
		return err
	})
	if err := group.Wait(); err != nil {
		return err
	}
	gone := map[string]bool{}
	for _, r := range a.plan.Removals {
		gone[r.SID] = true
	}
	for _, e := range environments {
		if live := (&remote{environment: &e}).live(); gone[live] {
			return fmt.Errorf("%w: the Build %s is live in %s now; nothing was deleted; plan again", ErrStale, live,
				e.UniqueName)
		}
	}
	var kept []serverless.Build
	for _, b := range builds {
		if !gone[b.SID] {
			kept = append(kept, b)
		}
	}
	used := usedBy(kept)
	for _, r := range a.plan.Removals {
		if build := used[r.SID]; build != "" {
			return fmt.Errorf("%w: the Build %s uses the %s %s now; nothing was deleted; plan again", ErrStale, build,
				r.Kind, r.label())
		}
	}
	return nil
}

package deployer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// fits looks whether the world is still the one that a stored plan was made for, before anything is
// written. It takes one round trip: hours may lie in between, and nothing should be uploaded for a
// plan that cannot be completed. What this process has just planned is checked where it matters,
// beside the last poll.
func (a *application) fits(ctx context.Context) error {
	p := a.plan
	writes := func(v PlannedVariable) bool { return v.Action != ActionKeep }
	if !p.made && len(p.uploads()) > 0 {
		a.connect()
	}
	if p.made || p.Build.Action != ActionCreate && !slices.ContainsFunc(p.Variables, writes) {
		return nil // a Deployment looks for itself
	}
	if p.Service.Action == ActionCreate {
		service, err := a.findService(ctx, p.Service.UniqueName)
		if err == nil && service != nil {
			err = fmt.Errorf("%w: there is a Service %s now; plan again", ErrStale, p.Service.UniqueName)
		}
		return err
	}
	looks := []func(context.Context) error{a.fitsService, a.fitsEnvironment}
	creates := func(files []PlannedFile) bool {
		return p.Build.Action == ActionCreate &&
			slices.ContainsFunc(files, func(f PlannedFile) bool { return f.Action == ActionCreate })
	}
	if creates(p.Functions) || creates(p.Assets) || p.Manifest != nil && p.Manifest.Action == ActionCreate {
		looks = append(looks, a.fitsNames)
	}
	if p.Environment.Action == ActionKeep && len(p.Variables) > 0 {
		looks = append(looks, a.fitsVariables)
	}
	// All of them are answered: another Service also lacks the Environment and its Variables, and the first says why.
	found := make([]error, len(looks))
	var group sync.WaitGroup
	for i, look := range looks {
		group.Go(func() { found[i] = look(ctx) })
	}
	group.Wait()
	return cmp.Or(found...)
}

// fitsService looks whether the SID of the plan is that of the Service which the plan shows: a file that was edited
// could name one and change the other.
func (a *application) fitsService(ctx context.Context) error {
	p := a.plan.Service
	service, err := a.api.FetchService(ctx, p.SID)
	if errors.Is(err, client.ErrNotFound) {
		return fmt.Errorf("%w: the Service %s (%s) is not there any more; plan again: %w", ErrStale,
			p.UniqueName, p.SID,
			err)
	}
	if err == nil && service.UniqueName != p.UniqueName {
		err = fmt.Errorf("%w: the Service %s is named %s, and the plan is for %s; nothing was changed; plan again",
			ErrStale, p.SID, show.Name(service.UniqueName), show.Name(p.UniqueName))
	}
	return err
}

func (a *application) fitsEnvironment(ctx context.Context) error {
	p := a.plan
	if p.Environment.Action == ActionCreate {
		all, err := a.readEnvironments(ctx, p.Service.SID)
		if err != nil {
			return err
		}
		existing, err := findEnvironment(all, p.Environment.UniqueName, p.Environment.DomainSuffix)
		if err == nil && existing != nil {
			err = fmt.Errorf("%w: there is an Environment %s now; plan again", ErrStale, existing.UniqueName)
		}
		return err
	}
	if p.Environment.SID == "" {
		return nil // the plan concerns the Service alone
	}
	environment, err := a.api.FetchEnvironment(ctx, p.Service.SID, p.Environment.SID)
	if errors.Is(err, client.ErrNotFound) {
		return fmt.Errorf("%w: the Environment %s is not there any more; plan again: %w", ErrStale,
			p.Environment.UniqueName, err)
	}
	if err != nil {
		return err
	}
	if name := environment.UniqueName; name != p.Environment.UniqueName {
		return fmt.Errorf("%w: the Environment %s is named %s, and the plan is for %s; nothing was changed; plan again",
			ErrStale, p.Environment.SID, show.Name(name), show.Name(p.Environment.UniqueName))
	}
	suffix := ""
	if environment.DomainSuffix != nil {
		suffix = *environment.DomainSuffix
	}
	if !strings.EqualFold(suffix, p.Environment.DomainSuffix) ||
		!strings.EqualFold(environment.DomainName, p.Environment.DomainName) {
		return fmt.Errorf("%w: the Environment %s has the domain %s, and the plan shows %s, suffix %q; nothing "+
			"was changed; plan again", ErrStale, p.Environment.SID, show.Name(environment.DomainName),
			show.Name(p.Environment.DomainName),
			p.Environment.DomainSuffix)
	}
	live := ""
	if environment.BuildSID != nil {
		live = *environment.BuildSID
	}
	if live != p.BaseBuildSID {
		err = fmt.Errorf("%w: %s is live now, %s was then; nothing was changed; plan again", ErrStale, orNothing(live),
			orNothing(p.BaseBuildSID))
	}
	return err
}

// fitsNames finds what the plan is to create and is there already, perhaps from a first attempt:
// names are not unique, so the API would make a second one.
func (a *application) fitsNames(ctx context.Context) error {
	all, err := a.readResources(ctx, a.plan.Service.SID)
	if err != nil {
		return err
	}
	planned := map[string]bool{}
	for _, f := range slices.Concat(a.plan.Functions, a.plan.Assets) {
		planned[f.SID] = true
	}
	for _, r := range all {
		files := a.plan.Functions
		if r.Kind == StepAsset {
			files = a.plan.Assets
		}
		created := slices.ContainsFunc(files, func(f PlannedFile) bool {
			return f.Action == ActionCreate &&
				f.Path == r.Name
		}) && !planned[r.SID]
		m := a.plan.Manifest
		if created || r.Kind == StepFunction && r.Name == ManifestPath && m != nil && m.Action == ActionCreate {
			return fmt.Errorf("%w: the %s %s is there now; plan again", ErrStale, r.Kind, r.Name)
		}
	}
	return nil
}

func (a *application) fitsVariables(ctx context.Context) error {
	existing, err := a.readVariables(ctx, a.plan.Service.SID, a.plan.Environment.SID)
	if errors.Is(err, client.ErrNotFound) {
		return nil // so is the Environment, which is said elsewhere
	}
	if err != nil {
		return err
	}
	for _, v := range a.plan.Variables {
		at := slices.IndexFunc(existing, func(e serverless.Variable) bool { return e.Key == v.Key })
		switch {
		case v.Action == ActionCreate && at >= 0:
			return fmt.Errorf("%w: there is a Variable %s now; plan again", ErrStale, show.Name(v.Key))
		case v.Action == ActionRemove && at < 0:
		case v.Action != ActionCreate && (at < 0 || existing[at].SID != v.SID):
			return fmt.Errorf("%w: the Variable %s that the plan has is not there any more; plan again", ErrStale,
				show.Name(v.Key))
		case v.Action == ActionKeep && v.value != nil && existing[at].Value != *v.value:
			return fmt.Errorf("%w: the Variable %s has another value now; plan again", ErrStale, show.Name(v.Key))
		}
	}
	return nil
}

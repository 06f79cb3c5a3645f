package deployer

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"

	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
)

// local is the project with its digests.
type local struct {
	*bundle.Bundle
	functions, assets []string // digests, in the order of the files
}

func (d *Deployer) readLocal(ctx context.Context, b *bundle.Bundle) (l local, err error) {
	l.Bundle = b
	if l.functions, err = digests(ctx, b.Functions); err == nil {
		l.assets, err = digests(ctx, b.Assets)
	}
	return l, err
}

// compare finds the versions that stay. One does only if the live Build lists it under the same
// path and visibility, and is what the project has there: by the digest that is recorded of this
// version, else, for Functions, by the content. Contents of Assets cannot be read back.
func (r *remote) compare(ctx context.Context, d *Deployer, l local) error {
	rec := r.record
	if rec == nil {
		rec = &record{}
	}
	r.functions.kept, r.assets.kept = map[string]bool{}, map[string]bool{}
	r.assets.keep(l.Assets, l.assets, rec.assets)
	unknown := r.functions.keep(l.Functions, l.functions, rec.functions)
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(d.options.Concurrency)
	for _, i := range unknown {
		f := l.Functions[i]
		group.Go(func() error {
			text, err := d.readContent(ctx, r.service.SID, r.functions.live[f.Path])
			mu.Lock()
			defer mu.Unlock()
			r.functions.kept[f.Path] = err == nil && digestText(f, text) == l.functions[i]
			return err
		})
	}
	return group.Wait()
}

// keep marks what stays by its digest and returns the indices of live files of which none is recorded.
func (r remoteFiles) keep(files []bundle.File, digests []string, recorded map[string]KnownFile) (unknown []int) {
	for i, f := range files {
		live, ok := r.live[f.Path]
		known := recorded[f.Path]
		switch {
		case !ok || live.visibility != f.Visibility:
		case known.VersionSID != live.version:
			unknown = append(unknown, i)
		case known.Digest == digests[i]:
			r.kept[f.Path] = true
		}
	}
	return unknown
}

// sameBuild reports whether packages and runtime are those of the live Build: asked for as its
// makers did, as it is recorded, or asked for exactly as the Build lists them, which is what a
// project has that was made from the Build. No runtime is every runtime, since the API goes on with
// the one it has.
func (r *remote) sameBuild(b PlannedBuild) bool {
	if r.record != nil && r.record.build == b.digest() {
		return true
	}
	return r.build != nil && (b.Runtime == "" || b.Runtime == r.build.Runtime) &&
		sameDependencies(b.Dependencies, r.build.Dependencies)
}

func sameDependencies(asked []bundle.Dependency, listed []serverless.Dependency) bool {
	return len(asked) == len(listed) && !slices.ContainsFunc(asked, func(d bundle.Dependency) bool {
		return !slices.Contains(listed, serverless.Dependency{Name: d.Name, Version: d.Version})
	})
}

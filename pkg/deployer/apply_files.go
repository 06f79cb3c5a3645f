package deployer

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// fileKind is what Functions and Assets differ in: the operations.
type fileKind struct {
	step   Step
	create func(ctx context.Context, name string) (sid string, err error)
	// one that the plan does not know, "" when there is none
	find   func(ctx context.Context, name string) (sid string, err error)
	upload func(ctx context.Context, sid string, in client.Upload) (versionSID string, err error)
	done   *[]DeployedFile
}

func (a *application) functionKind() fileKind {
	service := a.result.ServiceSID
	return fileKind{
		step: StepFunction,
		create: func(ctx context.Context, name string) (string, error) {
			f, err := a.api.CreateFunction(ctx, service, serverless.CreateFunctionRequest{FriendlyName: name})
			return sidOf(f, err, func(f *serverless.Function) string { return f.SID })
		},
		find: func(ctx context.Context, name string) (string, error) {
			functionsOptions := &client.ListFunctionsOptions{PageSize: wholeList}
			return findNew(a.api.ListFunctions(ctx, service, functionsOptions), name, a.plan.Functions,
				func(f serverless.Function) (string, string) { return f.FriendlyName, f.SID })
		},
		upload: func(ctx context.Context, sid string, in client.Upload) (string, error) {
			v, err := a.api.CreateFunctionVersion(ctx, service, sid, in)
			v, err = heard(v, err, func(v *serverless.FunctionVersion) []said {
				return saidOfVersion(v.Path, string(v.Visibility), in)
			})
			return sidOf(v, err, func(v *serverless.FunctionVersion) string { return v.SID })
		},
		done: &a.result.Functions,
	}
}

func (a *application) assetKind() fileKind {
	service := a.result.ServiceSID
	return fileKind{
		step: StepAsset,
		create: func(ctx context.Context, name string) (string, error) {
			f, err := a.api.CreateAsset(ctx, service, serverless.CreateAssetRequest{FriendlyName: name})
			return sidOf(f, err, func(f *serverless.Asset) string { return f.SID })
		},
		find: func(ctx context.Context, name string) (string, error) {
			assetsOptions := &client.ListAssetsOptions{PageSize: wholeList}
			return findNew(a.api.ListAssets(ctx, service, assetsOptions), name, a.plan.Assets,
				func(f serverless.Asset) (string, string) { return f.FriendlyName, f.SID })
		},
		upload: func(ctx context.Context, sid string, in client.Upload) (string, error) {
			v, err := a.api.CreateAssetVersion(ctx, service, sid, in)
			v, err = heard(v, err, func(v *serverless.AssetVersion) []said {
				return saidOfVersion(v.Path, string(v.Visibility), in)
			})
			return sidOf(v, err, func(v *serverless.AssetVersion) string { return v.SID })
		},
		done: &a.result.Assets,
	}
}

func sidOf[T any](value *T, err error, sid func(*T) string) (string, error) {
	if err != nil {
		return "", err
	}
	return sid(value), nil
}

// findNew finds what appeared under a name since the plan was made. One that the plan uses belongs
// to another path.
func findNew[T any](list iter.Seq2[T, error], name string, planned []PlannedFile,
	nameAndSID func(T) (name, sid string)) (string, error) {
	for item, err := range list {
		if err != nil {
			return "", err
		}
		n, sid := nameAndSID(item)
		if n == name && !slices.ContainsFunc(planned, func(f PlannedFile) bool { return f.SID == sid }) {
			return sid, nil
		}
	}
	return "", nil
}

// files creates what is new and uploads the versions of those files that are chosen. Each file goes
// its own way: its upload starts as soon as its own Function or Asset is there.
func (a *application) files(ctx context.Context, chosen func(PlannedFile) bool) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(a.options.Concurrency) // a file that has begun comes before one that has not
	if m := a.plan.Manifest; m != nil && m.Action == ActionCreate && a.manifest == "" {
		group.Go(func() (err error) {
			kind := a.functionKind()
			kind.step = StepManifest
			if a.manifest, err = a.parent(ctx, kind, m.Path); err != nil {
				return step(StepManifest, m.Path, err)
			}
			return nil
		})
	}
	for _, side := range []struct {
		kind  fileKind
		files []PlannedFile
	}{{a.functionKind(), a.plan.Functions}, {a.assetKind(), a.plan.Assets}} {
		for _, file := range side.files {
			if chosen(file) {
				group.Go(func() error { return a.file(ctx, side.kind, file) })
			}
		}
	}
	return group.Wait()
}

func (a *application) file(ctx context.Context, kind fileKind, file PlannedFile) error {
	sid := file.SID
	if file.Action == ActionCreate {
		var err error
		if sid, err = a.parent(ctx, kind, file.Path); err != nil {
			return step(kind.step, file.Path, err)
		}
		a.emit(Event{Step: kind.step, Action: ActionCreate, Name: file.Path, SID: sid})
	}
	sid, version, err := a.version(ctx, kind, file.deployed(sid, ""), client.Upload{
		Path: file.Path, Visibility: file.Visibility, ContentType: file.ContentType, Size: file.Size, Open: file.open,
	})
	if err != nil {
		return step(StepUpload, file.Source, err)
	}
	a.mu.Lock()
	*kind.done = append(*kind.done, file.deployed(sid, version))
	a.mu.Unlock()
	a.emit(Event{Step: StepUpload, Action: file.Action, Name: file.Path, SID: version, Bytes: file.Size})
	return nil
}

// version uploads to a Function or an Asset. One that was deleted since its version went live is
// made anew: the plan took it from the live Build, which does not tell.
func (a *application) version(ctx context.Context, kind fileKind, of DeployedFile, upload client.Upload) (sid,
	version string, err error) {
	version, err = a.upload(ctx, kind, of, upload)
	if !errors.Is(err, client.ErrNotFound) {
		return of.SID, version, err
	}
	sid, findErr := kind.find(ctx, upload.Path)
	if findErr == nil && sid == "" {
		sid, findErr = a.parent(ctx, kind, upload.Path)
	}
	if findErr != nil {
		return "", "", fmt.Errorf("%w; making it anew failed too: %w", err, findErr)
	}
	of.SID = sid
	for try := 1; ; try++ { // the hosts are two: that of uploads may know what was just made a moment later
		version, err = a.upload(ctx, kind, of, upload)
		if try == maxTries || !errors.Is(err, client.ErrNotFound) ||
			!sleepUntil(ctx, time.Now().Add(a.options.RepeatWait)) {
			return sid, version, err
		}
	}
}

// upload: a version that was uploaded twice does no harm. The Build names the one whose SID is
// known, the other expires unused.
func (a *application) upload(ctx context.Context, kind fileKind, of DeployedFile, upload client.Upload) (string,
	error) {
	version, err := ensure(ctx, a.options.RepeatWait, func(ctx context.Context) (*string, error) {
		v, err := kind.upload(ctx, of.SID, upload)
		return &v, err
	}, nil)
	if err != nil {
		return "", err
	}
	a.record(JournalEntry{Step: kind.step, Name: of.Path, SID: of.SID, VersionSID: *version, Digest: of.Digest})
	return *version, nil
}

// parent creates the Function or Asset. Friendly names are not unique, so after an unknown outcome
// the list is read: the plan found none of this name, one that is there now is the one that was
// asked for.
func (a *application) parent(ctx context.Context, kind fileKind, path string) (string, error) {
	sid, err := ensure(ctx, a.options.RepeatWait, func(ctx context.Context) (*string, error) {
		sid, err := kind.create(ctx, path)
		return &sid, err
	}, func(ctx context.Context) (*string, error) {
		sid, err := kind.find(ctx, path)
		if err != nil || sid == "" {
			return nil, err
		}
		return &sid, nil
	})
	if err != nil {
		return "", err
	}
	a.record(JournalEntry{Step: kind.step, Name: path, SID: *sid})
	return *sid, nil
}

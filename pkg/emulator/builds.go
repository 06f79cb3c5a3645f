package emulator

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// viewBuild shows a Build as it is with that status: all that the status decides follows from it.
func (c *call) viewBuild(b *state.Build, status string) buildView {
	url := c.url("Services", b.ServiceSID, "Builds", b.SID)
	return buildView{
		SID: b.SID, AccountSID: b.AccountSID, ServiceSID: b.ServiceSID,
		AssetVersions: viewBuilt(b.Assets), FunctionVersions: viewBuilt(b.Functions),
		Dependencies: b.Dependencies, Runtime: b.Runtime, Status: status,
		DateCreated: date(b.Created), DateUpdated: date(updated(b, c.now)), URL: url,
		Links: links{BuildStatus: url + "/Status"},
	}
}

func (c *call) renderBuild(b *state.Build) ([]byte, error) {
	status := b.Status(c.now)
	return c.render(&b.Head, status, func() any { return c.viewBuild(b, status) })
}

// viewBuilt gives objects, not SIDs as one table of the documentation says: all
// examples and all clients agree on that.
func viewBuilt(versions []*state.Version) []builtView {
	views := make([]builtView, 0, len(versions))
	for _, v := range versions {
		view := builtView{
			SID: v.SID, AccountSID: v.AccountSID, ServiceSID: v.ServiceSID,
			DateCreated: date(v.Created), Path: v.Path, Visibility: v.Visibility,
		}
		if upperCaseVisibilityInBuilds {
			view.Visibility = strings.ToUpper(v.Visibility)
		}
		if v.Kind == state.Asset {
			view.AssetSID = v.ParentSID
		} else {
			view.FunctionSID = v.ParentSID
		}
		views = append(views, view)
	}
	return views
}

// listBuilds: newest first, since one client takes the first as the latest Build.
func (e *Emulator) listBuilds(c *call) (*reply, error) {
	t := e.state.Read()
	defer t.Done()
	n, err := c.service(t.Tree)
	if err != nil {
		return nil, err
	}
	return pageOf[*state.Build]{
		key: "builds", entries: n.Builds.Items(),
		render: func(b *state.Build) ([]byte, error) { return c.renderBuild(b) },
	}.serve(e, c)
}

// build finds the Build in the path.
func (c *call) build(t *state.Tree) (*state.ServiceNode, *state.Build, error) {
	n, err := c.service(t)
	if err != nil {
		return nil, nil, err
	}
	b, ok := n.Builds.Get(c.param("Sid"))
	if !ok {
		return nil, nil, c.notFound()
	}
	return n, b, nil
}

// fetchBuild may render after the lock is gone: a committed Build never changes.
func (e *Emulator) fetchBuild(c *call) (*reply, error) {
	b, err := e.pollBuild(c)
	if err != nil {
		return nil, err
	}
	text, err := c.renderBuild(b)
	rep, err := recordReply(http.StatusOK, text, err)
	return explain(rep, b, c.now), err
}

// fetchBuildStatus is the light way to poll; documentation page "Build Status".
func (e *Emulator) fetchBuildStatus(c *call) (*reply, error) {
	b, err := e.pollBuild(c)
	if err != nil {
		return nil, err
	}
	status := b.Status(c.now)
	text, err := c.render(&b.Head, "Status "+status, func() any {
		return buildStatusView{
			SID: b.SID, AccountSID: b.AccountSID, ServiceSID: b.ServiceSID, Status: status,
			URL: c.url("Services", b.ServiceSID, "Builds", b.SID, "Status"),
		}
	})
	rep, err := recordReply(http.StatusOK, text, err)
	return explain(rep, b, c.now), err
}

// deleteBuild refuses a Build that some Environment serves (observed); one that is
// still building may go.
func (e *Emulator) deleteBuild(c *call) (*reply, error) {
	w := e.state.Write()
	defer w.Done()
	n, b, err := c.build(w.Tree)
	if err != nil {
		return nil, err
	}
	if n.Live(b.SID) {
		return nil, errLiveBuild()
	}
	w.Commit(state.Drop(b))
	return noContent(), nil
}

// createBuild works in two steps, so that BuildResult runs without the lock. The
// versions found in the first step stay what they are: a Build is a snapshot.
func (e *Emulator) createBuild(c *call) (*reply, error) {
	b, err := e.draftBuild(c)
	if err != nil {
		return nil, err
	}
	b.Failure = cmp.Or(c.failBuild, upgradeHandler(b), installFailure(b.Dependencies),
		e.opts.Limits.failure(b))
	if b.Failure == "" && e.opts.BuildResult != nil {
		b.Failure = e.opts.BuildResult(buildRequest(b))
	}
	pending, err := e.check(c, b)
	if err != nil {
		return nil, err
	}
	b.Pending, b.Failure = pending != nil, reason(b.Failure)

	w := e.state.Write()
	defer w.Done()
	n, err := c.service(w.Tree)
	if err != nil {
		return nil, err
	}
	if n.SID != b.ServiceSID { // deleted meanwhile, and its name given to another
		return nil, c.notFound()
	}
	if err := e.limiter.build(c.account, c.now); err != nil {
		return nil, err
	}
	b.Head = w.Head(sid.Build, c.account, n.SID, c.now)
	// The time as it will be after a restart.
	b.DoneAt, b.Polls = c.now.Add(e.opts.BuildTime).UTC().Round(0), e.opts.BuildPolls
	c.note = buildNote(b)
	// The API gives versions in no particular order (observed).
	for _, vs := range [][]*state.Version{b.Functions, b.Assets} {
		w.SIDs().Shuffle(len(vs), func(i, j int) { vs[i], vs[j] = vs[j], vs[i] })
	}
	w.Commit(state.Put(b))
	if pending != nil {
		go e.finish(b, pending)
	}
	return jsonReply(http.StatusCreated, c.viewBuild(b, state.Building)) // even when it takes no time
}

// draftBuild checks the form against the Service. Runtime and dependencies are
// refused here, at once; only what installing would find out makes a Build fail
// later (both observed).
func (e *Emulator) draftBuild(c *call) (*state.Build, error) {
	t := e.state.Read()
	defer t.Done()
	n, err := c.service(t.Tree)
	if err != nil {
		return nil, err
	}
	f := c.form
	b := state.Build{Head: state.Head{AccountSID: c.account, ServiceSID: n.SID}}
	b.Functions = named(n, f, state.Function)
	b.Assets = named(n, f, state.Asset)
	if len(b.Functions)+len(b.Assets) == 0 {
		f.refuse(errNoVersions())
	}
	refuseTwoOfOne(f, &b)
	if refuseSamePathTwice {
		f.refuseSamePath(slices.Concat(b.Functions, b.Assets))
	}
	text, _ := f.lookup("Dependencies")
	deps, err := parseDependencies(text)
	if err == nil {
		err = e.checkHandler(deps)
	}
	if err != nil {
		f.refuse(err)
	}
	b.Dependencies = withDefaults(deps)
	b.Runtime, _ = f.lookup("Runtime")
	switch {
	case b.Runtime == "":
		b.Runtime = lastRuntime(n, c)
	case b.Runtime == "latest":
		b.Runtime = defaultRuntime
	case !e.buildsWith(b.Runtime):
		f.refuse(errRuntime(b.Runtime))
	}
	return &b, f.err()
}

// knownRuntime is a value of Runtime; Retired is the first day on which it is refused.
type knownRuntime struct{ Name, Retired string }

// buildsWith reports whether a new Build with the runtime is accepted today.
func (e *Emulator) buildsWith(name string) bool {
	today := e.opts.Clock().UTC().Format(time.DateOnly)
	return slices.ContainsFunc(runtimes(), func(r knownRuntime) bool {
		return r.Name == name && (r.Retired == "" || today < r.Retired)
	})
}

// named gives the versions that a Build names: repeated keys, as both official
// clients send them. Versions must be of this Service and of this kind.
func named(n *state.ServiceNode, f *form, k state.File) []*state.Version {
	var found []*state.Version
	for _, sid := range f.list(k.VersionsField()) {
		if sid == "" {
			continue // an empty array, as one client writes it
		}
		v, ok := n.Versions[sid]
		if !ok || v.Kind != k {
			f.refuse(refuse(statusUnknownVersion, "%s: %s is not a version of this Service", k.VersionsField(), sid))
			continue
		}
		if collapseRepeatedVersions && slices.Contains(found, v) {
			continue
		}
		found = append(found, v)
	}
	return found
}

// refuseTwoOfOne refuses a Build with two versions of one Asset (observed) or of one Function.
func refuseTwoOfOne(f *form, b *state.Build) {
	for _, kind := range []state.File{state.Function, state.Asset} {
		if kind == state.Function && !refuseTwoOfOneFunction {
			continue
		}
		seen := map[string]string{}
		for _, v := range b.Files(kind) {
			if other := seen[v.ParentSID]; other != "" && other != v.SID {
				f.refuse(errTwoOfOne(kind, other, v.SID))
			}
			seen[v.ParentSID] = v.SID
		}
	}
}

func (f *form) refuseSamePath(versions []*state.Version) {
	seen := map[string]bool{}
	for _, v := range versions {
		if seen[v.Path] {
			f.refuse(invalid("Two versions of the Build have the path %s", v.Path))
		}
		seen[v.Path] = true
	}
}

// lastRuntime is the runtime of a Build that names none: "the runtime of the last
// successful build in the service", error page 82007.
func lastRuntime(n *state.ServiceNode, c *call) string {
	for _, b := range slices.Backward(n.Builds.Items()) {
		if b.Status(c.now) == state.Completed {
			return b.Runtime
		}
	}
	return defaultRuntime
}

// buildRequest describes a drafted Build to [Options.BuildResult].
func buildRequest(b *state.Build) BuildRequest {
	r := BuildRequest{AccountSID: b.AccountSID, ServiceSID: b.ServiceSID, Runtime: b.Runtime,
		Dependencies: map[string]string{}}
	for _, d := range b.Dependencies {
		r.Dependencies[d.Name] = d.Version
	}
	for _, v := range b.Functions {
		r.FunctionPaths = append(r.FunctionPaths, v.Path)
	}
	for _, v := range b.Assets {
		r.AssetPaths = append(r.AssetPaths, v.Path)
	}
	return r
}

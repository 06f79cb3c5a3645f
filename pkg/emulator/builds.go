package emulator

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
)

func (c *call) viewBuild(b *build) buildView {
	url := c.url("Services", b.ServiceSID, "Builds", b.SID)
	return buildView{
		SID: b.SID, AccountSID: b.AccountSID, ServiceSID: b.ServiceSID,
		AssetVersions: viewBuilt(b.Assets), FunctionVersions: viewBuilt(b.Functions),
		Dependencies: b.Dependencies, Runtime: b.Runtime, Status: b.status(c.now),
		DateCreated: date(b.Created), DateUpdated: date(b.updated(c.now)), URL: url,
		Links: links{BuildStatus: url + "/Status"},
	}
}

// viewBuilt gives objects, not SIDs as one table of the documentation says: all
// examples and all clients agree on that.
func viewBuilt(versions []*version) []builtView {
	views := make([]builtView, 0, len(versions))
	for _, v := range versions {
		view := builtView{
			SID: v.SID, AccountSID: v.AccountSID, ServiceSID: v.ServiceSID,
			DateCreated: date(v.Created), Path: v.Path, Visibility: v.Visibility,
		}
		if upperCaseVisibilityInBuilds {
			view.Visibility = strings.ToUpper(v.Visibility)
		}
		if v.Kind == kindAsset {
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
	e.mu.RLock()
	defer e.mu.RUnlock()
	n, err := e.service(c)
	if err != nil {
		return nil, err
	}
	return pageOf[*build]{
		key: "builds", entries: n.builds.items,
		view: func(b *build) any { return c.viewBuild(b) },
	}.serve(e, c)
}

// build finds the Build in the path. It needs the lock.
func (e *Emulator) build(c *call) (*serviceNode, *build, error) {
	n, err := e.service(c)
	if err != nil {
		return nil, nil, err
	}
	b, ok := n.builds.get(c.param("Sid"))
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
	return jsonReply(http.StatusOK, c.viewBuild(b))
}

// fetchBuildStatus is the light way to poll; documentation page "Build Status".
func (e *Emulator) fetchBuildStatus(c *call) (*reply, error) {
	b, err := e.pollBuild(c)
	if err != nil {
		return nil, err
	}
	return jsonReply(http.StatusOK, buildStatusView{
		SID: b.SID, AccountSID: b.AccountSID, ServiceSID: b.ServiceSID, Status: b.status(c.now),
		URL: c.url("Services", b.ServiceSID, "Builds", b.SID, "Status"),
	})
}

// deleteBuild refuses a Build that some Environment serves (observed); one that is
// still building may go.
func (e *Emulator) deleteBuild(c *call) (*reply, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	n, b, err := e.build(c)
	if err != nil {
		return nil, err
	}
	if n.live(b.SID) {
		return nil, errLiveBuild()
	}
	e.commit(drop(b))
	return noContent(), nil
}

// createBuild works in two steps, so that BuildResult runs without the lock. The
// versions found in the first step stay what they are: a Build is a snapshot.
func (e *Emulator) createBuild(c *call) (*reply, error) {
	b, err := e.draftBuild(c)
	if err != nil {
		return nil, err
	}
	b.Failure = cmp.Or(c.failBuild, b.settleHandler(), installFailure(b.Dependencies))
	if b.Failure == "" && e.opts.BuildResult != nil {
		b.Failure = e.opts.BuildResult(b.request())
	}

	e.mu.Lock()
	defer e.mu.Unlock()
	n, err := e.service(c)
	if err != nil {
		return nil, err
	}
	if n.SID != b.ServiceSID { // deleted meanwhile, and its name given to another
		return nil, c.notFound()
	}
	if err := e.limiter.build(c.account, c.now); err != nil {
		return nil, err
	}
	b.head = e.head(c, sidBuild, n.SID)
	// The time as it will be after a restart.
	b.DoneAt, b.Polls = c.now.Add(e.opts.BuildTime).UTC().Round(0), e.opts.BuildPolls
	c.note = b.note()
	// The API gives versions in no particular order (observed).
	for _, vs := range [][]*version{b.Functions, b.Assets} {
		e.resourceIDs.shuffle(len(vs), func(i, j int) { vs[i], vs[j] = vs[j], vs[i] })
	}
	e.commit(put(b))
	view := c.viewBuild(b)
	view.Status = statusBuilding // even when it takes no time
	return jsonReply(http.StatusCreated, view)
}

// draftBuild checks the form against the Service. Runtime and dependencies are
// refused here, at once; only what installing would find out makes a Build fail
// later (both observed).
func (e *Emulator) draftBuild(c *call) (*build, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	n, err := e.service(c)
	if err != nil {
		return nil, err
	}
	f := c.form
	b := build{head: head{AccountSID: c.account, ServiceSID: n.SID}}
	b.Functions = n.named(f, kindFunction)
	b.Assets = n.named(f, kindAsset)
	if len(b.Functions)+len(b.Assets) == 0 {
		f.refuse(errNoVersions())
	}
	e.opts.Limits.checkVersions(f, &b)
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
		b.Runtime = n.lastRuntime(c)
	case b.Runtime == "latest":
		b.Runtime = defaultRuntime
	case !slices.Contains(runtimes(), b.Runtime):
		f.refuse(errRuntime(b.Runtime))
	}
	return &b, f.err()
}

// named gives the versions that a Build names: repeated keys, as both official
// clients send them. Versions must be of this Service and of this kind.
func (n *serviceNode) named(f *form, k kind) []*version {
	var found []*version
	for _, sid := range f.list(k.versionsField()) {
		if sid == "" {
			continue // an empty array, as one client writes it
		}
		v, ok := n.versions[sid]
		if !ok || v.Kind != k {
			f.refuse(refuse(statusUnknownVersion, "%s: %s is not a version of this Service", k.versionsField(), sid))
			continue
		}
		if collapseRepeatedVersions && slices.Contains(found, v) {
			continue
		}
		found = append(found, v)
	}
	return found
}

func (f *form) refuseSamePath(versions []*version) {
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
func (n *serviceNode) lastRuntime(c *call) string {
	for _, b := range slices.Backward(n.builds.items) {
		if b.status(c.now) == statusCompleted {
			return b.Runtime
		}
	}
	return defaultRuntime
}

// request describes a drafted Build to [Options.BuildResult].
func (b *build) request() BuildRequest {
	r := BuildRequest{AccountSID: b.AccountSID, ServiceSID: b.ServiceSID, Runtime: b.Runtime, Dependencies: map[string]string{}}
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

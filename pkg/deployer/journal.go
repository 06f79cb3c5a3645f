package deployer

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// JournalEntry is one thing that Apply has made. [Options.Journal] is told of each as soon as its
// SID is known; whoever keeps the entries until the deploy is done gives them to the next request
// as [Request.Journal], so that a run that was killed or has failed is continued. It holds SIDs and
// digests of files, nothing of values of Variables.
type JournalEntry struct {
	Time time.Time `json:"time"`
	// Step is what was made. A version of a Function, an Asset or the manifest has the step of
	// these, and a VersionSID.
	Step Step `json:"step"`
	// Name is a unique name, a path or a key; "" for a Build and a Deployment.
	Name       string `json:"name,omitempty"`
	ServiceSID string `json:"service_sid"`
	SID        string `json:"sid"`
	VersionSID string `json:"version_sid,omitempty"`
	// Digest is what a version was made from (see [DeployedFile]) or a Build is made with besides
	// files.
	Digest string `json:"digest,omitempty"`
}

// journalAge is how long an entry counts. Versions that no Build uses are removed after some days,
// and a Build has the packages of its own day. Source:
// https://www.twilio.com/docs/serverless/api/resource/function-version.
const journalAge = 24 * time.Hour

// lastMade distinguishes a state of a journal from a later one: a SID is given once.
func lastMade(journal []JournalEntry) string {
	if len(journal) == 0 {
		return ""
	}
	last := journal[len(journal)-1]
	return cmp.Or(last.VersionSID, last.SID)
}

// record writes the journal before the thing is reported: what was reported is not lost.
func (a *application) record(e JournalEntry) {
	if a.options.Journal == nil {
		return
	}
	e.ServiceSID = cmp.Or(a.result.ServiceSID, e.SID)
	a.journal.Lock()
	defer a.journal.Unlock()
	e.Time = time.Now().UTC()
	a.options.Journal(e)
}

// begun is what an earlier run has left in a Service, by its journal. It is a hint: the live Build,
// the lists of Functions and Assets, and the Build itself decide whether it is used.
type begun struct {
	versions map[begunVersion]JournalEntry
	build    JournalEntry // the last one
}

type begunVersion struct {
	step         Step
	path, digest string
}

// begun reads the journal of the request, of which entries that are old, damaged or of another
// Service do not count.
func (r *Request) begun(service string) *begun {
	b := &begun{versions: map[begunVersion]JournalEntry{}}
	now := time.Now()
	for _, e := range r.Journal {
		switch {
		case e.ServiceSID != service || now.Sub(e.Time).Abs() > journalAge:
		case e.Step == StepBuild && CheckSID("ZB", e.SID) == nil:
			b.build = e
		case e.Digest != "" && CheckSID("ZH", e.SID) == nil && CheckSID("ZN", e.VersionSID) == nil:
			b.versions[begunVersion{e.Step, e.Name, e.Digest}] = e
		}
	}
	return b
}

// reuse puts versions into the plan that are uploaded already: of the same digest, and of the
// Function or Asset that the plan uses.
func (b *begun) reuse(p *Plan) {
	for step, files := range map[Step][]PlannedFile{StepFunction: p.Functions, StepAsset: p.Assets} {
		for i := range files {
			f := &files[i]
			e := b.versions[begunVersion{step, f.Path, f.Digest}]
			if f.Action == ActionUpdate && e.SID == f.SID {
				f.VersionSID = e.VersionSID
			}
		}
	}
}

// continued plans to go on with what an earlier run has begun: with its manifest if that would say
// the same, and with its Build if that is made of exactly the versions, dependencies and runtime of
// the plan and has not failed.
func (d *Deployer) continued(ctx context.Context, p *Plan, b *begun) error {
	if slices.ContainsFunc(slices.Concat(p.Functions, p.Assets), PlannedFile.uploaded) {
		return nil
	}
	functions, assets := p.reused()
	if m := p.Manifest; m != nil && m.Action == ActionUpdate {
		content, err := encodeManifest(p.Build.digest(), functions, assets)
		if err != nil {
			return err
		}
		if e := b.versions[begunVersion{StepManifest, m.Path, manifestDigest(content)}]; e.SID == m.SID {
			m.VersionSID = e.VersionSID
		}
	}
	if p.Manifest.uploaded() || b.build.SID == "" || b.build.Digest != p.Build.digest() {
		return nil
	}
	build, err := found(d.api.FetchBuild(ctx, p.Service.SID, b.build.SID))
	if err != nil || build == nil || !p.isMadeOf(build) {
		return err
	}
	switch build.Status {
	case serverless.BuildStateCompleted, serverless.BuildStateBuilding:
		p.Build.Action, p.Build.SID = ActionKeep, build.SID
		p.Build.Building = build.Status == serverless.BuildStateBuilding
	}
	return nil
}

// isMadeOf reports whether the Build has the versions of the plan, no more and no less.
func (p *Plan) isMadeOf(build *serverless.Build) bool {
	functions, assets := p.reused()
	wanted := map[string]bool{}
	for _, sid := range versionSIDs(slices.Concat(functions, assets)) {
		wanted[sid] = true
	}
	if m := p.Manifest; m != nil && m.Action != ActionRemove {
		wanted[m.VersionSID] = true
	}
	count := len(build.FunctionVersions) + len(build.AssetVersions)
	return count == len(wanted) &&
		!slices.ContainsFunc(build.FunctionVersions,
			func(v serverless.BuildFunctionVersion) bool { return !wanted[v.SID] }) &&
		!slices.ContainsFunc(build.AssetVersions, func(v serverless.BuildAssetVersion) bool { return !wanted[v.SID] })
}

// record is what the journal and an earlier deploy together record of the last Build, when that is
// live.
func (b *begun) record(known *Known, functions, assets map[string]liveFile) *record {
	if known == nil {
		known = &Known{}
	}
	r := known.record()
	r.build = b.build.Digest
	for v, e := range b.versions {
		f := KnownFile{Path: v.path, Digest: v.digest, VersionSID: e.VersionSID}
		switch {
		case v.step == StepFunction && functions[v.path].version == f.VersionSID:
			r.functions[v.path] = f
		case v.step == StepAsset && assets[v.path].version == f.VersionSID:
			r.assets[v.path] = f
		}
	}
	return r
}

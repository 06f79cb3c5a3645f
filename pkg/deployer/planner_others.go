package deployer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
)

// keepOthers keeps what is live and not part of the project, with the packages of the live Build
// that the project does not name. Of two versions of a package the project's is taken.
func (p *Plan) keepOthers(live *remote) error {
	paths := map[string]bool{}
	for _, f := range slices.Concat(p.Functions, p.Assets) {
		if f.Action != ActionRemove {
			paths[f.Path] = true
		}
	}
	kept := false
	for _, side := range []struct {
		files []PlannedFile
		live  map[string]liveFile
		known map[string]KnownFile
	}{{p.Functions, live.functions.live, live.recorded().functions},
		{p.Assets, live.assets.live, live.recorded().assets}} {
		for i := range side.files {
			f := &side.files[i]
			switch {
			case f.Action != ActionRemove:
				continue
			case paths[f.Path]:
				return fmt.Errorf("%s is live as a Function or an Asset, and the project has it as the other: rename "+
					"the file, or deploy without keeping others",
					f.Path)
			}
			f.Action, f.Other, f.VersionSID = ActionKeep, true, side.live[f.Path].version
			if k := side.known[f.Path]; k.VersionSID == f.VersionSID {
				f.Digest = k.Digest
			}
			kept = true
		}
	}
	if !kept || live.build == nil {
		return nil
	}
	for _, d := range live.build.Dependencies {
		at := slices.IndexFunc(p.Build.Dependencies, func(own bundle.Dependency) bool { return own.Name == d.Name })
		switch {
		case at < 0:
			p.Build.Dependencies = append(p.Build.Dependencies, bundle.Dependency{Name: d.Name, Version: d.Version})
			p.Build.Others = append(p.Build.Others, d.Name)
		case p.Build.Dependencies[at].Version != d.Version:
			p.warn(fmt.Sprintf("the package %s is %s in the project and %s in what is live: all Functions get that "+
				"of the project",
				d.Name, p.Build.Dependencies[at].Version, d.Version))
		}
	}
	slices.SortFunc(p.Build.Dependencies, func(a, b bundle.Dependency) int { return strings.Compare(a.Name, b.Name) })
	return nil
}

// recorded is what is recorded of the live Build.
func (r *remote) recorded() *record {
	if r.record == nil {
		return &record{}
	}
	return r.record
}

// checkAbsent refuses to remove what is live because a folder that is named is not there: that is
// more often a project that was not built than an intent.
func (p *Plan) checkAbsent(b *bundle.Bundle) error {
	if len(b.Absent) == 0 {
		return nil
	}
	for _, side := range []struct {
		what  string
		files []PlannedFile
		empty bool
	}{{"Functions", p.Functions, len(b.Functions) == 0}, {"Assets", p.Assets, len(b.Assets) == 0}} {
		if side.empty && len(side.files) > 0 {
			return fmt.Errorf("%s is not there, and %d live %s would be removed: build the project first, or leave "+
				"the %s out on purpose",
				strings.Join(b.Absent, " and "), len(side.files), side.what, side.what)
		}
	}
	return nil
}

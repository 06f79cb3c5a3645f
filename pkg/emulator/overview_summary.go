package emulator

import (
	"slices"
	"time"
)

func (n *serviceNode) summary(now time.Time, limit int) ServiceSummary {
	s := ServiceSummary{
		SID: n.SID, AccountSID: n.AccountSID, UniqueName: n.UniqueName, FriendlyName: n.FriendlyName, Created: n.Created,
		Functions: len(n.functions.items), Assets: len(n.assets.items),
		EnvironmentCount: len(n.environments.items), BuildCount: len(n.builds.items),
		Environments: []EnvironmentSummary{}, Builds: []BuildSummary{},
	}
	for _, env := range n.environments.items[:min(limit, len(n.environments.items))] {
		s.Environments = append(s.Environments, env.summary(n, now, limit))
	}
	for _, b := range newest(n.builds.items, limit) {
		s.Builds = append(s.Builds, b.summary(now))
	}
	return s
}

func (env *environmentNode) summary(n *serviceNode, now time.Time, limit int) EnvironmentSummary {
	s := EnvironmentSummary{
		SID: env.SID, UniqueName: env.UniqueName, DomainName: env.DomainName,
		VariableCount: len(env.variables.items), DeploymentCount: len(env.deployments.items), LogCount: len(env.logs.items),
		VariableKeys: []string{}, Deployments: []DeploymentSummary{},
	}
	if b, ok := n.builds.get(env.BuildSID); ok {
		live := b.summary(now)
		s.Live = &live
		if d, ok := env.deployments.get(env.DeploymentSID); ok {
			s.LiveSince = d.Created
		}
	}
	for _, v := range newest(env.variables.items, limit) {
		s.VariableKeys = append(s.VariableKeys, v.Key)
	}
	slices.Sort(s.VariableKeys)
	for _, d := range newest(env.deployments.items, limit) {
		s.Deployments = append(s.Deployments, DeploymentSummary{SID: d.SID, BuildSID: d.BuildSID, Created: d.Created})
	}
	return s
}

func (b *build) summary(now time.Time) BuildSummary {
	s := BuildSummary{
		SID: b.SID, Status: b.status(now), Runtime: b.Runtime, Created: b.Created,
		Functions: len(b.Functions), Assets: len(b.Assets),
	}
	if s.Status == statusFailed {
		s.Failure = b.Failure
	}
	for _, kind := range [][]*version{b.Functions, b.Assets} {
		for _, v := range kind {
			s.Size += v.Content.Size
		}
	}
	return s
}

func (v *version) summary() VersionSummary {
	kind := "function"
	if v.Kind == kindAsset {
		kind = "asset"
	}
	return VersionSummary{
		SID: v.SID, Kind: kind, ParentSID: v.ParentSID, Path: v.Path, Visibility: v.Visibility, Size: v.Content.Size, Created: v.Created,
	}
}

// newest gives the last entries of a list, which lies oldest first, in reverse.
func newest[T any](items []T, limit int) []T {
	last := slices.Clone(items[max(0, len(items)-limit):])
	slices.Reverse(last)
	return last
}

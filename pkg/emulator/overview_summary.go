package emulator

import (
	"slices"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

func summarizeService(n *state.ServiceNode, now time.Time, limit int) ServiceSummary {
	s := ServiceSummary{
		SID: n.SID, AccountSID: n.AccountSID, UniqueName: n.UniqueName, FriendlyName: n.FriendlyName,
		Created: n.Created,
		Functions: n.Functions.Len() - countTools(n.Functions.Items(),
			func(r *state.ResourceNode) string { return r.FriendlyName }),
		Assets:           n.Assets.Len(),
		EnvironmentCount: n.Environments.Len(), BuildCount: n.Builds.Len(),
		Environments: []EnvironmentSummary{}, Builds: []BuildSummary{},
	}
	for _, env := range n.Environments.Items()[:min(limit, n.Environments.Len())] {
		s.Environments = append(s.Environments, summarizeEnvironment(env, n, now, limit))
	}
	for _, b := range newest(n.Builds.Items(), limit) {
		s.Builds = append(s.Builds, summarizeBuild(b, now))
	}
	return s
}

func summarizeEnvironment(env *state.EnvironmentNode, n *state.ServiceNode, now time.Time,
	limit int) EnvironmentSummary {
	s := EnvironmentSummary{
		SID: env.SID, UniqueName: env.UniqueName, DomainName: env.DomainName,
		VariableCount: env.Variables.Len(), DeploymentCount: env.Deployments.Len(), LogCount: env.Logs.Len(),
		VariableKeys: []string{}, Deployments: []DeploymentSummary{},
	}
	if b, ok := n.Builds.Get(env.BuildSID); ok {
		live := summarizeBuild(b, now)
		s.Live = &live
		if d, ok := env.Deployments.Get(env.DeploymentSID); ok {
			s.LiveSince = d.Created
		}
	}
	for _, v := range newest(env.Variables.Items(), limit) {
		s.VariableKeys = append(s.VariableKeys, v.Key)
	}
	slices.Sort(s.VariableKeys)
	for _, d := range newest(env.Deployments.Items(), limit) {
		s.Deployments = append(s.Deployments, DeploymentSummary{SID: d.SID, BuildSID: d.BuildSID, Created: d.Created})
	}
	return s
}

func summarizeBuild(b *state.Build, now time.Time) BuildSummary {
	s := BuildSummary{
		SID: b.SID, Status: b.Status(now), Runtime: b.Runtime, Created: b.Created,
		Functions: len(b.Functions) - countTools(b.Functions, func(v *state.Version) string { return v.Path }),
		Assets:    len(b.Assets),
	}
	if s.Status == state.Failed {
		s.Failure = b.Failure
	}
	for _, v := range b.Versions() {
		s.Size += v.Content.Size
	}
	return s
}

func summarizeVersion(v *state.Version) VersionSummary {
	return VersionSummary{
		SID: v.SID, Kind: v.Kind.String(), ParentSID: v.ParentSID, Path: v.Path, Visibility: v.Visibility,
		Tool: isTool(v.Path), Size: v.Content.Size, Created: v.Created,
	}
}

// newest gives the last entries of a list, which lies oldest first, in reverse.
func newest[T any](items []T, limit int) []T {
	last := slices.Clone(items[max(0, len(items)-limit):])
	slices.Reverse(last)
	return last
}

// isTool reports whether a path is of what tools keep for themselves.
func isTool(path string) bool { return strings.HasPrefix(path, "/.twilio-serverless/") }

func countTools[T any](all []T, path func(T) string) (n int) {
	for _, x := range all {
		if isTool(path(x)) {
			n++
		}
	}
	return n
}

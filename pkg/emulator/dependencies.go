package emulator

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

const runtimeHandler = "@twilio/runtime-handler"

// parseDependencies reads the Dependencies field of CreateBuild: a JSON array of
// {name, version}. The array may stand in one more pair of double quotes, as the
// Serverless Toolkit sends it on every deploy; empty means none.
func parseDependencies(text string) ([]state.Dependency, error) {
	text = strings.TrimSpace(text)
	if len(text) >= 2 && text[0] == '"' && text[len(text)-1] == '"' {
		text = strings.TrimSpace(text[1 : len(text)-1])
	}
	if text == "" {
		return nil, nil
	}
	// Maps, because struct fields would be matched in any case.
	var items []map[string]any
	if err := json.Unmarshal([]byte(text), &items); err != nil || items == nil {
		return nil, errDependencies()
	}
	deps := make([]state.Dependency, 0, len(items))
	for _, item := range items {
		name, _ := item["name"].(string)
		version, _ := item["version"].(string)
		if name == "" || version == "" {
			return nil, errDependencies()
		}
		deps = append(deps, state.Dependency{Name: name, Version: version})
	}
	return deps, nil
}

func errDependencies() error {
	return refuse(statusDependencies,
		"Dependencies must be a JSON array of objects with a name and a version, both text")
}

// checkHandler refuses versions of the runtime handler that are not approved. It is the
// one package that the API itself has opinions on; which others exist, and fit, only
// npm knows.
func (e *Emulator) checkHandler(deps []state.Dependency) error {
	for _, d := range deps {
		if d.Name == runtimeHandler && !slices.Contains(runtimeHandlers(), d.Version) &&
			!slices.Contains(e.opts.RuntimeHandlers, d.Version) {
			return errHandler(d.Version)
		}
	}
	return nil
}

// Observed, word for word.
func errHandler(version string) error {
	return invalid(
		"Some dependencies could not be validated. No matching version found for %s@%s. You can find the valid "+
			"versions at https://www.twilio.com/docs/serverless/functions-assets/handler", runtimeHandler, version)
}

// withDefaults adds the dependencies that every Build has and that were not
// supplied; supplied ones win (observed).
func withDefaults(deps []state.Dependency) []state.Dependency {
	all := slices.Clip(deps)
	for _, d := range defaultDependencies() {
		if !slices.ContainsFunc(deps, func(given state.Dependency) bool { return given.Name == d.Name }) {
			all = append(all, d)
		}
	}
	return all
}

// upgradeHandler applies what node24 asks of the runtime handler: versions from 1.2.0 on
// are replaced by 2.1.2, with older ones the Build fails (announcement of node24). It
// gives the reason of the failure.
func upgradeHandler(b *state.Build) (failure string) {
	if b.Runtime != "node24" {
		return ""
	}
	for i, d := range b.Dependencies {
		if d.Name != runtimeHandler {
			continue
		}
		var v [3]int
		for n, part := range strings.SplitN(d.Version, ".", 3) {
			v[n], _ = strconv.Atoi(part)
		}
		switch {
		case slices.Compare(v[:], []int{1, 2, 0}) < 0:
			return "node24 needs " + runtimeHandler + " 1.2.0 or later, not " + d.Version
		case slices.Compare(v[:], []int{2, 1, 2}) < 0:
			b.Dependencies[i].Version = "2.1.2"
		}
	}
	return ""
}

package relations

import (
	"strconv"
	"time"
)

// clockSkew is how far the clocks of two hosts may be apart: versions are made on the host of uploads, Builds are not.
const clockSkew = time.Minute

// checkVersions: a Build lists each version once, all of its own Service, none that is younger than the Build, and one
// of each Asset (two are refused: https://github.com/twilio-labs/serverless-toolkit/issues/469).
func checkVersions(r *report, resource map[string]any, at string) {
	made, err := parseDate(text(resource, "date_created"))
	dated := err == nil
	// The documentation's own page of the list shows a Build of nothing.
	functions, some := resource["function_versions"].([]any)
	assets, more := resource["asset_versions"].([]any)
	if at == "" && some && more && len(functions)+len(assets) == 0 {
		r.add("versions", at+"/function_versions", "are none, and asset_versions are none: a Build has at least one")
	}
	for _, list := range []string{"function_versions", "asset_versions"} {
		versions, _ := resource[list].([]any)
		seen := map[string]bool{}
		for i, item := range versions {
			version, _ := item.(map[string]any)
			sid, here := text(version, "sid"), at+"/"+list+"/"+strconv.Itoa(i)
			if sid != "" && seen[sid] {
				r.add("twice", here+"/sid", "is in the list already")
			}
			seen[sid] = true
			if asset := text(version, "asset_sid"); asset != "" {
				if seen[asset] {
					r.add("twice", here+"/asset_sid", "has another version in the list already")
				}
				seen[asset] = true
			}
			if born, err := parseDate(text(version, "date_created")); err == nil && dated &&
				born.After(made.Add(clockSkew)) {
				r.add("dates", here+"/date_created", "is after that of the Build")
			}
			for _, parent := range []string{"service_sid", "account_sid"} {
				if differs(text(version, parent), text(resource, parent)) {
					r.add("identity", here+"/"+parent, "is not that of the Build")
				}
			}
		}
	}
}

// checkDependenciesOnce: a Build has one version of each dependency.
func checkDependenciesOnce(r *report, resource map[string]any, at string) {
	dependencies, _ := resource["dependencies"].([]any)
	seen := map[string]bool{}
	for i, item := range dependencies {
		dependency, _ := item.(map[string]any)
		name := text(dependency, "name")
		if name != "" && seen[name] {
			r.add("twice", at+"/dependencies/"+strconv.Itoa(i)+"/name", "is in the list already")
		}
		seen[name] = true
		if version, is := dependency["version"].(string); is && version == "" {
			r.add("dependency", at+"/dependencies/"+strconv.Itoa(i)+"/version", "is empty")
		}
	}
}

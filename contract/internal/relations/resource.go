package relations

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// checkResource checks one resource: that it is the one the path names, and that its properties agree
// with each other. at is the pointer of the resource in the answer.
func checkResource(r *report, x *Exchange, resource map[string]any, at string) {
	// A resource that is not the one of the path has another address too: one cause, one problem.
	if checkIdentity(r, x, resource, at) {
		checkAddress(r, x, resource, at)
	}
	checkDates(r, resource, at)
	checkDomain(r, resource, at)
	checkVersions(r, resource, at)
	checkDependenciesOnce(r, resource, at)
}

// checkIdentity compares SIDs with the path parameters and the credentials. A parameter {Sid} is the
// resource itself, {ServiceSid} its property service_sid.
func checkIdentity(r *report, x *Exchange, resource map[string]any, at string) (same bool) {
	before := len(r.problems)
	for _, parameter := range x.Operation.Path {
		sent, name := x.Params[parameter.Name], property(parameter.Name)
		switch {
		case isSID(sent):
			if differs(text(resource, name), sent) {
				r.add("identity", at+"/"+name, "is not the one that the path of the request names")
			}
		case name == "sid" && differs(text(resource, "unique_name"), sent):
			r.add("identity", at+"/unique_name", "is not the one that the path of the request names")
		}
	}
	if strings.HasPrefix(x.User, "AC") && differs(text(resource, "account_sid"), x.User) {
		r.add("identity", at+"/account_sid", "is not the Account of the credentials")
	}
	return len(r.problems) == before
}

// checkAddress compares url and links with the path: a resource is found at the address that it gives.
func checkAddress(r *report, x *Exchange, resource map[string]any, at string) {
	if text(resource, "url") == "" {
		return
	}
	want := strings.Split(x.Operation.Template, "/")
	if x.Operation.Verb() == "Create" || x.Operation.List != "" {
		want = append(want, "{Sid}")
	}
	have, ok := segments(text(resource, "url"))
	if !ok {
		return // the schema says that it is no URL
	}
	fits := len(have) == len(want)
	for i := 0; fits && i < len(want); i++ {
		name, parameter := strings.CutPrefix(want[i], "{")
		due := want[i]
		if parameter {
			due = text(resource, property(strings.TrimSuffix(name, "}")))
		}
		fits = due == "" || due == have[i] || parameter && !isSID(have[i]) && have[i] == text(resource, "unique_name")
	}
	if !fits {
		r.add("address", at+"/url", "is not the address of this resource")
		return
	}
	links, _ := resource["links"].(map[string]any)
	for _, name := range sortedKeys(links) {
		link, _ := links[name].(string)
		below, ok := segments(link)
		switch {
		case !ok:
		case leadsAstray(have, below):
			r.add("address", at+"/links/"+name, "leads to what belongs to another resource")
		case len(below) > len(have) && slices.Equal(have, below[:len(have)]) &&
			hostOf(link) != hostOf(text(resource, "url")):
			r.add("address", at+"/links/"+name, "is below the url of the resource, and on another host")
		}
	}
}

// leadsAstray reports whether a link is one into another resource of the same kind. Links that the
// contract does not know may lead anywhere.
func leadsAstray(own, link []string) bool {
	for i := range min(len(own), len(link)) {
		if own[i] != link[i] {
			return isSID(own[i]) && isSID(link[i])
		}
	}
	return false
}

// segments returns the path of an API address from /v1 on: proxies may put a prefix before it.
func segments(address string) ([]string, bool) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, false
	}
	return segmentsOf(u), true
}

// segmentsOf is the same for an address that is parsed.
func segmentsOf(u *url.URL) []string {
	i := strings.LastIndex(u.Path, "/v1/")
	if i < 0 {
		return strings.Split(u.Path, "/")
	}
	return strings.Split(u.Path[i:], "/")
}

// checkDates: nothing was updated before it was created.
func checkDates(r *report, resource map[string]any, at string) {
	created, err := parseDate(text(resource, "date_created"))
	if err != nil {
		return
	}
	if updated, err := parseDate(text(resource, "date_updated")); err == nil && updated.Before(created) {
		r.add("dates", at+"/date_updated", "is before date_created")
	}
}

func parseDate(value string) (time.Time, error) {
	return time.Parse(time.RFC3339, strings.ToUpper(value))
}

// checkVersions: a Build lists each version once, and all of its own Service.
func checkVersions(r *report, resource map[string]any, at string) {
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
	}
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

func sortedKeys(object map[string]any) []string {
	keys := make([]string, 0, len(object))
	for key := range object {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

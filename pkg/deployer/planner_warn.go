package deployer

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
)

const notVersioned = "Variables are not part of a Build and stay as they are: "

// warn adds a warning; "" is none.
func (p *Plan) warn(text string) {
	if text != "" {
		p.Warnings = append(p.Warnings, text)
	}
}

// variablesDiffer names keys that two Environments do not share, and never values.
func variablesDiffer(from, to Target, a, b map[string]string) string {
	var onlyA, onlyB, differ []string
	for _, key := range slices.Sorted(maps.Keys(a)) {
		switch value, ok := b[key]; {
		case !ok:
			onlyA = append(onlyA, key)
		case value != a[key]:
			differ = append(differ, key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(b)) {
		if _, ok := a[key]; !ok {
			onlyB = append(onlyB, key)
		}
	}
	var parts []string
	for _, p := range []struct {
		what string
		keys []string
	}{{"with another value: ", differ}, {"only in " + from.name() + ": ", onlyA},
		{"only in " + to.name() + ": ", onlyB}} {
		if len(p.keys) > 0 {
			parts = append(parts, p.what+strings.Join(p.keys, ", "))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return notVersioned + strings.Join(parts, "; ")
}

func asMap(variables []Variable) map[string]string {
	m := map[string]string{}
	for _, v := range variables {
		m[v.Key] = v.Value
	}
	return m
}

func byKey(variables []serverless.Variable) map[string]string {
	m := map[string]string{}
	for _, v := range variables {
		m[v.Key] = v.Value
	}
	return m
}

// variablesChanged names the keys of Variables that were created or changed since a Build went live
// the last time; the API shows no more. Those that were deleted since leave no trace.
func variablesChanged(build string, deployments []serverless.Deployment, variables []serverless.Variable) string {
	i := slices.IndexFunc(deployments, func(d serverless.Deployment) bool {
		return d.BuildSID != nil &&
			*d.BuildSID == build
	})
	if i < 0 {
		return "" // never live here: there is nothing to compare with
	}
	var keys []string
	for _, v := range variables {
		if v.DateUpdated.After(deployments[i].DateCreated) {
			keys = append(keys, v.Key)
		}
	}
	if len(keys) == 0 {
		return ""
	}
	slices.Sort(keys)
	return notVersioned + "changed since " + build + " was deployed: " + strings.Join(keys, ", ")
}

// warnings are what may go wrong with a request and does not have to; existing are the Variables of
// the Environment.
func (r *Request) warnings(existing []serverless.Variable) []string {
	w := append(r.Bundle.Warnings(), overridden(r.Variables)...)
	if err := r.Bundle.CheckRuntime(r.Runtime); err != nil { // and AllowRetired
		w = append(w, err.Error())
	}
	if unknown := bundle.RuntimeWarning(r.Runtime); unknown != "" {
		w = append(w, unknown)
	}
	if n := r.sizeOfVariables(existing); n > maxVariables {
		w = append(w, fmt.Sprintf("with those that are in the Environment already, the Variables have %d bytes "+
			"together; Functions fail with error 82006 when it is more than %d", n, maxVariables))
	}
	return w
}

// sizeOfVariables adds up what the Environment will hold.
func (r *Request) sizeOfVariables(existing []serverless.Variable) int {
	values := map[string]string{}
	if !r.SyncVariables {
		values = byKey(existing)
	}
	for _, v := range r.Variables {
		values[v.Key] = v.Value
	}
	n := 0
	for key, value := range values {
		n += len(key) + len(value)
	}
	return n
}

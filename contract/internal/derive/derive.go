// Package derive reads off the registry of operations what a case needs to know about a resource that no fixture is
// written for.
package derive

import (
	"cmp"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// Resource is the resource of an operation as case IDs name it: the heading of its page.
func Resource(op operations.Operation) string {
	return strings.ToLower(strings.ReplaceAll(op.Tag, " ", "-"))
}

// Collections are the names of the collections in a path template, in their order: /Services/Environments.
func Collections(template string) string {
	var kinds strings.Builder
	for _, segment := range strings.Split(template, "/")[2:] { // the first two are empty and v1
		if !strings.HasPrefix(segment, "{") {
			kinds.WriteString("/" + segment)
		}
	}
	return kinds.String()
}

// CreateIn returns the operation that makes a resource by a POST to a list, whose template this is. An upload, which is
// no form, is none.
func CreateIn(list string) (operations.Operation, bool) {
	for _, op := range operations.All() {
		if op.Verb() == "Create" && op.Host == operations.ServerlessHost && op.Template == list {
			return op, true
		}
	}
	return operations.Operation{}, false
}

// ListOf returns the operation that lists these collections.
func ListOf(kinds string) (operations.Operation, bool) {
	for _, op := range operations.All() {
		if op.Verb() == "List" && Collections(op.Template) == kinds {
			return op, true
		}
	}
	return operations.Operation{}, false
}

// Below gives what lies directly below the resource that an operation answers with: the key of the link to it, and the
// end of its address. The published examples name a list by its key (environments) and what is not listed by its
// resource (build_status).
func Below(op operations.Operation) map[string]string {
	own := strings.Split(op.Resource(), "/")
	found := map[string]string{}
	for _, child := range operations.All() {
		segments := strings.Split(child.Template, "/")
		end := len(segments) - 1
		if child.Verb() != "List" && child.Verb() != "Fetch" || strings.HasPrefix(segments[end], "{") ||
			!slices.EqualFunc(segments[:end], own, sameSegment) {
			continue
		}
		found[cmp.Or(child.List, strings.ReplaceAll(Resource(child), "-", "_"))] = segments[end]
	}
	return found
}

// sameSegment compares segments of two templates, whose parameters may have other names: a list calls FunctionSid
// what a fetch calls Sid.
func sameSegment(a, b string) bool {
	return a == b || strings.HasPrefix(a, "{") && strings.HasPrefix(b, "{")
}

// SIDPrefixes has the first letters of the SIDs of each collection, as the parameters of the paths in the contract say.
func SIDPrefixes() map[string]string {
	prefixes := map[string]string{"Services": "ZS"} // which paths name by SID or by unique name
	for _, op := range operations.All() {
		parameters := op.Path
		segments := strings.Split(op.Template, "/")
		for i, segment := range segments {
			if !strings.HasPrefix(segment, "{") {
				continue
			}
			if prefix := parameters[0].SIDPrefix(); prefix != "" {
				prefixes[segments[i-1]] = prefix
			}
			parameters = parameters[1:]
		}
	}
	return prefixes
}

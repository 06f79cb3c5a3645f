package negations

import (
	"net/http"
	"strings"
)

// A route is what the method and the path of a request name.
type route struct {
	Op       string // operationId; empty when it is none
	Resource string // singular, as in the operationId
	Verb     string // List, Create, Fetch, Update or Delete
	Service  string // as it stands in the path: a SID or a UniqueName
	Parent   string // SID of the Function, Asset or Environment above
	SID      string // what the path ends with
}

var plurals = map[string]string{
	"Services": "Service", "Functions": "Function", "Assets": "Asset", "Builds": "Build", "Environments": "Environment",
	"Variables": "Variable", "Deployments": "Deployment", "Logs": "Log",
}

// routeOf reads the operations out of a method and a path.
func routeOf(method, path string) route {
	rest, ok := strings.CutPrefix(path, "/v1/")
	if !ok {
		return route{}
	}
	var r route
	parts := strings.Split(rest, "/")
	collection, parent := "", ""
	for i, part := range parts {
		switch {
		case i%2 == 0:
			if collection != "" {
				if collection == "Services" {
					r.Service = r.SID
				} else if part != "Status" && part != "Content" {
					r.Parent = r.SID
				}
			}
			if part != "Status" && part != "Content" {
				r.SID = ""
			}
			parent, collection = collection, part
		default:
			r.SID = part
		}
	}
	switch collection {
	case "Versions":
		r.Resource = strings.TrimSuffix(parent, "s") + "Version"
	case "Status":
		r.Resource = "BuildStatus"
	case "Content":
		r.Resource = "FunctionVersionContent"
	default:
		r.Resource = plurals[collection]
	}
	if r.Resource == "" {
		return route{}
	}
	onList := len(parts)%2 == 1 && collection != "Status" && collection != "Content"
	switch {
	case method == http.MethodGet && onList:
		r.Verb = "List"
	case method == http.MethodGet:
		r.Verb = "Fetch"
	case method == http.MethodPost && onList:
		r.Verb = "Create"
	case method == http.MethodPost:
		r.Verb = "Update"
	case method == http.MethodDelete:
		r.Verb = "Delete"
	default:
		return route{}
	}
	r.Op = r.Verb + r.Resource
	return r
}

// fits reports whether an operation is one of ops, which are separated by spaces; `*` at an end stands for anything.
func fits(ops, op string) bool {
	for _, pattern := range strings.Fields(ops) {
		switch {
		case pattern == op, pattern == "*" && op != "":
			return true
		case strings.HasSuffix(pattern, "*") && strings.HasPrefix(op, strings.TrimSuffix(pattern, "*")) && op != "":
			return true
		case strings.HasPrefix(pattern, "*") && strings.HasSuffix(op, strings.TrimPrefix(pattern, "*")):
			return true
		}
	}
	return false
}

package emulator

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// The two hosts, by the first label of their name; regional names begin alike
// (serverless.sydney.au1.twilio.com).
const (
	hostAPI    = "serverless"
	hostUpload = "serverless-upload"
	apiDomain  = hostAPI + ".twilio.com"
)

type bodyKind int

const (
	bodyNone bodyKind = iota // a body is not looked at
	bodyForm
	bodyUpload
)

type handler func(*Emulator, *call) (*reply, error)

// A route is one operation. Segments in braces match any one segment.
type route struct {
	operation string
	method    string
	segments  []string
	host      string
	body      bodyKind
	handle    handler
}

// routes lists all operations under Twilio's operationIds. The two uploads are
// not in the official document; their names follow its grammar.
func routes() []route {
	const (
		svc  = "/v1/Services/{ServiceSid}"
		env  = svc + "/Environments/{EnvironmentSid}"
		fn   = svc + "/Functions"
		as   = svc + "/Assets"
		vers = "/Versions"
		id   = "/{Sid}"
	)
	var all []route
	add := func(operation, method, pattern string, h handler) {
		r := route{operation: operation, method: method, segments: strings.Split(pattern, "/")[1:], host: hostAPI,
			handle: h}
		if method == http.MethodPost {
			r.body = bodyForm
		}
		all = append(all, r)
	}
	upload := func(operation, pattern string, h handler) {
		add(operation, http.MethodPost, pattern, h)
		all[len(all)-1].host, all[len(all)-1].body = hostUpload, bodyUpload
	}
	const get, post, del = http.MethodGet, http.MethodPost, http.MethodDelete

	add("ListService", get, "/v1/Services", (*Emulator).listServices)
	add("CreateService", post, "/v1/Services", (*Emulator).createService)
	add("FetchService", get, svcByID, (*Emulator).fetchService)
	add("UpdateService", post, svcByID, (*Emulator).updateService)
	add("DeleteService", del, svcByID, (*Emulator).deleteService)

	add("ListFunction", get, fn, listResources(state.Function))
	add("CreateFunction", post, fn, createResource(state.Function))
	add("FetchFunction", get, fn+id, fetchResource(state.Function))
	add("UpdateFunction", post, fn+id, updateResource(state.Function))
	add("DeleteFunction", del, fn+id, deleteResource(state.Function))
	add("ListFunctionVersion", get, fn+"/{FunctionSid}"+vers, listVersions(state.Function))
	upload("CreateFunctionVersion", fn+"/{FunctionSid}"+vers, createVersion(state.Function))
	add("FetchFunctionVersion", get, fn+"/{FunctionSid}"+vers+id, fetchVersion(state.Function))
	add("FetchFunctionVersionContent", get, fn+"/{FunctionSid}"+vers+id+"/Content", (*Emulator).fetchContent)

	add("ListAsset", get, as, listResources(state.Asset))
	add("CreateAsset", post, as, createResource(state.Asset))
	add("FetchAsset", get, as+id, fetchResource(state.Asset))
	add("UpdateAsset", post, as+id, updateResource(state.Asset))
	add("DeleteAsset", del, as+id, deleteResource(state.Asset))
	add("ListAssetVersion", get, as+"/{AssetSid}"+vers, listVersions(state.Asset))
	upload("CreateAssetVersion", as+"/{AssetSid}"+vers, createVersion(state.Asset))
	add("FetchAssetVersion", get, as+"/{AssetSid}"+vers+id, fetchVersion(state.Asset))

	add("ListBuild", get, svc+"/Builds", (*Emulator).listBuilds)
	add("CreateBuild", post, svc+"/Builds", (*Emulator).createBuild)
	add("FetchBuild", get, svc+"/Builds"+id, (*Emulator).fetchBuild)
	add("DeleteBuild", del, svc+"/Builds"+id, (*Emulator).deleteBuild)
	add("FetchBuildStatus", get, svc+"/Builds"+id+"/Status", (*Emulator).fetchBuildStatus)

	add("ListEnvironment", get, svc+"/Environments", (*Emulator).listEnvironments)
	add("CreateEnvironment", post, svc+"/Environments", (*Emulator).createEnvironment)
	add("FetchEnvironment", get, svc+"/Environments"+id, (*Emulator).fetchEnvironment)
	add("DeleteEnvironment", del, svc+"/Environments"+id, (*Emulator).deleteEnvironment)

	add("ListVariable", get, env+"/Variables", (*Emulator).listVariables)
	add("CreateVariable", post, env+"/Variables", (*Emulator).createVariable)
	add("FetchVariable", get, env+"/Variables"+id, (*Emulator).fetchVariable)
	add("UpdateVariable", post, env+"/Variables"+id, (*Emulator).updateVariable)
	add("DeleteVariable", del, env+"/Variables"+id, (*Emulator).deleteVariable)

	add("ListDeployment", get, env+"/Deployments", (*Emulator).listDeployments)
	add("CreateDeployment", post, env+"/Deployments", (*Emulator).createDeployment)
	add("FetchDeployment", get, env+"/Deployments"+id, (*Emulator).fetchDeployment)

	add("ListLog", get, env+"/Logs", (*Emulator).listLogs)
	add("FetchLog", get, env+"/Logs"+id, (*Emulator).fetchLog)
	return all
}

// svcByID names the parameter as the official document does.
const svcByID = "/v1/Services/{Sid}"

// Operations gives the operationIds that an [Emulator] has routes for, sorted.
func Operations() []string {
	var names []string
	for _, r := range routes() {
		names = append(names, r.operation)
	}
	slices.Sort(names)
	return names
}

// Match returns which operation serves a request with this method and path, on a
// host that serves all of them. A path template ({ServiceSid} left in place) is as
// good as a path.
func (e *Emulator) Match(method, path string) (operation string, ok bool) {
	if e.unmade() {
		return "", false
	}
	segments, ok := splitPath(path)
	if !ok {
		return "", false
	}
	for i := range e.routes {
		if r := &e.routes[i]; r.method == method && r.matches(segments) {
			return r.operation, true
		}
	}
	return "", false
}

func (r *route) matches(segments []string) bool {
	return slices.EqualFunc(r.segments, segments, func(want, got string) bool {
		return want == got || strings.HasPrefix(want, "{")
	})
}

// find looks for the route of a request. Without one, allow holds the methods that
// the path has on this host.
func (e *Emulator) find(method, escapedPath, host string) (r *route, segments []string, allow []string) {
	segments, ok := splitPath(escapedPath)
	if !ok {
		return nil, nil, nil
	}
	label := firstLabel(host)
	for i := range e.routes {
		r := &e.routes[i]
		if (label == hostAPI || label == hostUpload) && label != r.host {
			continue
		}
		if !r.matches(segments) {
			continue
		}
		if r.method == method {
			return r, segments, nil
		}
		allow = append(allow, r.method)
	}
	slices.Sort(allow)
	return nil, nil, allow
}

// splitPath cuts an escaped path into segments. http.ServeMux would answer paths
// with `..`, `.` or `//` with a redirect to the cleaned path, which no client of
// this API expects: here they, and escaped slashes, have no route at all.
func splitPath(escaped string) ([]string, bool) {
	rest, ok := strings.CutPrefix(escaped, "/")
	if !ok {
		return nil, false
	}
	segments := strings.Split(rest, "/")
	encoded := strings.Contains(escaped, "%")
	for i, s := range segments {
		var err error
		if encoded {
			s, err = url.PathUnescape(s)
		}
		if err != nil || s == "" || s == "." || s == ".." || strings.Contains(s, "/") {
			return nil, false
		}
		segments[i] = s
	}
	return segments, true
}

// firstLabel gives the first DNS label of a Host header, in lower case.
func firstLabel(host string) string {
	label, _, _ := strings.Cut(host, ".")
	label, _, _ = strings.Cut(label, ":")
	return strings.ToLower(label)
}

package emulator

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// A world has something of everything, so that every operation of the contract has a legal
// request in it, which is made from the registry: a new operation needs nothing here.
type world struct {
	dump string

	// paths has a path of each resource, by its collections: Functions/Versions.
	paths map[string]string
}

func newWorld(t testing.TB) *world {
	t.Helper()
	a := newAPI(t, worldOptions())
	service, live, deployed := a.built("world")
	// What may be deleted is in no Build.
	fn, asset := a.function(service, "f"), a.asset(service, "a")
	a.upload(fn, "/f", "exports.handler = 2").must(t, 201)
	a.upload(asset, "/a", "content of an asset").must(t, 201)
	spare := a.upload(a.asset(service, "s"), "/s", "content of another asset").must(t, 201)
	build := a.post(service+"/Builds", "AssetVersions", spare, "FunctionVersions",
		a.get(live + "/Versions").items()[0]).must(t, 201)
	env := a.environment(service, "e", "e")
	variable := a.post(env+"/Variables", "Key", "k", "Value", "v").must(t, 201)
	deployment := a.post(env+"/Deployments", "BuildSid", deployed).must(t, 201)
	first := func(list string) string { return list + "/" + a.get(list).items()[0] }
	w := &world{paths: map[string]string{
		"Services": service, "Services/Functions": fn, "Services/Assets": asset, "Services/Environments": env,
		"Services/Functions/Versions":       first(fn + "/Versions"),
		"Services/Assets/Versions":          first(asset + "/Versions"),
		"Services/Builds":                   service + "/Builds/" + build,
		"Services/Environments/Variables":   env + "/Variables/" + variable,
		"Services/Environments/Deployments": env + "/Deployments/" + deployment,
		"Services/Environments/Logs":        first(env + "/Logs"),
	}}
	for _, op := range contract(t) {
		w.add(t, a, op)
	}
	w.dump = dumped(t, a.emu)
	for collection, path := range w.paths {
		require.Contains(t, w.dump, tail(path), "a dump lacks what was made in %s: in pkg/emulator/internal/state/, "+
			"records() of the node that it lies below must yield its list", collection)
	}
	return w
}

// add puts a resource that newWorld does not make into the world: what the list of an operation has first, which the
// Create operation of the list makes where there is one.
func (w *world) add(t testing.TB, a *api, list operations.Operation) {
	t.Helper()
	if list.Verb() != "List" {
		return
	}
	var names []string
	for _, segment := range strings.Split(list.Template, "/")[2:] {
		if !strings.HasPrefix(segment, "{") {
			names = append(names, segment)
		}
	}
	collection := strings.Join(names, "/")
	if w.paths[collection] != "" {
		return
	}
	for _, create := range operations.All() {
		if create.Verb() == "Create" && create.Host == list.Host && create.Template == list.Template {
			var fields []string
			for _, f := range create.Body.Fields {
				value := w.value(t, f)
				if strings.HasSuffix(f.Name, "UniqueName") {
					value = "other" // the example is for the tests that create one
				}
				fields = append(fields, f.Name, value)
			}
			a.post(w.path(t, list.Template), fields...).must(t, 201)
		}
	}
	path := w.path(t, list.Template)
	items := a.get(path).items()
	require.NotEmpty(t, items, "pkg/emulator/world_test.go: newWorld makes nothing that %s lists: make one there, with "+
		"%q in paths", list.ID, collection)
	w.paths[collection] = path + "/" + items[0]
}

func worldOptions() *Options {
	return &Options{Seed: 7, Clock: newClock().Now, SeedLogs: len(logLevels())}
}

// again gives an emulator in which the world is as it was.
func (w *world) again(t testing.TB) *api {
	t.Helper()
	a := newAPI(t, worldOptions())
	require.NoError(t, a.emu.Restore(strings.NewReader(w.dump)))
	return a
}

// path fills a template.
func (w *world) path(t testing.TB, template string) string {
	t.Helper()
	path := ""
	var collections []string
	for _, segment := range strings.Split(template, "/")[1:] {
		switch {
		case strings.HasPrefix(segment, "{"):
			key := strings.Join(collections, "/")
			require.Contains(t, w.paths, key, "pkg/emulator/world_test.go: newWorld makes nothing for "+
				"%s: add %q to paths", template, key)
			segment = tail(w.paths[key])
		case segment != "v1":
			collections = append(collections, segment)
		}
		path += "/" + segment
	}
	return path
}

// request gives a legal request of an operation, with every field that it has.
func (w *world) request(t testing.TB, op operations.Operation, base string) *http.Request {
	t.Helper()
	contentType, body := "", &bytes.Buffer{}
	switch {
	case op.Body == nil:
	case op.Body.MediaType == formType:
		values := url.Values{}
		for _, f := range op.Body.Fields {
			values.Set(f.Name, w.value(t, f))
		}
		contentType = formType
		body.WriteString(values.Encode())
	default:
		parts := multipart.NewWriter(body)
		require.NoError(t, parts.SetBoundary("boundary-of-the-world"))
		for _, f := range op.Body.Fields {
			require.NoError(t, parts.WriteField(f.Name, w.value(t, f)))
		}
		require.NoError(t, parts.Close())
		contentType = parts.FormDataContentType()
	}
	req, err := http.NewRequestWithContext(t.Context(), op.Method, base+w.path(t, op.Template), body)
	require.NoError(t, err)
	if contentType == "" {
		req.Body, req.ContentLength = nil, 0
	} else {
		req.Header.Set("Content-Type", contentType)
	}
	req.SetBasicAuth(TestAccountSID, TestAuthToken)
	return req
}

// value gives a legal value of a field: one of its enum, the SID of something in the world, or
// that of an example of the contract.
func (w *world) value(t testing.TB, f operations.Field) string {
	t.Helper()
	v := f.Value
	if v.Items != nil {
		v = *v.Items
	}
	switch {
	case len(v.Enum) > 0:
		return v.Enum[len(v.Enum)-1]
	case v.Type == "boolean":
		return "true"
	case v.JSONArrayOf != "":
		return "[]"
	case f.Name == "Runtime":
		return defaultRuntime
	case f.Name == "Visibility":
		return "public"
	case f.Name == "FunctionVersions":
		return tail(w.paths["Services/Functions/Versions"])
	case f.Name == "AssetVersions":
		return tail(w.paths["Services/Assets/Versions"])
	case strings.HasSuffix(f.Name, "Sid"):
		for collection, path := range w.paths {
			if strings.HasSuffix(collection, "/"+strings.TrimSuffix(f.Name, "Sid")+"s") {
				return tail(path)
			}
		}
		t.Fatalf("pkg/emulator/world_test.go: the world has nothing for the field %s: add it to paths", f.Name)
	case v.Type == "integer":
		return "1"
	}
	require.NotEmpty(t, f.Example, "no example of the contract has the field %s: add it to one in openapi/", f.Name)
	return f.Example
}

// contract gives all operations; every test of "each operation" goes through it.
func contract(t testing.TB) []operations.Operation {
	t.Helper()
	all := operations.All()
	served := Operations()
	var missing []string
	for _, op := range all {
		if !slices.Contains(served, op.ID) {
			missing = append(missing, op.Method+" "+op.Template)
		}
	}
	require.Empty(t, missing, "add these to pkg/emulator/routes.go, each with a handler in the file of its resource")
	extra := slices.DeleteFunc(served, func(id string) bool { return slices.Contains(operations.IDs(), id) })
	require.Empty(t, extra, "take these out of pkg/emulator/routes.go, or describe them in openapi/: the contract lacks them")
	return all
}

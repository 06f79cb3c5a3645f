package control

import (
	"errors"
	"net/http"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// An endpoint is one method of one path. A segment in braces matches any one.
type endpoint struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	Does   string `json:"does"`
	serve  func(w http.ResponseWriter, r *http.Request, last string) error
}

func (c *Control) table() []endpoint {
	const get, put, post, del = http.MethodGet, http.MethodPut, http.MethodPost, http.MethodDelete
	return []endpoint{
		{get, "about", "lists these endpoints, and the operations of the API", c.about},
		{get, "overview",
			"services, environments, what is live, builds, deployments; values of variables are left out", c.overview},
		{get, "builds/{sid}", "the versions in a build", c.buildVersions},
		{get, "files/{sid}", "the functions and assets of a service, those in no build too: ?limit=N", c.files},
		{get, "contents/{sid}", "the content of a version as text, its first 64 KiB", c.content},
		{get, "accounts", "the accounts that may call, and those that have services", c.accounts},
		{get, "variables/{sid}", "the variables of an environment; their values only with ?values=show", c.variables},
		{get, "logs/{sid}", "the newest log lines of an environment: ?limit=N", c.listLogs},
		{del, "resources/{sid}", "deletes a service, environment, build, function, asset or variable, as the API does",
			c.deleteResource},
		{get, "requests",
			"the journal, oldest first: ?after=ID, ?limit=N, ?verdict=violation, ?operation=, ?status=4xx, " +
				"?account=, ?words=",
			c.listRequests},
		{del, "requests", "forgets the journal", c.clearRequests},
		{get, "requests/{id}", "one request with its headers, fields and bodies; all values with ?values=show",
			c.fetchRequest},
		{post, "requests/{id}/replay", "sends a request again, with the credentials of its account", c.replay},
		{get, "har", "the requests as an HTTP Archive, with the filters of requests; all values with ?values=show",
			c.exportHAR},
		{get, "stream", "the journal as it grows, as Server-Sent Events: request, change, lost", c.stream},
		{get, "faults", "the faults in force, with their calls and hits", c.listFaults},
		{put, "faults", "replaces the faults by a JSON list of them", c.setFaults},
		{del, "faults", "removes all faults", c.clearFaults},
		{get, "clock", "the time that the emulator goes by", c.readClock},
		{put, "clock", "sets (now), advances (advance), stops or runs it (running)", c.moveClock},
		{get, "state", "a dump of everything, values of variables included, as lines of JSON", c.dump},
		{put, "state", "replaces everything by what a dump says", c.restore},
		{post, "reset", "forgets everything; with a seed, SIDs are from then on those of the seed", c.reset},
		{post, "logs", "writes log lines as the live build of an environment would", c.addLogs},
	}
}

// about is the list of what there is.
func (c *Control) about(w http.ResponseWriter, _ *http.Request, _ string) error {
	listed := make([]endpoint, len(c.endpoints))
	for i, e := range c.endpoints {
		e.Path = prefix + e.Path
		listed[i] = e
	}
	write(w, http.StatusOK, struct {
		envelope
		Endpoints  []endpoint `json:"endpoints"`
		Operations []string   `json:"operations"`
	}{here(), listed, emulator.Operations()})
	return nil
}

// serve answers what lies under the prefix.
func (c *Control) serve(w http.ResponseWriter, r *http.Request) {
	setHeaders(w.Header())
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead
	path, ok := strings.CutPrefix(r.URL.Path, prefix)
	page := ok && isPage(path)
	if p := guard(r, !reads, page || !ok); p != nil {
		p.write(w)
		return
	}
	switch {
	case !ok:
		http.Redirect(w, r, prefix, http.StatusPermanentRedirect)
		return
	case page && reads:
		servePage(w, r, path)
		return
	case page:
		notAllowed(w, r, []string{http.MethodGet})
		return
	}
	found, last, allow := c.find(r.Method, path)
	switch {
	case found != nil:
		if err := found.serve(w, r, last); err != nil {
			problemOf(err).write(w)
		}
	case len(allow) > 0:
		notAllowed(w, r, allow)
	default:
		refuse(http.StatusNotFound, "path", r.URL.Path, "there is no such endpoint",
			"GET "+prefix+"about lists them").write(w)
	}
}

func notAllowed(w http.ResponseWriter, r *http.Request, allow []string) {
	w.Header().Set("Allow", strings.Join(allow, ", "))
	refuse(http.StatusMethodNotAllowed, "method", r.Method, "this endpoint does not know it",
		"use "+strings.Join(allow, " or ")).write(w)
}

// find gives the endpoint of a request, and what its last segment matched. Without
// one, allow holds the methods that the path has.
func (c *Control) find(method, path string) (found *endpoint, last string, allow []string) {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	for i := range c.endpoints {
		e := &c.endpoints[i]
		last, ok := e.matches(path)
		switch {
		case ok && e.Method == method:
			return e, last, nil
		case ok:
			allow = append(allow, e.Method)
		}
	}
	return nil, "", allow
}

func (e *endpoint) matches(path string) (name string, ok bool) {
	before, rest, open := strings.Cut(e.Path, "{")
	if !open {
		return "", path == e.Path
	}
	_, after, _ := strings.Cut(rest, "}")
	name, began := strings.CutPrefix(path, before)
	name, ended := strings.CutSuffix(name, after)
	return name, began && ended && name != "" && !strings.Contains(name, "/")
}

// problemOf makes an answer of an error that an endpoint gave.
func problemOf(err error) *problem {
	var p *problem
	if errors.As(err, &p) {
		return p
	}
	return refuse(http.StatusInternalServerError, "emulator", "", err.Error(),
		"this is a mistake of the emulator, or of the disk that it writes to")
}

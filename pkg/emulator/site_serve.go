package emulator

import (
	"bytes"
	"net/http"
	"strings"
)

// serveSite answers for the domain of an Environment. It is no operation of the API:
// there are no credentials, no faults and no latency, and Judge is not told.
func (e *Emulator) serveSite(w http.ResponseWriter, r *http.Request, s *site) {
	// Functions allow an origin for preflights only; invoke takes this away.
	w.Header().Set("Access-Control-Allow-Origin", assetOrigin)
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
	case http.MethodOptions: // never reaches a Function: "CORS" of the FAQ
		w.Header().Set("Access-Control-Allow-Headers", "*")
		w.Header().Set("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
		w.WriteHeader(http.StatusOK)
		return
	default:
		siteMethod(w, "GET, HEAD, POST, OPTIONS")
		return
	}
	if r.Method == http.MethodGet && r.ContentLength != 0 { // "Understanding the request flow": GET with a body is forbidden
		siteRefuse(w, http.StatusForbidden, "a GET request must not have a body")
		return
	}
	v := s.served()
	switch {
	case v == nil:
		siteRefuse(w, http.StatusNotFound, s.missing())
		return
	case v.Visibility == visibilityPrivate:
		siteRefuse(w, statusPrivate, s.missing())
		return
	case v.Visibility == visibilityProtected:
		if !signed(r, s, e.accounts.token(s.environment.AccountSID)) {
			siteRefuse(w, http.StatusForbidden, "protected: the request needs a valid X-Twilio-Signature")
			return
		}
	}
	if v.Kind == kindFunction {
		e.invoke(w, r, s, v)
		return
	}
	if r.Method == http.MethodPost {
		siteMethod(w, "GET, HEAD, OPTIONS")
		return
	}
	serveAsset(w, r, v)
}

// missing says the same of what is not there and what is private, so that nobody
// learns the difference.
func (s *site) missing() string {
	switch {
	case s.environment == nil:
		return "no Environment has the domain " + s.domain
	case s.build == nil:
		return "nothing is deployed to " + s.domain
	}
	return "the live Build " + s.build.SID + " serves nothing at " + s.path
}

// serveAsset leaves ranges, conditions and HEAD to net/http. The ETag is strong:
// the same bytes have the same one, in any Build.
func serveAsset(w http.ResponseWriter, r *http.Request, v *version) {
	content, err := v.Content.open()
	if err != nil {
		siteRefuse(w, http.StatusInternalServerError, err.Error())
		return
	}
	defer content.Close()
	w.Header().Set("Content-Type", v.ContentType)
	w.Header().Set("Etag", `"`+v.Content.SHA256[:32]+`"`)
	http.ServeContent(w, r, "", v.Created, content)
}

// An Invocation is a request that a deployed Function has to answer. The request
// has been routed and, for a protected Function, its signature was checked.
type Invocation struct {
	AccountSID, ServiceSID, EnvironmentSID, BuildSID, DeploymentSID, FunctionSID, VersionSID string

	DomainName string            // of the Environment
	Path       string            // of the Function
	Runtime    string            // of the Build, such as node22
	Source     []byte            // of the Function; not to be modified
	Variables  map[string]string // of the Environment, as they are now
}

// invoke runs a Function, by what [Options.Invoke] gives.
func (e *Emulator) invoke(w http.ResponseWriter, r *http.Request, s *site, v *version) {
	if e.opts.Invoke == nil {
		siteRefuse(w, http.StatusNotImplemented,
			"the emulator does not run Functions: "+v.Path+" is deployed as "+v.SID+", and nothing was executed")
		return
	}
	var source bytes.Buffer
	if err := v.Content.copyTo(&source); err != nil {
		siteRefuse(w, http.StatusInternalServerError, err.Error())
		return
	}
	w.Header().Del("Access-Control-Allow-Origin") // a Function sets its own
	e.opts.Invoke(w, r, Invocation{
		AccountSID: v.AccountSID, ServiceSID: v.ServiceSID, EnvironmentSID: s.environment.SID, BuildSID: s.build.SID,
		DeploymentSID: s.environment.DeploymentSID, FunctionSID: v.ParentSID, VersionSID: v.SID,
		DomainName: s.environment.DomainName, Path: v.Path, Runtime: s.build.Runtime, Source: source.Bytes(), Variables: s.variables,
	})
}

// siteRefuse answers in plain text: what Twilio's own pages look like is not
// documented.
func siteRefuse(w http.ResponseWriter, status int, why string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(http.StatusText(status) + ": " + strings.ToValidUTF8(why, "\uFFFD") + "\n"))
}

func siteMethod(w http.ResponseWriter, allow string) {
	w.Header().Set("Allow", allow)
	siteRefuse(w, statusSiteMethod, "allowed are "+allow)
}

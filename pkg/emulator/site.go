package emulator

import (
	"bytes"
	"net/http"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/site"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// IsSite reports whether a request is for what was deployed, on the domain of an
// Environment or below /_live/, and not for the API. Whatever checks or records
// exchanges of the API leaves such requests alone.
func IsSite(r *http.Request) bool { return site.Of(r) != nil }

// An Invocation is a request that a deployed Function has to answer. The request
// has been routed and, for a protected Function, its signature was checked.
type Invocation struct {
	AccountSID, ServiceSID, EnvironmentSID, BuildSID, DeploymentSID, FunctionSID, VersionSID string

	DomainName string            // of the Environment
	Path       string            // of the Function
	Runtime    string            // of the Build, such as node22
	Source     []byte            // of the Function; not to be modified
	Variables  map[string]string // of the Environment, as they are now

	// Live is the whole Build. It is the same pointer for as long as nothing in it changes.
	Live *Live

	// AddLog keeps a line as a Log of this invocation. It may be called after the answer. An
	// empty level is INFO.
	AddLog func(level, message string)
}

// sites is what the answers of sites depend on.
func (e *Emulator) sites() *site.Options {
	return &site.Options{
		AssetOrigin: assetOrigin, StatusPrivate: statusPrivate, StatusMethod: statusSiteMethod,
		FunctionsFirst: functionsBeforeAssets, Token: e.accounts.token, Problem: e.problem, Run: e.invoke,
	}
}

// ServeSite answers a request as the domain of an Environment does, whatever host it reached. open
// serves protected files without a signature. signedAs are base URLs that a signer may have meant
// besides the domain and the host of the request, such as https://name.example of a tunnel.
func (e *Emulator) ServeSite(w http.ResponseWriter, r *http.Request, domain string, open bool, signedAs ...string) {
	if e.unmade() {
		site.Refuse(w, http.StatusInternalServerError, errUnmade.Error())
		return
	}
	e.serveSite(w, r, site.At(r, domain, open, signedAs))
}

// serveSite answers a request to what was deployed. Judge is not told.
func (e *Emulator) serveSite(w http.ResponseWriter, r *http.Request, s *site.Site) {
	before := e.state.Mark()
	t := e.state.Read()
	s.Look(t.Tree)
	t.Done()
	if err := e.state.WaitDurable(before); err != nil {
		e.problem(err)
		site.Refuse(w, http.StatusInternalServerError, err.Error())
		return
	}
	s.Serve(w, r, e.sites())
}

// invoke runs a Function, by what [Options.Invoke] gives.
func (e *Emulator) invoke(w http.ResponseWriter, r *http.Request, s *site.Site, v *state.Version) {
	if e.opts.Invoke == nil {
		site.Refuse(w, http.StatusNotImplemented,
			"the emulator does not run Functions: "+v.Path+" is deployed as "+v.SID+", and nothing was executed")
		return
	}
	var source bytes.Buffer
	if err := v.Content.CopyTo(&source); err != nil {
		e.problem(err)
		site.Refuse(w, http.StatusInternalServerError, err.Error())
		return
	}
	w.Header().Del("Access-Control-Allow-Origin") // a Function sets its own
	live := e.live(s.Service, s.Environment, s.Build, s.Variables)
	e.opts.Invoke(w, r, Invocation{
		Live: live, AddLog: e.logger(live, v.ParentSID),
		AccountSID: v.AccountSID, ServiceSID: v.ServiceSID, EnvironmentSID: s.Environment.SID, BuildSID: s.Build.SID,
		DeploymentSID: s.Environment.DeploymentSID, FunctionSID: v.ParentSID, VersionSID: v.SID,
		DomainName: s.Environment.DomainName, Path: v.Path, Runtime: s.Build.Runtime, Source: source.Bytes(),
		Variables: s.Variables,
	})
}

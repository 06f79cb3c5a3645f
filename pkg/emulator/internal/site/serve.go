package site

import (
	"net/http"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// Options are what the answers of sites depend on.
type Options struct {
	AssetOrigin    string // of Access-Control-Allow-Origin, for requests that name their origin
	StatusPrivate  int    // of a private file
	StatusMethod   int    // of a method that is not supported
	FunctionsFirst bool   // of two files with one path, the Function is served

	// Token gives what requests to the protected files of an account are signed with.
	Token func(account string) string

	// Problem is told of what is wrong with the state itself.
	Problem func(error)

	// Run runs a Function, whose answer has the AssetOrigin unless Run takes it away.
	Run func(w http.ResponseWriter, r *http.Request, s *Site, v *state.Version)
}

// Serve answers a request to a site. It is no operation of the API: there are no credentials,
// no faults and no latency.
func (s *Site) Serve(w http.ResponseWriter, r *http.Request, o *Options) {
	if s.below {
		w = &confined{ResponseWriter: w}
	}
	if r.Header.Get("Origin") != "" {
		w.Header().Set("Access-Control-Allow-Origin", o.AssetOrigin)
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
	case http.MethodOptions:
		s.preflight(w, o)
		return
	default:
		refuseMethod(w, o.StatusMethod, "GET, HEAD, POST, OPTIONS")
		return
	}
	// "Understanding the request flow": GET with a body is forbidden
	if r.Method == http.MethodGet && r.ContentLength != 0 {
		Refuse(w, http.StatusForbidden, "a GET request must not have a body")
		return
	}
	v := s.served(o.FunctionsFirst)
	switch {
	case v == nil && s.path == "/" && s.Build != nil:
		s.listRoutes(w, r)
		return
	case v == nil:
		Refuse(w, http.StatusNotFound, s.missing())
		return
	case v.Visibility == state.Private:
		Refuse(w, o.StatusPrivate, s.missing())
		return
	case v.Visibility == state.Protected:
		if !s.open && !signed(r, s, o.Token(s.Environment.AccountSID)) {
			refuseUnsigned(w)
			return
		}
	}
	if v.Kind == state.Function {
		o.Run(w, r, s, v)
		return
	}
	if r.Method == http.MethodPost {
		refuseMethod(w, o.StatusMethod, "GET, HEAD, OPTIONS")
		return
	}
	serveAsset(w, r, v, o)
}

// preflight never reaches a Function: "CORS" of the FAQ. The headers for an Asset are observed;
// requests that are no preflight have none of them.
func (s *Site) preflight(w http.ResponseWriter, o *Options) {
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", o.AssetOrigin)
	h.Set("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "*")
	if v := s.served(o.FunctionsFirst); v != nil && v.Kind == state.Asset {
		h.Set("Access-Control-Allow-Headers",
			"Accept, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since")
		h.Set("Access-Control-Allow-Credentials", "true")
		h.Set("Access-Control-Expose-Headers", "ETag")
		h.Set("Access-Control-Max-Age", "86400")
	}
	w.WriteHeader(http.StatusOK)
}

// refuseUnsigned answers for a protected file: observed, word for word.
func refuseUnsigned(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(http.StatusForbidden)
	_, _ = w.Write([]byte("Unauthorized - you are not authenticated to perform this request"))
}

// missing says the same of what is not there and what is private, so that a client
// cannot learn the difference.
func (s *Site) missing() string {
	switch {
	case s.Environment == nil:
		return "no Environment has the domain " + s.Domain
	case s.Build == nil:
		return "nothing is deployed to " + s.Domain
	}
	return "the live Build " + s.Build.SID + " serves nothing at " + s.path
}

// serveAsset leaves ranges, conditions and HEAD to net/http. The ETag is strong:
// the same bytes have the same one, in any Build.
func serveAsset(w http.ResponseWriter, r *http.Request, v *state.Version, o *Options) {
	content, err := v.Content.OpenChecked()
	switch {
	case err != nil && v.Content.Gone(): // while it was asked for
		Refuse(w, http.StatusNotFound, "it was deleted")
		return
	case err != nil:
		o.Problem(err)
		Refuse(w, http.StatusInternalServerError, err.Error())
		return
	}
	defer content.Close()
	w.Header().Set("Content-Type", v.ContentType)
	w.Header().Set("Etag", `"`+v.Content.SHA256[:32]+`"`)
	http.ServeContent(w, r, "", v.Created, content)
}

// Refuse answers in plain text: what Twilio's own pages look like is not
// documented.
func Refuse(w http.ResponseWriter, status int, why string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(http.StatusText(status) + ": " + strings.ToValidUTF8(why, "\uFFFD") + "\n"))
}

func refuseMethod(w http.ResponseWriter, status int, allow string) {
	w.Header().Set("Allow", allow)
	Refuse(w, status, "allowed are "+allow)
}

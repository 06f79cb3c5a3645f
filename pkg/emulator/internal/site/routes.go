package site

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// A route is a path that a site serves.
type route struct {
	Path, Href, Kind, Note string
}

// routes gives what the live Build serves, sorted by path. Private files are not among them.
func (s *Site) routes() []route {
	var all []route
	for _, v := range s.Build.Versions() {
		if v.Visibility == state.Private {
			continue
		}
		r := route{Path: v.Path, Kind: v.Kind.String()}
		segments := strings.Split(strings.TrimPrefix(v.Path, "/"), "/")
		for i := range segments {
			segments[i] = url.PathEscape(segments[i])
		}
		r.Href = "./" + strings.Join(segments, "/") // below where this page lies
		if v.Visibility == state.Protected {
			r.Note = "protected: needs a signature"
		}
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b route) int { return strings.Compare(a.Path+a.Kind, b.Path+b.Kind) })
	return all
}

// listRoutes answers for the root of a site that serves nothing there: 404, as it must, with what
// there is instead. A browser below /_live/ gets links; what Twilio shows is not documented.
func (s *Site) listRoutes(w http.ResponseWriter, r *http.Request) {
	routes := s.routes()
	if !s.below || !strings.Contains(r.Header.Get("Accept"), "text/html") {
		text := s.missing()
		for _, r := range routes {
			text += fmt.Sprintf("\n%s %s", r.Kind, r.Path)
			if r.Note != "" {
				text += " (" + r.Note + ")"
			}
		}
		Refuse(w, http.StatusNotFound, text)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Add("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write([]byte(routesPage(s.Domain, s.missing(), routes))) // a client that went away reads no error
}

func routesPage(domain, missing string, routes []route) string {
	var items strings.Builder
	for _, r := range routes {
		what := r.Kind
		if r.Note != "" {
			what += ", " + r.Note
		}
		fmt.Fprintf(&items, "<li><a href=\"%s\">%s</a> <small>%s</small></li>\n", html.EscapeString(r.Href),
			html.EscapeString(r.Path), html.EscapeString(what))
	}
	next := "It serves:"
	if len(routes) == 0 {
		next = "It serves no path."
	}
	return fmt.Sprintf(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>%[1]s</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere }
h1 { font-size: 1.2rem } li { padding: .15rem 0 }
</style></head><body>
<h1>%[1]s</h1>
<p>404: %[2]s. %[3]s</p>
<ul>
%[4]s</ul>
</body></html>
`, html.EscapeString(domain), html.EscapeString(missing), next, items.String())
}

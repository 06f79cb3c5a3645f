package deploy

import (
	"io"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// deployed is the result of a deploy with where its files are served.
type deployed struct {
	*deployer.Result
	URL  string  `json:"url,omitempty"` // of the Environment
	URLs []route `json:"urls"`          // of its public and protected files, by path
}

// route is one file that is served.
type route struct {
	Path       string            `json:"path"`
	URL        string            `json:"url"`
	Kind       string            `json:"kind"` // function or asset
	Visibility bundle.Visibility `json:"visibility"`
}

// mostRoutes is how many URLs are printed for people.
const mostRoutes = 20

// withRoutes adds the URLs. A Build that was not made live serves nothing.
func withRoutes(t *target.API, r *deployer.Result) *deployed {
	d := &deployed{Result: r, URLs: []route{}}
	if r.DomainName == "" || r.Known == nil {
		return d
	}
	d.URL = t.SiteURL(r.DomainName)
	add := func(kind string, files []deployer.DeployedFile) {
		for _, f := range files {
			if f.Action != deployer.ActionRemove && f.Visibility != bundle.Private {
				d.URLs = append(d.URLs, route{f.Path, target.RouteURL(d.URL, f.Path), kind, f.Visibility})
			}
		}
	}
	add("function", r.Functions)
	add("asset", r.Assets)
	slices.SortStableFunc(d.URLs, func(a, b route) int { return strings.Compare(a.Path, b.Path) })
	return d
}

func (d *deployed) write(w io.Writer, verbose bool) error {
	if err := writeResult(w, d.Result); err != nil || len(d.URLs) == 0 {
		return err
	}
	shown := d.URLs
	if len(shown) > mostRoutes && !verbose {
		shown = shown[:mostRoutes]
	}
	base := d.base(w, shown)
	if base == "" {
		terminal.Fprintf(w, "urls\n")
	} else {
		terminal.Fprintf(w, "urls, each below %s\n", base)
	}
	for _, r := range shown {
		if _, err := terminal.Fprintf(w, "  %s%s\n", strings.TrimPrefix(r.URL, base), r.note()); err != nil {
			return err
		}
	}
	if left := len(d.URLs) - len(shown); left > 0 {
		_, err := terminal.Fprintf(w, "  and %d more: --verbose lists them\n", left)
		return err
	}
	return nil
}

// base is what is left out of URLs that would be broken by a narrow terminal, "" for nothing.
func (d *deployed) base(w io.Writer, shown []route) string {
	columns := terminal.Columns(w)
	for _, r := range shown {
		if columns > 0 && len("  "+r.URL+r.note()) > columns {
			return strings.TrimSuffix(d.URL, "/")
		}
	}
	return ""
}

func (r *route) note() string {
	if r.Visibility == bundle.Protected {
		return "  (protected)"
	}
	return ""
}

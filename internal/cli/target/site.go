package target

import (
	"net/url"
	"strings"
)

// SiteURL is where an Environment with that domain is served, without a slash at the end. An emulator, which its
// answers tell, serves it at its own address: the domain leads to Twilio.
func (t *API) SiteURL(domain string) string {
	if t.IsEmulator() {
		return strings.TrimSuffix(t.Client.APIURL(), "/") + "/_live/" + domain
	}
	return "https://" + domain
}

// RouteURL is the address of a path of a site.
func RouteURL(site, path string) string {
	return site + (&url.URL{Path: path}).EscapedPath()
}

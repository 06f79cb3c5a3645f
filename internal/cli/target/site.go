package target

import (
	"net/url"
	"strings"
)

// SiteURL is where an Environment with that domain is served, without a slash at the end. An
// emulator on this machine serves it at its own address: the domain leads to Twilio.
func (t *API) SiteURL(domain string) string {
	if api := t.Client.APIURL(); api != EmulatedAPIURL && Loopback(api) {
		return strings.TrimSuffix(api, "/") + "/_live/" + domain
	}
	return "https://" + domain
}

// RouteURL is the address of a path of a site.
func RouteURL(site, path string) string {
	return site + (&url.URL{Path: path}).EscapedPath()
}

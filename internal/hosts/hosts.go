// Package hosts recognises Twilio's hosts.
package hosts

import (
	"net/url"
	"strings"
)

// OfTwilio reports whether a URL leads to a host of Twilio's API, of any region.
func OfTwilio(u *url.URL) bool {
	return u != nil && strings.HasSuffix(strings.ToLower(u.Hostname()), ".twilio.com")
}

// AtTwilio is [OfTwilio] of an address; it is false for a text that is no URL.
func AtTwilio(address string) bool {
	u, err := url.Parse(address)
	return err == nil && OfTwilio(u)
}

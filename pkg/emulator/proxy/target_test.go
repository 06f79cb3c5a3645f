package proxy

import (
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"unicode"
)

// Whatever is accepted means the same to a URL parser, and is a name of Twilio's.
func FuzzParseTarget(f *testing.F) {
	for _, seed := range []string{
		"serverless.twilio.com:443", "Serverless-Upload.TWILIO.com", "hello-1234-dev.twil.io:80", "evil-twilio.com:443",
		"[::1]:443",
		"serverless.twilio.com.:443", "a@b.twilio.com", "serverless.twilio.com:443@evil.example",
		"%73erverless.twilio.com", "\u212a.twil.io", "::",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, authority string) {
		got, err := parseTarget(authority, portHTTPS)
		if err != nil {
			return
		}
		u, err := url.Parse("https://" + authority + "/")
		if err != nil {
			t.Fatalf("%q is accepted, but no part of a URL: %v", authority, err)
		}
		port := u.Port()
		if port == "" {
			port = portHTTPS
		}
		if strings.ToLower(u.Hostname()) != got.host || port != got.port || u.User != nil || u.Path != "/" {
			t.Fatalf("%q is %v here and %v in a URL", authority, got, u)
		}
		if strings.ContainsFunc(authority, func(c rune) bool { return c > unicode.MaxASCII }) {
			t.Fatalf("%q is accepted as %s", authority, got.host)
		}
		if _, err := netip.ParseAddr(got.host); err == nil {
			t.Fatalf("%q is an address", authority)
		}
		if !strings.HasSuffix(got.host, ".twilio.com") && !strings.HasSuffix(got.host, ".twil.io") {
			t.Fatalf("%q is accepted as %s", authority, got.host)
		}
		again, err := parseTarget(got.String(), "")
		if err != nil || again != got {
			t.Fatalf("%v is %v, %v when read again", got, again, err)
		}
	})
}

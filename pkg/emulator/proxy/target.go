package proxy

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// Ports by scheme.
const (
	portHTTP  = "80"
	portHTTPS = "443"
)

// domains are the two that Twilio serves Functions and Assets from: the API below
// the first, what was deployed below the second.
func domains() []string { return []string{"twilio.com", "twil.io"} }

// A target is what a client wants to reach: a host of Twilio's in lower case, and
// one of the two ports.
type target struct{ host, port string }

func (t target) String() string { return t.host + ":" + t.port }

// parseTarget reads host or host:port as it was sent. Names are compared as they
// are written, so everything that a resolver or a URL parser might read in another
// way (user information, a trailing dot, addresses in any notation, other
// alphabets) is an error.
func parseTarget(authority, defaultPort string) (target, error) {
	host, port := authority, defaultPort
	if strings.Contains(authority, ":") {
		var err error
		if host, port, err = net.SplitHostPort(authority); err != nil {
			return target{}, fmt.Errorf("%q is not host:port", authority)
		}
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return target{}, fmt.Errorf("%q is an address, not a name below twilio.com or twil.io", host)
	}
	name := strings.ToLower(host)
	if !isTwilio(name) || len(name) != len(host) { // the Kelvin sign lowers to k, in fewer bytes
		return target{}, fmt.Errorf("%q is not a name below twilio.com or twil.io", host)
	}
	host = name
	if port != portHTTP && port != portHTTPS {
		return target{}, fmt.Errorf("port %q of %s is neither 443 nor 80", port, host)
	}
	return target{host, port}, nil
}

// parseURL reads the absolute URL of a plain proxy request.
func parseURL(u *url.URL) (target, error) {
	switch {
	case u.User != nil:
		return target{}, errors.New("the URL has user information before its host")
	case u.Scheme == "http":
		return parseTarget(u.Host, portHTTP)
	case u.Scheme == "https":
		return parseTarget(u.Host, portHTTPS)
	}
	return target{}, fmt.Errorf("the scheme %q is neither http nor https", u.Scheme)
}

// isTwilio reports whether host, in lower case, is a plain name below one of the
// domains.
func isTwilio(host string) bool {
	if len(host) > 253 { // RFC 1035, 2.3.4
		return false
	}
	for _, domain := range domains() {
		if below, found := strings.CutSuffix(host, "."+domain); found {
			for label := range strings.SplitSeq(below, ".") {
				if !isLabel(label) {
					return false
				}
			}
			return true
		}
	}
	return false
}

// isLabel holds a label to letters, digits and inner hyphens (RFC 1123, 2.1).
func isLabel(s string) bool {
	if s == "" || len(s) > 63 || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// isEmulated reports whether the emulator stands for this host: the two API hosts,
// regional ones included (serverless.dublin.ie1.twilio.com), and what was deployed.
func isEmulated(host string) bool {
	label, rest, _ := strings.Cut(host, ".")
	if strings.HasSuffix("."+rest, ".twil.io") {
		return true
	}
	return label == "serverless" || label == "serverless-upload"
}

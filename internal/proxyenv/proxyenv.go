// Package proxyenv checks the proxies that the process environment names. net/http ignores one that
// it cannot parse: the requests, with the credentials, would go around the proxy without a word.
package proxyenv

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
)

// schemes are the proxies that net/http speaks to.
var schemes = []string{"http", "https", "socks5", "socks5h"}

// Check returns an error for the first of the base URLs whose proxy cannot be used. Proxies are read
// as net/http reads them: https_proxy before HTTPS_PROXY, and no proxy for this machine.
func Check(getenv func(string) string, baseURLs ...string) error {
	for _, base := range baseURLs {
		u, err := url.Parse(base)
		if err != nil || direct(u.Hostname()) || strings.TrimSpace(getenv("NO_PROXY")+getenv("no_proxy")) == "*" {
			continue
		}
		name := strings.ToLower(u.Scheme) + "_proxy"
		for _, name := range []string{name, strings.ToUpper(name)} {
			value := getenv(name)
			if value == "" {
				continue
			}
			if err := parse(value); err != nil {
				return fmt.Errorf("%s is %q, and no proxy can be found by that: %w; write it as http://HOST:PORT, "+
					"or unset it",
					name, Conceal(value), err)
			}
			break
		}
	}
	return nil
}

// direct reports that no proxy is used for a host.
func direct(host string) bool {
	ip := net.ParseIP(host)
	return host == "" || host == "localhost" || ip != nil && ip.IsLoopback()
}

// parse reads a proxy as net/http does: without a scheme it is http.
func parse(value string) error {
	if !strings.Contains(value, "://") && !strings.HasPrefix(value, "http:") { // "proxy:3128" would be the scheme proxy
		value = "http://" + value
	}
	u, err := url.Parse(value)
	var wrong *url.Error
	switch {
	case errors.As(err, &wrong):
		return wrong.Err // without the text, which may hold a password
	case err != nil:
		return err
	case !slices.Contains(schemes, u.Scheme):
		return fmt.Errorf("the scheme is %q instead of %s", u.Scheme, strings.Join(schemes, ", "))
	case u.Hostname() == "":
		return errors.New("it has no host")
	}
	return nil
}

// Conceal is an address without user and password, also where it is no URL.
func Conceal(value string) string {
	at := strings.LastIndexByte(value, '@')
	if at < 0 {
		return value
	}
	scheme, _, found := strings.Cut(value[:at], "://")
	if !found {
		return "***" + value[at:]
	}
	return scheme + "://***" + value[at:]
}

package control

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// Marks that proxies, tunnels and load balancers leave in a header: names, and what names begin
// with. No program that talks to the emulator itself sends one of them.
var (
	proxyHeaders = []string{
		"Forwarded", "Via", "True-Client-Ip", "Cdn-Loop", "Client-Ip", "Fastly-Client-Ip", "X-Client-Ip",
		"X-Cluster-Client-Ip", "X-Host", "X-Originating-Ip", "X-Proxyuser-Ip", "X-Real-Ip", "X-Real-Port",
		"X-Remote-Addr",
		"X-Remote-Ip", "X-Request-Start", "X-Rewrite-Url", "X-Scheme", "X-Varnish", "Proxy", "Z-Forwarded-For",
	}
	proxyPrefixes = []string{
		"Cf-", "Cloudfront-", "Fly-", "Ngrok-", "Tailscale-", "Proxy-", "Wl-Proxy-", "X-Amz-Cf-", "X-Amzn-",
		"X-Appengine-", "X-Arr-",
		"X-Azure-", "X-Cloud-Trace", "X-Coming-From", "X-Envoy-", "X-Forward", "X-Github-", "X-Goog-", "X-Ngrok-",
		"X-Original-",
		"X-Proxy-", "X-Replaced-Path", "X-Sendfile-", "X-Tunnel-", "X-Vercel-",
	}
)

// checkProxy refuses what came through a proxy, as far as one can tell: a tunnel or proxy on
// this machine makes strangers look like neighbours. Some leave no mark but their HTTP/1.0, as
// nginx does unless told otherwise; no browser, and no client of this API, speaks that.
func checkProxy(r *http.Request) *problem {
	const advice = "call the emulator directly"
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		marked := slices.ContainsFunc(proxyPrefixes,
			func(prefix string) bool { return strings.HasPrefix(name, prefix) })
		if marked || slices.Contains(proxyHeaders, name) {
			return refuse(http.StatusForbidden, "header "+name, r.Header.Get(name),
				"the request came through a proxy, so its sender is unknown", advice)
		}
	}
	if !r.ProtoAtLeast(1, 1) {
		return refuse(http.StatusForbidden, "protocol", r.Proto, "proxies speak it, so the sender is unknown",
			advice)
	}
	return nil
}

package control

import (
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
)

// guard decides whether a request may see or change anything. writes is set for
// what changes something, page for the files of the page, which hold no data.
func guard(r *http.Request, writes, page bool) *problem {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !peer.Addr().Unmap().IsLoopback() {
		return refuse(http.StatusForbidden, "peer", r.RemoteAddr, "it is not on this machine",
			"call from the machine that the emulator runs on")
	}
	if p := checkProxy(r); p != nil {
		return p
	}
	if p := checkHost(r); p != nil {
		return p
	}
	return checkSite(r, writes, page)
}

// checkHost accepts names of this machine only, with the port that is listened on: a
// browser names in Host what it believes to talk to, whatever address that name has.
func checkHost(r *http.Request) *problem {
	host, port, err := net.SplitHostPort(r.Host)
	if err != nil { // without a port
		host, port = r.Host, "80"
		if r.TLS != nil {
			port = "443"
		}
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	local := strings.EqualFold(host, "localhost") || err == nil && ip.Unmap().IsLoopback()
	listens := port
	if addr, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr); ok {
		listens = strconv.Itoa(addr.Port)
	}
	if local && port == listens {
		return nil
	}
	return refuse(http.StatusForbidden, "Host", r.Host, "it is no name of this machine with the port of the emulator",
		"call it http://127.0.0.1:"+listens+prefix)
}

// checkSite keeps pages of other sites out. A browser says with Sec-Fetch-Site, or
// with Origin, whose page sends a request; both are out of the reach of scripts.
// Another port of this machine is another site. Other programs send neither.
func checkSite(r *http.Request, writes, page bool) *problem {
	const advice = "open the page of the emulator itself"
	switch site := r.Header.Get("Sec-Fetch-Site"); site {
	case "", "same-origin":
	case "none": // typed by a person, who cannot write in this way
		if writes {
			return refuse(http.StatusForbidden, "Sec-Fetch-Site", site,
				"what changes something comes from the emulator's page only", advice)
		}
	default:
		// A link to the page is harmless: it can be followed, not read.
		link := page && !writes && r.Header.Get("Sec-Fetch-Mode") == "navigate" &&
			r.Header.Get("Sec-Fetch-Dest") == "document"
		if !link {
			return refuse(http.StatusForbidden, "Sec-Fetch-Site", site, "another site's page sends the request", advice)
		}
	}
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	if origins, sent := r.Header["Origin"]; sent &&
		(len(origins) != 1 || !strings.EqualFold(origins[0], scheme+r.Host)) {
		return refuse(http.StatusForbidden, "Origin", strings.Join(origins, ", "),
			"another site's page sends the request", advice)
	}
	return nil
}

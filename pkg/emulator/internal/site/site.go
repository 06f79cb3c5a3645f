// Package site serves what was deployed: on the domain of an Environment, and below a path for
// clients that cannot choose their Host header.
package site

import (
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// Where sites are.
const (
	Domain = ".twil.io" // what their names end in
	prefix = "/_live/"
)

// A Site is what one request sees of an Environment: its live Build, as it was when the
// request came. For an unknown domain there is no Environment.
type Site struct {
	Domain      string
	path        string   // decoded
	escaped     string   // as it was sent
	below       bool     // it was asked for by a path below prefix
	signedAs    []string // base URLs that a signer may have meant besides
	open        bool     // protected files need no signature
	Service     *state.Service
	Environment *state.Environment
	Build       *state.Build
	Variables   map[string]string
}

// Of returns the site that a request is for, nil for none. What is live there is found by
// [Site.Look].
func Of(r *http.Request) *Site {
	// Every request of the API comes by here: a glance is enough for most.
	if strings.Contains(strings.ToLower(r.Host), Domain) {
		host := r.Host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		host = strings.ToLower(strings.TrimSuffix(host, "."))
		if strings.HasSuffix(host, Domain) {
			return &Site{Domain: host, path: r.URL.Path, escaped: r.URL.EscapedPath()}
		}
	}
	if !strings.HasPrefix(r.URL.Path, prefix) {
		return nil
	}
	rest, ok := strings.CutPrefix(r.URL.EscapedPath(), prefix)
	if !ok {
		return nil
	}
	domain, path, _ := strings.Cut(rest, "/")
	s := &Site{Domain: strings.ToLower(unescaped(domain)), escaped: "/" + path, below: true}
	s.path = unescaped(s.escaped)
	return s
}

// At is the site of a domain for a request that reached it under another host. The URLs in signedAs
// are what a signer may have meant besides, such as that of a tunnel; an open site asks for no
// signatures.
func At(r *http.Request, domain string, open bool, signedAs []string) *Site {
	return &Site{Domain: domain, path: r.URL.Path, escaped: r.URL.EscapedPath(), open: open, signedAs: signedAs}
}

// unescaped decodes a part of an escaped path, which is valid.
func unescaped(part string) string {
	text, err := url.PathUnescape(part)
	if err != nil {
		return part
	}
	return text
}

// Look finds what is live. Records are never modified, so they may be read after the state was
// let go: a request is answered by one Deployment to its end.
func (s *Site) Look(t *state.Tree) {
	n, env := t.Domain(s.Domain, Domain)
	if env == nil {
		return
	}
	s.Service, s.Environment = n.Service, env.Environment
	s.Build, _ = n.Builds.Get(env.BuildSID)
	s.Variables = make(map[string]string, env.Variables.Len())
	for _, v := range env.Variables.Items() {
		s.Variables[v.Key] = v.Value
	}
}

// served finds the version that the live Build has under the path of the request.
// Paths match exactly: no parameters, no wildcards, no fallback ("Understanding
// visibility of Functions and Assets", "Function paths").
func (s *Site) served(functionsFirst bool) *state.Version {
	if s.Build == nil {
		return nil
	}
	if v := at(s.Build, s.path, functionsFirst); v != nil {
		return v
	}
	if v := at(s.Build, s.escaped, functionsFirst); v != nil { // a Path may hold a percent sign
		return v
	}
	if s.path != "/" {
		return nil
	}
	// "Serving the root": without an Asset under "/", the public Asset
	// /assets/index.html is served there; /index.html is not.
	for _, v := range s.Build.Assets {
		if v.Path == "/assets/index.html" && v.Visibility == state.Public {
			return v
		}
	}
	return nil
}

// at gives the version with a path.
func at(b *state.Build, path string, functionsFirst bool) *state.Version {
	first, second := b.Functions, b.Assets
	if !functionsFirst {
		first, second = second, first
	}
	for _, versions := range [][]*state.Version{first, second} {
		for _, v := range versions {
			if v.Path == path {
				return v
			}
		}
	}
	return nil
}

package emulator

import (
	"net"
	"net/http"
	"net/url"
	"strings"
)

// What was deployed is served on the domain of its Environment, and below a path for
// clients that cannot choose their Host header.
const (
	siteDomain = ".twil.io"
	sitePrefix = "/_live/"
)

// A site is what one request sees of an Environment: its live Build, as it was when
// the request came. For a domain that nobody has there is no Environment.
type site struct {
	domain      string
	path        string // decoded
	escaped     string // as it was sent
	below       bool   // it was asked for by a path below sitePrefix
	environment *environment
	build       *build
	variables   map[string]string
}

// IsSite reports whether a request is for what was deployed, on the domain of an
// Environment or below /_live/, and not for the API. Whatever checks or records
// exchanges of the API leaves such requests alone.
func IsSite(r *http.Request) bool {
	return siteOf(r) != nil
}

// siteOf tells for which site a request is; nil: for none. What is live there is left
// to [Emulator.look].
func siteOf(r *http.Request) *site {
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if strings.HasSuffix(host, siteDomain) {
		return &site{domain: host, path: r.URL.Path, escaped: r.URL.EscapedPath()}
	}
	rest, ok := strings.CutPrefix(r.URL.EscapedPath(), sitePrefix)
	if !ok {
		return nil
	}
	domain, path, _ := strings.Cut(rest, "/")
	s := &site{domain: strings.ToLower(unescaped(domain)), escaped: "/" + path, below: true}
	s.path = unescaped(s.escaped)
	return s
}

// unescaped decodes a part of an escaped path, which is valid.
func unescaped(part string) string {
	text, err := url.PathUnescape(part)
	if err != nil {
		return part
	}
	return text
}

// look finds what is live. Records are never modified, so they may be read
// without the lock: a request is answered by one Deployment to its end.
func (e *Emulator) look(s *site) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	n, env := e.store.domain(s.domain)
	if env == nil {
		return
	}
	s.environment = env.environment
	s.build, _ = n.builds.get(env.BuildSID)
	s.variables = make(map[string]string, len(env.variables.items))
	for _, v := range env.variables.items {
		s.variables[v.Key] = v.Value
	}
}

// domain finds an Environment by its domain name. Suffixes may contain dashes, so
// each dash may be the one before the suffix.
func (s *store) domain(name string) (*serviceNode, *environmentNode) {
	label, ok := strings.CutSuffix(name, siteDomain)
	if !ok {
		return nil, nil
	}
	for base := label; base != ""; base = base[:max(0, strings.LastIndexByte(base, '-'))] {
		n, ok := s.byDomain[base]
		if !ok {
			continue
		}
		for _, env := range n.environments.items {
			if env.DomainName == name {
				return n, env
			}
		}
	}
	return nil, nil
}

// served finds the version that the live Build has under the path of the request.
// Paths match exactly: no parameters, no wildcards, no fallback ("Understanding
// visibility of Functions and Assets", "Function paths").
func (s *site) served() *version {
	if s.build == nil {
		return nil
	}
	if v := s.build.at(s.path); v != nil {
		return v
	}
	if v := s.build.at(s.escaped); v != nil { // a Path may hold a percent sign
		return v
	}
	if s.path != "/" {
		return nil
	}
	// "Serving the root": without an Asset under "/", the public Asset
	// /assets/index.html is served there; /index.html is not.
	for _, v := range s.build.Assets {
		if v.Path == "/assets/index.html" && v.Visibility == visibilityPublic {
			return v
		}
	}
	return nil
}

// at gives the version with a path.
func (b *build) at(path string) *version {
	first, second := b.Functions, b.Assets
	if !functionsBeforeAssets {
		first, second = second, first
	}
	for _, versions := range [][]*version{first, second} {
		for _, v := range versions {
			if v.Path == path {
				return v
			}
		}
	}
	return nil
}

package contract

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// hostRule decides which document serves a URL.
type hostRule struct {
	api, upload *url.URL // nil: the host name decides
}

// newHostRule completes the base URLs: an absent one is the other one, except that the official
// host names come in pairs.
func newHostRule(apiURL, uploadURL string) (hostRule, error) {
	api, err := parseBase("APIURL", apiURL)
	if err != nil {
		return hostRule{}, err
	}
	upload, err := parseBase("UploadURL", uploadURL)
	if err != nil {
		return hostRule{}, err
	}
	switch {
	case api != nil && upload == nil:
		upload = counterpart(api, serverlessHost, UploadHost)
	case upload != nil && api == nil:
		api = counterpart(upload, UploadHost, serverlessHost)
	}
	return hostRule{api: api, upload: upload}, nil
}

func parseBase(name, base string) (*url.URL, error) {
	if base == "" {
		return nil, nil
	}
	u, err := url.Parse(base)
	switch {
	case err != nil:
		// The error of url.Parse repeats the whole URL, which may hold a password.
		if inner := errors.Unwrap(err); inner != nil {
			err = inner
		}
		return nil, fmt.Errorf("contract: %s is not a URL: %w", name, err)
	case u.Scheme != "http" && u.Scheme != "https", u.Host == "":
		return nil, fmt.Errorf("contract: %s %q is not an absolute http or https URL", name, u.Redacted())
	case u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("contract: %s %q has a query or a fragment; give scheme, host and path only", name,
			u.Redacted())
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), strings.TrimRight(u.RawPath, "/")
	return u, nil
}

// counterpart replaces the first label of the host if it is the given one.
func counterpart(u *url.URL, from, to string) *url.URL {
	other := *u
	if label, rest, ok := strings.Cut(u.Host, "."); ok && strings.EqualFold(label, from) {
		other.Host = to + "." + rest
	}
	return &other
}

// place returns which documents (serverless, upload) serve the URL and what remains of it below the
// base. Without a base URL the first label of the host decides; any other host, such as
// 127.0.0.1:8080, serves both.
func (r hostRule) place(u *url.URL) (serves [2]bool, below *url.URL) {
	u = plainPath(u)
	if r.api == nil {
		switch label, _, _ := strings.Cut(u.Hostname(), "."); strings.ToLower(label) {
		case serverlessHost:
			return [2]bool{true, false}, u
		case UploadHost:
			return [2]bool{false, true}, u
		default:
			return [2]bool{true, true}, u
		}
	}
	onAPI, belowAPI := underBase(r.api, u)
	onUpload, belowUpload := underBase(r.upload, u)
	switch {
	case onAPI && onUpload && len(r.api.Path) > len(r.upload.Path): // one host, the longer prefix wins
		return [2]bool{true, false}, belowAPI
	case onAPI && onUpload && len(r.api.Path) < len(r.upload.Path):
		return [2]bool{false, true}, belowUpload
	case onUpload:
		return [2]bool{onAPI, true}, belowUpload
	case onAPI:
		return [2]bool{true, false}, belowAPI
	default:
		return [2]bool{}, u
	}
}

// underBase reports whether u lies under the base URL, and the part of it that does.
func underBase(base, u *url.URL) (bool, *url.URL) {
	if !strings.EqualFold(hostPort(base), hostPort(u)) {
		return false, nil
	}
	rest, ok := strings.CutPrefix(u.EscapedPath(), base.EscapedPath())
	if !ok || (rest != "" && rest[0] != '/') {
		return false, nil
	}
	path, err := url.PathUnescape(rest)
	if err != nil {
		return false, nil
	}
	below := *u
	below.Path, below.RawPath = path, rest
	return true, &below
}

// plainPath gives the URL with the characters of its path as they are that need no escape: %53 is S
// (RFC 3986, 2.3 and 6.2.2.2). All other escapes stay.
func plainPath(u *url.URL) *url.URL {
	if u.RawPath == "" || !strings.Contains(u.RawPath, "%") {
		return u
	}
	plain := escapedByte.Get().ReplaceAllStringFunc(u.RawPath, func(escape string) string {
		c, err := strconv.ParseUint(escape[1:], 16, 8)
		if err != nil || !unreserved.Get().MatchString(string(rune(c))) {
			return escape
		}
		return string(rune(c))
	})
	if plain == u.RawPath {
		return u
	}
	same := *u
	same.RawPath = plain
	return &same
}

var (
	escapedByte = lazyregexp.New(`%[0-9A-Fa-f]{2}`)
	unreserved  = lazyregexp.New(`^[A-Za-z0-9._~-]$`)
)

// hostPort adds the default port of the scheme, so that https://h and https://h:443 are the same.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = "80"
		if u.Scheme == "https" {
			port = "443"
		}
	}
	return net.JoinHostPort(u.Hostname(), port)
}

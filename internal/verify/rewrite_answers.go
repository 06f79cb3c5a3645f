package verify

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

type clientKey struct{}

// clientView is how the client of a request reaches the proxy.
type clientView struct {
	side   *side // the listener it came in at
	scheme string
	host   string // with the port, as the client wrote it
	hosts  bool   // the client uses Twilio's addresses
	body   *clientBody
}

// newClientView believes what a TLS terminator in front of the proxy says about the client: X-Forwarded-Proto and
// X-Forwarded-Host. They decide nothing but where the URLs lead that this client is sent.
func newClientView(s *side, r *http.Request, hosts bool) clientView {
	v := clientView{side: s, scheme: "http", host: r.Host, hosts: hosts}
	if r.TLS != nil {
		v.scheme = "https"
	}
	if hosts {
		return v
	}
	switch proto := forwarded(r, "X-Forwarded-Proto"); strings.ToLower(proto) {
	case "http", "https":
		v.scheme = strings.ToLower(proto)
	}
	if host := forwarded(r, "X-Forwarded-Host"); plainHostname.MatchString(host) {
		v.host = host
	}
	return v
}

// plainHostname is a name or an address with or without a port.
var plainHostname = lazyregexp.New(`^(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?$`)

// forwarded is what the proxy that is nearest to the client has written: each further one appends.
func forwarded(r *http.Request, name string) string {
	first, _, _ := strings.Cut(r.Header.Get(name), ",")
	return strings.TrimSpace(first)
}

// base is the URL of a listener as this client can reach it: the one it came in at by the name it
// used, the other one by the same name with the other port, since a client may know this machine by
// a name of its own.
func (v clientView) base(s *side) *url.URL {
	host := v.host
	switch {
	case v.hosts:
		host = v.twilioHost(s.uploads)
	case s != v.side:
		name, _, err := net.SplitHostPort(v.host)
		if err != nil {
			name = v.host
		}
		if ip, port, err := net.SplitHostPort(s.addr); err == nil {
			if own, _, _ := net.SplitHostPort(v.side.addr); own != ip { // listeners at different addresses
				name = ip
			}
			host = net.JoinHostPort(strings.Trim(name, "[]"), port)
		}
	}
	return &url.URL{Scheme: v.scheme, Host: host}
}

// answerLimit is the most of an answer that is searched for URLs; the checker keeps no more either.
const answerLimit = 64 << 20

// body reads from one and closes another.
type body struct {
	io.Reader
	io.Closer
}

// rewriteAnswer makes the URLs of an answer lead to the proxy. It is called after the answer was
// checked.
func (p *Proxy) rewriteAnswer(response *http.Response) error {
	if err := possible(response); err != nil {
		return err
	}
	view, ok := response.Request.Context().Value(clientKey{}).(clientView)
	if !ok {
		return nil
	}
	if location := response.Header.Get("Location"); location != "" {
		if to, ok := p.behind(view, resourceURL, location); ok {
			response.Header.Set("Location", to)
		}
	}
	if response.Body == nil || response.Body == http.NoBody {
		return nil
	}
	sent, err := io.ReadAll(io.LimitReader(response.Body, answerLimit+1))
	rest := response.Body
	// unchanged, unless there is something to change
	response.Body = body{io.MultiReader(bytes.NewReader(sent), rest), rest}
	if err != nil { // the client meets the same error where the bytes end
		p.tally.unanswered()
		p.trouble(fmt.Errorf("the answer to %s %s breaks off: %w", shownMethod(response.Request.Method),
			shownPath(response.Request.URL, response.Request.Header), err))
		return nil
	}
	if media, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type")); media != "application/json" ||
		len(sent) > answerLimit {
		return nil
	}
	plain, zipped, ok := plainBody(response.Header, sent)
	if !ok {
		return nil
	}
	rewritten := rewriteURLs(plain, func(kind urlKind, raw string) (string, bool) { return p.behind(view, kind, raw) })
	if bytes.Equal(rewritten, plain) {
		return nil
	}
	if zipped {
		response.Header.Del("Content-Encoding")
	}
	response.Body = body{bytes.NewReader(rewritten), rest}
	response.ContentLength = int64(len(rewritten))
	response.Header.Set("Content-Length", strconv.Itoa(len(rewritten)))
	return nil
}

// possible refuses a status that net/http sends to no client.
func possible(response *http.Response) error {
	if response.StatusCode < 100 {
		return fmt.Errorf("its status is %03d, which is none", response.StatusCode)
	}
	return nil
}

// plainBody undoes gzip, the one encoding that the server was told we accept.
func plainBody(header http.Header, sent []byte) (plain []byte, zipped, ok bool) {
	switch strings.ToLower(header.Get("Content-Encoding")) {
	case "", "identity":
		return sent, false, true
	case "gzip":
		r, err := gzip.NewReader(bytes.NewReader(sent))
		if err != nil {
			return nil, true, false
		}
		plain, err = io.ReadAll(io.LimitReader(r, answerLimit+1))
		return plain, true, err == nil && len(plain) <= answerLimit
	}
	return nil, false, false
}

// behind turns a URL that leads to the server into one that leads to the proxy. The URL of a page
// is turned wherever it leads: a client follows it, and servers behind a balancer or another name
// write what they take for their own.
func (p *Proxy) behind(view clientView, kind urlKind, raw string) (string, bool) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", false
	}
	for _, s := range []*side{p.api, p.upload} {
		if s == nil || !strings.EqualFold(plainHost(u), plainHost(s.upstream)) {
			continue
		}
		if rest, ok := below(s.upstream, u); ok {
			return onto(view.base(s), u, rest), true
		}
	}
	if kind != pageURL {
		return "", false
	}
	if p.tally.elsewhere(u.Host) {
		p.trouble(fmt.Errorf("a page URL leads to %q and not to the upstream; it was made to lead back to this proxy",
			u.Host))
	}
	rest, ok := below(view.side.upstream, u)
	if !ok {
		rest = u.EscapedPath()
	}
	return onto(view.base(view.side), u, rest), true
}

// below is the escaped path under the path of the base.
func below(base, u *url.URL) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(u.EscapedPath(), base.EscapedPath())
	return rest, ok && (rest == "" || rest[0] == '/')
}

// onto puts path and query of a URL, as they were written, behind a base.
func onto(base, u *url.URL, path string) string {
	text := base.String() + path
	if u.RawQuery != "" || u.ForceQuery {
		text += "?" + u.RawQuery
	}
	if u.Fragment != "" {
		text += "#" + u.EscapedFragment()
	}
	return text
}

// plainHost is the host without a port that says no more than the scheme. A server behind a
// balancer may write http for https.
func plainHost(u *url.URL) string {
	if port := u.Port(); port == "80" && u.Scheme == "http" || port == "443" && u.Scheme == "https" {
		return u.Hostname()
	}
	return u.Host
}

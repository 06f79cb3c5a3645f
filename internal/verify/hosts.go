package verify

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/hosts"
)

// Twilio's hosts begin with one of these labels, the regional ones too (serverless.dublin.ie1.twilio.com).
const (
	apiLabel    = "serverless."
	uploadLabel = "serverless-upload."
)

// HostsHandler serves clients that use Twilio's own addresses, behind a forward proxy that hands over requests with
// the Host they are for. URLs in answers keep to those addresses. What is deployed (*.twil.io) is forwarded as it
// comes and not checked, since it is no part of the API.
func (p *Proxy) HostsHandler() http.Handler {
	sites := p.sitesHandler()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := strings.ToLower(r.Host)
		s := p.api
		switch {
		case controls(r):
			refuseControl(w)
			return
		case strings.HasSuffix(host, ".twil.io"):
			sites.ServeHTTP(w, r)
			return
		case strings.HasPrefix(host, uploadLabel) && p.upload != nil:
			s = p.upload
		}
		if hosts.OfTwilio(s.upstream) && !strings.EqualFold(host, s.upstream.Hostname()) {
			reply(w, http.StatusMisdirectedRequest, codeUnanswered, fmt.Sprintf(
				"the request is for %s, and --upstream is %s: start verify with the host that the client uses", host,
				s.upstream))
			return
		}
		s.serve(w, r, true)
	})
}

// sitesHandler forwards requests to what is deployed: to the site itself when the upstream is Twilio's, else to the
// upstream with the name of the site, as an emulator serves it.
func (p *Proxy) sitesHandler() http.Handler {
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			to := p.api.upstream
			if hosts.OfTwilio(to) {
				to = &url.URL{Scheme: "https", Host: r.In.Host}
			}
			r.SetURL(&url.URL{Scheme: to.Scheme, Host: to.Host})
			r.Out.URL.RawQuery, r.Out.Host = r.In.URL.RawQuery, r.In.Host
		},
		Transport:      p.transport,
		ModifyResponse: possible,
		ErrorHandler:   p.unanswered,
		ErrorLog:       log.New(io.Discard, "", 0),
	}
}

// twilioHost is the host of a side as the client of a view names it: the regional one if the client uses that.
func (v clientView) twilioHost(uploads bool) string {
	rest := strings.TrimPrefix(strings.TrimPrefix(v.host, uploadLabel), apiLabel)
	if uploads {
		return uploadLabel + rest
	}
	return apiLabel + rest
}

package verify

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
)

// requestLimit bounds what is kept of a request before it is forwarded. The largest legal one is an
// upload of 25 MiB with its parts.
const requestLimit = 32 << 20

// refusing answers requests that break the contract and passes all others on. An upload cannot be
// judged before its last byte, since its parts come in any order; so nothing is forwarded until all
// of it is there.
func (p *Proxy) refusing(s *side, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, requestLimit+1))
		if err != nil {
			p.tally.unanswered()
			brokenBody(w, r, err)
			return
		}
		x := s.outgoing(r)
		x.RequestBody = body
		findings := p.requestFindings(x)
		if len(findings) == 0 {
			r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
			if len(body) == 0 {
				r.Body = http.NoBody
			}
			next.ServeHTTP(w, r)
			return
		}
		p.tally.refuse(x, findings)
		p.tell(x, findings)
		refuse(w, findings)
	})
}

// outgoing is the request as the server would be sent it.
func (s *side) outgoing(r *http.Request) *contract.Exchange {
	out := &httputil.ProxyRequest{In: r, Out: r.Clone(r.Context())}
	s.rewrite(out)
	return &contract.Exchange{Method: r.Method, URL: out.Out.URL, RequestHeader: out.Out.Header}
}

// requestFindings are the violations of a request that has no answer yet.
func (p *Proxy) requestFindings(x *contract.Exchange) []contract.Finding {
	if len(x.RequestBody) > requestLimit {
		x.RequestBody = nil
		return []contract.Finding{{
			Severity: contract.Violation, Side: contract.RequestSide, Operation: p.operation(x), Rule: "body-too-large",
			Message: fmt.Sprintf("the request is larger than %d bytes", requestLimit),
		}}
	}
	return slices.DeleteFunc(p.checker.Check(x), func(f contract.Finding) bool {
		return f.Side != contract.RequestSide || f.Severity != contract.Violation
	})
}

func refuse(w http.ResponseWriter, findings []contract.Finding) {
	var rules []string
	var all []error
	for _, f := range findings {
		rules = append(rules, f.Rule)
		all = append(all, errors.New(f.String()))
	}
	slices.Sort(rules)
	w.Header().Set(HeaderViolation, strings.Join(slices.Compact(rules), ", "))
	reply(w, http.StatusBadRequest, codeRefused, "the request was not forwarded: "+
		strings.ReplaceAll(errors.Join(all...).Error(), "\n", "; "))
}

package variants

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// serverVariants are other servers, gateways and accounts.
func serverVariants() []Variant {
	return []Variant{
		{Name: "429 now and then, in camelCase",
			Why: "gateways write it so; nothing was processed, and it is safe to repeat", wear: tooMany(
				"application/json", `{"status":429,"message":"Too many requests","detail":"Too many requests at once.","code":20429,`+
					`"moreInfo":"https://www.twilio.com/docs/errors/20429"}`, "Retry-After", "1")},
		{Name: "429 now and then, in HTML and without Retry-After", Why: "no Retry-After was ever recorded",
			wear: tooMany("text/html", "<h1>Too Many Requests</h1>")},
		{Name: "other headers", Why: "headers about a request promise nothing",
			wear: answers(func(_ *http.Request, resp *http.Response) (bool, error) {
				for name := range resp.Header {
					if strings.HasPrefix(name, "Twilio-") || strings.HasPrefix(name, "Access-Control-") {
						resp.Header.Del(name)
					}
				}
				resp.Header.Set("X-Powered-By", "AT-5000")
				resp.Header.Add("Set-Cookie", "a=b")
				resp.Header.Set("Vary", "Accept")
				return true, nil
			})},
		{Name: "answers in chunks", Why: "HTTP/1.1 allows it in place of a Content-Length",
			wear: answers(func(_ *http.Request, resp *http.Response) (bool, error) {
				raw, err := text(resp)
				if err != nil || len(raw) == 0 {
					return false, err
				}
				resp.Header.Del("Content-Length")
				resp.ContentLength, resp.TransferEncoding = -1, []string{"chunked"}
				resp.Body = io.NopCloser(&drip{left: string(raw)})
				return true, nil
			})},
		{Name: "a connection for every answer", Why: "HTTP/1.0, and many gateways, close it",
			wear: answers(func(_ *http.Request, resp *http.Response) (bool, error) {
				resp.Proto, resp.ProtoMajor, resp.ProtoMinor, resp.Close = "HTTP/1.0", 1, 0, true
				resp.ContentLength = -1
				resp.Header.Set("Connection", "close")
				resp.Header.Del("Content-Length")
				return true, nil
			})},
		{Name: "slow answers", Why: "no time is promised", wear: slowAnswers},
		{Name: "SIDs in capitals", Why: "the pattern of a SID has both cases", wear: capitals},
		{Name: "an account that has Services", Why: "accounts are older than the run", wear: inhabited},
	}
}

// drip is a body that comes in small pieces.
type drip struct{ left string }

func (d *drip) Read(p []byte) (int, error) {
	if d.left == "" {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), 7)], d.left)
	d.left = d.left[n:]
	return n, nil
}

// tooMany answers every ninth request before it reaches the server.
func tooMany(contentType, body string, header ...string) wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		var count atomic.Int64
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			if count.Add(1)%9 == 0 {
				changed()
				return answer(req, http.StatusTooManyRequests, contentType, body, header...), nil
			}
			return next.RoundTrip(req)
		})
	}
}

func slowAnswers(next http.RoundTripper, changed func()) http.RoundTripper {
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		timer := time.NewTimer(200 * time.Millisecond)
		defer timer.Stop()
		select {
		case <-timer.C:
			changed()
			return next.RoundTrip(req)
		case <-req.Context().Done():
			return nil, req.Context().Err()
		}
	})
}

var lowerSID = regexp.MustCompile(`\b(Z[A-Z]|NO|RQ)[0-9a-f]{32}\b`)
var upperSID = regexp.MustCompile(`\b(Z[A-Z]|NO|RQ)[0-9A-F]{32}\b`)

// capitals writes the digits of every SID in capitals, and hands them to the server as it wrote them.
func capitals(next http.RoundTripper, changed func()) http.RoundTripper {
	lower := func(text string) string {
		return upperSID.ReplaceAllStringFunc(text,
			func(sid string) string { return sid[:2] + strings.ToLower(sid[2:]) })
	}
	read := roundTripper(func(req *http.Request) (*http.Response, error) {
		form, again, err := formOf(req)
		if err != nil {
			return nil, err
		}
		again.URL.Path, again.URL.RawPath = lower(again.URL.Path), lower(again.URL.RawPath)
		again.URL.RawQuery = lower(again.URL.RawQuery)
		isForm := strings.HasPrefix(req.Header.Get("Content-Type"), "application/x-www-form-urlencoded")
		if isForm && len(form) > 0 {
			for _, values := range form {
				for i := range values {
					values[i] = lower(values[i])
				}
			}
			send(again, form)
		}
		return next.RoundTrip(again)
	})
	return answers(func(req *http.Request, resp *http.Response) (bool, error) {
		raw, err := text(resp)
		if err != nil {
			return false, err
		}
		asked := req.URL.String()
		upper := lowerSID.ReplaceAllStringFunc(string(raw), func(sid string) string {
			if strings.Contains(asked, sid) { // an echo of what the client wrote
				return sid
			}
			return sid[:2] + strings.ToUpper(sid[2:])
		})
		return upper != string(raw), write(resp, []byte(upper))
	})(read, changed)
}

// inhabited makes Services before the first request, as the caller of that.
func inhabited(next http.RoundTripper, changed func()) http.RoundTripper {
	var once sync.Once
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		if _, _, authorized := req.BasicAuth(); authorized && req.URL.Path == "/v1/Services" &&
			req.Method == http.MethodGet {
			var err error
			once.Do(func() { err = settle(next, req, changed) })
			if err != nil {
				return nil, err
			}
		}
		return next.RoundTrip(req)
	})
}

func settle(next http.RoundTripper, like *http.Request, changed func()) error {
	for _, name := range []string{"default", "somebody-elses"} {
		req, err := http.NewRequestWithContext(like.Context(), http.MethodPost,
			like.URL.Scheme+"://"+like.URL.Host+"/v1/Services",
			strings.NewReader("UniqueName="+name+"&FriendlyName=Was+there+before"))
		if err != nil {
			return err
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Authorization", like.Header.Get("Authorization"))
		resp, err := next.RoundTrip(req)
		if err != nil {
			return err
		}
		if err := resp.Body.Close(); err != nil {
			return err
		}
		changed()
	}
	return nil
}

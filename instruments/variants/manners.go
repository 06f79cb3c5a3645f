package variants

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// mannerVariants keep every promise in a manner of their own.
func mannerVariants() []Variant {
	return []Variant{
		{Name: "HTTP/1.0, without a length", Why: "the version of HTTP is open", wear: answers(
			func(req *http.Request, resp *http.Response) (bool, error) {
				resp.Proto, resp.ProtoMajor, resp.ProtoMinor, resp.Close = "HTTP/1.0", 1, 0, true
				if resp.StatusCode != http.StatusNoContent && req.Method != http.MethodHead {
					resp.ContentLength = -1
					resp.Header.Del("Content-Length")
				}
				return true, nil
			})},
		{Name: "connections that are closed after a refusal", Why: "a server may close any connection", wear: answers(
			func(_ *http.Request, resp *http.Response) (bool, error) {
				if resp.StatusCode < 400 {
					return false, nil
				}
				resp.Close = true
				resp.Header.Set("Connection", "close")
				return true, nil
			})},
		{Name: "cookies with each answer", Why: "a load balancer may mark clients", wear: answers(
			func(_ *http.Request, resp *http.Response) (bool, error) {
				resp.Header.Add("Set-Cookie", "AWSALB="+time.Now().Format("150405.000000")+"; Path=/; Max-Age=604800")
				resp.Header.Add("Set-Cookie", "seen=1; Path=/v1; Secure; HttpOnly; SameSite=None")
				return true, nil
			})},
		{Name: "headers for caches", Why: "HTTP allows them, and the client decides", wear: answers(
			func(req *http.Request, resp *http.Response) (bool, error) {
				if req.Method != http.MethodGet || resp.StatusCode != http.StatusOK {
					return false, nil
				}
				resp.Header.Set("Cache-Control", "private, max-age=60, must-revalidate")
				resp.Header.Set("Expires", time.Now().Add(time.Minute).UTC().Format(http.TimeFormat))
				resp.Header.Set("Last-Modified", time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat))
				resp.Header.Set("Age", "0")
				resp.Header.Set("Vary", "Authorization, Accept-Encoding")
				resp.Header.Set("Accept-Ranges", "none")
				return true, nil
			})},
		{Name: "a first answer that takes 20 seconds", Why: "a server may have to wake up", wear: slowStart},
		{Name: "wrong credentials answered two seconds later", Why: "a server may slow down who guesses",
			wear: answers(func(req *http.Request, resp *http.Response) (bool, error) {
				if resp.StatusCode != http.StatusUnauthorized {
					return false, nil
				}
				return true, suite.Wait(req.Context(), 2*time.Second)
			})},
		{Name: "more links", Why: "links is a map", wear: resources(func(r object) bool {
			links, has := r["links"].(object)
			if has {
				links["self"], links["documentation"] = r["url"], "https://www.twilio.com/docs/serverless/api"
			}
			return has
		})},
		{Name: "dates inside Builds with milliseconds", Why: "a form of dates is promised, not one for all",
			wear: insideBuilds(func(v object) {
				v["date_created"] = strings.Replace(asText(v["date_created"]), "Z", ".000Z", 1)
			})},
		{Name: "dependencies in another order, with more properties", Why: "a list of them has no order",
			wear: inBuilds(func(build object) {
				list, _ := build["dependencies"].([]any)
				slices.Reverse(list)
				for _, d := range list {
					if o, is := d.(object); is {
						o["resolved"], o["sid"] = "https://registry.npmjs.org/", nil
					}
				}
			})},
		{Name: "addresses of pages with small hexadecimal digits", Why: "both are one address", wear: pageAddresses(
			func(u *url.URL) { u.RawQuery = smallEscapes(u.RawQuery) })},
		{Name: "addresses of pages whose colons are not escaped", Why: "a query may have colons", wear: pageAddresses(
			func(u *url.URL) { u.RawQuery = strings.ReplaceAll(u.RawQuery, "%3A", ":") })},
		{Name: "messages in Japanese", Why: "no page has the words of most refusals", wear: refusals(
			func(_ *http.Request, _ int, body object) bool {
				if strings.HasPrefix(asText(body["message"]), "Services are limited") {
					return false
				}
				body["message"] = "要求されたリソース 🗂 は受け付けられません"
				return true
			})},
		{Name: "an upload host whose clock is a minute behind", Why: "two clocks never agree",
			wear: uploadClock(-time.Minute)},
		{Name: "an upload host whose clock is a minute ahead", Why: "two clocks never agree",
			wear: uploadClock(time.Minute)},
	}
}

// insideBuilds changes the versions inside Builds.
func insideBuilds(change func(version object)) wear {
	return inBuilds(func(build object) {
		for _, name := range []string{"function_versions", "asset_versions"} {
			list, _ := build[name].([]any)
			for _, v := range list {
				if o, is := v.(object); is {
					change(o)
				}
			}
		}
	})
}

// pageAddresses changes the addresses that lead from page to page.
func pageAddresses(change func(u *url.URL)) wear {
	return documents(func(_ *http.Request, _ int, body object) (differs bool) {
		m, _ := body["meta"].(object)
		for name, value := range m {
			s, _ := value.(string)
			u, err := url.Parse(s)
			if !strings.HasSuffix(name, "url") || s == "" || err != nil {
				continue
			}
			change(u)
			m[name] = u.String()
			differs = differs || u.String() != s
		}
		return differs
	})
}

func smallEscapes(query string) string {
	b := []byte(query)
	for i := 0; i+2 < len(b); i++ {
		if b[i] == '%' {
			copy(b[i+1:], strings.ToLower(string(b[i+1:i+3])))
		}
	}
	return string(b)
}

func slowStart(next http.RoundTripper, changed func()) http.RoundTripper {
	var once sync.Once
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		var err error
		once.Do(func() {
			changed()
			err = suite.Wait(req.Context(), 20*time.Second)
		})
		if err != nil {
			return nil, err
		}
		return next.RoundTrip(req)
	})
}

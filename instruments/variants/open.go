package variants

import (
	"hash/fnv"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// openVariants answer and address in ways that the pages leave open.
func openVariants() []Variant {
	return []Variant{
		{Name: "Deployments that go with their Build", Why: "no page says that a Deployment outlives its Build",
			wear: withTheirBuild},
		{Name: "Builds that are answered after 10 seconds", Why: "no time is promised", Alone: true,
			wear: lateBuildAnswers(10 * time.Second)},
		{Name: "HTTP/1.0 that keeps its connections", Why: "the version of HTTP is open", wear: answers(
			func(_ *http.Request, resp *http.Response) (bool, error) {
				resp.Proto, resp.ProtoMajor, resp.ProtoMinor = "HTTP/1.0", 1, 0
				resp.Header.Set("Connection", "keep-alive")
				resp.Header.Set("Keep-Alive", "timeout=5, max=100")
				return true, nil
			})},
		{Name: "the path of what was made in Location", Why: "RFC 9110, section 10.2.2: it may be relative",
			wear: answers(func(req *http.Request, resp *http.Response) (bool, error) {
				body, err := document(resp)
				if err != nil || body == nil {
					return false, err
				}
				if u, err := url.Parse(asText(body["url"])); err == nil && resp.StatusCode == http.StatusCreated {
					resp.Header.Set("Location", u.Path)
				}
				resp.Header.Set("Content-Location", req.URL.Path)
				return true, nil
			})},
		{Name: "dates with as many digits of a second as needed", Why: "RFC 3339 allows any number of digits",
			wear: dated(func(sid string, at time.Time) string {
				digest := fnv.New32a()
				_, _ = io.WriteString(digest, sid) // never fails
				return at.Add(time.Duration(digest.Sum32()%20) * 50 * time.Millisecond).Format(time.RFC3339Nano)
			})},
	}
}

// withTheirBuild shows no Deployment of a Build that was deleted.
func withTheirBuild(next http.RoundTripper, changed func()) http.RoundTripper {
	var mu sync.Mutex
	dead := map[any]bool{}
	shown := answers(func(req *http.Request, resp *http.Response) (bool, error) {
		body, err := document(resp)
		if err != nil || body == nil || resp.StatusCode != http.StatusOK {
			return false, err
		}
		mu.Lock()
		defer mu.Unlock()
		if strings.HasPrefix(asText(body["sid"]), "ZD") && dead[body["build_sid"]] {
			gone := refusal(req, http.StatusNotFound, "The requested resource "+req.URL.Path+" was not found")
			*resp = *gone
			return true, nil
		}
		rows, is := body["deployments"].([]any)
		if !is {
			return false, nil
		}
		left := make([]any, 0, len(rows))
		for _, row := range rows {
			if o, is := row.(object); !is || !dead[o["build_sid"]] {
				left = append(left, row)
			}
		}
		body["deployments"] = left
		return len(left) < len(rows), write(resp, plain(body))
	})(next, changed)
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		resp, err := shown.RoundTrip(req)
		if sid := (asking{Request: req}).deletes("Builds"); err == nil && sid != "" && resp.StatusCode < 300 {
			mu.Lock()
			defer mu.Unlock()
			dead[sid] = true
		}
		return resp, err
	})
}

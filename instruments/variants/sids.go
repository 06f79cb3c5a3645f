package variants

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
)

// sidVariants give SIDs of another look. Only that they are unique, and their pattern, is said.
func sidVariants() []Variant {
	return []Variant{
		{Name: "SIDs that count up", Why: "a SID is unique among those of its kind, and nothing says that it is random",
			Alone: true, wear: renumbered(func(n int) int { return n })},
		{Name: "SIDs that count down", Why: "nothing says in which order SIDs come",
			Alone: true, wear: renumbered(func(n int) int { return 0xffffff - n })},
	}
}

var anySID = regexp.MustCompile(`\b(Z[A-Z]|NO|RQ)[0-9a-fA-F]{32}\b`)

// renumbered numbers the SIDs of each kind, in the order in which they are first seen.
func renumbered(digits func(n int) int) wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		var mu sync.Mutex
		shown, meant := map[string]string{}, map[string]string{}
		count := map[string]int{}
		number := func(sid string) string {
			mu.Lock()
			defer mu.Unlock()
			if known, is := shown[sid]; is {
				return known
			}
			kind := sid[:2]
			count[kind]++
			shown[sid] = fmt.Sprintf("%s%032x", kind, digits(count[kind]))
			meant[shown[sid]] = sid
			return shown[sid]
		}
		original := func(sid string) string {
			mu.Lock()
			defer mu.Unlock()
			if sid, is := meant[sid]; is {
				return sid
			}
			return sid
		}
		return translated(next, changed, original, number)
	}
}

// translated replaces the SIDs of requests and answers. What was asked for comes back as it was asked for.
func translated(next http.RoundTripper, changed func(), in, out func(sid string) string) http.RoundTripper {
	read := roundTripper(func(req *http.Request) (*http.Response, error) {
		again, err := inRequest(req, func(text string) string { return anySID.ReplaceAllStringFunc(text, in) })
		if err != nil {
			return nil, err
		}
		return next.RoundTrip(again)
	})
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		asked := map[string]string{} // as the server behind repeats it
		for _, sid := range anySID.FindAllString(req.URL.String(), -1) {
			asked[in(sid)] = sid
		}
		return answers(func(_ *http.Request, resp *http.Response) (bool, error) {
			body, err := document(resp)
			if err != nil || body == nil {
				return false, err
			}
			eachText(body, func(name, text string) string {
				if name == "content" || name == "value" || name == "friendly_name" { // what the client wrote
					return text
				}
				return anySID.ReplaceAllStringFunc(text, func(sid string) string {
					if as, is := asked[sid]; is {
						return as
					}
					return out(sid)
				})
			})
			return true, write(resp, plain(body))
		})(read, changed).RoundTrip(req)
	})
}

// inRequest changes the text of the address and of the form of a request.
func inRequest(req *http.Request, change func(text string) string) (*http.Request, error) {
	again := req.Clone(req.Context())
	if isForm(req) {
		form, read, err := formOf(req)
		if err != nil {
			return nil, err
		}
		again = read
		if len(form) > 0 {
			for name, values := range form {
				if !strings.HasSuffix(name, "Versions") && !strings.HasSuffix(name, "Sid") {
					continue // what the client wrote
				}
				for i := range values {
					values[i] = change(values[i])
				}
			}
			send(again, form)
		}
	}
	again.URL.Path, again.URL.RawPath = change(again.URL.Path), change(again.URL.RawPath)
	again.URL.RawQuery = change(again.URL.RawQuery)
	return again, nil
}

package variants

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// shapeVariants page, refuse and name in ways that no page rules out.
func shapeVariants() []Variant {
	return []Variant{
		{Name: "page URLs that are a token and nothing else", Why: "page URLs are followed as they are", Alone: true,
			wear: tokensOnly},
		{Name: "a token that has the size of its page", Why: "a token is opaque, and made for one page", Alone: true,
			wear: boundTokens},
		{Name: "bodies that are no form refused with 415", Why: "a page names one type of the body", Assumes: true,
			wear: answers(func(req *http.Request, resp *http.Response) (bool, error) {
				kind := req.Header.Get("Content-Type")
				if req.Method != http.MethodPost || resp.StatusCode >= 500 || resp.StatusCode == 401 ||
					isUpload(req) ||
					strings.Contains(strings.ToLower(kind), "form") || req.ContentLength == 0 {
					return false, nil
				}
				body, err := document(resp)
				if err != nil || body == nil || resp.StatusCode < 300 {
					return false, err
				}
				return true, refuse(resp, body, http.StatusUnsupportedMediaType, 20415)
			})},
		{Name: "friendly names of white space refused", Why: "a required name has to say something", Assumes: true,
			wear: stricter(http.StatusBadRequest, func(a asking) string {
				if a.form.Has("FriendlyName") && strings.TrimFunc(a.form.Get("FriendlyName"), unicode.IsSpace) == "" {
					return "FriendlyName must not be blank."
				}
				return ""
			})},
		{Name: "SIDs of another kind refused with 400",
			Why: "nobody has published how a SID of another kind is refused",
			wear: answers(func(req *http.Request, resp *http.Response) (bool, error) {
				body, err := document(resp)
				if err != nil || body == nil || resp.StatusCode != http.StatusNotFound || !otherKind(req.URL.Path) {
					return false, err
				}
				return true, refuse(resp, body, http.StatusBadRequest, 20001)
			})},
		{Name: "dates of filters that are shown with milliseconds", Why: "the same moment has several forms",
			Alone: true,
			wear: pageURLs(func(u *url.URL) {
				u.RawQuery = shownDate.ReplaceAllString(u.RawQuery, "$1.000%2B00%3A00")
			})},
		{Name: "addresses in any case, with .json or a slash at their end",
			Why:     "no page says that others are refused",
			Assumes: true, wear: lenientAddresses},
		{Name: "a property without a name", Why: "a name may be any text in JSON, and more properties are open",
			wear: documents(func(_ *http.Request, _ int, body object) bool {
				body[""], body["__proto__"], body["a.b"] = nil, object{"": []any{}}, "é\u2028\u007f"
				return true
			})},
		{Name: "methods that are none refused in HTML", Why: "a gateway may answer before an API does", Assumes: true,
			wear: answers(func(req *http.Request, resp *http.Response) (bool, error) {
				if resp.StatusCode != http.StatusMethodNotAllowed {
					return false, nil
				}
				resp.Header.Set("Content-Type", "text/html")
				if req.Method == http.MethodHead {
					return true, nil
				}
				return true, write(resp, []byte("<html><title>405 Not Allowed</title></html>"))
			})},
		{Name: "an upload host that refuses in text", Why: "its refusals of 401 and 413 were seen without JSON",
			Assumes: true,
			wear: answers(func(req *http.Request, resp *http.Response) (bool, error) {
				if !isUpload(req) || resp.StatusCode < 400 || resp.StatusCode == http.StatusNotFound {
					return false, nil
				}
				resp.Header.Set("Content-Type", "text/plain; charset=utf-8")
				return true, write(resp, []byte("refused"))
			})},
	}
}

var shownDate = regexp.MustCompile(`(Date=\d{4}-\d\d-\d\dT\d\d(?:%3A|:)\d\d(?:%3A|:)\d\d)Z`)

// otherKind reports whether a path has a SID where one of another kind belongs.
func otherKind(path string) bool {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	kinds := map[string]string{"Functions": "ZH", "Assets": "ZH", "Versions": "ZN", "Builds": "ZB",
		"Environments": "ZE",
		"Variables":    "ZV", "Deployments": "ZD", "Logs": "NO"}
	for i := 0; i+1 < len(parts); i++ {
		kind, is := kinds[parts[i]]
		if is && anySID.MatchString(parts[i+1]) && !strings.HasPrefix(parts[i+1], kind) {
			return true
		}
	}
	return false
}

var segmentNames = regexp.MustCompile(
	`(?i)/(Services|Functions|Assets|Versions|Content|Builds|Status|Environments|Variables|Deployments|Logs)(/|$)`)

// lenientAddresses reads addresses as a router does that is set up to forgive.
func lenientAddresses(next http.RoundTripper, changed func()) http.RoundTripper {
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		path := strings.TrimSuffix(strings.TrimSuffix(req.URL.Path, "/"), ".json")
		for range 2 { // names side by side share a slash
			path = segmentNames.ReplaceAllStringFunc(path, func(name string) string {
				at := strings.IndexFunc(name, unicode.IsLetter)
				return name[:at] + strings.ToUpper(name[at:at+1]) + strings.ToLower(name[at+1:])
			})
		}
		if path == req.URL.Path || req.URL.RawPath != "" {
			return next.RoundTrip(req)
		}
		changed()
		again := req.Clone(req.Context())
		again.URL.Path = path
		return next.RoundTrip(again)
	})
}

// tokensOnly puts the whole query of a page URL into its token.
func tokensOnly(next http.RoundTripper, changed func()) http.RoundTripper {
	const mark = "q-"
	read := roundTripper(func(req *http.Request) (*http.Response, error) {
		token, ours := strings.CutPrefix(req.URL.Query().Get("PageToken"), mark)
		query, err := hex.DecodeString(token)
		if !ours || err != nil {
			return next.RoundTrip(req)
		}
		again := req.Clone(req.Context())
		again.URL.RawQuery = string(query)
		return next.RoundTrip(again)
	})
	return pageURLs(func(u *url.URL) {
		u.RawQuery = "PageToken=" + mark + hex.EncodeToString([]byte(u.RawQuery))
	})(read, changed)
}

// boundTokens ignores a size that comes with a token, and takes that of the page which the token was made for.
func boundTokens(next http.RoundTripper, changed func()) http.RoundTripper {
	read := roundTripper(func(req *http.Request) (*http.Response, error) {
		query := req.URL.Query()
		size, token, ours := strings.Cut(query.Get("PageToken"), "~")
		if !ours {
			return next.RoundTrip(req)
		}
		query.Set("PageToken", token)
		query.Set("PageSize", size)
		again := req.Clone(req.Context())
		again.URL.RawQuery = query.Encode()
		return next.RoundTrip(again)
	})
	return pageURLs(func(u *url.URL) {
		query := u.Query()
		if token := query.Get("PageToken"); token != "" {
			parts := slices.DeleteFunc(strings.Split(u.RawQuery, "&"), func(p string) bool {
				return strings.HasPrefix(p, "PageToken=")
			})
			u.RawQuery = strings.Join(append(parts, "PageToken="+fmt.Sprint(query.Get("PageSize"), "~",
				url.QueryEscape(token))), "&")
		}
	})(read, changed)
}

package variants

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// pageVariants page in other ways.
func pageVariants() []Variant {
	return []Variant{
		{Name: "page tokens of another form", Why: "tokens are opaque", wear: otherTokens},
		{Name: "page URLs with PageToken before Page", Why: "sources have the two in either order",
			wear: pageURLs(func(u *url.URL) {
				parts := strings.Split(u.RawQuery, "&")
				slices.SortStableFunc(parts, func(a, b string) int { return strings.Compare(rank(a), rank(b)) })
				u.RawQuery = strings.Join(parts, "&")
			})},
		{Name: "the url of a page as it was asked for", Why: "an address may leave out what goes without saying",
			wear: documents(urlAsAsked)},
		{Name: "a PageToken in every page URL", Why: "tokens are opaque, also that of the first page",
			wear: tokensEverywhere},
		{Name: "page URLs with one more parameter", Why: "page URLs are followed as they are", wear: oneMoreParameter},
		{Name: "pages of 50 items at most", Why: "clients take a limit below the documented 1000 for granted",
			wear: smallerPages},
		{Name: "lists in another order",
			Why: "no source orders Services, Functions, Assets, Environments and Variables",
			wear: documents(
				func(_ *http.Request, status int, body object) bool {
					changed := false
					for _, name := range []string{"services", "functions", "assets", "environments", "variables"} {
						rows, is := body[name].([]any)
						if is && status < 300 && len(rows) > 1 {
							slices.Reverse(rows)
							changed = true
						}
					}
					return changed
				})},
	}
}

func rank(parameter string) string {
	switch name, _, _ := strings.Cut(parameter, "="); name {
	case "Page":
		return "2"
	case "PageToken":
		return "1"
	}
	return "0"
}

// pageURLs wears a change of the URLs in meta.
func pageURLs(change func(u *url.URL)) wear {
	return documents(func(_ *http.Request, _ int, body object) bool {
		meta, is := body["meta"].(object)
		if !is {
			return false
		}
		changed := false
		for name, value := range meta {
			address, is := value.(string)
			if !is || !strings.HasSuffix(name, "url") {
				continue
			}
			u, err := url.Parse(address)
			if err != nil {
				continue
			}
			change(u)
			meta[name] = u.String()
			changed = changed || meta[name] != address
		}
		return changed
	})
}

// asked wears a change of the query that is sent; the server behind knows nothing of it.
func asked(next http.RoundTripper, change func(query url.Values)) http.RoundTripper {
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		again := req.Clone(req.Context())
		query := again.URL.Query()
		change(query)
		if encoded := query.Encode(); encoded != req.URL.Query().Encode() {
			again.URL.RawQuery = encoded
		}
		return next.RoundTrip(again)
	})
}

func otherTokens(next http.RoundTripper, changed func()) http.RoundTripper {
	const mark = "~"
	read := asked(next, func(query url.Values) {
		if token, ours := strings.CutPrefix(query.Get("PageToken"), mark); ours {
			if inner, err := hex.DecodeString(token); err == nil {
				query.Set("PageToken", string(inner))
			}
		}
	})
	return pageURLs(func(u *url.URL) {
		query := u.Query()
		if token := query.Get("PageToken"); token != "" {
			before := url.QueryEscape(token)
			u.RawQuery = strings.Replace(u.RawQuery, "PageToken="+before,
				"PageToken="+mark+hex.EncodeToString([]byte(token)), 1)
		}
	})(read, changed)
}

// urlAsAsked gives a page the query with which it was asked for.
func urlAsAsked(req *http.Request, status int, body object) bool {
	meta, is := body["meta"].(object)
	if !is || status >= 300 {
		return false
	}
	own, err := url.Parse(asText(meta["url"]))
	if err != nil || own.RawQuery == req.URL.RawQuery {
		return false
	}
	own.RawQuery = req.URL.RawQuery
	meta["url"] = own.String()
	return true
}

// tokensEverywhere gives the first page a token too, which the server behind never sees.
func tokensEverywhere(next http.RoundTripper, changed func()) http.RoundTripper {
	const first = "the-first-one"
	read := asked(next, func(query url.Values) {
		if query.Get("PageToken") == first {
			query.Del("PageToken")
		}
	})
	return pageURLs(func(u *url.URL) {
		if !u.Query().Has("PageToken") {
			u.RawQuery += "&PageToken=" + first
		}
	})(read, changed)
}

func oneMoreParameter(next http.RoundTripper, changed func()) http.RoundTripper {
	read := asked(next, func(query url.Values) { query.Del("Shard") })
	return pageURLs(func(u *url.URL) { u.RawQuery += "&Shard=a%2Fb" })(read, changed)
}

func smallerPages(next http.RoundTripper, changed func()) http.RoundTripper {
	const most = 50
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		if size, err := strconv.Atoi(req.URL.Query().Get("PageSize")); err == nil && size > most && size <= 1000 {
			changed()
			return asked(next, func(query url.Values) { query.Set("PageSize", fmt.Sprint(most)) }).RoundTrip(req)
		}
		return next.RoundTrip(req)
	})
}

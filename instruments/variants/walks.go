package variants

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// walkVariants are other ways to read a list page by page.
func walkVariants() []Variant {
	return []Variant{
		{Name: "pages of the moment at which the first one was read", Why: "a walk may be one of a snapshot",
			Alone: true, wear: snapshots},
		{Name: "page tokens that expire after 10 seconds", Why: "no page says how long a token is good",
			wear: mortalTokens},
		{Name: "pages by number", Why: "tokens are opaque, and may be a number of entries",
			Alone: true, wear: numberedPages},
	}
}

// isList reports whether a request reads a list.
func isList(req *http.Request) bool {
	return req.Method == http.MethodGet && collection.MatchString(req.URL.Path) &&
		!strings.HasSuffix(req.URL.Path, "/Content") && !strings.HasSuffix(req.URL.Path, "/Status")
}

// snapshots keeps the pages after the first one, as they were when that was read.
func snapshots(next http.RoundTripper, changed func()) http.RoundTripper {
	var mu sync.Mutex
	kept := map[string]object{} // by caller and query of a page
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		key := func(u *url.URL) string {
			return req.Header.Get("Authorization") + u.Path + "?" + u.Query().Encode()
		}
		if !isList(req) {
			return next.RoundTrip(req)
		}
		mu.Lock()
		old := kept[key(req.URL)]
		mu.Unlock()
		resp, err := next.RoundTrip(req)
		if err != nil || resp.StatusCode != http.StatusOK {
			return resp, err
		}
		if old != nil {
			changed()
			return resp, write(resp, plain(old))
		}
		page, err := document(resp)
		if err != nil || req.URL.Query().Has("PageToken") {
			return resp, err
		}
		for range 30 {
			meta, _ := page["meta"].(object)
			u, err := url.Parse(asText(meta["next_page_url"]))
			if err != nil || u.Path == "" {
				break
			}
			if page, err = ask(next, req, http.MethodGet, u.RequestURI(), ""); err != nil {
				break
			}
			mu.Lock()
			kept[key(u)] = page
			mu.Unlock()
		}
		return resp, nil
	})
}

// mortalTokens refuses a token ten seconds after it was given.
func mortalTokens(next http.RoundTripper, changed func()) http.RoundTripper {
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		again := req.Clone(req.Context())
		query := again.URL.Query()
		given := query.Get("PageToken")
		at, inner, ours := strings.Cut(given, "x")
		born, err := strconv.ParseInt(at, 10, 64)
		if ours && err == nil {
			if time.Now().Unix() > born+10 {
				changed()
				return refusal(req, http.StatusBadRequest, "The page token has expired."), nil
			}
			raw, err := hex.DecodeString(inner)
			if err != nil {
				return next.RoundTrip(req)
			}
			query.Set("PageToken", string(raw))
			again.URL.RawQuery = query.Encode()
		}
		return pageURLs(func(u *url.URL) {
			token := u.Query().Get("PageToken")
			if token == "" {
				return
			}
			shown := fmt.Sprint(time.Now().Unix()) + "x" + hex.EncodeToString([]byte(token))
			if token == query.Get("PageToken") {
				shown = given
			}
			u.RawQuery = strings.Replace(u.RawQuery, "PageToken="+url.QueryEscape(token), "PageToken="+shown, 1)
		})(next, changed).RoundTrip(again)
	})
}

// numberedPages counts entries: what is made or deleted during a walk shifts the pages that follow.
func numberedPages(next http.RoundTripper, changed func()) http.RoundTripper {
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		query := req.URL.Query()
		n, err := strconv.Atoi(strings.TrimPrefix(query.Get("PageToken"), "after-"))
		if !isList(req) || query.Has("PageToken") && err != nil {
			return next.RoundTrip(req)
		}
		again := req.Clone(req.Context())
		bare := req.URL.Query()
		bare.Del("PageToken")
		if query.Has("PageToken") {
			bare.Del("Page")
		}
		again.URL.RawQuery = bare.Encode()
		resp, err := next.RoundTrip(again) // says what is wrong with the query
		if err != nil || resp.StatusCode != http.StatusOK {
			return resp, err
		}
		page, err := document(resp)
		meta, _ := page["meta"].(object)
		if err != nil || meta == nil {
			return resp, err
		}
		bare.Set("PageSize", "1000")
		bare.Del("Page")
		whole, err := ask(next, req, http.MethodGet, req.URL.Path+"?"+bare.Encode(), "")
		if err != nil {
			return nil, err
		}
		rows := rowsOf(whole)
		size, err := strconv.Atoi(fmt.Sprint(meta["page_size"]))
		if err != nil {
			return nil, err
		}
		first, err := url.Parse(asText(meta["first_page_url"]))
		if err != nil {
			return nil, err
		}
		if !query.Has("PageToken") {
			n = 0
		}
		at := func(n int) string {
			u := *first
			u.RawQuery = strings.Replace(u.RawQuery, "Page=0", fmt.Sprint("Page=", n/size), 1)
			if n > 0 {
				u.RawQuery += fmt.Sprint("&PageToken=after-", n)
			}
			return u.String()
		}
		page[asText(meta["key"])] = rows[min(n, len(rows)):min(n+size, len(rows))]
		meta["next_page_url"], meta["previous_page_url"] = nil, nil
		if n+size < len(rows) {
			meta["next_page_url"] = at(n + size)
		}
		if n > 0 {
			meta["url"], meta["previous_page_url"] = at(n), at(max(0, n-size))
			meta["page"] = json.Number(fmt.Sprint(n / size))
		}
		changed()
		return resp, write(resp, plain(page))
	})
}

package variants

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// endVariants differ at the ends of lists, and where a client asks for what is no page.
func endVariants() []Variant {
	return []Variant{
		{Name: "an empty page after a full one",
			Why: "`next_page_url` is null on the last page, and the last one may be empty", wear: emptyLast},
		{Name: "tokens of 3 KB that have to be escaped", Why: "a token is opaque", wear: heavyTokens},
		{Name: "sizes of pages that are brought into range", Why: "no page says what becomes of one that is out of it",
			Assumes: true,
			wear: moved(func(query url.Values) {
				switch size, err := strconv.Atoi(query.Get("PageSize")); {
				case !query.Has("PageSize"):
				case err != nil || size < 1:
					query.Set("PageSize", "50")
				case size > 1000:
					query.Set("PageSize", "1000")
				}
			})},
		{Name: "numbers of pages that are no numbers ignored", Why: "`Page` is for the client's own state",
			Assumes: true,
			wear: moved(func(query url.Values) {
				if page, err := strconv.Atoi(query.Get("Page")); query.Has("Page") && (err != nil || page < 0) {
					query.Set("Page", "0")
				}
			})},
		{Name: "tokens that are none refused with 404", Why: "no page says how",
			wear: answers(func(req *http.Request, resp *http.Response) (bool, error) {
				body, err := document(resp)
				if err != nil || body == nil || resp.StatusCode != http.StatusBadRequest ||
					!req.URL.Query().Has("PageToken") || req.Method != http.MethodGet {
					return false, err
				}
				return true, refuse(resp, body, http.StatusNotFound, 20404)
			})},
	}
}

// moved changes the query before the server sees it, and answers with the address that it then had.
func moved(change func(query url.Values)) wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			again := req.Clone(req.Context())
			query := again.URL.Query()
			if change(query); query.Encode() != req.URL.Query().Encode() {
				changed()
				again.URL.RawQuery = query.Encode()
			}
			return next.RoundTrip(again)
		})
	}
}

const afterAll = "after-"

// emptyLast ends a list whose last page is full with an empty page.
func emptyLast(next http.RoundTripper, changed func()) http.RoundTripper {
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		full, beyond := strings.CutPrefix(req.URL.Query().Get("PageToken"), afterAll)
		again := req.Clone(req.Context())
		if beyond {
			query, err := hex.DecodeString(full)
			if err != nil {
				return next.RoundTrip(req)
			}
			again.URL.RawQuery = string(query)
		}
		resp, err := next.RoundTrip(again)
		if err != nil || req.Method != http.MethodGet || resp.StatusCode != http.StatusOK {
			return resp, err
		}
		body, err := document(resp)
		meta, is := body["meta"].(object)
		if err != nil || !is {
			return resp, err
		}
		rows, _ := body[asText(meta["key"])].([]any)
		page, _ := strconv.Atoi(fmt.Sprint(meta["page"]))
		if fmt.Sprint(len(rows)) != fmt.Sprint(meta["page_size"]) || meta["next_page_url"] != nil {
			return resp, nil
		}
		u, err := url.Parse(asText(meta["url"]))
		if err != nil {
			return nil, err
		}
		query := again.URL.Query()
		query.Set("Page", fmt.Sprint(page+1))
		query.Set("PageSize", fmt.Sprint(meta["page_size"]))
		query.Set("PageToken", afterAll+hex.EncodeToString([]byte(again.URL.RawQuery)))
		u.RawQuery = query.Encode()
		if !beyond {
			meta["next_page_url"] = u.String()
		} else {
			body[asText(meta["key"])], meta["page"] = []any{}, page+1
			meta["previous_page_url"], meta["url"] = meta["url"], u.String()
		}
		changed()
		return resp, write(resp, plain(body))
	})
}

// heavyTokens wraps tokens in text that has to be escaped, and escapes it in lower case.
func heavyTokens(next http.RoundTripper, changed func()) http.RoundTripper {
	ballast := strings.Repeat("+/= %&é", 400)
	read := asked(next, func(query url.Values) {
		if token, ours := strings.CutPrefix(query.Get("PageToken"), ballast); ours {
			query.Set("PageToken", token)
		}
	})
	return pageURLs(func(u *url.URL) {
		if token := u.Query().Get("PageToken"); token != "" {
			u.RawQuery = strings.Replace(u.RawQuery, "PageToken="+url.QueryEscape(token),
				"PageToken="+strings.ReplaceAll(strings.ToLower(url.QueryEscape(ballast)), "+", "%20")+
					url.QueryEscape(token), 1)
		}
	})(read, changed)
}

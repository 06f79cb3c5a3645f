package mutants

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

func listBugs() []bug {
	reversed := func(_ *http.Request, items []any) []any {
		slices.Reverse(items)
		return items
	}
	later := func(req *http.Request) bool { return req.URL.Query().Get("PageToken") != "" }
	return []bug{
		{"pages of Functions overlap", "ListFunction", "functions/list-has-every-one-once", pagesOverlap},
		{"a page skips an item", "ListBuild", "builds/list-has-every-one-once",
			rows("ListBuild", func(req *http.Request, items []any) []any {
				if later(req) && len(items) > 0 {
					return items[1:]
				}
				return items
			})},
		{"a whole page is skipped", "ListAssetVersion", "asset-versions/list-has-every-one-once", skipsAPage},
		{"the list of Assets ends after one page", "ListAsset", "assets/list-has-every-one-once",
			meta("ListAsset", func(_ *http.Request, m object) { m["next_page_url"] = nil })},
		{"meta.key has another name", "ListAsset", "assets/list-has-every-one-once",
			meta("ListAsset", func(_ *http.Request, m object) { m["key"] = "items" })},
		{"Function Versions are listed oldest first", "ListFunctionVersion",
			"function-versions/list-has-the-newest-first", rows("ListFunctionVersion", reversed)},
		{"Asset Versions are listed oldest first", "ListAssetVersion", "asset-versions/list-has-the-newest-first",
			rows("ListAssetVersion", reversed)},
		{"Builds are listed oldest first", "ListBuild", "builds/list-has-the-newest-first",
			rows("ListBuild", reversed)},
		{"Deployments are listed oldest first", "ListDeployment", "deployments/replace-what-is-live",
			rows("ListDeployment", reversed)},
		{"Logs are listed oldest first", "ListLog", "logs/of-a-later-deployment-come-first", rows("ListLog", reversed)},
		{"the last page has no next_page_url", "ListVariable", "variables/have-the-properties-of-their-page",
			meta("ListVariable", func(_ *http.Request, m object) {
				if m["next_page_url"] == nil {
					delete(m, "next_page_url")
				}
			})},
		{"the last page leads to an empty one", "ListVariable", "variables/list-has-every-one-once",
			meta("ListVariable", func(_ *http.Request, m object) {
				if m["next_page_url"] == nil {
					m["next_page_url"] = m["first_page_url"].(string) + "&PageToken=PTeyJOZXdlciI6ZmFsc2UsIkZyb20iOjB9"
				}
			})},
		{"PageSize is ignored", "ListEnvironment", "environments/list-has-every-one-once",
			queries("ListEnvironment", func(q url.Values) { q.Del("PageSize") })},
		{"PageToken is ignored", "ListDeployment", "deployments/list-has-every-one-once",
			queries("ListDeployment", func(q url.Values) { q.Del("PageToken") })},
		{"an empty PageToken is refused", "ListService", "services/empty-page-token-is-none",
			refuses("ListService", 400, 20001, func(req *http.Request) bool {
				return req.URL.Query().Has("PageToken") && !later(req)
			})},
		{"a PageSize of 1001 is cut", "ListBuild", "builds/page-size-out-of-range-is-refused",
			queries("ListBuild", func(q url.Values) {
				if q.Get("PageSize") == "1001" {
					q.Set("PageSize", "1000")
				}
			})},
		{"a PageSize of 1000 is refused", "ListAsset", "assets/page-size-from-1-to-1000",
			refuses("ListAsset", 400, 20001, func(req *http.Request) bool {
				return req.URL.Query().Get("PageSize") == "1000"
			})},
		{"a page has 20 items by default", "ListVariable", "variables/page-size-from-1-to-1000",
			queries("ListVariable", func(q url.Values) {
				if q.Get("PageSize") == "" {
					q.Set("PageSize", "20")
				}
			})},
		{"every page calls itself the first", "ListFunctionVersion", "function-versions/list-has-every-one-once",
			meta("ListFunctionVersion", func(_ *http.Request, m object) { m["page"] = 0 })},
		{"no page leads back", "ListService", "services/list-says-where-each-page-stands",
			meta("ListService", func(_ *http.Request, m object) { m["previous_page_url"] = nil })},
		{"page URLs lead to another host", "ListFunction", "functions/list-has-every-one-once",
			meta("ListFunction", func(_ *http.Request, m object) {
				if next, ok := m["next_page_url"].(string); ok {
					m["next_page_url"] = strings.Replace(next, "://", "://internal.", 1)
				}
			})},
		{"page URLs are relative", "ListEnvironment", "environments/list-has-every-one-once",
			meta("ListEnvironment", func(_ *http.Request, m object) {
				if next, ok := m["next_page_url"].(string); ok {
					u, _ := url.Parse(next)
					m["next_page_url"] = u.RequestURI()
				}
			})},
		{"a deleted Function stays in the list", "DeleteFunction", "functions/delete-removes-it",
			staysListed("CreateFunction", "ListFunction")},
		{"a deleted Variable stays in the list", "DeleteVariable", "variables/delete-removes-it",
			staysListed("CreateVariable", "ListVariable")},
		{"the list of Services is another's", "ListService", "services/list-has-every-service-once",
			rows("ListService", func(*http.Request, []any) []any { return []any{} })},
	}
}

// pagesOverlap begins every page of Functions but the first with the last item of the page before.
func pagesOverlap(s *site, ops operationSet) http.RoundTripper {
	var before any
	return rows("ListFunction", func(req *http.Request, items []any) []any {
		if len(items) == 0 {
			return items
		}
		now := items[len(items)-1]
		if req.URL.Query().Get("PageToken") != "" {
			items[0] = before
		}
		before = now
		return items
	})(s, ops)
}

// skipsAPage leads from the first page to the third.
func skipsAPage(s *site, ops operationSet) http.RoundTripper {
	return answers("ListAssetVersion", func(req *http.Request, status int, body object) int {
		m, _ := body["meta"].(object)
		next, ok := m["next_page_url"].(string)
		if !ok || req.URL.Query().Get("PageToken") != "" {
			return status
		}
		u, err := url.Parse(next)
		if err != nil {
			return status
		}
		again := resent(req, nil)
		again.URL = u
		resp, err := s.next.RoundTrip(again)
		if err != nil {
			return status
		}
		second, err := readAnswer(resp)
		if err != nil {
			return status
		}
		value, err := unmarshal(second.body)
		if err != nil {
			return status
		}
		if page, ok := value.(object)["meta"].(object); ok {
			m["next_page_url"] = page["next_page_url"]
		}
		return status
	})(s, ops)
}

// staysListed adds to an empty list what was created last.
func staysListed(created, listed string) planting {
	return func(s *site, ops operationSet) http.RoundTripper {
		var made any
		looking := s.behind(answers(created, func(_ *http.Request, status int, body object) int {
			if succeeded(status) {
				made = body
			}
			return status
		}), ops)
		return rows(listed, func(_ *http.Request, items []any) []any {
			if len(items) == 0 && made != nil {
				return []any{made}
			}
			return items
		})(looking, ops)
	}
}

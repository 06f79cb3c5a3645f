package mutants

import (
	"net/http"
	"net/url"
	"strings"
)

func logBugs() []bug {
	const list, fetch = "ListLog", "FetchLog"
	without := func(key string) planting { return queries(list, func(q url.Values) { q.Del(key) }) }
	return []bug{
		{"the filter by Function is ignored", list, "logs/filters-select", without("FunctionSid")},
		{"StartDate is ignored", list, "logs/filters-select", without("StartDate")},
		{"EndDate is ignored", list, "logs/filters-select", without("EndDate")},
		{"only the first of several filters counts", list, "logs/filters-combine", queries(list, func(q url.Values) {
			if q.Has("FunctionSid") {
				q.Del("StartDate")
				q.Del("EndDate")
			}
		})},
		{"the second page forgets the filter", list, "logs/filters-hold-on-every-page",
			queries(list, func(q url.Values) {
				if q.Has("PageToken") {
					q.Del("FunctionSid")
				}
			})},
		{"page URLs forget the filters", list, "logs/filters-are-accepted", meta(list, func(_ *http.Request, m object) {
			for name, value := range m {
				if address, ok := value.(string); ok {
					m[name] = strings.NewReplacer("FunctionSid=", "Other=", "StartDate=", "Other=").Replace(address)
				}
			}
		})},
		{"a filter that is no SID is ignored", list, "logs/filters-that-make-no-sense-are-refused",
			queries(list, func(q url.Values) {
				if !strings.HasPrefix(q.Get("FunctionSid"), "ZH") {
					q.Del("FunctionSid")
				}
			})},
		{"a Log names another Deployment", fetch, "logs/tell-where-they-come-from",
			set(fetch, "deployment_sid", "ZD"+strings.Repeat("0", 32))},
		{"a Log names another Build", fetch, "logs/tell-where-they-come-from",
			set(fetch, "build_sid", "ZB"+strings.Repeat("0", 32))},
		{"the message of a Log is cut", fetch, "logs/tell-where-they-come-from",
			texts(fetch, "message", func(m string) string { return m[:len(m)/2] })},
		{"an unknown Log is found", fetch, "logs/unknown-is-not-found", accepts(fetch, 404)},
	}
}

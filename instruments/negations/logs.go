package negations

import (
	"strings"
	"time"
)

func logNegations() []Negation {
	s := subject{"logs", srcLog}
	need := func(n Negation) Negation { return n.needs("logs") }
	list, fetch := "ListLog", "FetchLog"
	return []Negation{
		need(s.not("function-filter-is-ignored", "FunctionSid filters the list.", Identity,
			before(list, func(c *call) { c.query.Del("FunctionSid") }))),
		need(s.not("function-filter-gives-nothing", "FunctionSid filters the list.", Identity,
			item(list, func(c *call, entries []object) []object {
				if c.query.Has("FunctionSid") {
					return nil
				}
				return entries
			}))),
		need(s.not("function-filter-gives-the-others", "FunctionSid filters the list.", Second,
			before(list, func(c *call) {
				if c.query.Has("FunctionSid") {
					c.asked(c.query.Get("FunctionSid"))
					c.query.Del("FunctionSid")
				}
			}).then(item(list, func(c *call, entries []object) (left []object) {
				for _, e := range entries {
					if c.wanted() == "" || text(e, "function_sid") != c.wanted() {
						left = append(left, e)
					}
				}
				return left
			})))),
		need(s.not("start-date-is-ignored", "StartDate filters the list.", Time,
			before(list, func(c *call) { c.query.Del("StartDate") }))),
		need(s.not("end-date-is-ignored", "EndDate filters the list.", Time,
			before(list, func(c *call) { c.query.Del("EndDate") }))),
		need(s.not("dates-are-swapped", "StartDate and EndDate filter the list.", Time, before(list, func(c *call) {
			if c.query.Has("StartDate") && c.query.Has("EndDate") {
				start, end := c.query.Get("StartDate"), c.query.Get("EndDate")
				c.query.Set("StartDate", end)
				c.query.Set("EndDate", start)
			}
		}))),
		need(s.not("filters-exclude-each-other", "The filters of Logs can be combined.", Second,
			before(list, func(c *call) {
				if c.query.Has("FunctionSid") {
					c.query.Del("StartDate")
					c.query.Del("EndDate")
				}
			}))),
		need(s.not("dates-with-an-offset-are-refused", "StartDate is an ISO 8601 date.", Shape,
			before(list, func(c *call) {
				if v := c.query.Get("StartDate"); v != "" && !strings.HasSuffix(v, "Z") {
					c.refuse(400, 20001, "Invalid StartDate.")
				}
			}))).assumed(),
		need(s.not("of-an-hour-ago-are-lost", "StartDate is a day ago when it is absent.", Time,
			before(list, func(c *call) {
				if !c.query.Has("StartDate") {
					c.query.Set("StartDate", time.Now().Add(-10*time.Minute).UTC().Format(time.RFC3339))
				}
			}))),
		need(s.not("list-is-oldest-first", "The newest Log comes first.", Paging, reversed(list))).assumed(),
		need(s.not("list-has-those-of-all-environments", "The list has the Logs of one Environment.", Second,
			item(list, func(c *call, entries []object) []object {
				for _, e := range c.all(c.base("Environments")) {
					if text(e, "sid") != c.Parent {
						entries = append(entries, c.all(c.base("Environments", text(e, "sid"), "Logs"))...)
					}
				}
				return entries
			}))),
		need(s.not("list-forgets-those-of-earlier-deployments", "Logs stay when a new Build is deployed.", Second,
			item(list, func(_ *call, entries []object) (left []object) {
				for _, e := range entries {
					if text(e, "deployment_sid") == text(entries[0], "deployment_sid") {
						left = append(left, e)
					}
				}
				return left
			}))),
		need(s.not("are-cleared-with-the-environment", "Logs stay when an Environment is cleared.", Collateral,
			after("CreateDeployment", func(c *call) {
				if c.form.Get("BuildSid") == "" {
					c.mem.notes["cleared "+c.Parent] = "x"
				}
			}).then(item(list, func(c *call, entries []object) []object {
				if c.mem.notes["cleared "+c.Parent] != "" {
					return nil
				}
				return entries
			})))),
		need(s.not("page-two-lacks-the-filter", "The next page has the same filters.", Paging,
			before(list, func(c *call) {
				if c.query.Has("PageToken") {
					c.query.Del("FunctionSid")
				}
			}))),
		need(s.not("next-page-url-lacks-the-filter", "The next page has the same filters.", Paging,
			meta(list, func(_ *call, m object) {
				for _, name := range []string{"next_page_url", "url", "first_page_url"} {
					m[name] = withoutQuery(m[name], "FunctionSid")
				}
			}))),
		need(s.not("fetch-gives-the-newest", "A fetch gives the Log that it names.", Second,
			before(fetch, func(c *call) {
				if all := c.all(c.base("Environments", c.Parent, "Logs")); len(all) > 0 {
					c.to("/v1" + c.base("Environments", c.Parent, "Logs", text(all[0], "sid")))
				}
			}))),
		need(s.not("is-found-in-another-environment", "A Log belongs to one Environment.", Access,
			failing(fetch, func(c *call) {
				if o := c.mem.seen[c.SID]; o != nil && c.mem.gone[c.Parent] == nil {
					c.status, c.json = 200, clone(o)
				}
			}))),
		need(s.not("message-is-cut", "A Log has its message.", Content,
			words("Log", "message", func(v string) string { return shorten(v, 3) })).assumed()),
		need(s.not("message-is-empty-in-lists", "The list has Logs as they are.", Second,
			item(list, func(_ *call, entries []object) []object {
				for _, e := range entries {
					e["message"] = ""
				}
				return entries
			}))),
		need(s.not("level-is-a-number", "The level is a text.", Form, always("Log", "level", 3))),
		need(s.not("lacks-its-build", "A Log names its Build.", Form, without("Log", "build_sid"))),
		need(s.not("lacks-its-deployment", "A Log names its Deployment.", Form, without("Log", "deployment_sid"))),
		need(s.not("lacks-its-function", "A Log names its Function.", Form, without("Log", "function_sid"))),
		need(s.not("lacks-its-request", "A Log names its request.", Form, without("Log", "request_sid"))),
		need(s.not("request-sid-is-a-uuid", "A request SID is RQ and 32 digits.", Form,
			always("Log", "request_sid", "0ebd2b6c-0000-4000-8000-000000000000"))),
		need(s.not("names-the-newest-build", "A Log names the Build that wrote it.", Second,
			show("Log", func(c *call, o object) {
				if last := c.lastBuild(); last != nil {
					o["build_sid"] = last["sid"]
				}
			}))),
		need(s.not("names-one-function", "A Log names the Function that wrote it.", Second,
			item(list, func(_ *call, entries []object) []object {
				for _, e := range entries {
					e["function_sid"] = entries[0]["function_sid"]
				}
				return entries
			}))),
		s.not("list-of-an-unknown-environment-is-empty", "An unknown Environment is not found.", Refusal,
			failing(list, func(c *call) {
				if c.status == 404 {
					c.status, c.json = 200, emptyList(c)
				}
			})),
		s.not("empty-list-is-404", "An Environment without Logs has an empty list.", Refusal,
			after(list, func(c *call) {
				if _, entries := c.items(); len(entries) == 0 {
					c.missing()
				}
			})),
		s.not("unknown-log-is-204", "An unknown Log is not found.", Refusal, failing(fetch, func(c *call) {
			if c.status == 404 {
				c.empty(204)
			}
		})),
		s.not("malformed-start-date-is-ignored", "StartDate is an ISO 8601 date.", Refusal, before(list, func(c *call) {
			for _, name := range []string{"StartDate", "EndDate"} {
				if _, err := time.Parse(time.RFC3339, c.query.Get(name)); err != nil {
					c.query.Del(name)
				}
			}
		})).assumed(),
	}
}

// withoutQuery removes a key from the query of a URL in an answer.
func withoutQuery(v any, key string) any {
	s, ok := v.(string)
	if !ok {
		return v
	}
	path, query, _ := strings.Cut(s, "?")
	var left []string
	for _, pair := range strings.Split(query, "&") {
		if !strings.HasPrefix(pair, key+"=") {
			left = append(left, pair)
		}
	}
	return path + "?" + strings.Join(left, "&")
}

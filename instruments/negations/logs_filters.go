package negations

import (
	"strings"
	"time"
)

// logFilterNegations are Logs that are selected, dated or described in another way than promised.
func logFilterNegations() []Negation {
	s := subject{"logs", srcLog}
	need := func(n Negation) Negation { return n.needs("logs") }
	list := "ListLog"
	none := item(list, func(_ *call, _ []object) []object { return nil })
	when := func(name string, d Defect) Defect {
		return Defect{after: func(c *call) {
			if c.Op == list && c.ok() && c.query.Has(name) {
				d.after(c)
			}
		}}
	}
	return []Negation{
		need(s.not("any-start-date-gives-nothing", "StartDate selects what is later.", Time, when("StartDate", none))),
		need(s.not("any-end-date-gives-nothing", "EndDate selects what is earlier.", Time, when("EndDate", none))),
		need(s.not("start-date-counts-days-only", "StartDate is a date and time.", Time, before(list, func(c *call) {
			if t, err := time.Parse(time.RFC3339, c.query.Get("StartDate")); err == nil {
				c.query.Set("StartDate", t.UTC().Truncate(24*time.Hour).Format(time.RFC3339))
			}
		}))),
		need(s.not("end-date-counts-days-only", "EndDate is a date and time.", Time, before(list, func(c *call) {
			if t, err := time.Parse(time.RFC3339, c.query.Get("EndDate")); err == nil {
				c.query.Set("EndDate", t.UTC().Truncate(24*time.Hour).Add(24*time.Hour).Format(time.RFC3339))
			}
		}))),
		need(s.not("start-date-is-read-in-another-zone", "StartDate is in GMT.", Time, before(list, func(c *call) {
			if t, err := time.Parse(time.RFC3339, c.query.Get("StartDate")); err == nil {
				c.query.Set("StartDate", t.Add(-5*time.Hour).Format(time.RFC3339))
			}
		}))),
		need(s.not("unknown-function-filters-nothing", "FunctionSid selects what a Function wrote.", Identity,
			before(list, func(c *call) {
				if sid := c.query.Get("FunctionSid"); sid != "" && c.mem.seen[sid] == nil {
					c.query.Del("FunctionSid")
				}
			}))),
		need(s.not("filters-are-read-on-the-first-page-only", "The next page has the same filters.", Paging,
			before(list, func(c *call) {
				if c.query.Get("Page") != "" && c.query.Get("Page") != "0" {
					c.query.Del("StartDate")
					c.query.Del("EndDate")
					c.query.Del("FunctionSid")
				}
			}))),
		need(s.not("page-size-is-ignored-with-a-filter", "PageSize is how many a page has.", Paging,
			before(list, func(c *call) {
				if c.query.Has("FunctionSid") {
					c.query.Del("PageSize")
				}
			}))),
		need(s.not("are-all-of-now", "date_created is when it was written.", Time, show("Log", func(_ *call, o object) {
			o["date_created"] = date(time.Now().Add(time.Hour))
		}))),
		need(s.not("lack-their-message", "A Log has a message.", Form, without("Log", "message"))),
		need(s.not("lack-their-level", "A Log has a level.", Form, without("Log", "level"))),
		need(s.not("lack-their-date", "A Log has the date of its creation.", Form, without("Log", "date_created"))),
		need(s.not("lack-their-environment", "A Log names its Environment.", Form, without("Log", "environment_sid"))),
		need(s.not("have-null-for-their-level", "A Log has a level.", Form, always("Log", "level", nil))),
		need(s.not("have-another-message-when-fetched", "A fetch shows what the list shows.", Second,
			after("FetchLog", func(c *call) { c.json["message"] = "log" }))),
		need(s.not("have-another-level-when-fetched", "A fetch shows what the list shows.", Second,
			after("FetchLog", func(c *call) { c.json["level"] = "DEBUG" }))),
		need(s.not("have-another-date-when-fetched", "A fetch shows what the list shows.", Second,
			after("FetchLog", func(c *call) { c.json["date_created"] = "2018-11-10T20:00:00Z" }))),
		need(s.not("have-one-level-only", "A Log has the level that it was written with.", Second,
			always("Log", "level", "INFO"))).assumed(),
		need(s.not("repeat-one-on-a-later-page", "The list has every Log once.", Paging, repeatsOne(list))),
		need(s.not("url-names-another-environment", "The url leads to the Log.", Identity,
			show("Log", func(_ *call, o object) {
				o["url"] = strings.Replace(text(o, "url"), text(o, "environment_sid"), "ZE"+strings.Repeat("a", 32), 1)
			}))),
		need(s.not("outlive-their-environment", "With an Environment its Logs are deleted.", Collateral,
			failing(list, func(c *call) {
				if c.status == 404 && c.mem.gone[c.Parent] != nil {
					c.status, c.json = 200, emptyList(c)
				}
			}))),
		s.not("empty-list-is-null", "A list without entries is an empty array.", Form,
			after(list, func(c *call) {
				if key, entries := c.items(); len(entries) == 0 {
					c.json[key] = nil
				}
			})),
		s.not("filters-are-refused", "Logs can be filtered by Function and dates.", Refusal,
			refuses(list, func(c *call) bool { return c.query.Has("FunctionSid") || c.query.Has("StartDate") })),
		s.not("first-page-url-lacks-the-filters", "The URLs of a page have its filters.", Paging,
			meta(list, func(_ *call, m object) {
				m["first_page_url"] = withoutQuery(withoutQuery(m["first_page_url"], "StartDate"), "FunctionSid")
			})),
	}
}

// repeatsOne shows the first entry of the list again on each later page.
func repeatsOne(ops string) Defect {
	return item(ops, func(c *call, entries []object) []object {
		key := "first " + c.req.URL.Path
		switch {
		case len(entries) == 0:
		case c.query.Get("Page") == "" || c.query.Get("Page") == "0":
			c.mem.gone[key] = entries[0]
		case c.mem.gone[key] != nil:
			return append([]object{c.mem.gone[key]}, entries[1:]...)
		}
		return entries
	})
}

// repeatNegations are lists that have one entry twice.
func repeatNegations() (list []Negation) {
	for _, r := range []struct{ subject, kind, source string }{
		{"services", "Service", srcService}, {"functions", "Function", srcFunction}, {"assets", "Asset", srcAsset},
		{"function-versions", "FunctionVersion", srcFVersion}, {"asset-versions", "AssetVersion", srcAVersion},
		{"builds", "Build", srcBuild}, {"environments", "Environment", srcEnvironment},
		{"variables", "Variable", srcVariable}, {"deployments", "Deployment", srcDeployment},
	} {
		s, ops := subject{r.subject, r.source}, "List"+r.kind
		list = append(list,
			s.not("list-shows-the-first-again-on-later-pages", "The list has every one once.", Paging, repeatsOne(ops)),
			s.not("list-shows-the-last-of-a-page-twice", "The list has every one once.", Paging,
				item(ops, func(_ *call, entries []object) []object {
					if len(entries) > 1 {
						entries[len(entries)-1] = entries[len(entries)-2]
					}
					return entries
				})),
		)
		if strings.HasSuffix(r.kind, "Version") || r.kind == "Deployment" { // they never change
			continue
		}
		list = append(list,
			s.not("list-shows-those-of-later-pages-as-they-were-born", "The list shows each as it is.", Update,
				item(ops, func(c *call, entries []object) []object {
					for i, e := range entries {
						if born := c.mem.fixed["born "+text(e, "sid")]; born != nil && c.query.Has("PageToken") {
							entries[i] = clone(born)
						}
					}
					return entries
				}).then(after("Create"+r.kind, func(c *call) {
					c.mem.fixed["born "+text(c.json,
						"sid")] = clone(c.json)
				}))),
		)
	}
	return list
}
